package import Definitions
internal import Dispatch
internal import Extract
internal import Foundation
internal import Synchronization

/// Goes through the visits of many indexes once, person by person, by parts that share no person.
///
/// Parts are independent of each other, so that several cores can go through them at once. Memory is that of a part's
/// visits a core, and of the visits of files too small to be read by parts.
package final class VisitSweep: Sendable {
    /// The visits of one part, a person's one after the other.
    package struct Part: ~Copyable {
        fileprivate(set) var visits: [Visit] = []
        /// Where each visit came from, by a position in the sweep's list of segments.
        fileprivate(set) var origins: [UInt32] = []
        /// The visits' positions, a person's one after the other.
        fileprivate(set) var order: [Ordered] = []
        fileprivate(set) var spare: [Ordered] = []

        /// Room for the parts of a sweep, one after the other.
        package init() {}
    }

    struct Ordered {
        var mixed: UInt64
        var position: UInt32
    }

    /// A visit, and the index and segment it stands in.
    package struct Entry {
        package var visit: Visit
        package var index: Int
        package var segment: Int
    }

    private struct Origin {
        var index: Int
        var segment: Int
    }

    private final class OpenFile: Sendable {
        let file: InputFile

        init(path: String) throws(Failure) {
            file = try InputFile(path: path)
        }
    }

    /// Beyond so many indexes, each is opened whenever it is read.
    private static let openFiles = 400
    /// The visits of a part, about.
    private static let partSize = 1 << 14

    private let indexes: [VisitIndex]
    private let origins: [Origin]
    private let files: [OpenFile]
    /// Positions of segments that are read part by part.
    private let large: [Int]
    /// The visits of the other segments, by part.
    private let gathered: [[(visit: Visit, origin: UInt32)]]
    private let bits: Int

    /// How many parts there are.
    package var parts: Int { 1 << bits }

    /// Begins a sweep.
    package init(_ indexes: [VisitIndex], partSize: Int = VisitSweep.partSize) throws(Failure) {
        var origins: [Origin] = []
        var total = 0
        for (index, visits) in indexes.enumerated() {
            for (segment, entry) in visits.segments.enumerated() {
                origins.append(Origin(index: index, segment: segment))
                total += entry.count
            }
        }
        var bits = 0
        while bits < VisitBuckets.bits, total >> (bits + 1) >= partSize { bits += 1 }
        var files: [OpenFile] = []
        if indexes.count <= Self.openFiles {
            for index in indexes { files.append(try OpenFile(path: index.path)) }
        }
        var large: [Int] = []
        var gathered = [[(visit: Visit, origin: UInt32)]](repeating: [], count: 1 << bits)
        for (position, origin) in origins.enumerated() {
            let entry = indexes[origin.index].segments[origin.segment]
            guard entry.bits < bits else {
                large.append(position)
                continue
            }
            let file = try files.isEmpty ? OpenFile(path: indexes[origin.index].path) : files[origin.index]
            var visits: [Visit] = []
            try Self.read(0..<entry.count, of: indexes[origin.index], origin.segment, file, into: &visits)
            for visit in visits {
                gathered[VisitBuckets.bucket(of: visit.person, bits: bits)].append((visit, UInt32(position)))
            }
        }
        self.indexes = indexes
        self.origins = origins
        self.files = files
        self.large = large
        self.gathered = gathered
        self.bits = bits
    }

    /// Reads the visits of a part.
    ///
    /// - Complexity: O(*v* + *s*) for the part's visits and all segments.
    package func read(_ number: Int, into part: inout Part) throws(Failure) {
        part.visits.removeAll(keepingCapacity: true)
        part.origins.removeAll(keepingCapacity: true)
        for position in large {
            let origin = origins[position]
            let entry = indexes[origin.index].segments[origin.segment]
            let shift = entry.bits - bits
            let range = Int(entry.starts[number << shift])..<Int(entry.starts[(number + 1) << shift])
            guard !range.isEmpty else { continue }
            let file = try files.isEmpty ? OpenFile(path: indexes[origin.index].path) : files[origin.index]
            try Self.read(range, of: indexes[origin.index], origin.segment, file, into: &part.visits)
            part.origins.append(contentsOf: repeatElement(UInt32(position), count: range.count))
        }
        for (visit, origin) in gathered[number] {
            part.visits.append(visit)
            part.origins.append(origin)
        }
        Self.order(&part)
    }

    /// Takes the visits of each person of a part, in no particular order of persons or visits.
    package func forEachPerson(
        of part: borrowing Part, _ body: (CompactID, [Entry]) throws -> Void
    ) rethrows {
        var entries: [Entry] = []
        var start = 0
        let count = part.order.count
        while start < count {
            let person = part.visits[Int(part.order[start].position)].person
            var end = start
            entries.removeAll(keepingCapacity: true)
            while end < count {
                let position = Int(part.order[end].position)
                guard part.visits[position].person == person else { break }
                let origin = origins[Int(part.origins[position])]
                entries.append(Entry(visit: part.visits[position], index: origin.index, segment: origin.segment))
                end += 1
            }
            try body(person, entries)
            start = end
        }
    }

    private static func read(
        _ range: Range<Int>, of index: VisitIndex, _ segment: Int, _ file: OpenFile, into visits: inout [Visit]
    ) throws(Failure) {
        guard !range.isEmpty else { return }
        var failure: Failure?
        let added = [Visit](unsafeUninitializedCapacity: range.count) { room, filled in
            guard let base = room.baseAddress else { return }
            do throws(Failure) {
                try index.read(range, ofSegment: segment, from: file.file, into: base)
                filled = range.count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        visits += added
    }

    // MARK: Order

    /// Brings equal persons together: by eleven bits of their mixed ids, twice, then by the rest.
    private static func order(_ part: inout Part) {
        let count = part.visits.count
        part.order.removeAll(keepingCapacity: true)
        part.order.reserveCapacity(count)
        for position in 0..<count {
            part.order.append(Ordered(mixed: part.visits[position].person.mixed, position: UInt32(position)))
        }
        // The first bits are those of the part: all alike.
        for shift in [34, 45] {
            spread(part.order, to: &part.spare, shift: UInt64(shift))
            swap(&part.order, &part.spare)
        }
        let visits = part.visits
        part.order.withUnsafeMutableBufferPointer { order in
            for end in order.indices.dropFirst() {
                let moved = order[end]
                var position = end
                while position > 0, precedes(moved, order[position - 1], visits) {
                    order[position] = order[position - 1]
                    position -= 1
                }
                order[position] = moved
            }
        }
    }

    @inline(__always)
    private static func precedes(_ left: Ordered, _ right: Ordered, _ visits: [Visit]) -> Bool {
        // What the passes went by weighs first.
        let (first, second) = (left.mixed << 8, right.mixed << 8)
        if first >> 42 != second >> 42 { return first < second }
        if left.mixed != right.mixed { return left.mixed < right.mixed }
        return visits[Int(left.position)].person < visits[Int(right.position)].person
    }

    private static func spread(_ order: [Ordered], to sorted: inout [Ordered], shift: UInt64) {
        var starts = [Int](repeating: 0, count: 2049)
        for entry in order { starts[Int(truncatingIfNeeded: entry.mixed >> shift & 2047) + 1] += 1 }
        for position in 1...2048 { starts[position] += starts[position - 1] }
        if sorted.count != order.count {
            sorted = [Ordered](repeating: Ordered(mixed: 0, position: 0), count: order.count)
        }
        sorted.withUnsafeMutableBufferPointer { sorted in
            for entry in order {
                let digit = Int(truncatingIfNeeded: entry.mixed >> shift & 2047)
                sorted[starts[digit]] = entry
                starts[digit] += 1
            }
        }
    }
}

// MARK: All parts

extension VisitSweep {
    /// Goes through all parts on all cores, each core with a state of its own.
    ///
    /// - Returns: the states; which parts fell to which of them is left to chance.
    /// - Throws: what `body` threw first.
    package func fold<State: Sendable>(
        _ start: State, _ body: @Sendable (Int, borrowing Part, inout State) throws -> Void
    ) throws -> [State] {
        let workers = max(1, min(parts, ProcessInfo.processInfo.activeProcessorCount))
        let next = Atomic<Int>(0)
        let ends = Mutex<[Result<State, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            var state = start
            var part = Part()
            let end = Result<State, any Error> {
                while true {
                    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard number < parts else { return state }
                    try read(number, into: &part)
                    try body(number, part, &state)
                }
            }
            ends.withLock { $0.append(end) }
        }
        return try ends.withLock { try $0.map { try $0.get() } }
    }
}
