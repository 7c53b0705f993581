/// A moment in UTC, to the millisecond.
///
/// Finer fractions of a source are cut off.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
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
    /// `YYYY-MM-DD HH:MM:SS` in UTC, as the warehouse holds it.
    package var description: String {
        let dayNumber = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
        let second = Int(seconds - dayNumber * 86_400)
        let time = String(unsafeUninitializedCapacity: 9) { text in
            text.initialize(repeating: UInt8(ascii: ":"))
            text[0] = UInt8(ascii: " ")
            text.put(second / 3600, in: 1..<3)
            text.put(second / 60 % 60, in: 4..<6)
            text.put(second % 60, in: 7..<9)
            return 9
        }
        return Day(number: Int32(dayNumber)).description + time
    }
}
