/// A compiled Unicode date pattern such as `dd.MM.yyyy HH:mm`, and the parser of texts written by it.
///
/// Patterns follow Unicode Technical Standard 35, part 4, as far as exports of numbers go: no names of months or
/// weekdays. A single letter takes one or two digits, a double one exactly two; `yyyy` (or `y`) four, `yy` two, meaning
/// 2000 to 2099. `X`, `x` and `Z` of any length take `Z`, `+03`, `+0300` or `+03:00`. Beside them `unix` takes whole
/// seconds since 1970-01-01 00:00:00 UTC, and `unix_ms` milliseconds, as many APIs write moments.
package struct DatePattern: Hashable, Sendable {
    /// Why a text is no pattern.
    package struct Problem: Error, Hashable, Sendable {
        package var message: String
        package var hint: String?

        package init(message: String, hint: String?) {
            self.message = message
            self.hint = hint
        }
    }

    enum Part: UInt8, Hashable, Sendable {
        case literal, year, shortYear, month, day, hour, halfDayHour, minute, second, fraction, halfDay, offset
    }

    /// One step of the parser, without references: copying a token costs nothing.
    struct Token: Hashable, Sendable {
        var part: Part
        /// The least and greatest number of digits.
        var least: UInt8 = 0
        var most: UInt8 = 0
        /// The byte of a literal.
        var byte: UInt8 = 0
    }

    /// The pattern as written.
    package let text: String
    private let tokens: [Token]
    /// How many units of a moment's number are a second; 0 where the pattern has parts.
    private let unitsPerSecond: Int64

    /// Whether the pattern has a time of day.
    package var hasTime: Bool {
        unitsPerSecond > 0 || tokens.contains { $0.part == .hour || $0.part == .halfDayHour }
    }

    /// Compiles a pattern.
    ///
    /// - Throws: `Problem` where it isn't a pattern, lacks a year, a month or a day, or leaves open where a number ends.
    package init(_ text: String) throws(Problem) {
        unitsPerSecond = text == "unix" ? 1 : text == "unix_ms" ? 1000 : 0
        var compiler = DatePatternCompiler(text)
        tokens = unitsPerSecond > 0 ? [] : try compiler.compile()
        self.text = text
    }

    /// Reads a whole text by the pattern, or nil where it doesn't fit or names no date that exists.
    ///
    /// - Complexity: O(n) in the pattern's length; allocates nothing.
    package func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> CivilTime? {
        if unitsPerSecond > 0 { return moment(bytes) }
        var reader = ClockReader(bytes)
        var year = 0
        var month = 0
        var day = 0
        var hour = 0
        var minute = 0
        var second = 0
        var millisecond = 0
        var isAfternoon: Bool?
        var offset: Int32?
        for token in tokens {
            if token.part == .literal {
                guard reader.take(token.byte) else { return nil }
                continue
            }
            let count = Int(token.least)...Int(token.most)
            switch token.part {
            case .halfDay:
                guard let value = reader.afternoon() else { return nil }
                isAfternoon = value
            case .offset:
                guard let value = reader.offset() else { return nil }
                offset = Int32(value)
            case .fraction:
                guard let value = reader.milliseconds(digits: count) else { return nil }
                millisecond = value
            default:
                guard let value = reader.digits(count) else { return nil }
                switch token.part {
                case .year: year = value
                case .shortYear: year = 2000 + value
                case .month: month = value
                case .day: day = value
                case .hour: hour = value
                case .halfDayHour:
                    guard (1...12).contains(value) else { return nil }
                    hour = value % 12
                case .minute: minute = value
                default: second = value
                }
            }
        }
        if isAfternoon == true { hour += 12 }
        guard reader.isAtEnd, hour < 24, minute < 60, second < 60,
            let date = Day(year: year, month: month, day: day)
        else { return nil }
        return CivilTime(
            day: date,
            secondOfDay: Int32(hour * 3600 + minute * 60 + second),
            millisecond: Int32(millisecond),
            offset: offset
        )
    }

    /// A moment of its number; 0 and what lies before 1970 is nobody's date.
    private func moment(_ bytes: UnsafeBufferPointer<UInt8>) -> CivilTime? {
        guard (1...15).contains(bytes.count) else { return nil }
        var number: Int64 = 0
        for byte in bytes {
            guard byte &- 48 < 10 else { return nil }
            number = number * 10 + Int64(byte &- 48)
        }
        let seconds = number / unitsPerSecond
        // The year 9999 ends before.
        guard number > 0, seconds < 253_402_300_800 else { return nil }
        return CivilTime(
            day: Day(number: Int32(seconds / 86_400)), secondOfDay: Int32(seconds % 86_400),
            millisecond: unitsPerSecond == 1 ? 0 : Int32(number % 1000), offset: 0)
    }

    /// Reads a whole text by the pattern; see `parse(_:)` for bytes.
    package func parse(_ text: String) -> CivilTime? {
        var text = text
        return text.withUTF8 { parse($0) }
    }
}
