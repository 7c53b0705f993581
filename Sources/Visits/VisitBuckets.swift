/// Persons, by the first bits of their mixed ids: a segment's visits lie bucket by bucket, so that those of some persons are
/// read without the others.
struct VisitBuckets {
    /// The finest division.
    static let bits = 8

    /// How finely a segment is divided: a dozen visits a bucket, so that also those of a day's file are read by parts.
    static func bits(of count: Int) -> Int {
        var bits = 0
        while bits < Self.bits, count >> (bits + 1) >= 8 { bits += 1 }
        return bits
    }

    /// The bucket of a person among 2^`bits`.
    @inline(__always)
    static func bucket(of person: CompactID, bits: Int) -> Int {
        Int(truncatingIfNeeded: (person.mixed >> 1) >> UInt64(63 - bits))
    }

    /// Puts visits in the order of their buckets, those of a bucket staying in their order.
    ///
    /// - Returns: where each bucket starts, and the end of the last.
    /// - Complexity: O(*v*)
    static func sort(_ visits: inout [Visit], bits: Int) -> [UInt32] {
        let count = 1 << bits
        var starts = [UInt32](repeating: 0, count: count + 1)
        guard bits > 0 else {
            starts[1] = UInt32(visits.count)
            return starts
        }
        for visit in visits { starts[bucket(of: visit.person, bits: bits) + 1] += 1 }
        for position in 1...count { starts[position] += starts[position - 1] }
        var next = starts
        visits = [Visit](unsafeUninitializedCapacity: visits.count) { sorted, filled in
            for visit in visits {
                let bucket = bucket(of: visit.person, bits: bits)
                sorted.initializeElement(at: Int(next[bucket]), to: visit)
                next[bucket] += 1
            }
            filled = visits.count
        }
        return starts
    }
}
