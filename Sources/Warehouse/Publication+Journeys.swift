package import Definitions
import GRDB

/// What attribution leaves in the warehouse: touches, journeys and credits.
extension Publication {
    /// Where the touches of some tags lie on a day.
    package struct Placement: Hashable, Sendable {
        package var traffic: Int64
        package var isPaid: Bool
        package var isDirect: Bool
        /// Whose campaigns were candidates; '' where there is nothing to match.
        package var platform: String
        package var status: String
        package var rule: String

        package init(traffic: Int64, isPaid: Bool, isDirect: Bool, platform: String, status: String, rule: String) {
            self.traffic = traffic
            self.isPaid = isPaid
            self.isDirect = isDirect
            self.platform = platform
            self.status = status
            self.rule = rule
        }
    }

    package struct TouchRow: Sendable {
        package var kind: String
        package var file: Int64
        package var line: Int64
        package var source: String
        package var recordID: String
        package var identity: String
        package var at: Instant
        package var day: Day
        package var tag: Int64
        package var placement: Placement

        package init(
            kind: String, file: Int64, line: Int64, source: String, recordID: String, identity: String, at: Instant,
            day: Day, tag: Int64, placement: Placement
        ) {
            self.kind = kind
            self.file = file
            self.line = line
            self.source = source
            self.recordID = recordID
            self.identity = identity
            self.at = at
            self.day = day
            self.tag = tag
            self.placement = placement
        }
    }

    package struct JourneyRow: Sendable {
        package var conversion: String
        package var source: String
        package var id: String
        package var identity = ""
        package var isCounted = false
        package var isWon = false
        package var leadDay: Day?
        package var dealCreatedDay: Day?
        package var dealWonDay: Day?
        package var paymentDay: Day?
        package var reportDay: Day
        /// In micros.
        package var value: Int64 = 0
        package var touches = 0
        package var droppedTouches = 0
        package var path = ""
        package var reason = ""

        package init(conversion: String, source: String, id: String, reportDay: Day) {
            self.conversion = conversion
            self.source = source
            self.id = id
            self.reportDay = reportDay
        }
    }

    /// Empties the tables of attribution and states what is computed.
    ///
    /// - Parameters:
    ///   - models: in the pipeline file's order.
    ///   - conversions: those that are shown.
    package func clearJourneys(models: [String], conversions: [String]) throws {
        try database.execute(
            sql: """
                DELETE FROM fact_credit; DELETE FROM fact_journey; DELETE FROM fact_touch;
                DELETE FROM mart_attribution_daily; DELETE FROM mart_credit_daily;
                DELETE FROM dim_model; DELETE FROM dim_conversion;
                """)
        for (position, model) in models.enumerated() {
            try database.execute(sql: "INSERT INTO dim_model VALUES (?, ?)", arguments: [model, position + 1])
        }
        for conversion in conversions {
            try database.execute(
                sql: "INSERT INTO dim_conversion VALUES (?, ?)",
                arguments: [conversion, conversion == "deal_won" ? "deal" : conversion])
        }
    }

    /// What attribution was computed by, as the last publication left it.
    package func settledBy(_ definition: String) throws {
        try database.execute(sql: "UPDATE meta_pipeline SET settled_by = ?", arguments: [definition])
    }

    /// Writes journeys and their credits in order.
    package final class JourneyWriter {
        private var touches: BulkStatement
        private var journeys: BulkStatement
        private var credits: BulkStatement
        private var lastTouch: Int64
        private var lastJourney: Int64

        /// - Parameter models: the columns of credits, in the order in which shares will come.
        package init(_ publication: Publication, models: [String]) throws {
            let database = publication.database
            lastTouch = try Int64.fetchOne(database, sql: "SELECT ifnull(max(touch_id), 0) FROM fact_touch") ?? 0
            lastJourney = try Int64.fetchOne(database, sql: "SELECT ifnull(max(journey_id), 0) FROM fact_journey") ?? 0
            touches = try BulkStatement(
                database, "INSERT INTO fact_touch VALUES (\(Self.parameters(15)))")
            journeys = try BulkStatement(
                database,
                """
                INSERT INTO fact_journey (journey_id, conversion, source_name, conversion_id, identity, is_counted,
                    is_won, lead_day, deal_created_day, deal_won_day, payment_day, report_day, value_micros, touches,
                    dropped_touches, path, unattributed_reason, signature)
                VALUES (\(Self.parameters(18)))
                """)
            let columns = models.map { ", \($0)_share_billionths, \($0)_value_micros" }.joined()
            credits = try BulkStatement(
                database,
                "INSERT INTO fact_credit (journey_id, position, touch_id, day, traffic_id\(columns)) VALUES "
                    + "(\(Self.parameters(5 + 2 * models.count)))")
        }

        private static func parameters(_ count: Int) -> String {
            Array(repeating: "?", count: count).joined(separator: ", ")
        }

        /// Adds a touch and returns its id.
        package func add(_ touch: TouchRow) throws -> Int64 {
            lastTouch += 1
            touches.bind(lastTouch)
            touches.bind(touch.kind)
            touches.bind(touch.file)
            touches.bind(touch.line)
            for text in [touch.source, touch.recordID, touch.identity, touch.at.description, touch.day.description] {
                touches.bind(text)
            }
            touches.bind(touch.tag)
            touches.bind(touch.placement.traffic)
            touches.bind(touch.placement.isPaid ? 1 : 0)
            for text in [touch.placement.platform, touch.placement.status, touch.placement.rule] { touches.bind(text) }
            try touches.step()
            return lastTouch
        }

        /// Adds a journey and returns its id.
        ///
        /// - Parameter signature: tells the journey with all its credits from any other.
        package func add(_ journey: JourneyRow, signature: Int64) throws -> Int64 {
            lastJourney += 1
            journeys.bind(lastJourney)
            for text in [journey.conversion, journey.source, journey.id, journey.identity] { journeys.bind(text) }
            journeys.bind(journey.isCounted ? 1 : 0)
            journeys.bind(journey.isWon ? 1 : 0)
            for day in [journey.leadDay, journey.dealCreatedDay, journey.dealWonDay, journey.paymentDay] {
                if let day { journeys.bind(day.description) } else { journeys.bindNull() }
            }
            journeys.bind(journey.reportDay.description)
            journeys.bind(journey.value)
            journeys.bind(Int64(journey.touches))
            journeys.bind(Int64(journey.droppedTouches))
            journeys.bind(journey.path)
            journeys.bind(journey.reason)
            journeys.bind(signature)
            try journeys.step()
            return lastJourney
        }

        /// Adds what one touch of a journey is given.
        ///
        /// - Parameter parts: share in billionths and value in micros, of each model in order.
        package func add(
            journey: Int64, position: Int, touch: Int64, day: Day, traffic: Int64, parts: [(share: Int64, value: Int64)]
        ) throws {
            credits.bind(journey)
            credits.bind(Int64(position))
            credits.bind(touch)
            credits.bind(day.description)
            credits.bind(traffic)
            for part in parts {
                credits.bind(part.share)
                credits.bind(part.value)
            }
            try credits.step()
        }
    }

    /// Takes records that don't count out of their traffic sources.
    package func displaceRecords(_ table: FactTable, unattributed: Int64) throws {
        try database.execute(
            sql: """
                UPDATE \(table.name) SET traffic_id = :unattributed, unattributed_reason = ''
                WHERE (is_current = 0 OR is_deleted = 1)
                    AND (traffic_id, unattributed_reason) IS NOT (:unattributed, '')
                """, arguments: ["unattributed": unattributed])
    }

    /// Gives records the traffic source that the report's model credits most.
    ///
    /// - Parameter changes: only those that differ from what is stored.
    package func placeRecords(
        _ table: FactTable, _ changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)]
    ) throws {
        var statement = try BulkStatement(
            database,
            "UPDATE \(table.name) SET traffic_id = ?, unattributed_reason = ? WHERE file_id = ? AND record = ?")
        for change in changes {
            statement.bind(change.traffic)
            statement.bind(change.reason)
            statement.bind(change.file)
            statement.bind(change.record)
            try statement.step()
        }
    }
}

extension Warehouse {
    /// What attribution was computed by; nil before the first publication.
    package func settledBy() throws(Failure) -> String? {
        try read { database in
            guard try database.tableExists("meta_pipeline"),
                try database.columns(in: "meta_pipeline").contains(where: { $0.name == "settled_by" })
            else { return nil }
            return try String.fetchOne(database, sql: "SELECT settled_by FROM meta_pipeline")
        }
    }
}
