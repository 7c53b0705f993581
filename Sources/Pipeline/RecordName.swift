import Warehouse

/// What a lead, deal or payment is known by: ids are unique within a source.
///
/// Names are compared byte by byte as SQLite does, to which two ways of writing one letter are two ids.
struct RecordName: Sendable {
    var source: String
    var id: String
}

extension RecordName: Hashable {
    static func == (left: RecordName, right: RecordName) -> Bool {
        left.id.utf8.elementsEqual(right.id.utf8) && left.source.utf8.elementsEqual(right.source.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in id.utf8 { hasher.combine(byte) }
    }
}

extension RecordName: Comparable {
    /// By source, then id.
    static func < (left: RecordName, right: RecordName) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8)
            ? left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
            : left.source.utf8.lexicographicallyPrecedes(right.source.utf8)
    }
}

extension Publication.LeadTable {
    func name(of position: Int) -> RecordName { RecordName(source: source(of: position), id: id(of: position)) }
}

extension Publication.DealTable {
    func name(of position: Int) -> RecordName { RecordName(source: source(of: position), id: id(of: position)) }
}

extension Publication.PaymentRecord {
    var name: RecordName { RecordName(source: source, id: id) }
}

extension Publication.StoredJourney {
    var name: RecordName { RecordName(source: source, id: conversionID) }
}
