/// What a lead, deal or payment is known by: ids are unique within a source.
///
/// Names are compared byte by byte as SQLite does, to which two ways of writing one letter are two ids.
package struct RecordName: Sendable {
    package var source: String
    package var id: String

    package init(source: String, id: String) {
        self.source = source
        self.id = id
    }
}

extension RecordName: Hashable {
    package static func == (left: RecordName, right: RecordName) -> Bool {
        left.id.utf8.elementsEqual(right.id.utf8) && left.source.utf8.elementsEqual(right.source.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in id.utf8 { hasher.combine(byte) }
    }
}

extension RecordName: Comparable {
    /// By source, then id.
    package static func < (left: RecordName, right: RecordName) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8)
            ? left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
            : left.source.utf8.lexicographicallyPrecedes(right.source.utf8)
    }
}

extension RecordName {
    /// Its position among so many records in the order of their names; nil where it is none of them.
    ///
    /// - Complexity: O(log *n*)
    package func position(among count: Int, name: (Int) -> RecordName) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if name(middle) < self { low = middle + 1 } else { high = middle }
        }
        return low < count && name(low) == self ? low : nil
    }
}

extension Publication.LeadTable {
    package func name(of position: Int) -> RecordName { RecordName(source: source(of: position), id: id(of: position)) }
}

extension Publication.DealTable {
    package func name(of position: Int) -> RecordName { RecordName(source: source(of: position), id: id(of: position)) }
}

extension Publication.PaymentRecord {
    package var name: RecordName { RecordName(source: source, id: id) }
}

extension Publication.StoredJourney {
    package var name: RecordName { RecordName(source: source, id: conversionID) }
}
