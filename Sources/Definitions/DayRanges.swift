/// Ranges of days, in order and apart from each other.
package struct DayRanges: Hashable, Sendable {
    package private(set) var ranges: [ClosedRange<Day>] = []

    /// The days that are missing between the first and the last of some.
    ///
    /// - Complexity: O(n log n) in the days there are.
    package init(missingFrom days: some Sequence<Day>) {
        let present = Set(days).sorted()
        for (day, next) in zip(present, present.dropFirst()) where next.number > day.number + 1 {
            ranges.append(Day(number: day.number + 1)...Day(number: next.number - 1))
        }
    }

    /// How many days there are.
    package var count: Int {
        ranges.reduce(0) { $0 + Int($1.upperBound.number - $1.lowerBound.number) + 1 }
    }

    /// The newest ranges first, as text: those are the ones to look after.
    package func text(limit: Int) -> String {
        let shown = ranges.suffix(limit).reversed().map { range in
            range.lowerBound == range.upperBound
                ? "\(range.lowerBound)" : "\(range.lowerBound) – \(range.upperBound)"
        }
        let rest = ranges.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
