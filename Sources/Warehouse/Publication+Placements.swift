import GRDB

/// Where touches lie, and how that was found.
extension Publication {
    /// Where the touches of some tags lie on a day.
    package struct Placement: Hashable, Sendable {
        /// What rows name it by: the same whether touches are direct.
        package let id: Int64
        package let traffic: Int64
        package let isPaid: Bool
        package var isDirect: Bool
        /// Whose campaigns were candidates; '' where there is nothing to match.
        package let platform: String
        package let status: String
        package let rule: String
    }

    /// The placements that rows name.
    struct Placements {
        /// By their ids, none of them direct.
        private(set) var all: [Int64: Placement] = [:]
        private var ids: [Key: Int64] = [:]

        /// What tells a placement from others, whatever its id.
        struct Key: Hashable {
            var traffic: Int64
            var isPaid: Bool
            var platform: String
            var status: String
            var rule: String
        }

        init(_ database: Database) throws {
            let rows = try RowReader(
                database,
                "SELECT placement_id, traffic_id, is_paid, platform, match_status, match_rule FROM dim_placement")
            while try rows.next() {
                add(
                    Key(
                        traffic: rows.integer(1), isPaid: rows.integer(2) != 0, platform: rows.text(3),
                        status: rows.text(4), rule: rows.text(5)), id: rows.integer(0))
            }
        }

        func id(of key: Key) -> Int64? { ids[key] }

        fileprivate mutating func add(_ key: Key, id: Int64) {
            ids[key] = id
            all[id] = Placement(id: id, key, isDirect: false)
        }
    }

    /// A placement, whose id is made where it is new.
    package func placement(
        traffic: Int64, isPaid: Bool, isDirect: Bool, platform: String, status: String, rule: String
    ) throws -> Placement {
        let key = Placements.Key(traffic: traffic, isPaid: isPaid, platform: platform, status: status, rule: rule)
        if let id = try readPlacements().id(of: key) { return Placement(id: id, key, isDirect: isDirect) }
        try database.execute(
            sql: """
                INSERT INTO dim_placement (traffic_id, is_paid, platform, match_status, match_rule)
                VALUES (?, ?, ?, ?, ?)
                """, arguments: [traffic, isPaid, platform, status, rule])
        let id = database.lastInsertedRowID
        placements?.add(key, id: id)
        return Placement(id: id, key, isDirect: isDirect)
    }

    /// The placements that there are, read once: nearly all are asked for whenever visits are placed.
    func readPlacements() throws -> Placements {
        if let placements { return placements }
        let read = try Placements(database)
        placements = read
        return read
    }
}

extension Publication.Placement {
    fileprivate init(id: Int64, _ key: Publication.Placements.Key, isDirect: Bool) {
        self.init(
            id: id, traffic: key.traffic, isPaid: key.isPaid, isDirect: isDirect, platform: key.platform,
            status: key.status, rule: key.rule)
    }
}
