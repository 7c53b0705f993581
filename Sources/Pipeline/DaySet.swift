import Definitions

/// Some days, a place each from the first to the last of them.
struct DaySet: Sendable {
    private var first: Int32 = 0
    private var days: [Bool] = []

    init(_ days: Set<Day> = []) {
        guard let least = days.min(), let greatest = days.max() else { return }
        first = least.number
        self.days = [Bool](repeating: false, count: Int(greatest.number - least.number) + 1)
        for day in days { self.days[Int(day.number - first)] = true }
    }

    func has(_ day: Day) -> Bool {
        let place = Int(day.number) - Int(first)
        return place >= 0 && place < days.count && days[place]
    }

    /// Whether any day of a range is among them.
    func overlaps(_ range: ClosedRange<Day>) -> Bool {
        let start = max(Int(range.lowerBound.number) - Int(first), 0)
        let end = min(Int(range.upperBound.number) - Int(first), days.count - 1)
        return start <= end && days[start...end].contains(true)
    }

    /// Adds all days of a range.
    ///
    /// - Complexity: O(*d*) in the days of the range, and in all where it begins before them.
    mutating func add(_ range: ClosedRange<Day>) {
        if days.isEmpty { first = range.lowerBound.number }
        if range.lowerBound.number < first {
            days.insert(contentsOf: repeatElement(false, count: Int(first - range.lowerBound.number)), at: 0)
            first = range.lowerBound.number
        }
        let end = Int(range.upperBound.number - first) + 1
        if end > days.count { days.append(contentsOf: repeatElement(false, count: end - days.count)) }
        for place in Int(range.lowerBound.number - first)..<end { days[place] = true }
    }
}
