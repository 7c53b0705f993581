package import Definitions
internal import Extract

/// Finds the visits of some persons within some time, reading no more of an index than their buckets.
///
/// Segments outside the time are passed over by what the index says of them.
package struct VisitSearch: Sendable {
    /// Memory of a search that is used again for the next index.
    package struct Room: ~Copyable {
        fileprivate var bytes = VisitBytes()

        package init() {}
    }

    private let persons: Set<CompactID>
    /// A bit for each value of sixteen bits of their mixed ids: nearly all other persons miss it.
    private var marks = [UInt64](repeating: 0, count: 1 << 10)
    /// The persons' buckets in the finest division, in order.
    private let buckets: [Int]

    package init(persons: Set<CompactID>) {
        self.persons = persons
        buckets = Set(persons.map { VisitBuckets.bucket(of: $0, bits: VisitBuckets.bits) }).sorted()
        for person in persons { marks[Int(person.mixed >> 6 & 1023)] |= 1 << (person.mixed & 63) }
    }

    /// Takes the visits of an index, with the segment each stands in, in no particular order.
    ///
    /// - Complexity: O(*s* + *b*) in the segments and the visits of the persons' buckets.
    package func forEachVisit(
        of index: VisitIndex, in times: ClosedRange<Instant>, _ room: inout Room,
        _ body: (Visit, Int) throws(Failure) -> Void
    ) throws(Failure) {
        let times = times.lowerBound.milliseconds...times.upperBound.milliseconds
        func overlaps(_ segment: VisitSegment) -> Bool {
            segment.count > 0 && times.overlaps(segment.first...max(segment.first, segment.last))
        }
        guard !buckets.isEmpty, index.segments.contains(where: overlaps) else { return }
        let file = try InputFile(path: index.path)
        for (number, segment) in index.segments.enumerated() where overlaps(segment) {
            for range in ranges(of: segment) {
                try index.find(range, of: segment, from: file, &room.bytes, where: isMarked) { visit throws(Failure) in
                    guard times.contains(visit.milliseconds), persons.contains(visit.person) else { return }
                    try body(visit, number)
                }
            }
        }
    }

    @inline(__always)
    private func isMarked(_ person: CompactID) -> Bool {
        let mixed = person.mixed
        return marks[Int(mixed >> 6 & 1023)] >> (mixed & 63) & 1 == 1
    }

    /// To read a few buckets more is cheaper than to read twice.
    private static let gap = 8

    /// The persons' buckets as a segment divides them, those near each other as one.
    private func ranges(of segment: VisitSegment) -> [Range<Int>] {
        let shift = VisitBuckets.bits - segment.bits
        var ranges: [Range<Int>] = []
        for bucket in buckets {
            let bucket = bucket >> shift
            if let last = ranges.last, bucket <= last.upperBound + Self.gap {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, bucket + 1)
            } else {
                ranges.append(bucket..<bucket + 1)
            }
        }
        return ranges
    }
}
