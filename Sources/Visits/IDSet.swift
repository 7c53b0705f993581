/// A set of ids, for millions of them: open addressing on their mixed bits.
package struct IDSet: Sendable {
    private var ids: [CompactID]
    private var used = 0
    private let free = VisitID.none.compact

    package init() {
        ids = [CompactID](repeating: VisitID.none.compact, count: 256)
    }

    package var count: Int { used }

    /// Puts an id in; false where it was there.
    ///
    /// - Complexity: O(1)
    package mutating func insert(_ id: CompactID) -> Bool {
        if 3 * used >= 2 * ids.count { grow() }
        let place = place(of: id)
        guard ids[place] == free else { return false }
        ids[place] = id
        used += 1
        return true
    }

    /// The ids, in no particular order.
    var all: [CompactID] { ids.filter { $0 != free } }

    private func place(of id: CompactID) -> Int {
        let mask = ids.count - 1
        var place = Int(truncatingIfNeeded: id.mixed) & mask
        while ids[place] != free, ids[place] != id { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = ids
        ids = [CompactID](repeating: free, count: old.count * 2)
        for id in old where id != free { ids[place(of: id)] = id }
    }
}
