internal import Definitions
internal import Glibc

/// Ids on the disk, in a file without a name.
final class IDSpill {
    private struct Run {
        var offset: Int64
        /// Short ids come first, each a number.
        var short: Int
        var long: Int
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
        let (short, long) = (ids.allShort, ids.allLong)
        runs[day, default: []].append(Run(offset: end, short: short.count, long: long.count))
        try short.withUnsafeBufferPointer { ids throws(Failure) in try write(UnsafeRawBufferPointer(ids)) }
        try long.withUnsafeBufferPointer { ids throws(Failure) in try write(UnsafeRawBufferPointer(ids)) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(end) + off_t(written))
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw Self.failure("a temporary file")
            }
        }
        end += Int64(bytes.count)
    }

    /// The ids that two runs of a day have.
    func doubled() throws(Failure) -> Set<VisitIDs.Contested> {
        var doubled: Set<VisitIDs.Contested> = []
        for (day, runs) in runs where runs.count > 1 {
            var met = IDSet()
            for run in runs {
                let short = try read(UInt64.self, run.short, at: run.offset)
                for number in short {
                    let id = CompactID(high: number, low: 0)
                    if !met.insert(id) { doubled.insert(VisitIDs.Contested(day: day, id: id)) }
                }
                let offset = run.offset + Int64(run.short * MemoryLayout<UInt64>.stride)
                for id in try read(CompactID.self, run.long, at: offset) where !met.insert(id) {
                    doubled.insert(VisitIDs.Contested(day: day, id: id))
                }
            }
        }
        return doubled
    }

    private func read<Element>(
        _ type: Element.Type, _ count: Int, at offset: Int64
    ) throws(Failure) -> [Element] {
        var isWhole = true
        let elements = [Element](unsafeUninitializedCapacity: count) { room, filled in
            let bytes = UnsafeMutableRawBufferPointer(room)
            let size = count * MemoryLayout<Element>.stride
            var taken = 0
            while taken < size {
                let part = pread(
                    descriptor, bytes.baseAddress.map { $0 + taken }, size - taken, off_t(offset) + off_t(taken))
                if part > 0 {
                    taken += part
                } else if part == 0 || errno != EINTR {
                    isWhole = false
                    break
                }
            }
            filled = isWhole ? count : 0
        }
        guard isWhole else { throw Self.failure("a temporary file") }
        return elements
    }

    private static func failure(_ place: String) -> Failure {
        Failure(
            .unreachable, "cannot use \(place): \(String(cString: strerror(errno)))",
            hint: "give the landing folder room, and this user the right to write there")
    }
}
