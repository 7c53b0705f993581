import Definitions

/// The columns of a query over leads or deals: those of every record first, then the keys that are wanted, then others.
struct RecordColumns {
    /// The keys that are wanted, in the order of their columns.
    private let keys: [(column: String, kind: Int)]

    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - columns: where each kind stands that the table has.
    init(_ kinds: Set<IdentityKey.Kind>, of columns: [(column: String, kind: IdentityKey.Kind)]) {
        keys = columns.compactMap { column, kind in
            kinds.contains(kind) ? IdentityKey.Kind.allCases.firstIndex(of: kind).map { (column, $0) } : nil
        }
    }

    static let keyColumns: [(column: String, kind: IdentityKey.Kind)] = [
        ("client_id", .clientID), ("phone", .phone), ("email", .email), ("contact_id", .contactID),
        ("tax_id", .taxID),
    ]

    /// The first column after those of every record and the keys.
    var firstOther: Int32 { Int32(7 + keys.count) }

    /// The list of columns.
    ///
    /// - Parameter id: the column of the record's id.
    func list(_ id: String, _ others: String) -> String {
        (["file_id", "record", "line", "source_name", "created_at", "day", id] + keys.map(\.column) + [others])
            .joined(separator: ", ")
    }

    /// Reads what every record has.
    ///
    /// - Parameter clues: takes where it stands, and what it is called.
    func person(
        _ rows: borrowing RowReader, _ kind: PersonClue.Meaning, _ names: inout RecordNames, _ clues: inout RecordClues
    ) throws(Failure) -> Publication.Person {
        let (source, id) = (rows.bytes(3), rows.bytes(6))
        let reading: Int32 = try Int64(clues.count).narrowed()
        clues.begin(try FactPlace(file: rows.integer(0), record: rows.integer(1), isDeal: kind == .deal))
        clues.add(PersonClue(kind, source, id))
        return Publication.Person(
            at: rows.instant(4) ?? Instant(milliseconds: 0), name: try names.add(source, id), day: rows.day(5),
            reading: reading, file: try rows.integer(0).narrowed(), line: try rows.integer(2).narrowed())
    }

    /// Reads the keys of a record.
    func readKeys(_ rows: borrowing RowReader, into block: inout KeyBlock) {
        for (place, key) in keys.enumerated() {
            let text = rows.bytes(Int32(7 + place))
            if !text.isEmpty { block.append(key.kind, text) }
        }
    }
}
