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

    /// What tells a placement from others, whatever its id.
    struct PlacementKey: Hashable {
        var traffic: Int64
        var isPaid: Bool
        var platform: String
        var status: String
        var rule: String
    }

    /// A placement, whose id is made where it is new.
    package func placement(
        traffic: Int64, isPaid: Bool, isDirect: Bool, platform: String, status: String, rule: String
    ) throws -> Placement {
        let key = PlacementKey(traffic: traffic, isPaid: isPaid, platform: platform, status: status, rule: rule)
        return Placement(
            id: try placementID(of: key), traffic: traffic, isPaid: isPaid, isDirect: isDirect, platform: platform,
            status: status, rule: rule)
    }

    private func placementID(of key: PlacementKey) throws -> Int64 {
        // Nearly all are asked for whenever visits are placed.
        if placementIDs == nil {
            let known = try placements().map { id, placement in
                let key = PlacementKey(
                    traffic: placement.traffic, isPaid: placement.isPaid, platform: placement.platform,
                    status: placement.status, rule: placement.rule)
                return (key, id)
            }
            placementIDs = Dictionary(known, uniquingKeysWith: min)
        }
        if let id = placementIDs?[key] { return id }
        try database.execute(
            sql: """
                INSERT INTO dim_placement (traffic_id, is_paid, platform, match_status, match_rule)
                VALUES (?, ?, ?, ?, ?)
                """, arguments: [key.traffic, key.isPaid, key.platform, key.status, key.rule])
        placementIDs?[key] = database.lastInsertedRowID
        return database.lastInsertedRowID
    }

    /// The placements that there are, by their ids, none of them direct.
    func placements() throws -> [Int64: Placement] {
        var placements: [Int64: Placement] = [:]
        let rows = try RowReader(
            database,
            "SELECT placement_id, traffic_id, is_paid, platform, match_status, match_rule FROM dim_placement")
        while try rows.next() {
            placements[rows.integer(0)] = Placement(
                id: rows.integer(0), traffic: rows.integer(1), isPaid: rows.integer(2) != 0, isDirect: false,
                platform: rows.text(3), status: rows.text(4), rule: rows.text(5))
        }
        return placements
    }
}
