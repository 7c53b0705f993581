import GRDB

/// An index as the warehouse has it.
package struct StoredPersonIndex: Sendable {
    private var older: [[UInt8]] = []
    private var newer: [[UInt8]] = []

    init(_ database: Database) throws {
        let rows = try RowReader(database, "SELECT part, is_newer, length(places) FROM etl_person ORDER BY part")
        while try rows.next() {
            let part = try database.blob(
                "places", of: "etl_person", row: rows.integer(0), count: Int(rows.integer(2)))
            if rows.integer(1) != 0 { newer.append(part) } else { older.append(part) }
        }
    }

    /// Itself where there is one, and not so much has come since that all is better read again: what is gone never leaves it
    /// otherwise.
    var ifUsable: StoredPersonIndex? {
        let (old, new) = (PersonIndex.Segment.count(older), PersonIndex.Segment.count(newer))
        return old > 0 && new <= old / 2 + Self.slack ? self : nil
    }

    private static let slack = 256

    /// The index.
    ///
    /// - Complexity: O(*n*)
    package var opened: PersonIndex {
        PersonIndex(older: PersonIndex.Segment(parts: older), newer: PersonIndex.Segment(parts: newer))
    }
}
