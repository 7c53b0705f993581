import Foundation
import GRDB

/// The index of leads and deals, which is kept with what it was made from.
extension Publication {
    /// So many places make a row.
    private static let placesOfRow = 1 << 16

    /// Where the leads and deals stood that were last published, as it is stored; nil where that isn't known, or is better made
    /// anew.
    package func storedPersonIndex() throws -> StoredPersonIndex? { try StoredPersonIndex(database).ifUsable }

    /// Where the leads and deals stand that this publication changed so far, which the index doesn't know yet.
    package func changedPlaces() throws -> [FactPlace] {
        var places: [FactPlace] = []
        for (kind, id) in [(JourneyKind.lead, "lead_id"), (.deal, "deal_id")] {
            let rows = try RowReader(
                database,
                """
                SELECT file_id, record
                FROM (SELECT DISTINCT source_name AS source, id FROM temp.changed_record WHERE kind = '\(kind.rawValue)')
                CROSS JOIN fact_\(kind.rawValue) ON source_name = source AND \(id) = id
                WHERE is_current = 1 AND is_deleted = 0
                """)
            while try rows.next() {
                places.append(try FactPlace(file: rows.integer(0), record: rows.integer(1), isDeal: kind == .deal))
            }
        }
        return places
    }

    /// Keeps where all leads and deals stand.
    package func replacePersonIndex(_ places: PersonIndex.Segment) throws {
        try database.execute(sql: "DELETE FROM etl_person")
        try insert(places, isNewer: false)
    }

    /// Keeps where leads and deals stand that came or changed since `index` was made.
    package func extend(_ index: PersonIndex, by places: PersonIndex.Segment) throws {
        guard places.count > 0 else { return }
        try database.execute(sql: "DELETE FROM etl_person WHERE is_newer = 1")
        try insert(index.newer.merged(with: places), isNewer: true)
    }

    private func insert(_ places: PersonIndex.Segment, isNewer: Bool) throws {
        for start in stride(from: 0, to: places.count, by: Self.placesOfRow) {
            let part = start..<min(start + Self.placesOfRow, places.count)
            try database.execute(
                sql: "INSERT INTO etl_person (is_newer, places) VALUES (?, ?)",
                arguments: [isNewer, Data(places.bytes(of: part))])
        }
    }
}
