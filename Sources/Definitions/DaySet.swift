/// Some days, a place each from the first to the last of them.
package struct DaySet: Sendable {
    private var first: Int32 = 0
    private var days: [Bool] = []

    package init(_ days: some Collection<Day> = []) {
        guard let least = days.min(), let greatest = days.max() else { return }
        first = least.number
        self.days = [Bool](repeating: false, count: Int(greatest.number - least.number) + 1)
        for day in days { self.days[Int(day.number - first)] = true }
    }

    package func has(_ day: Day) -> Bool {
        let place = Int(day.number) - Int(first)
        return place >= 0 && place < days.count && days[place]
    }

    /// Whether any day of a range is among them.
    package func overlaps(_ range: ClosedRange<Day>) -> Bool {
        let start = max(Int(range.lowerBound.number) - Int(first), 0)
        let end = min(Int(range.upperBound.number) - Int(first), days.count - 1)
        return start <= end && days[start...end].contains(true)
    }

    /// Adds all days of a range.
    ///
    /// - Complexity: O(*d*) in the days of the range, and in all where it begins before them.
    package mutating func add(_ range: ClosedRange<Day>) {
        if days.isEmpty { first = range.lowerBound.number }
        if range.lowerBound.number < first {
            days.insert(contentsOf: repeatElement(false, count: Int(first - range.lowerBound.number)), at: 0)
            first = range.lowerBound.number
        }
        let end = Int(range.upperBound.number - first) + 1
        if end > days.count { days.append(contentsOf: repeatElement(false, count: end - days.count)) }
        for place in Int(range.lowerBound.number - first)..<end { days[place] = true }
    }

    /// The days, as ranges in order and apart from each other.
    package var ranges: [ClosedRange<Day>] {
        var ranges: [ClosedRange<Day>] = []
        var start: Int?
        for place in 0...days.count {
            let isIn = place < days.count && days[place]
            if isIn, start == nil { start = place }
            guard !isIn, let begin = start else { continue }
            ranges.append(Day(number: first + Int32(begin))...Day(number: first + Int32(place - 1)))
            start = nil
        }
        return ranges
    }
}
