internal import Definitions

/// Ids on the disk, in a file without a name.
final class IDSpill {
    private struct Run {
        var offset: Int64
        /// Short ids come first, each a number.
        var short: Int
        var long: Int
    }

    private let file: TemporaryFile
    private var runs: [Day: [Run]] = [:]
    private var end: Int64 = 0

    init(folder: String) throws(Failure) {
        file = try TemporaryFile(folder: folder, name: "visit-ids")
    }

    func has(_ day: Day) -> Bool { runs[day] != nil }

    func write(_ ids: IDSet, of day: Day) throws(Failure) {
        let (short, long) = (ids.allShort, ids.allLong)
        runs[day, default: []].append(Run(offset: end, short: short.count, long: long.count))
        try short.withUnsafeBufferPointer { ids throws(Failure) in try write(UnsafeRawBufferPointer(ids)) }
        try long.withUnsafeBufferPointer { ids throws(Failure) in try write(UnsafeRawBufferPointer(ids)) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        try file.write(bytes, at: end)
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
        var failure: Failure?
        let elements = [Element](unsafeUninitializedCapacity: count) { room, filled in
            do throws(Failure) {
                let size = count * MemoryLayout<Element>.stride
                try file.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[..<size]),
                    at: offset)
                filled = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return elements
    }
}
