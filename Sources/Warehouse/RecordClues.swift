/// Where leads and deals stand, and by what they are found.
///
/// Each is known by its reading: its number among those that were read, from 0 on.
package struct RecordClues: Sendable {
    package private(set) var places: [FactPlace] = []
    /// A clue and the reading of a record that it finds, as one number.
    private var pairs: [UInt64] = []

    package init() {}

    /// How many records were read.
    package var count: Int { places.count }

    /// Adds a record, to which clues are added then.
    mutating func begin(_ place: FactPlace) {
        places.append(place)
    }

    /// Adds a clue to the record that was begun last.
    mutating func add(_ clue: PersonClue) {
        add(clue, to: places.count - 1)
    }

    /// Adds a clue to a record.
    package mutating func add(_ clue: PersonClue, to reading: Int) {
        pairs.append(UInt64(clue.number) << 32 | UInt64(reading))
    }

    /// The clues that were added after so many others.
    package func clues(after count: Int) -> [PersonClue] {
        pairs[count...].map { PersonClue(number: UInt32($0 >> 32)) }
    }

    /// How many clues were added.
    package var clueCount: Int { pairs.count }

    package mutating func reserve(clues: Int) {
        pairs.reserveCapacity(pairs.count + clues)
    }

    /// Leaves out the clues of records that aren't wanted, by their readings.
    package mutating func keep(_ isWanted: (Int) -> Bool) {
        pairs.removeAll { !isWanted(Self.reading($0)) }
    }

    /// The records by their clues, which aren't known here any more.
    ///
    /// - Complexity: O(*n*) in the clues
    package mutating func index() -> PersonIndex.Segment {
        var pairs: [UInt64] = []
        swap(&pairs, &self.pairs)
        var sorted = pairs
        // By the lower, then by the upper half of each clue.
        for shift in [UInt64(32), 48] {
            var starts = [Int](repeating: 0, count: 1 << 16 + 1)
            for pair in pairs { starts[Int(pair >> shift & 0xFFFF) + 1] += 1 }
            for place in 1..<starts.count { starts[place] += starts[place - 1] }
            for pair in pairs {
                let half = Int(pair >> shift & 0xFFFF)
                sorted[starts[half]] = pair
                starts[half] += 1
            }
            swap(&pairs, &sorted)
        }
        sorted = []
        return PersonIndex.Segment(
            clues: pairs.map { UInt32($0 >> 32) }, places: pairs.map { places[Self.reading($0)] })
    }

    private static func reading(_ pair: UInt64) -> Int {
        Int(UInt32(truncatingIfNeeded: pair))
    }
}
