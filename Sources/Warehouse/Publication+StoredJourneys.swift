package import Definitions
import GRDB

/// Journeys as the last publication left them.
extension Publication {
    /// What tells whether a journey is still as it was stored.
    package struct StoredJourney: Hashable, Sendable {
        package var id: Int64
        package var source: String
        package var conversionID: String
        package var signature: Int64
    }

    /// What a touch of a stored journey was given.
    package struct StoredCredit: Sendable {
        package var day: Day
        package var traffic: Int64
        /// Share in billionths and value in micros, of each model in turn.
        package var parts: [Int64]
        /// What the touch is one of; nil where nothing is known.
        package var group: TouchGroup?
    }

    /// A journey as it was stored, with what numbers follow from it.
    package struct StoredNumbers: Sendable {
        package var row: JourneyRow
        /// Why nothing is known to have brought it; '' where something is.
        package var reason: String
        package var credits: [StoredCredit]
    }

    /// The stored journeys of a conversion, ordered by source and id as records are.
    package func storedJourneys(of conversion: JourneyKind) throws -> [StoredJourney] {
        guard scope == .changes else { return [] }
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT journey_id, source_name, conversion_id, signature FROM fact_journey WHERE conversion = ?
                ORDER BY source_name, conversion_id
                """, arguments: [conversion.rawValue])
        var journeys: [StoredJourney] = []
        while let row = try rows.next() {
            journeys.append(StoredJourney(id: row[0], source: row[1], conversionID: row[2], signature: row[3]))
        }
        return journeys
    }

    /// The stored journey of a record.
    package func storedJourney(of conversion: JourneyKind, source: String, id: String) throws -> StoredJourney? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT journey_id, signature FROM fact_journey
                WHERE conversion = ? AND source_name = ? AND conversion_id = ?
                """)
        return try Row.fetchOne(statement, arguments: [conversion.rawValue, source, id]).map {
            StoredJourney(id: $0[0], source: source, conversionID: id, signature: $0[1])
        }
    }

    /// The stored touch that a journey credits at a position.
    package func touchID(journey: Int64, position: Int) throws -> Int64? {
        try Int64.fetchOne(
            database, sql: "SELECT touch_id FROM fact_credit WHERE journey_id = ? AND position = ?",
            arguments: [journey, position])
    }

    /// Takes journeys out with their credits, and touches that no other journey credits.
    ///
    /// - Parameters:
    ///   - staying: the others that may credit the same touches; nil: any.
    ///   - models: in the order of the parts.
    ///   - each: what is told of a journey that goes.
    /// - Complexity: O(*n*) in the journeys and their credits, where any goes; in all that are stored where any may stay.
    package func removeJourneys(
        _ journeys: [Int64], besides staying: [Int64]?, models: [String], _ each: (StoredNumbers) throws -> Void
    ) throws {
        guard !journeys.isEmpty else { return }
        try database.execute(sql: "CREATE TEMP TABLE loose_touch (touch_id INTEGER PRIMARY KEY)")
        if let staying {
            try database.execute(sql: "CREATE TEMP TABLE staying_journey (journey_id INTEGER PRIMARY KEY)")
            var statement = try BulkStatement(database, "INSERT INTO staying_journey VALUES (?)")
            for journey in staying {
                statement.bind(journey)
                try statement.step()
            }
        }
        let shares = models.map { ", \($0)_share_billionths, \($0)_value_micros" }.joined()
        let rows = try database.makeStatement(
            sql: """
                SELECT conversion, is_counted, is_won, lead_day, deal_created_day, deal_won_day, payment_day, report_day,
                    value_micros, unattributed_reason
                FROM fact_journey WHERE journey_id = ?
                """)
        let credits = try database.makeStatement(
            sql: """
                SELECT credit.day, credit.traffic_id, touch.tag_id, touch.placement_id,
                    touch.kind = 'lead' AS is_lead\(shares)
                FROM fact_credit AS credit LEFT JOIN fact_touch AS touch USING (touch_id) WHERE journey_id = ?
                """)
        let placements = try readPlacements().all
        let removals = try [
            "INSERT OR IGNORE INTO loose_touch SELECT touch_id FROM fact_credit WHERE journey_id = ?",
            "DELETE FROM fact_credit WHERE journey_id = ?", "DELETE FROM fact_journey WHERE journey_id = ?",
        ].map { try database.makeStatement(sql: $0) }
        for journey in journeys {
            guard let row = try Row.fetchOne(rows, arguments: [journey]) else { continue }
            var stored = JourneyRow(
                conversion: JourneyKind(rawValue: row["conversion"]) ?? .lead,
                reportDay: Self.day(row["report_day"]) ?? Day(number: 0))
            stored.isCounted = row["is_counted"]
            stored.isWon = row["is_won"]
            stored.leadDay = Self.day(row["lead_day"])
            stored.dealCreatedDay = Self.day(row["deal_created_day"])
            stored.dealWonDay = Self.day(row["deal_won_day"])
            stored.paymentDay = Self.day(row["payment_day"])
            stored.value = row["value_micros"]
            try each(
                StoredNumbers(
                    row: stored, reason: row["unattributed_reason"],
                    credits: Row.fetchAll(credits, arguments: [journey]).map { row in
                        StoredCredit(
                            day: Self.day(row[0]) ?? Day(number: 0), traffic: row[1],
                            parts: (0..<2 * models.count).map { row[5 + $0] },
                            group: Self.group(row, from: 2, placements))
                    }))
            for removal in removals { try removal.execute(arguments: [journey]) }
        }
    }

    /// Takes out the touches that `removeJourneys` left and nothing took up since.
    ///
    /// - Parameters:
    ///   - lastJourney: the greatest id there was before others were written.
    ///   - each: what is told of a touch that goes and is no visit.
    package func removeLooseTouches(after lastJourney: Int64, _ each: (Day, TouchGroup) throws -> Void) throws {
        guard try database.tableExists("loose_touch", in: "temp") else { return }
        let credited =
            try database.tableExists("staying_journey", in: "temp")
            ? """
            SELECT touch_id FROM fact_credit WHERE journey_id IN (SELECT journey_id FROM temp.staying_journey)
            UNION ALL
            SELECT touch_id FROM fact_credit WHERE journey_id > \(lastJourney)
            """
            // Of nearly all journeys it is quicker to go through their credits in a row.
            : "SELECT touch_id FROM fact_credit WHERE touch_id IN (SELECT touch_id FROM temp.loose_touch)"
        try database.execute(sql: "DELETE FROM temp.loose_touch WHERE touch_id IN (\(credited))")
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT day, tag_id, placement_id, kind = 'lead'
                FROM fact_touch WHERE touch_id IN (SELECT touch_id FROM temp.loose_touch) AND kind <> 'visit'
                """)
        let placements = try readPlacements().all
        while let row = try rows.next() {
            if let day = Self.day(row[0]), let group = Self.group(row, from: 1, placements) { try each(day, group) }
        }
        try database.execute(
            sql: """
                DELETE FROM fact_touch WHERE touch_id IN (SELECT touch_id FROM temp.loose_touch);
                DROP TABLE temp.loose_touch; DROP TABLE IF EXISTS temp.staying_journey;
                """)
    }

    /// The group of a touch, whose columns stand from one on; nil where there is no touch.
    private static func group(_ row: Row, from column: Int, _ placements: [Int64: Placement]) -> TouchGroup? {
        guard let tag: Int64 = row[column], let placement = placements[row[column + 1]] else { return nil }
        return TouchGroup(tag: tag, placement: placement, isLead: row[column + 2])
    }

    private static func day(_ text: String?) -> Day? {
        text.flatMap { Day($0) }
    }
}
