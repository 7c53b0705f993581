import Definitions

/// The positions of records by their source and id.
package struct RecordPlaces: Sendable {
    /// The position of a record and one; 0: the place is free.
    private var places: [Int32]

    /// - Parameter hash: of what a record at a position is called, which no other is.
    /// - Complexity: O(*n*)
    init(count: Int, hash: (Int) -> UInt64) {
        var size = 64
        while size < count * 2 { size *= 2 }
        places = Array(repeating: 0, count: size)
        for position in 0..<count {
            var place = Int(truncatingIfNeeded: hash(position)) & (size - 1)
            while places[place] != 0 { place = (place + 1) & (size - 1) }
            places[place] = Int32(position) + 1
        }
    }

    /// The position of a record; nil where there is none.
    ///
    /// - Parameters:
    ///   - hash: of what it is called.
    ///   - isIt: whether the record at a position is it.
    func position(hash: UInt64, where isIt: (Int) -> Bool) -> Int? {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 {
            let position = Int(places[place]) - 1
            if isIt(position) { return position }
            place = (place + 1) & mask
        }
        return nil
    }
}

extension RecordPlaces {
    /// - Parameter name: what a record at a position is called, which no other is.
    /// - Complexity: O(*n*)
    package init(count: Int, name: (Int) -> RecordName) {
        self.init(count: count) { Self.hash(name($0)) }
    }

    /// The position of a record; nil where there is none of that name.
    ///
    /// - Parameter name: what a record at a position is called, as when the places were found.
    package func position(of wanted: RecordName, name: (Int) -> RecordName) -> Int? {
        position(hash: Self.hash(wanted)) { name($0) == wanted }
    }

    private static func hash(_ name: RecordName) -> UInt64 {
        var id = name.id
        return id.withUTF8(textHash)
    }
}
