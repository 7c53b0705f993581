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
    private(set) var labels: [Day: Label] = [:]
    private(set) var adGroups: Set<String> = []
    private(set) var ads: Set<String> = []

    mutating func add(id: String, adGroup: String, ad: String) {
        ids.insert(id)
        if !adGroup.isEmpty { adGroups.insert(adGroup) }
        if !ad.isEmpty { ads.insert(ad) }
    }

    mutating func add(_ label: Label, on day: Day) {
        if let other = labels[day], !Label.precedes(label, other) { return }
        labels[day] = label
    }

    mutating func merge(_ other: CampaignDraft) {
        for (day, label) in other.labels { add(label, on: day) }
        ids.formUnion(other.ids)
        adGroups.formUnion(other.adGroups)
        ads.formUnion(other.ads)
    }

    /// The labels by day, each from the day it replaced another; a day without a name keeps the one before.
    func history(id: String) -> [(from: Day, label: Label)] {
        let days = labels.sorted { $0.key < $1.key }
        var name = days.first { !$0.value.name.isEmpty }?.value.name ?? id
        var history: [(from: Day, label: Label)] = []
        for (day, label) in days {
            var label = label
            if label.name.isEmpty { label.name = name } else { name = label.name }
            if history.last?.label != label { history.append((day, label)) }
        }
        return history
    }
}
