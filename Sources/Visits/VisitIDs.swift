package import Definitions
import Glibc

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

    private struct DaySet {
        var ids = IDSet()
        var lastMet = 0
    }

    private let limit: Int
    private var sets: [Day: DaySet] = [:]
    private var count = 0
    private var blocks = 0
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

    /// Takes the id of a visit; false where the file had it before on that day.
    package func insert(_ id: CompactID, on day: Day) -> Bool {
        if let contested {
            let name = Contested(day: day, id: id)
            return !contested.contains(name) || met.insert(name).inserted
        }
        let isNew = sets[day, default: DaySet()].ids.insert(id)
        if isNew { count += 1 } else { repeated.insert(Contested(day: day, id: id)) }
        return isNew
    }

    /// Ends a block: makes room where there is too much.
    ///
    /// - Parameter days: the days that the block had.
    package func endBlock(days: ClosedRange<Day>, folder: String) throws(Failure) {
        blocks += 1
        for (day, _) in sets where days.contains(day) { sets[day]?.lastMet = blocks }
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
        let late = try spill.doubled()
        return late.isEmpty ? [] : late.union(repeated)
    }
}

/// Ids on the disk, in a file without a name.
private final class IDSpill {
    private struct Run {
        var offset: Int64
        var count: Int
    }

    private let descriptor: Int32
    private var runs: [Day: [Run]] = [:]
    private var end: Int64 = 0

    init(folder: String) throws(Failure) {
        var template = Array("\(folder)/visit-ids-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure(folder) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
    }

    deinit {
        close(descriptor)
    }

    func has(_ day: Day) -> Bool { runs[day] != nil }

    func write(_ ids: IDSet, of day: Day) throws(Failure) {
        let ids = ids.all
        runs[day, default: []].append(Run(offset: end, count: ids.count))
        let size = ids.count * MemoryLayout<CompactID>.stride
        var written = 0
        while written < size {
            let count = ids.withUnsafeBytes { bytes in
                pwrite(descriptor, bytes.baseAddress.map { $0 + written }, size - written, off_t(end) + off_t(written))
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw Self.failure("a temporary file")
            }
        }
        end += Int64(size)
    }

    func doubled() throws(Failure) -> Set<VisitIDs.Contested> {
        var doubled: Set<VisitIDs.Contested> = []
        for (day, runs) in runs where runs.count > 1 {
            var ids: [CompactID] = []
            for run in runs { ids += try read(run) }
            ids.sort()
            for (earlier, later) in zip(ids, ids.dropFirst()) where earlier == later {
                doubled.insert(VisitIDs.Contested(day: day, id: later))
            }
        }
        return doubled
    }

    private func read(_ run: Run) throws(Failure) -> [CompactID] {
        var isWhole = true
        let ids = [CompactID](unsafeUninitializedCapacity: run.count) { room, filled in
            let bytes = UnsafeMutableRawBufferPointer(room)
            let size = run.count * MemoryLayout<CompactID>.stride
            var taken = 0
            while taken < size {
                let count = pread(
                    descriptor, bytes.baseAddress.map { $0 + taken }, size - taken, off_t(run.offset) + off_t(taken))
                if count > 0 {
                    taken += count
                } else if count == 0 || errno != EINTR {
                    isWhole = false
                    break
                }
            }
            filled = isWhole ? run.count : 0
        }
        guard isWhole else { throw Self.failure("a temporary file") }
        return ids
    }

    private static func failure(_ place: String) -> Failure {
        Failure(
            .unreachable, "cannot use \(place): \(String(cString: strerror(errno)))",
            hint: "give the landing folder room, and this user the right to write there")
    }
}
