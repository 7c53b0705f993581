package import Definitions

/// A campaign that money was spent on, and what its spend rows called it.
package struct Campaign: Hashable, Sendable {
    /// How a campaign's spend is shown: a matched touch takes all of it, so that the two meet in one row.
    package struct Label: Hashable, Sendable {
        /// As the platform writes it; the id where there is no name.
        package var name: String
        /// Tidied, as the source of touches is.
        package var source: String
        package var medium: String
        package var channel: ChannelMatch
    }

    /// A label and the first day it was met; it holds until the next.
    package struct LabelStart: Hashable, Sendable {
        package var from: Day
        package var label: Label
    }

    package var platform: String
    package var account: String
    /// As its platform writes it; of spend without ids, the campaign's name.
    package var id: String
    /// Whether spend has no id for it, so that its name must do.
    package var isNamed: Bool
    /// By day, never empty.
    package var labels: [LabelStart]

    /// The label on a day, that of the newest spend at or before it, else the earliest known, and the days it holds.
    ///
    /// - Complexity: O(log *n*) in the labels.
    package func label(on day: Day) -> (label: Label, days: ClosedRange<Day>) {
        var low = 0
        var high = labels.count
        while low < high {
            let middle = (low + high) / 2
            if labels[middle].from <= day { low = middle + 1 } else { high = middle }
        }
        let index = max(0, low - 1)
        return (labels[index].label, days(of: index))
    }

    /// The days on which a label holds.
    func days(of index: Int) -> ClosedRange<Day> {
        let first = index == 0 ? Day.distantPast : labels[index].from
        let last = index + 1 < labels.count ? labels[index + 1].from.advanced(by: -1) : Day.distantFuture
        return first...last
    }
}

extension Day {
    static let distantPast = Day(number: .min)
    static let distantFuture = Day(number: .max)
}
