package import Definitions

/// Finds visits of an id and day met before in the same file, in bounded memory.
///
/// Days lie in sets of their own, of which those not met lately go to a temporary file. A day that comes back after it
/// went is looked through at the end; where an id then turns out to have come twice, the file is to be read again,
/// knowing which ids to look out for.
package final class VisitIDs {
    /// An id that came twice, though not at once.
    package struct Contested: Hashable, Sendable {
        var day: Day
        var id: CompactID
    }

    private final class DaySet {
        var ids = IDSet()
        var lastMet = 0
    }

    private let limit: Int
    private var sets: [Day: DaySet] = [:]
    private var count = 0
    private var blocks = 1
    private var spill: IDSpill?
    /// What an earlier reading found; nil on the first.
    private let contested: Set<Contested>?
    private var met: Set<Contested> = []
    /// Ids that came twice at once: the next reading must know them, too.
    private var repeated: Set<Contested> = []

    /// - Parameters:
    ///   - contested: what an earlier reading of the same file found.
    ///   - limit: how many ids are held in memory.
    package init(contested: Set<Contested>? = nil, limit: Int = 500_000) {
        self.contested = contested
        self.limit = limit
    }

    /// Takes the ids of some rows, and says which rows have one that the file had before on their day.
    ///
    /// - Parameter ids: one for each row; `VisitBlock.unnamed` where it has none.
    /// - Complexity: O(*n*)
    package func takeRepeated(_ ids: [CompactID], on days: [Day]) -> [Int] {
        var rows: [Int] = []
        var row = 0
        while row < ids.count {
            let day = days[row]
            var end = row + 1
            while end < ids.count, days[end] == day { end += 1 }
            let start = rows.count
            if contested == nil {
                let set = set(of: day)
                count += set.ids.insert(ids, row..<end, repeated: &rows)
                for row in rows[start...] { repeated.insert(Contested(day: day, id: ids[row])) }
            } else {
                for row in row..<end where isMet(ids[row], on: day) { rows.append(row) }
            }
            row = end
        }
        return rows
    }

    private func isMet(_ id: CompactID, on day: Day) -> Bool {
        let name = Contested(day: day, id: id)
        return contested?.contains(name) == true && !met.insert(name).inserted
    }

    private func set(of day: Day) -> DaySet {
        if let set = sets[day] {
            set.lastMet = blocks
            return set
        }
        let set = DaySet()
        set.lastMet = blocks
        sets[day] = set
        return set
    }

    /// Ends a block: makes room where there is too much.
    ///
    /// - Parameter folder: where there is room on the disk.
    package func endBlock(folder: String) throws(Failure) {
        blocks += 1
        guard count > limit else { return }
        // The half that was met longest ago.
        for (day, set) in sets.sorted(by: { ($0.value.lastMet, $0.key) < ($1.value.lastMet, $1.key) }) {
            if count <= limit / 2 { break }
            if spill == nil { spill = try IDSpill(folder: folder) }
            try spill?.write(set.ids, of: day)
            count -= set.ids.count
            sets[day] = nil
        }
    }

    /// The ids that came twice on a day with another day's visits between; to be asked once the file has ended.
    package func late() throws(Failure) -> Set<Contested> {
        guard contested == nil, let spill else { return [] }
        for (day, set) in sets.sorted(by: { $0.key < $1.key }) where spill.has(day) {
            try spill.write(set.ids, of: day)
        }
        sets = [:]
        let late = try spill.doubled()
        return late.isEmpty ? [] : late.union(repeated)
    }
}
