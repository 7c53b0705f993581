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
    private static let size = MemoryLayout<UInt32>.size + MemoryLayout<UInt64>.size

    /// The bytes of some places: their clues, then where these lead, each lowest byte first.
    func bytes(of positions: Range<Int>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: positions.count * Self.size) { buffer, filled in
            filled = positions.count * Self.size
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            var offset = 0
            for position in positions {
                bytes.storeBytes(of: clues[position].littleEndian, toByteOffset: offset, as: UInt32.self)
                offset += MemoryLayout<UInt32>.size
            }
            for position in positions {
                bytes.storeBytes(of: places[position].number.littleEndian, toByteOffset: offset, as: UInt64.self)
                offset += MemoryLayout<UInt64>.size
            }
        }
    }

    /// The segment that some bytes are, part after part.
    init(parts: [[UInt8]]) {
        let count = parts.reduce(0) { $0 + $1.count / Self.size }
        var clues: [UInt32] = []
        var places: [FactPlace] = []
        clues.reserveCapacity(count)
        places.reserveCapacity(count)
        for part in parts {
            let count = part.count / Self.size
            part.withUnsafeBytes { bytes in
                for position in 0..<count {
                    let offset = position * MemoryLayout<UInt32>.size
                    clues.append(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                }
                for position in 0..<count {
                    let offset = count * MemoryLayout<UInt32>.size + position * MemoryLayout<UInt64>.size
                    let number = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    places.append(FactPlace(number: UInt64(littleEndian: number)))
                }
            }
        }
        self.init(clues: clues, places: places)
    }

    /// How many places some bytes are.
    static func count(_ parts: [[UInt8]]) -> Int {
        parts.reduce(0) { $0 + $1.count / size }
    }
}
