/// Persons, by the first bits of their mixed ids: a segment's visits lie bucket by bucket, so that those of some persons are
/// read without the others.
struct VisitBuckets {
    /// The finest division.
    static let bits = 10

    /// How finely a segment is divided: a dozen visits a bucket, so that also those of a day's file are read by parts.
    static func bits(of count: Int) -> Int {
        var bits = 0
        while bits < Self.bits, count >> (bits + 1) >= 8 { bits += 1 }
        return bits
    }

    /// The bucket of a person among 2^`bits`.
    @inline(__always)
    static func bucket(of person: CompactID, bits: Int) -> Int {
        bucket(ofMixed: person.mixed, bits: bits)
    }

    @inline(__always)
    static func bucket(ofMixed mixed: UInt64, bits: Int) -> Int {
        Int(truncatingIfNeeded: (mixed >> 1) >> UInt64(63 - bits))
    }

    /// The order of visits by their buckets, those of a bucket staying in their order.
    ///
    /// - Parameters:
    ///   - buckets: the bucket of each visit in the finest division.
    ///   - bits: the division that is meant.
    /// - Returns: the visits' positions; where each bucket starts, and the end of the last.
    /// - Complexity: O(*v*)
    static func order(_ buckets: [UInt16], bits: Int) -> (positions: [UInt32], starts: [UInt32]) {
        let count = 1 << bits
        let shift = UInt16(Self.bits - bits)
        var starts = [UInt32](repeating: 0, count: count + 1)
        for bucket in buckets { starts[Int(bucket >> shift) + 1] += 1 }
        for position in 1...count { starts[position] += starts[position - 1] }
        var next = starts
        let positions = [UInt32](unsafeUninitializedCapacity: buckets.count) { positions, filled in
            next.withUnsafeMutableBufferPointer { next in
                for (position, bucket) in buckets.enumerated() {
                    let bucket = Int(bucket >> shift)
                    positions[Int(next[bucket])] = UInt32(position)
                    next[bucket] += 1
                }
            }
            filled = buckets.count
        }
        return (positions, starts)
    }
}
