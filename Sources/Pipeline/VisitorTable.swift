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
    /// A bit for each hash that a visitor has.
    ///
    /// Most visits are nobody's, and of these it tells nearly all. It is a twentieth of the entries' size, and so lies
    /// nearer to the core.
    private var marks: [UInt64] = []
    private static let marksPerEntry = 8
    private static let nobody = Entry(visitor: CompactID([], kind: .client), identity: 0)

    /// - Parameter visitors: so many are expected.
    init(visitors: Int) {
        var size = 64
        while size < visitors * 2 { size *= 2 }
        entries = Array(repeating: Self.nobody, count: size)
        marks = Array(repeating: 0, count: size * Self.marksPerEntry / UInt64.bitWidth)
    }

    /// The identity of a visitor; nil where there is none.
    subscript(_ visitor: CompactID) -> Int? {
        get {
            let hash = visitor.mixed
            guard marks[markPlace(of: hash)] & Self.mark(of: hash) != 0 else { return nil }
            let entry = entries[place(of: visitor, hash)]
            return entry.identity == 0 ? nil : Int(entry.identity) - 1
        }
        set {
            guard let newValue else { return }
            if 2 * (count + 1) > entries.count { grow() }
            let hash = visitor.mixed
            let place = place(of: visitor, hash)
            if entries[place].identity == 0 { count += 1 }
            entries[place] = Entry(visitor: visitor, identity: Int32(newValue) + 1)
            marks[markPlace(of: hash)] |= Self.mark(of: hash)
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

    private func place(of visitor: CompactID, _ hash: UInt64) -> Int {
        let mask = entries.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while entries[place].identity != 0, entries[place].visitor != visitor { place = (place + 1) & mask }
        return place
    }

    // By the upper bits of the hash: entries are placed by the lower ones.

    private func markPlace(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> 38) & (marks.count - 1)
    }

    private static func mark(of hash: UInt64) -> UInt64 {
        1 << (hash >> 32 & 63)
    }

    private mutating func grow() {
        var larger = VisitorTable(visitors: entries.count)
        for entry in entries where entry.identity != 0 { larger[entry.visitor] = Int(entry.identity) - 1 }
        self = larger
    }
}
