package import Definitions
import GRDB

/// The cells of marts that credits add up to.
extension Publication {
    /// A cell of the attribution mart.
    package struct AttributionCell: Sendable {
        package var day: Day
        package var basis: String
        package var conversion: String
        package var traffic: Int64
        /// The number of credits, then conversions in billionths and revenue in micros of each model.
        package var sums: ArraySlice<Int64>

        package init(day: Day, basis: String, conversion: String, traffic: Int64, sums: ArraySlice<Int64>) {
            self.day = day
            self.basis = basis
            self.conversion = conversion
            self.traffic = traffic
            self.sums = sums
        }
    }

    /// A cell of what the report's model gives.
    package struct ReportCell: Sendable {
        /// How many measures a cell has beside the number of its credits.
        package static let measures = columns.count - 1

        fileprivate static let columns = [
            "credits", "leads_billionths", "leads_all_billionths", "deals_created_billionths", "deals_won_billionths",
            "revenue_micros", "payments_micros",
        ]

        package var day: Day
        package var traffic: Int64
        /// The number of credits, then the measures.
        package var sums: ArraySlice<Int64>

        package init(day: Day, traffic: Int64, sums: ArraySlice<Int64>) {
            self.day = day
            self.traffic = traffic
            self.sums = sums
        }
    }

    /// Adds to the cells of the attribution mart; a cell without any credit left is gone.
    ///
    /// - Parameter cells: in the order of the mart's key.
    package func addToAttributionMart(models: [String], _ cells: [AttributionCell]) throws {
        let columns = ["credits"] + models.flatMap { ["\($0)_billionths", "\($0)_revenue_micros"] }
        var statement = try BulkStatement(
            database,
            Self.addition(to: "mart_attribution_daily", ["day", "basis", "conversion", "traffic_id"], columns))
        for cell in cells {
            statement.bind(cell.day)
            statement.bind(cell.basis)
            statement.bind(cell.conversion)
            statement.bind(cell.traffic)
            for sum in cell.sums { statement.bind(sum) }
            try statement.step()
        }
        try database.execute(sql: "DELETE FROM mart_attribution_daily WHERE credits = 0")
    }

    /// Adds to what the channel mart takes from credits; a cell without any credit left is gone.
    ///
    /// - Parameter cells: in the order of the table's key.
    package func addToCreditMart(_ cells: [ReportCell]) throws {
        var statement = try BulkStatement(
            database, Self.addition(to: "mart_credit_daily", ["day", "traffic_id"], ReportCell.columns))
        for cell in cells {
            statement.bind(cell.day)
            statement.bind(cell.traffic)
            for sum in cell.sums { statement.bind(sum) }
            try statement.step()
        }
        try database.execute(sql: "DELETE FROM mart_credit_daily WHERE credits = 0")
    }

    private static func addition(to table: String, _ key: [String], _ sums: [String]) -> String {
        let columns = key + sums
        let parameters = columns.map { _ in "?" }.joined(separator: ", ")
        let updates = sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(parameters))
            ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(updates)
            """
    }
}
