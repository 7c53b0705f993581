import Definitions

/// The positions of records by their source and id.
package struct RecordPlaces: Sendable {
    /// The position of a record and one; 0: the place is free.
    private var places: [Int32]

    /// - Parameter name: what a record at a position is called, which no other is.
    /// - Complexity: O(*n*)
    package init(count: Int, name: (Int) -> RecordName) {
        var size = 64
        while size < count * 2 { size *= 2 }
        places = Array(repeating: 0, count: size)
        for position in 0..<count {
            var place = Self.hash(name(position).id) & (size - 1)
            while places[place] != 0 { place = (place + 1) & (size - 1) }
            places[place] = Int32(position) + 1
        }
    }

    /// The position of a record; nil where there is none of that name.
    ///
    /// - Parameter name: what a record at a position is called, as when the places were found.
    package func position(of wanted: RecordName, name: (Int) -> RecordName) -> Int? {
        let mask = places.count - 1
        var place = Self.hash(wanted.id) & mask
        while places[place] != 0 {
            let position = Int(places[place]) - 1
            if name(position) == wanted { return position }
            place = (place + 1) & mask
        }
        return nil
    }

    private static func hash(_ id: String) -> Int {
        var id = id
        return id.withUTF8 { Int(truncatingIfNeeded: textHash($0)) }
    }
}
