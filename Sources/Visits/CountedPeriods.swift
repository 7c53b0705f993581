package import Definitions

/// The days, weeks and months whose visitors are counted anew: those that hold a day whose visits changed.
package struct CountedPeriods: Sendable {
    private let weeks: Set<Day>
    private let months: Set<Day>
    private let first: Int32
    /// Of each day from the first on, whether it lies in any of the weeks or months.
    private let days: [Bool]

    /// - Complexity: O(*d*) in the days from the first to the last that are concerned.
    package init(changed: [Day]) {
        weeks = Set(changed.map { VisitorCounts.Period.week.start(of: $0) })
        months = Set(changed.map { VisitorCounts.Period.month.start(of: $0) })
        let starts = weeks.union(months)
        guard let least = starts.min(), let greatest = starts.max() else {
            first = 0
            days = []
            return
        }
        first = least.number
        let (weeks, months) = (weeks, months)
        // A month has at most 31 days.
        days = (least.number...greatest.number + 31).map { number in
            let day = Day(number: number)
            return weeks.contains(VisitorCounts.Period.week.start(of: day))
                || months.contains(VisitorCounts.Period.month.start(of: day))
        }
    }

    /// Whether a visit of a day counts in any of the periods.
    package func concern(_ day: Day) -> Bool {
        let place = Int(day.number) - Int(first)
        return place >= 0 && place < days.count && days[place]
    }

    /// All of them, with the first day of each.
    package var all: [(period: VisitorCounts.Period, start: Day)] {
        let counted = days.indices.filter { days[$0] }.map { Day(number: first + Int32($0)) }
        return counted.map { (.day, $0) } + months.sorted().map { (.month, $0) } + weeks.sorted().map { (.week, $0) }
    }

    /// Whether a period is among them; so is each day of a week or month that is.
    package func has(_ period: VisitorCounts.Period, _ start: Day) -> Bool {
        switch period {
        case .day: concern(start)
        case .week: weeks.contains(start)
        case .month: months.contains(start)
        }
    }
}
