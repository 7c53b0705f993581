import Definitions

/// The days for which an answer holds, narrowed by everything that was asked and depends on the day.
struct MatchDays {
    let day: Day
    private(set) var range = Day.distantPast...Day.distantFuture

    init(day: Day) {
        self.day = day
    }

    /// Whether something holds on the day that holds on some days only.
    mutating func holds(on days: ClosedRange<Day>) -> Bool {
        if days.contains(day) {
            range = range.clamped(to: days)
            return true
        }
        if day < days.lowerBound {
            range = range.clamped(to: Day.distantPast...days.lowerBound.advanced(by: -1))
        } else {
            range = range.clamped(to: days.upperBound.advanced(by: 1)...Day.distantFuture)
        }
        return false
    }
}
