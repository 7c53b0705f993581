internal import Definitions
import GRDB

/// The cells of marts that credits add up to.
extension Publication {
    /// A mart of such cells: its key, then its sums, of which the first tell whether anything is left of a cell.
    package enum CellMart: Sendable {
        /// What each model gives, by day, basis, conversion and traffic source: conversions in billionths and revenue in
        /// micros of each model in turn.
        case attribution(models: [String])
        /// What the report's model gives, by day and traffic source.
        case report
        /// What touches come to, by day and group.
        case touches
        /// How many journeys are reported, by conversion and reason.
        case journeys

        /// How many sums a cell of `report` has beside the number of its credits.
        package static let reportMeasures = reportColumns.count - 1

        private static let reportColumns = [
            "credits", "leads_billionths", "leads_all_billionths", "deals_created_billionths", "deals_won_billionths",
            "revenue_micros", "payments_micros",
        ]

        fileprivate var table: String {
            switch self {
            case .attribution: "mart_attribution_daily"
            case .report: "mart_credit_daily"
            case .touches: "mart_touch_daily"
            case .journeys: "mart_journey"
            }
        }

        fileprivate var key: [String] {
            switch self {
            case .attribution: ["day", "basis", "conversion", "traffic_id"]
            case .report: ["day", "traffic_id"]
            case .touches: ["day"] + TouchGroup.columns
            case .journeys: ["conversion", "unattributed_reason"]
            }
        }

        fileprivate var sums: [String] {
            switch self {
            case .attribution(let models):
                ["credits"] + models.flatMap { ["\($0)_billionths", "\($0)_revenue_micros"] }
            case .report: Self.reportColumns
            case .touches: ["touches", "credits", "leads_billionths"]
            case .journeys: ["journeys"]
            }
        }

        /// Where nothing is left of a cell.
        fileprivate var isEmpty: String {
            switch self {
            case .attribution, .report: "credits = 0"
            case .touches: "touches = 0 AND credits = 0"
            case .journeys: "journeys = 0"
            }
        }
    }

    /// Adds to the cells of a mart; a cell of which nothing is left is gone.
    package final class CellWriter {
        private let publication: Publication
        private let mart: CellMart
        private let writer: RowWriter

        package init(_ publication: Publication, _ mart: CellMart) {
            // Where all is made anew, nothing is there to add to.
            let updates = mart.sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
            writer = RowWriter(
                publication.database, into: mart.table, mart.key + mart.sums,
                onConflict: publication.scope == .changes
                    ? "(\(mart.key.joined(separator: ", "))) DO UPDATE SET \(updates)" : "")
            self.publication = publication
            self.mart = mart
        }

        /// The cells to be written, which come in the order of the mart's key.
        package var rows: RowBatch { writer.rows }

        /// Ends a cell.
        package func endRow() throws {
            try writer.endRow()
        }

        /// Writes cells that were made elsewhere, after those before and in the order of the mart's key.
        package func write(_ rows: RowBatch) throws {
            try writer.write(rows)
        }

        /// So many cells are written at a time.
        package static let batch = RowWriter.held

        /// An empty batch for cells.
        package func makeBatch() -> RowBatch {
            RowBatch(width: mart.key.count + mart.sums.count)
        }

        /// Ends the mart.
        package func finish() throws {
            try writer.finish()
            try publication.database.execute(sql: "DELETE FROM \(mart.table) WHERE \(mart.isEmpty)")
        }
    }
}
