internal import Foundation
internal import Synchronization

/// The offsets of an IANA time zone, read once so that no row ever asks the system.
///
/// Covers 1970 to 2100; earlier moments take the first offset, later ones the last.
package struct ZoneTable: Sendable {
    /// What a local time means in a zone.
    package enum Resolution: Hashable, Sendable {
        case unique(Instant)
        /// The clock was set back: the local time happened twice, and this is the first of the two.
        case ambiguous(earlier: Instant)
        /// The clock was set forward over it: the local time never happened.
        case missing
    }

    /// The IANA name.
    package let identifier: String
    /// The second each period begins, UTC; the first is `Int64.min`.
    private let starts: [Int64]
    /// Seconds east of UTC within each period.
    private let offsets: [Int32]

    /// The version of the system's time zone data, an input of every run.
    package static var dataVersion: String {
        TimeZone.timeZoneDataVersion
    }

    /// The names of the time zone database, for suggestions.
    package static var identifiers: [String] {
        TimeZone.knownTimeZoneIdentifiers
    }

    /// Reads a zone of the time zone database, or nil where it has none of that name.
    ///
    /// Daily probes find every change (no zone changes twice within a day), bisection the second of each: 1 to 2 ms, once
    /// for each zone of a process.
    package init?(identifier: String) {
        if let known = Self.known.withLock({ $0[identifier] }) {
            self = known
            return
        }
        guard let zone = ZoneTable.systemZone(identifier) else { return nil }
        func offset(_ second: Int64) -> Int32 {
            Int32(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second))))
        }
        let end: Int64 = 4_133_980_800  // 2101-01-01
        var previous = offset(0)
        var starts = [Int64.min]
        var offsets = [previous]
        for probe in stride(from: Int64(86_400), through: end, by: 86_400) {
            let current = offset(probe)
            guard current != previous else { continue }
            var before = probe - 86_400
            var after = probe
            while after - before > 1 {
                let middle = before + (after - before) / 2
                if offset(middle) == previous { before = middle } else { after = middle }
            }
            starts.append(after)
            offsets.append(current)
            previous = current
        }
        self.identifier = identifier
        self.starts = starts
        self.offsets = offsets
        let table = self
        Self.known.withLock { $0[identifier] = table }
    }

    private static let known = Mutex<[String: ZoneTable]>([:])

    /// Whether the time zone database has a zone of this name.
    package static func exists(_ identifier: String) -> Bool {
        systemZone(identifier) != nil
    }

    private static func systemZone(_ identifier: String) -> TimeZone? {
        // Foundation also takes `GMT+3` and gives it a name of its own; it calls `UTC` now that, now `GMT`.
        guard let zone = TimeZone(identifier: identifier), zone.identifier == identifier || identifier == "UTC",
            !identifier.hasPrefix("GMT+"), !identifier.hasPrefix("GMT-")
        else { return nil }
        return zone
    }

    /// Seconds east of UTC at a moment.
    ///
    /// - Complexity: O(log n) in the number of transitions.
    package func offset(at instant: Instant) -> Int {
        Int(offsets[period(ofSecond: instant.seconds)])
    }

    /// The calendar day of a moment.
    ///
    /// - Complexity: O(log n) in the number of transitions.
    package func day(of instant: Instant) -> Day {
        let second = instant.seconds
        let local = second + Int64(offsets[period(ofSecond: second)])
        // Rounded down also before 1970.
        return Day(number: Int32(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
    }

    /// The offset that local times of a day have, in seconds east of UTC; nil where the clock is set within two days of it.
    ///
    /// - Complexity: O(log n) in the number of transitions.
    package func offset(throughout day: Day) -> Int? {
        let midnight = Int64(day.number) * 86_400
        // Offsets are less than a day.
        let period = period(ofSecond: midnight - 2 * 86_400)
        return period == self.period(ofSecond: midnight + 3 * 86_400) ? Int(offsets[period]) : nil
    }

    /// The seconds around a moment, UTC, that have its day and its offset.
    ///
    /// - Complexity: O(log n) in the number of transitions.
    package func seconds(of day: Day, around instant: Instant) -> Range<Int64> {
        let period = period(ofSecond: instant.seconds)
        let midnight = Int64(day.number) * 86_400 - Int64(offsets[period])
        let end = period + 1 < starts.count ? starts[period + 1] : .max
        return max(starts[period], midnight)..<min(end, midnight + 86_400)
    }

    /// The moment a day begins: its first instant where the clock skips midnight.
    ///
    /// - Complexity: O(log n) in the number of transitions.
    package func start(of day: Day) -> Instant {
        let midnight = Int64(day.number) * 86_400
        switch instant(ofLocalSeconds: midnight) {
        case .unique(let instant), .ambiguous(let instant): return instant
        case .missing:
            // The day begins with the period that skipped its midnight: the last one begun a day later.
            let index = period(ofSecond: midnight + 86_400 - Int64(offsets[period(ofSecond: midnight)]))
            return Instant(milliseconds: starts[index] * 1000)
        }
    }

    /// The moment of a local time, in seconds since 1970-01-01 00:00:00 on the zone's clock.
    ///
    /// - Complexity: O(log n) in the number of transitions.
    package func instant(ofLocalSeconds local: Int64, millisecond: Int32 = 0) -> Resolution {
        // Offsets are less than a day, so only periods that touch the day around it can hold it.
        var index = period(ofSecond: local - 86_400)
        var first: Int64?
        while index < starts.count, starts[index] <= local + 86_400 {
            let second = local - Int64(offsets[index])
            if second >= starts[index], index + 1 == starts.count || second < starts[index + 1] {
                if let first {
                    return .ambiguous(earlier: Instant(milliseconds: first * 1000 + Int64(millisecond)))
                }
                first = second
            }
            index += 1
        }
        return first.map { .unique(Instant(milliseconds: $0 * 1000 + Int64(millisecond))) } ?? .missing
    }

    /// The index of the period a UTC second lies in.
    private func period(ofSecond second: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= second { low = middle } else { high = middle }
        }
        return low
    }
}
