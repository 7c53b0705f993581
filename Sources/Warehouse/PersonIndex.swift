import Definitions

/// Where the leads and deals that count stand among the facts, by what they are found by.
///
/// Kept from one publication to the next, so that a night reads the records that its changes may reach and no others. It
/// tells too many rather than too few: clues are hashes, and records that have gone since are still in it. Whoever reads the
/// facts where it points finds out.
package struct PersonIndex: Sendable {
    /// Places in the order of their clues.
    package struct Segment: Sendable {
        private(set) var clues: [UInt32]
        private(set) var places: [FactPlace]
        /// Where the clues begin that have the same upper bits, and the end of the last.
        private var starts: [UInt32] = []
        private var shift: UInt32 = 32

        /// - Parameter clues: in order.
        init(clues: [UInt32], places: [FactPlace]) {
            self.clues = clues
            self.places = places
            makeStarts()
        }

        package var count: Int { clues.count }

        /// So many clues have the same upper bits, on average.
        private static let width = 16

        private mutating func makeStarts() {
            var bits: UInt32 = 0
            while bits < 24, clues.count >> Int(bits) > Self.width { bits += 1 }
            shift = 32 - bits
            starts = Array(repeating: 0, count: 1 << Int(bits) + 1)
            for clue in clues { starts[Int(clue >> shift) + 1] += 1 }
            for place in 1..<starts.count { starts[place] += starts[place - 1] }
        }

        /// The places of a clue, by position.
        fileprivate func range(of clue: UInt32) -> Range<Int> {
            let part = Int(clue >> shift)
            var (low, end) = (Int(starts[part]), Int(starts[part + 1]))
            while low < end {
                let middle = (low + end) / 2
                if clues[middle] < clue { low = middle + 1 } else { end = middle }
            }
            while end < clues.count, clues[end] == clue { end += 1 }
            return low..<end
        }

        /// Both together; what stands in both is there once.
        ///
        /// - Complexity: O(*n* log *n*)
        func merged(with other: Segment) -> Segment {
            var pairs = Array(zip(clues + other.clues, places + other.places))
            pairs.sort { $0 < $1 }
            var merged = Segment(clues: [], places: [])
            for pair in pairs where merged.clues.last != pair.0 || merged.places.last != pair.1 {
                merged.clues.append(pair.0)
                merged.places.append(pair.1)
            }
            merged.makeStarts()
            return merged
        }
    }

    /// The records that there were when all of them were read last.
    let older: Segment
    /// Those that came since.
    let newer: Segment

    package init(older: Segment, newer: Segment) {
        self.older = older
        self.newer = newer
    }

    /// How many places it has.
    package var count: Int { older.count + newer.count }

    /// Whether a clue leads to any record.
    package func has(_ clue: PersonClue) -> Bool {
        !older.range(of: clue.number).isEmpty || !newer.range(of: clue.number).isEmpty
    }

    /// Tells the places that a clue leads to, some of them twice.
    package func forEachPlace(of clue: PersonClue, _ body: (FactPlace) -> Void) {
        for position in older.range(of: clue.number) { body(older.places[position]) }
        for position in newer.range(of: clue.number) { body(newer.places[position]) }
    }
}

// MARK: Bytes

extension PersonIndex.Segment {
    /// The bytes of some places.
    ///
    /// How many there are, then the clues, each as what it is more than the one before, then where these lead: record and
    /// table, then file. A night reads them all, so each number takes as few bytes as it needs.
    func bytes(of positions: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(positions.count * 7)
        bytes.append(number: UInt64(positions.count))
        var last: UInt32 = 0
        for clue in clues[positions] {
            bytes.append(number: UInt64(clue - last))
            last = clue
        }
        for place in places[positions] {
            bytes.append(number: UInt64(place.record) << 1 | (place.isDeal ? 1 : 0))
            bytes.append(number: UInt64(place.file))
        }
        return bytes
    }

    /// The segment that some bytes are, part after part.
    ///
    /// - Complexity: O(*n*)
    init(parts: [[UInt8]]) {
        let count = Self.count(parts)
        var clues: [UInt32] = []
        var places: [FactPlace] = []
        clues.reserveCapacity(count)
        places.reserveCapacity(count)
        for part in parts {
            var numbers = Numbers(part)
            let count = numbers.count()
            var clue: UInt32 = 0
            for _ in 0..<count {
                clue &+= UInt32(truncatingIfNeeded: numbers.next())
                clues.append(clue)
            }
            for _ in 0..<count {
                let record = numbers.next()
                places.append(FactPlace(number: record << 63 | numbers.next() << 32 | record >> 1))
            }
        }
        self.init(clues: clues, places: places)
    }

    /// How many places some bytes are.
    static func count(_ parts: [[UInt8]]) -> Int {
        parts.reduce(0) { count, part in
            var numbers = Numbers(part)
            return count + numbers.count()
        }
    }

    /// The numbers that some bytes are; 0 behind the last.
    private struct Numbers {
        private let bytes: [UInt8]
        private var offset = 0

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        /// How many follow: never more than there are bytes, whatever these say.
        mutating func count() -> Int {
            Int(min(next(), UInt64(bytes.count)))
        }

        @inline(__always)
        mutating func next() -> UInt64 {
            var number: UInt64 = 0
            var shift: UInt64 = 0
            while offset < bytes.count {
                let byte = bytes[offset]
                offset += 1
                number |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { break }
                shift += 7
            }
            return number
        }
    }
}
