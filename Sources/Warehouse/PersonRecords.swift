package import Definitions
import GRDB

/// The leads and deals that count: what tells whose they are, and which lead opened which deal.
///
/// Their keys are told while they are read, record by record, leads first.
package struct PersonRecords: Sendable {
    package private(set) var leads = Publication.LeadTable()
    package private(set) var deals = Publication.DealTable()
    /// The records, by reading, that were read again since and count no more as they were.
    package private(set) var removed: [Int32] = []
    private let kinds: Set<IdentityKey.Kind>
    private var count = 0

    /// Reads all of them.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - take: takes the keys of the records, block by block.
    fileprivate init(_ database: Database, keys kinds: Set<IdentityKey.Kind>, _ take: (KeyBlock) -> Void) throws {
        self.kinds = kinds
        try readLeads(database, from: "fact_lead NOT INDEXED", take)
        leads.sort()
        let (leads, places) = (leads, leads.places)
        try readDeals(database, from: "fact_deal NOT INDEXED", lead: { leads.reading($0, $1, among: places) }, take)
    }

    /// Reads leads behind those that are there.
    private mutating func readLeads(_ database: Database, from rows: String, _ take: (KeyBlock) -> Void) throws {
        let columns = Publication.LeadTable.columns(kinds)
        try leads.read(
            RowReader(database, Publication.LeadTable.query(columns, from: rows)), columns, count: &count, take)
    }

    /// Reads deals beside those that are there, and orders them.
    ///
    /// - Parameter lead: the reading of the lead of a source and id; −1 where there is none.
    private mutating func readDeals(
        _ database: Database, from rows: String,
        lead: (_ source: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>) -> Int32,
        _ take: (KeyBlock) -> Void
    ) throws {
        let columns = Publication.DealTable.columns(kinds)
        try deals.read(
            RowReader(database, Publication.DealTable.query(columns, from: rows)), columns, count: &count, lead: lead,
            take)
        deals.sort()
    }

    /// Reads those anew that a publication changed so far.
    ///
    /// - Parameter take: takes their keys as they are now, block by block.
    fileprivate mutating func readChanged(in database: Database, _ take: (KeyBlock) -> Void) throws {
        let names = try Publication.changedNames(of: .lead, in: database)
        let former = Self.positions(of: names, among: leads.count, leads.name)
        let readings = former.values.map { leads[$0].person.reading }
        let moved = zip(former.keys, readings)
        leads.remove(Set(former.values))
        let start = leads.count
        try readLeads(database, from: Publication.changedRows(of: .lead, key: "lead_id"), take)
        let current = Dictionary(
            (start..<leads.count).map { (leads.name(of: $0), leads[$0].person.reading) },
            uniquingKeysWith: { first, _ in first })
        leads.sort()
        let latest = Dictionary(
            uniqueKeysWithValues: moved.map { name, reading in (reading, current[name] ?? -1) })
        if !latest.isEmpty { deals.relink { latest[$0] ?? $0 } }

        let changed = Self.positions(
            of: try Publication.changedNames(of: .deal, in: database), among: deals.count, deals.name)
        removed += readings + changed.values.map { deals[$0].person.reading }
        deals.remove(Set(changed.values))
        let table = leads
        try readDeals(
            database, from: Publication.changedRows(of: .deal, key: "deal_id"),
            lead: { source, id in
                let name = RecordName(
                    source: String(decoding: source, as: UTF8.self), id: String(decoding: id, as: UTF8.self))
                return name.position(among: table.count, name: table.name).map { table[$0].person.reading } ?? -1
            }, take)
    }

    /// The positions of those of some names that there are.
    private static func positions(
        of names: [RecordName], among count: Int, _ name: (Int) -> RecordName
    ) -> [RecordName: Int] {
        names.reduce(into: [:]) { found, wanted in found[wanted] = wanted.position(among: count, name: name) }
    }

    /// Links deals with the positions of their leads; asked for once, after the last record was read.
    ///
    /// - Returns: each deal with a lead and that lead, by reading.
    package mutating func linkDeals() -> [(deal: Int32, lead: Int32)] {
        var positions = [Int32](repeating: -1, count: count)
        for position in leads.indices { positions[Int(leads[position].person.reading)] = Int32(position) }
        let links = deals.indices.compactMap { position -> (deal: Int32, lead: Int32)? in
            let deal = deals[position]
            return deal.lead < 0 ? nil : (deal.person.reading, deal.lead)
        }
        deals.relink { positions[Int($0)] }
        return links
    }
}

extension Publication {
    /// The leads and deals that count.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - take: takes the keys of the records, block by block.
    package func personRecords(
        keys kinds: Set<IdentityKey.Kind>, _ take: (KeyBlock) -> Void
    ) throws -> PersonRecords {
        try PersonRecords(database, keys: kinds, take)
    }

    /// Brings records up to date that were read as they were last published.
    ///
    /// - Parameter take: takes the keys of those that are read again, block by block.
    /// - Returns: whether that is less than to read all of them, and was done.
    package func readChanged(_ records: inout PersonRecords, _ take: (KeyBlock) -> Void) throws -> Bool {
        guard scope == .changes else { return false }
        let changed = try Int.fetchOne(database, sql: "SELECT count(*) FROM temp.changed_record") ?? 0
        guard changed * Self.worthwhile <= records.leads.count + records.deals.count else { return false }
        try records.readChanged(in: database, take)
        return true
    }

    /// Where not more than one of so many records changed, it is worth while to know the others from before.
    package static let worthwhile = 4

    fileprivate static func changedNames(of kind: JourneyKind, in database: Database) throws -> [RecordName] {
        try Row.fetchAll(
            database, sql: "SELECT DISTINCT source_name, id FROM temp.changed_record WHERE kind = ?",
            arguments: [kind.rawValue]
        ).map { RecordName(source: $0[0], id: $0[1]) }
    }

    /// The rows of the records of a kind that changed.
    ///
    /// - Parameter key: the column of their ids.
    fileprivate static func changedRows(of kind: JourneyKind, key: String) -> String {
        """
        (
            SELECT DISTINCT source_name AS changed_source, id AS changed_id
            FROM temp.changed_record WHERE kind = '\(kind.rawValue)'
        ) CROSS JOIN fact_\(kind.rawValue) ON source_name = changed_source AND \(key) = changed_id
        """
    }
}

extension Warehouse {
    /// The leads and deals that count as they were last published.
    ///
    /// Read on a connection of its own, to which nothing shows that a publication does meanwhile.
    package func publishedPersonRecords(
        keys kinds: Set<IdentityKey.Kind>, _ take: (KeyBlock) -> Void
    ) throws(Failure) -> PersonRecords {
        var configuration = Configuration()
        configuration.label = "throughline.published"
        configuration.readonly = true
        return try Self.guarding(path) {
            try DatabaseQueue(path: path, configuration: configuration)
                .read { try PersonRecords($0, keys: kinds, take) }
        }
    }
}
