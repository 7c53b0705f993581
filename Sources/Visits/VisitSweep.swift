package import Definitions

/// All visits of one person, from every index of a sweep.
package struct PersonVisits: Sendable {
    package var person: CompactID
    package var visits: [Visit] = []
    /// The position of each visit's index among those swept.
    package var indexes: [Int] = []
    /// The segment of its index that each visit lies in.
    package var segments: [Int] = []

    /// Room for the persons of a sweep, one after the other.
    package init() {
        person = VisitID.none.compact
    }

    fileprivate mutating func start(_ person: CompactID) {
        self.person = person
        visits.removeAll(keepingCapacity: true)
        indexes.removeAll(keepingCapacity: true)
        segments.removeAll(keepingCapacity: true)
    }
}

/// Goes through the visits of many indexes once, person by person.
///
/// Every index is read in the order it lies on the disk. Memory is that of a buffer a segment, and of the visits of one
/// person.
///
/// - Complexity: O(*v* log *s*) for *v* visits in *s* segments, of all persons together.
package struct VisitSweep {
    private struct Cursor {
        let index: Int
        let segment: Int
        let count: Int
        var buffer: [Visit] = []
        /// The position in the segment of the buffer's first visit.
        var start = 0
        var position = 0

        var person: CompactID { buffer[position].person }
    }

    private let indexes: [VisitIndex]
    private var cursors: [Cursor] = []
    /// Positions of cursors, the one with the smallest person first: a binary heap.
    private var heap: [Int] = []
    private let bufferSize: Int

    /// Begins a sweep.
    ///
    /// - Parameter memory: bytes for all buffers together.
    package init(_ indexes: [VisitIndex], memory: Int = 32 << 20) throws(Failure) {
        self.indexes = indexes
        let segments = indexes.reduce(0) { $0 + $1.segments.count }
        bufferSize = min(16_384, max(16, memory / MemoryLayout<Visit>.stride / max(1, segments)))
        for (index, visits) in indexes.enumerated() {
            for (segment, entry) in visits.segments.enumerated() where entry.count > 0 {
                var cursor = Cursor(index: index, segment: segment, count: entry.count)
                try visits.read(&cursor.buffer, ofSegment: segment, from: 0, count: min(bufferSize, entry.count))
                cursors.append(cursor)
            }
        }
        heap = Array(cursors.indices)
        for position in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(position) }
    }

    /// Takes all visits of the next person, in no particular order; false where there is none left.
    package mutating func next(_ group: inout PersonVisits) throws(Failure) -> Bool {
        guard let first = heap.first else { return false }
        let person = cursors[first].person
        group.start(person)
        while let top = heap.first, cursors[top].person == person {
            let isOpen = try take(person, from: top, into: &group)
            if !isOpen {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            sink(0)
        }
        return true
    }

    /// Moves a cursor past a person's visits; false where its segment has ended.
    private mutating func take(
        _ person: CompactID, from position: Int, into group: inout PersonVisits
    ) throws(Failure) -> Bool {
        while true {
            var next = cursors[position].position
            let end = cursors[position].buffer.count
            while next < end, cursors[position].buffer[next].person == person {
                group.visits.append(cursors[position].buffer[next])
                group.indexes.append(cursors[position].index)
                group.segments.append(cursors[position].segment)
                next += 1
            }
            cursors[position].position = next
            if next < end { return true }
            let start = cursors[position].start + end
            let rest = cursors[position].count - start
            guard rest > 0 else {
                cursors[position].buffer = []
                return false
            }
            cursors[position].start = start
            cursors[position].position = 0
            try indexes[cursors[position].index].read(
                &cursors[position].buffer, ofSegment: cursors[position].segment, from: start,
                count: min(bufferSize, rest))
        }
    }

    private mutating func sink(_ start: Int) {
        var position = start
        while true {
            var smallest = position
            for child in [2 * position + 1, 2 * position + 2]
            where child < heap.count && cursors[heap[child]].person < cursors[heap[smallest]].person {
                smallest = child
            }
            if smallest == position { return }
            heap.swapAt(position, smallest)
            position = smallest
        }
    }
}
