package import Definitions
internal import Dispatch
internal import Extract
internal import Foundation
internal import Synchronization

/// Goes through the visits of many indexes once, person by person, by parts that share no person.
///
/// Parts are independent of each other, so that several cores can go through them at once. Memory is that of a part's
/// visits a core, and of a bounded number of visits from files too small to be read by parts.
package final class VisitSweep: Sendable {
    /// The visits of one part, a person's one after the other.
    package struct Part: ~Copyable {
        fileprivate var visits = VisitList()
        /// Where each visit came from, by a position in the sweep's list of segments.
        fileprivate var origins: [UInt32] = []
        fileprivate var order = VisitOrder()
        fileprivate var bytes = VisitBytes()

        /// Room for the parts of a sweep, one after the other.
        package init() {}
    }

    /// A visit, and the index and segment it stands in.
    package struct Entry {
        package var visit: Visit
        package var index: Int
        package var segment: Int
    }

    /// The visits of one person, read where they lie: they are gone with the part.
    package struct PersonVisits: RandomAccessCollection {
        fileprivate let visits: UnsafePointer<Visit>
        fileprivate let order: VisitOrder.Positions
        fileprivate let segments: UnsafePointer<UInt32>
        fileprivate let origins: UnsafePointer<Origin>
        fileprivate var places: Range<Int>

        package var startIndex: Int { places.lowerBound }
        package var endIndex: Int { places.upperBound }

        package subscript(_ place: Int) -> Entry {
            let position = order[place]
            let origin = origins[Int(segments[position])]
            return Entry(visit: visits[position], index: origin.index, segment: origin.segment)
        }
    }

    fileprivate struct Origin {
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
    /// Visits are divided at least so finely, where they are many.
    private static let leastBits = 8
    /// More visits aren't gathered for what is finer than their segments.
    private static let gatheredVisits = 1 << 18
    /// Of the visits that are gathered all the same, because their segments are too small, no more are held.
    package static let heldVisits = 1 << 17

    private let indexes: [VisitIndex]
    private let origins: [Origin]
    private let files: [OpenFile]
    /// Positions of segments that are read part by part.
    private let large: [Int]
    /// The visits of the other segments, by part: those on the disk come before the others.
    private let gathered: [[GatheredVisit]]
    private let spill: VisitSpill?
    private let bits: Int

    /// How many parts there are.
    package var parts: Int { 1 << bits }

    /// Begins a sweep.
    ///
    /// - Parameter heldVisits: of more visits whose segments are too small to be read by parts, the others lie in a
    ///   temporary file.
    package init(
        _ indexes: [VisitIndex], partSize: Int = VisitSweep.partSize, heldVisits: Int = VisitSweep.heldVisits
    ) throws(Failure) {
        var origins: [Origin] = []
        var total = 0
        for (index, visits) in indexes.enumerated() {
            for (segment, entry) in visits.segments.enumerated() {
                origins.append(Origin(index: index, segment: segment))
                total += entry.count
            }
        }
        let bits = Self.bits(indexes, total: total, partSize: partSize)
        var files: [OpenFile] = []
        if indexes.count <= Self.openFiles {
            for index in indexes { files.append(try OpenFile(path: index.path)) }
        }
        var large: [Int] = []
        var gathered = [[GatheredVisit]](repeating: [], count: 1 << bits)
        var held = 0
        var spill: VisitSpill?
        var bytes = VisitBytes()
        var visits = VisitList()
        for (position, origin) in origins.enumerated() {
            let entry = indexes[origin.index].segments[origin.segment]
            guard entry.bits < bits else {
                large.append(position)
                continue
            }
            let file = try files.isEmpty ? OpenFile(path: indexes[origin.index].path) : files[origin.index]
            visits.removeAll()
            let buckets = 0..<entry.starts.count - 1
            try indexes[origin.index].read(buckets, of: entry, from: file.file, &bytes, into: &visits)
            for number in 0..<visits.count {
                let visit = visits.pointer[number]
                gathered[VisitBuckets.bucket(of: visit.person, bits: bits)].append(
                    GatheredVisit(visit: visit, origin: UInt32(position)))
            }
            held += visits.count
            guard held >= heldVisits else { continue }
            if spill == nil { spill = try VisitSpill(beside: indexes[0].path) }
            try spill?.write(gathered)
            for part in gathered.indices { gathered[part].removeAll(keepingCapacity: true) }
            held = 0
        }
        self.indexes = indexes
        self.origins = origins
        self.files = files
        self.large = large
        self.gathered = gathered
        self.spill = spill
        self.bits = bits
    }

    /// How finely the visits are divided: so that a part is small, and what can't be divided so finely is little.
    private static func bits(_ indexes: [VisitIndex], total: Int, partSize: Int) -> Int {
        var bits = 0
        while bits < VisitBuckets.bits, total >> (bits + 1) >= partSize { bits += 1 }
        var undivided = [Int](repeating: 0, count: VisitBuckets.bits + 1)
        for index in indexes {
            for segment in index.segments { undivided[segment.bits] += segment.count }
        }
        while bits > leastBits, undivided[..<bits].reduce(0, +) > gatheredVisits { bits -= 1 }
        return bits
    }

    /// Reads the visits of a part.
    ///
    /// - Complexity: O(*v* + *s*) for the part's visits and all segments.
    package func read(_ number: Int, into part: inout Part) throws(Failure) {
        part.visits.removeAll()
        part.origins.removeAll(keepingCapacity: true)
        for position in large {
            let origin = origins[position]
            let entry = indexes[origin.index].segments[origin.segment]
            let shift = entry.bits - bits
            let buckets = number << shift..<(number + 1) << shift
            guard entry.starts[buckets.lowerBound] < entry.starts[buckets.upperBound] else { continue }
            let file = try files.isEmpty ? OpenFile(path: indexes[origin.index].path) : files[origin.index]
            let before = part.visits.count
            try indexes[origin.index].read(buckets, of: entry, from: file.file, &part.bytes, into: &part.visits)
            part.origins.append(contentsOf: repeatElement(UInt32(position), count: part.visits.count - before))
        }
        try spill?.read(number, &part.bytes, into: &part.visits, origins: &part.origins)
        for gathered in gathered[number] {
            part.visits.append(gathered.visit)
            part.origins.append(gathered.origin)
        }
        part.order.sort(part.visits, after: bits)
    }

    /// Takes the visits of each person of a part, in no particular order of persons or visits.
    package func forEachPerson<Fault: Error>(
        of part: borrowing Part, _ body: (CompactID, PersonVisits) throws(Fault) -> Void
    ) throws(Fault) {
        let count = part.visits.count
        guard count > 0 else { return }
        try part.origins.withUnsafeBufferPointer { segments throws(Fault) in
            try origins.withUnsafeBufferPointer { origins throws(Fault) in
                var person = PersonVisits(
                    visits: part.visits.pointer, order: part.order.positions,
                    segments: segments.baseAddress.unsafelyUnwrapped, origins: origins.baseAddress.unsafelyUnwrapped,
                    places: 0..<0)
                let (visits, order) = (person.visits, person.order)
                var end = 0
                while end < count {
                    let start = end
                    let id = visits[order[start]].person
                    repeat { end += 1 } while end < count && visits[order[end]].person == id
                    person.places = start..<end
                    try body(id, person)
                }
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
        _ start: State, _ body: @Sendable (Int, borrowing Part, inout State) throws(Failure) -> Void
    ) throws(Failure) -> [State] {
        let workers = max(1, min(parts, ProcessInfo.processInfo.activeProcessorCount))
        let next = Atomic<Int>(0)
        let ends = Mutex<[Result<State, Failure>]>([])
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            var state = start
            var part = Part()
            let end = Result { () throws(Failure) -> State in
                while true {
                    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard number < parts else { return state }
                    try read(number, into: &part)
                    try body(number, part, &state)
                }
            }
            ends.withLock { $0.append(end) }
        }
        return try ends.withLock { $0 }.map { (end) throws(Failure) in try end.get() }
    }
}
