internal import Definitions

/// A visit, and where it came from, by a position in the sweep's list of segments: 56 bytes.
struct GatheredVisit {
    var visit: Visit
    var origin: UInt32
}

/// Gathered visits on the disk: runs of them, each by part.
final class VisitSpill: @unchecked Sendable {
    private struct Run {
        var offset: Int64
        /// The position of each part's first visit in the run, and the end of the last.
        var starts: [UInt32]
    }

    private static let stride = MemoryLayout<GatheredVisit>.stride

    private let file: TemporaryFile
    private var runs: [Run] = []
    private var end: Int64 = 0

    /// - Parameter path: a file in whose folder there is room.
    init(beside path: String) throws(Failure) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        file = try TemporaryFile(folder: folder, name: "visits")
    }

    /// Adds a run; nobody may read meanwhile.
    ///
    /// - Parameter parts: the visits of each part, fewer than 2³² in all.
    func write(_ parts: [[GatheredVisit]]) throws(Failure) {
        var run = Run(offset: end, starts: [0])
        var visits: [GatheredVisit] = []
        visits.reserveCapacity(parts.reduce(0) { $0 + $1.count })
        for part in parts {
            visits += part
            run.starts.append(UInt32(visits.count))
        }
        try visits.withUnsafeBufferPointer { visits throws(Failure) in
            try file.write(UnsafeRawBufferPointer(visits), at: end)
        }
        end += Int64(visits.count * Self.stride)
        runs.append(run)
    }

    /// Adds the visits of a part to others, in the order in which they were written; several threads may.
    func read(
        _ part: Int, _ bytes: inout VisitBytes, into visits: inout VisitList, origins: inout [UInt32]
    ) throws(Failure) {
        for run in runs {
            let range = Int(run.starts[part])..<Int(run.starts[part + 1])
            guard !range.isEmpty else { continue }
            let room = UnsafeMutableRawBufferPointer(
                start: bytes.room(for: range.count * Self.stride), count: range.count * Self.stride)
            try file.read(into: room, at: run.offset + Int64(range.lowerBound * Self.stride))
            for gathered in room.assumingMemoryBound(to: GatheredVisit.self) {
                visits.append(gathered.visit)
                origins.append(gathered.origin)
            }
        }
    }
}
