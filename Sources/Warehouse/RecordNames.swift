import Definitions

/// What leads or deals are called: their ids in one memory, and each source once.
package struct RecordNames: Sendable {
    private var ids = PackedTexts()
    private var sourceTexts = TextTable()
    package private(set) var sources: [String] = []

    /// A record's source by its position, and where its id begins.
    package struct Name: Sendable {
        var id: UInt32
        var source: UInt16
    }

    mutating func add(_ source: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>) throws(Failure) -> Name {
        let position = sourceTexts.position(of: source)
        if position == sources.count { sources.append(String(decoding: source, as: UTF8.self)) }
        return Name(id: try ids.append(id), source: try Int64(position).narrowed())
    }

    package func source(_ name: Name) -> String { sources[Int(name.source)] }

    package func id(_ name: Name) -> String { ids.text(at: name.id) }

    /// The records by their names, each told by what it is called.
    func places(count: Int, _ name: (Int) -> Name) -> RecordPlaces {
        RecordPlaces(count: count) { ids.withBytes(at: name($0).id, textHash) }
    }

    /// The position of a record among `places`; nil where there is none of that source and id.
    func position(
        _ source: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>, among places: RecordPlaces,
        _ name: (Int) -> Name
    ) -> Int? {
        guard let source = sourceTexts.existingPosition(of: source) else { return nil }
        return places.position(hash: textHash(id)) { position in
            let name = name(position)
            return name.source == UInt16(source) && ids.withBytes(at: name.id) { $0.elementsEqual(id) }
        }
    }

    /// The places of records in the order of their sources and ids, byte by byte as SQLite orders texts.
    ///
    /// Sorted here: SQLite would look each up by its index, all over the table.
    ///
    /// - Complexity: O(*n* log *n*)
    func order(count: Int, _ name: (Int) -> Name) -> [Int32] {
        let sorted = sources.indices.sorted { sources[$0].utf8.lexicographicallyPrecedes(sources[$1].utf8) }
        var ranks = [UInt16](repeating: 0, count: sources.count)
        for (rank, source) in sorted.enumerated() { ranks[source] = UInt16(rank) }
        // Most comparisons need the first bytes of an id and no more.
        var entries: [(prefix: UInt64, id: UInt32, place: Int32, rank: UInt16)] = []
        entries.reserveCapacity(count)
        for place in 0..<count {
            let name = name(place)
            entries.append((ids.withBytes(at: name.id, Self.prefix), name.id, Int32(place), ranks[Int(name.source)]))
        }
        entries.sort { left, right in
            if left.rank != right.rank { return left.rank < right.rank }
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            return ids.withBytes(at: left.id) { left in
                ids.withBytes(at: right.id) { left.lexicographicallyPrecedes($0) }
            }
        }
        return entries.map(\.place)
    }

    /// Eight bytes as a number that orders as they do; zeros stand after the end.
    private static func prefix(_ id: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var prefix: UInt64 = 0
        for byte in id.prefix(8) { prefix = prefix << 8 | UInt64(byte) }
        return id.isEmpty ? 0 : prefix << UInt64(8 * (8 - min(8, id.count)))
    }
}
