/// A calendar day, without a time or a zone.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01, negative before it.
    package var number: Int32

    package init(number: Int32) {
        self.number = number
    }

    /// The day of a date of the proleptic Gregorian calendar, or nil where that date doesn't exist.
    ///
    /// Years 1 to 9999, as the warehouse's `YYYY-MM-DD` texts hold. The formula is Howard Hinnant's
    /// `days_from_civil` (chrono-Compatible Low-Level Date Algorithms).
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.length(ofMonth: month, year: year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// The day of `YYYY-MM-DD`, or nil where the text is anything else.
    package init?(_ text: String) {
        var text = text
        let day = text.withUTF8 { Day($0) }
        guard let day else { return nil }
        self = day
    }

    /// The day of `YYYY-MM-DD`, or nil where the text is anything else.
    package init?(_ text: some StringProtocol) {
        self.init(text.utf8)
    }

    /// The day of `YYYY-MM-DD` in UTF-8, or nil where the text is anything else.
    package init?(_ text: some Sequence<UInt8>) {
        // Years, months and days, one after the other.
        var numbers = (0, 0, 0)
        var place = 0
        for byte in text {
            switch (place, byte) {
            case (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")): break
            case (0..<4, 48...57): numbers.0 = 10 * numbers.0 + Int(byte - 48)
            case (5..<7, 48...57): numbers.1 = 10 * numbers.1 + Int(byte - 48)
            case (8..<10, 48...57): numbers.2 = 10 * numbers.2 + Int(byte - 48)
            default: return nil
            }
            place += 1
        }
        guard place == 10 else { return nil }
        self.init(year: numbers.0, month: numbers.1, day: numbers.2)
    }

    /// The day of `YYYY-MM-DD` in UTF-8, or nil where the bytes are anything else.
    package init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count == Self.textLength, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else {
            return nil
        }
        func number(_ place: Int) -> Int? {
            let (tens, ones) = (text[place] &- 48, text[place + 1] &- 48)
            return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
        }
        guard let century = number(0), let year = number(2), let month = number(5), let day = number(8) else {
            return nil
        }
        self.init(year: century * 100 + year, month: month, day: day)
    }

    /// Days in a month of a year.
    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month and day of the month (Hinnant's `civil_from_days`).
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * monthIndex + 2) / 5 + 1
        )
    }

    package static func < (left: Day, right: Day) -> Bool {
        left.number < right.number
    }

    package func advanced(by days: Int) -> Day {
        Day(number: number + Int32(days))
    }
}

extension Day: CustomStringConvertible {
    /// How many bytes `YYYY-MM-DD` has.
    package static let textLength = 10

    /// `YYYY-MM-DD`.
    package var description: String {
        // Written for each row of a warehouse.
        let text = String(unsafeUninitializedCapacity: Self.textLength) { text in
            text.baseAddress.map(write) == true ? Self.textLength : 0
        }
        guard text.isEmpty else { return text }
        let (year, month, day) = components
        return "\(year)-\(zeroPadded(month, to: 2))-\(zeroPadded(day, to: 2))"
    }

    /// Writes `YYYY-MM-DD` without making a text of it; writes nothing and gives false for years of no four digits.
    package func write(to bytes: UnsafeMutablePointer<UInt8>) -> Bool {
        let (year, month, day) = components
        guard (0...9999).contains(year) else { return false }
        let text = UnsafeMutableBufferPointer(start: bytes, count: Self.textLength)
        text.initialize(repeating: UInt8(ascii: "-"))
        text.put(year, in: 0..<4)
        text.put(month, in: 5..<7)
        text.put(day, in: 8..<10)
        return true
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Puts the last digits of a non-negative number into as many places.
    func put(_ number: Int, in places: Range<Int>) {
        var rest = number
        for place in places.reversed() {
            self[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}

/// A non-negative number as decimal text of at least `width` digits.
func zeroPadded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
