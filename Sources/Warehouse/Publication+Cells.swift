internal import Definitions
import GRDB

/// The cells of marts that credits add up to.
extension Publication {
    /// A mart of such cells: its key, then the number of credits and the sums.
    package enum CellMart: Sendable {
        /// What each model gives, by day, basis, conversion and traffic source: conversions in billionths and revenue in
        /// micros of each model in turn.
        case attribution(models: [String])
        /// What the report's model gives, by day and traffic source.
        case report

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
            }
        }

        fileprivate var key: [String] {
            switch self {
            case .attribution: ["day", "basis", "conversion", "traffic_id"]
            case .report: ["day", "traffic_id"]
            }
        }

        fileprivate var sums: [String] {
            switch self {
            case .attribution(let models):
                ["credits"] + models.flatMap { ["\($0)_billionths", "\($0)_revenue_micros"] }
            case .report: Self.reportColumns
            }
        }
    }

    /// Adds to the cells of a mart; a cell without any credit left is gone.
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

        /// Ends the mart.
        package func finish() throws {
            try writer.finish()
            try publication.database.execute(sql: "DELETE FROM \(mart.table) WHERE credits = 0")
        }
    }
}
