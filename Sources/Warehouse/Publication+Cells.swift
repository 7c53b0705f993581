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

        /// How many of the first sums are numbers of what the cell is made of: nothing is left of it where they are all 0.
        fileprivate var counts: Int {
            switch self {
            case .attribution, .report, .journeys: 1
            case .touches: 2
            }
        }
    }

    /// Adds to the cells of a mart; a cell of which nothing is left is gone.
    package final class CellWriter {
        private let mart: CellMart
        private let insertion: BulkInsertion
        /// Takes out a cell of which nothing is left; nil where all is made anew, and nothing is there to take from.
        private var removal: BulkStatement?
        /// The cells to be written, which come in the order of the mart's key.
        package let rows: RowBatch

        package init(_ publication: Publication, _ mart: CellMart) throws {
            let updates = mart.sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
            let addsUp = publication.scope == .changes
            insertion = BulkInsertion(
                publication.database, into: mart.table, mart.key + mart.sums,
                onConflict: addsUp ? "(\(mart.key.joined(separator: ", "))) DO UPDATE SET \(updates)" : "")
            if addsUp {
                let emptied = mart.key.map { "\($0) = ?" } + mart.sums.prefix(mart.counts).map { "\($0) = 0" }
                removal = try BulkStatement(
                    publication.database, "DELETE FROM \(mart.table) WHERE \(emptied.joined(separator: " AND "))")
            }
            self.mart = mart
            rows = RowBatch(width: mart.key.count + mart.sums.count)
        }

        /// Ends a cell.
        package func endRow() throws {
            if rows.count >= Self.batch { try finish() }
        }

        /// Writes cells that were made elsewhere, after those before and in the order of the mart's key.
        package func write(_ rows: RowBatch) throws {
            try insertion.insert(rows)
            guard var removal = removal.take() else { return }
            let keys = mart.key.count
            // Only of a cell that something is taken from can nothing be left.
            for row in 0..<rows.count where (keys..<keys + mart.counts).contains(where: { rows.integer(row, $0) < 0 }) {
                for column in 0..<keys { rows.bind(row, column, to: &removal) }
                try removal.step()
            }
            self.removal = consume removal
        }

        /// So many cells are written at a time.
        package static let batch = RowWriter.held

        /// An empty batch for cells.
        package func makeBatch() -> RowBatch {
            RowBatch(width: mart.key.count + mart.sums.count)
        }

        /// Ends the mart.
        package func finish() throws {
            try write(rows)
            rows.removeAll()
        }
    }
}
