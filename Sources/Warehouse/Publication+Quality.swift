import GRDB

/// What tells how far numbers can be trusted.
extension Publication {
    /// A key that links too many others to mean one person.
    package struct Hub: Hashable, Sendable {
        package var kind: String
        /// As stored.
        package var key: String
        package var links: Int
        package var records: Int

        package init(kind: String, key: String, links: Int, records: Int) {
            self.kind = kind
            self.key = key
            self.links = links
            self.records = records
        }
    }

    /// Makes the list of what can be trusted anew, once the marts are made.
    ///
    /// - Parameters:
    ///   - sql: what of it follows from the marts, the ledger and what was counted.
    ///   - hubs: the keys that link nothing.
    package func makeQuality(_ sql: String, _ touches: TouchSums, hubs: [Hub]) throws {
        try database.execute(sql: "DELETE FROM mart_quality")
        try database.execute(sql: sql)
        // Conversions that nothing is known to have brought.
        for journeys in touches.journeys {
            for (reason, count) in journeys.unattributed {
                try addQuality("unattributed", journeys.kind.rawValue, reason, count, of: journeys.all)
            }
        }
        for hub in hubs { try addQuality("hub", hub.kind, hub.key, hub.links, of: hub.records) }
    }

    private func addQuality(_ measure: String, _ scope: String, _ item: String, _ part: Int, of whole: Int) throws {
        try database.execute(
            sql: "INSERT INTO mart_quality (measure, scope, item, part, whole) VALUES (?, ?, ?, ?, ?)",
            arguments: [measure, scope, item, part, whole])
    }
}
