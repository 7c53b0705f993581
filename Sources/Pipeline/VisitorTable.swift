import Visits

/// Whose the visits of clients and users are: asked for each person of all visits, so one look at memory must do.
struct VisitorTable: Sendable {
    private struct Entry: Sendable {
        var visitor: CompactID
        /// The identity and one; 0: the entry is free.
        var identity: Int32
    }

    private var entries: [Entry] = []
    private var count = 0
    private static let nobody = Entry(visitor: CompactID([], kind: .client), identity: 0)

    /// - Parameter visitors: so many are expected.
    init(visitors: Int) {
        var size = 64
        while size < visitors * 2 { size *= 2 }
        entries = Array(repeating: Self.nobody, count: size)
    }

    /// The identity of a visitor; nil where there is none.
    subscript(_ visitor: CompactID) -> Int? {
        get {
            let entry = entries[place(of: visitor)]
            return entry.identity == 0 ? nil : Int(entry.identity) - 1
        }
        set {
            guard let newValue else { return }
            if 2 * (count + 1) > entries.count { grow() }
            let place = place(of: visitor)
            if entries[place].identity == 0 { count += 1 }
            entries[place] = Entry(visitor: visitor, identity: Int32(newValue) + 1)
        }
    }

    /// The visitors of some identities.
    func filter(_ isWanted: (Int) -> Bool) -> VisitorTable {
        let wanted = entries.filter { $0.identity > 0 && isWanted(Int($0.identity) - 1) }
        var result = VisitorTable(visitors: wanted.count)
        for entry in wanted { result[entry.visitor] = Int(entry.identity) - 1 }
        return result
    }

    /// All visitors with their identities, in no particular order.
    var all: [(visitor: CompactID, identity: Int)] {
        entries.filter { $0.identity > 0 }.map { ($0.visitor, Int($0.identity) - 1) }
    }

    private func place(of visitor: CompactID) -> Int {
        let mask = entries.count - 1
        var place = Int(truncatingIfNeeded: visitor.mixed) & mask
        while entries[place].identity != 0, entries[place].visitor != visitor { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Self.nobody, count: old.count * 2)
        for entry in old where entry.identity != 0 { entries[place(of: entry.visitor)] = entry }
    }
}
