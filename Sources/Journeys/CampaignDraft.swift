import Definitions

/// A campaign while rows of spend are still coming.
struct CampaignDraft {
    /// How a row of spend is shown.
    struct Label: Hashable {
        /// Empty where the row has none.
        var name: String
        var source: String
        var medium: String

        /// Of two labels of one day the one with a name counts, then the smaller text, whichever came first.
        static func precedes(_ left: Label, _ right: Label) -> Bool {
            if left.name.isEmpty != right.name.isEmpty { return right.name.isEmpty }
            for part in [\Label.name, \.source, \.medium] where left[keyPath: part] != right[keyPath: part] {
                return byBytes(left[keyPath: part], right[keyPath: part])
            }
            return false
        }
    }

    var ids: Set<String> = []
    /// The position of the label of each day that has one, in the order of days.
    private var days: [(day: Day, label: Int)] = []
    private var labels: [Label] = []
    private var positions: [Label: Int] = [:]
    /// Rows of spend often come by day with one label.
    private var latest = 0
    private(set) var adGroups: Set<String> = []
    private(set) var ads: Set<String> = []

    mutating func add(id: String, adGroup: String, ad: String) {
        ids.insert(id)
        if !adGroup.isEmpty { adGroups.insert(adGroup) }
        if !ad.isEmpty { ads.insert(ad) }
    }

    /// Adds a label on a day.
    ///
    /// - Complexity: O(1) for the latest day so far, O(*d*) in the days there are for others.
    mutating func add(_ label: Label, on day: Day) {
        let position = position(of: label)
        guard let last = days.last, last.day >= day else { return days.append((day, position)) }
        var (low, high) = (0, days.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if days[middle].day < day { low = middle + 1 } else { high = middle }
        }
        guard days[low].day == day else { return days.insert((day, position), at: low) }
        if days[low].label != position, Label.precedes(label, labels[days[low].label]) { days[low].label = position }
    }

    private mutating func position(of label: Label) -> Int {
        if latest < labels.count, labels[latest] == label { return latest }
        latest = positions[label] ?? labels.count
        if latest == labels.count {
            positions[label] = latest
            labels.append(label)
        }
        return latest
    }

    /// The names of the days' labels.
    var names: Set<String> {
        Set(Set(days.map(\.label)).map { labels[$0].name })
    }

    mutating func merge(_ other: CampaignDraft) {
        for (day, label) in other.days { add(other.labels[label], on: day) }
        ids.formUnion(other.ids)
        adGroups.formUnion(other.adGroups)
        ads.formUnion(other.ads)
    }

    /// The labels by day, each from the day it replaced another; a day without a name keeps the one before.
    func history(id: String) -> [(from: Day, label: Label)] {
        var name = days.lazy.map { labels[$0.label].name }.first { !$0.isEmpty } ?? id
        var history: [(from: Day, label: Label)] = []
        for (day, position) in days {
            var label = labels[position]
            if label.name.isEmpty { label.name = name } else { name = label.name }
            if history.last?.label != label { history.append((day, label)) }
        }
        return history
    }
}
