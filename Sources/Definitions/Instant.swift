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
        let parts = [second / 3600, second / 60 % 60, second % 60].map { zeroPadded($0, to: 2) }
        return "\(Day(number: Int32(dayNumber))) \(parts.joined(separator: ":"))"
    }
}
