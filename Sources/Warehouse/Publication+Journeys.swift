package import Definitions
import GRDB

/// What attribution leaves in the warehouse: touches, journeys and credits.
extension Publication {
    /// What a journey is of.
    package enum JourneyKind: String, Hashable, Sendable, CaseIterable {
        case lead, deal, payment
    }

    /// What numbers follow from a journey, beside its touches.
    package struct JourneyRow: Hashable, Sendable {
        package var conversion: JourneyKind
        package var isCounted = false
        package var isWon = false
        package var leadDay: Day?
        package var dealCreatedDay: Day?
        package var dealWonDay: Day?
        package var paymentDay: Day?
        package var reportDay: Day
        /// In micros.
        package var value: Int64 = 0

        package init(conversion: JourneyKind, reportDay: Day) {
            self.conversion = conversion
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
                DELETE FROM mart_attribution_daily; DELETE FROM mart_credit_daily; DELETE FROM mart_touch_daily;
                DELETE FROM mart_journey;
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

    /// Journeys with their credits and the touches these are given to, ready to be written.
    package struct JourneyRows: Sendable {
        /// touch_id, kind, file_id, line, source_name, record_id, identity, at, day, tag_id, placement_id.
        package let touches = RowBatch(width: 11)
        /// journey_id, conversion, source_name, conversion_id, identity, is_counted, is_won, lead_day, deal_created_day,
        /// deal_won_day, payment_day, report_day, value_micros, touches, dropped_touches, path, traffic_id,
        /// unattributed_reason, signature.
        package let journeys = RowBatch(width: 19)
        /// journey_id, position, touch_id, day, traffic_id, and of each model share in billionths and value in micros.
        package let credits: RowBatch

        package init(models: Int) {
            credits = RowBatch(width: 5 + 2 * models)
        }

        package func removeAll() {
            touches.removeAll()
            journeys.removeAll()
            credits.removeAll()
        }
    }

    /// Writes journeys and their credits in order.
    package final class JourneyWriter {
        private let touches: BulkInsertion
        private let journeys: BulkInsertion
        private let credits: BulkInsertion
        /// The greatest ids there are.
        package let lastTouch: Int64
        package let lastJourney: Int64

        /// - Parameter models: the columns of credits, in the order in which shares will come.
        package init(_ publication: Publication, models: [String]) throws {
            let database = publication.database
            lastTouch = try Int64.fetchOne(database, sql: "SELECT ifnull(max(touch_id), 0) FROM fact_touch") ?? 0
            lastJourney = try Int64.fetchOne(database, sql: "SELECT ifnull(max(journey_id), 0) FROM fact_journey") ?? 0
            touches = BulkInsertion(database, into: "fact_touch", Self.touchColumns)
            journeys = BulkInsertion(database, into: "fact_journey", Self.journeyColumns)
            credits = BulkInsertion(
                database, into: "fact_credit",
                ["journey_id", "position", "touch_id", "day", "traffic_id"]
                    + models.flatMap { ["\($0)_share_billionths", "\($0)_value_micros"] })
        }

        private static let touchColumns = [
            "touch_id", "kind", "file_id", "line", "source_name", "record_id", "identity", "at", "day", "tag_id",
            "placement_id",
        ]
        private static let journeyColumns = [
            "journey_id", "conversion", "source_name", "conversion_id", "identity", "is_counted", "is_won", "lead_day",
            "deal_created_day", "deal_won_day", "payment_day", "report_day", "value_micros", "touches",
            "dropped_touches", "path", "traffic_id", "unattributed_reason", "signature",
        ]

        package func write(_ rows: JourneyRows) throws {
            try touches.insert(rows.touches)
            try journeys.insert(rows.journeys)
            try credits.insert(rows.credits)
        }
    }
}

extension Warehouse {
    /// What attribution was computed by; nil before the first publication.
    package func settledBy() throws(Failure) -> String? {
        try definition("settled_by")
    }

    /// What all numbers follow from beside the files; nil before the first publication.
    package func publishedBy() throws(Failure) -> String? {
        try definition("published_by")
    }

    private func definition(_ column: String) throws(Failure) -> String? {
        try read { database in
            guard try database.tableExists("meta_pipeline"),
                try database.columns(in: "meta_pipeline").contains(where: { $0.name == column })
            else { return nil }
            return try String.fetchOne(database, sql: "SELECT \(column) FROM meta_pipeline")
        }
    }
}
