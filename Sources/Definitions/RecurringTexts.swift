/// Texts of some fields that recur together from record to record: each distinct row of them once.
///
/// Two rows may hold the same texts where their source wrote them differently.
package struct RecurringTexts: Sendable {
    /// The fields, by their positions in the contract.
    package var fields: [Int]
    /// A column for each field, of the distinct rows.
    package var columns: [TextColumn]
    /// How many distinct rows there are.
    package var count: Int
    /// The row of each record.
    package var rows: [UInt32]

    package init(fields: [Int], columns: [TextColumn], count: Int, rows: [UInt32]) {
        self.fields = fields
        self.columns = columns
        self.count = count
        self.rows = rows
    }
}
