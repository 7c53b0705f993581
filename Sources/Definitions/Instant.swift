/// A moment in UTC, to the millisecond.
///
/// Finer fractions of a source are cut off.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The moment of `YYYY-MM-DD HH:MM:SS` in UTC and UTF-8, or nil where the text is anything else.
    package init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count == Self.textLength, let day = Day(UnsafeBufferPointer(rebasing: text[..<Day.textLength]))
        else { return nil }
        func number(_ place: Int) -> Int? {
            let (tens, ones) = (text[place] &- 48, text[place + 1] &- 48)
            return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
        }
        guard text[10] == UInt8(ascii: " "), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let hour = number(11), let minute = number(14), let second = number(17), hour < 24, minute < 60, second < 60
        else { return nil }
        milliseconds = (Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second)) * 1000
    }

    /// The whole seconds since 1970-01-01 00:00:00 UTC, rounded down.
    package var seconds: Int64 {
        (milliseconds - (milliseconds % 1000 + 1000) % 1000) / 1000
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Instant: CustomStringConvertible {
    /// How many bytes `YYYY-MM-DD HH:MM:SS` has.
    package static let textLength = Day.textLength + 9

    /// `YYYY-MM-DD HH:MM:SS` in UTC, as the warehouse holds it.
    package var description: String {
        let text = String(unsafeUninitializedCapacity: Self.textLength) { text in
            text.baseAddress.map(write) == true ? Self.textLength : 0
        }
        guard text.isEmpty else { return text }
        let (day, second) = dayAndSecond
        let time = String(unsafeUninitializedCapacity: 9) { text in
            text.baseAddress.map { Self.write(second: second, to: $0) }
            return 9
        }
        return day.description + time
    }

    /// Writes `YYYY-MM-DD HH:MM:SS` without making a text of it; gives false for years of no four digits.
    package func write(to bytes: UnsafeMutablePointer<UInt8>) -> Bool {
        let (day, second) = dayAndSecond
        guard day.write(to: bytes) else { return false }
        Self.write(second: second, to: bytes + Day.textLength)
        return true
    }

    private var dayAndSecond: (day: Day, second: Int) {
        let dayNumber = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
        return (Day(number: Int32(dayNumber)), Int(seconds - dayNumber * 86_400))
    }

    /// A blank and the time of a second of a day.
    private static func write(second: Int, to bytes: UnsafeMutablePointer<UInt8>) {
        let text = UnsafeMutableBufferPointer(start: bytes, count: 9)
        text.initialize(repeating: UInt8(ascii: ":"))
        text[0] = UInt8(ascii: " ")
        text.put(second / 3600, in: 1..<3)
        text.put(second / 60 % 60, in: 4..<6)
        text.put(second % 60, in: 7..<9)
    }
}
