/// What the texts of some fields that recur together come to from record to record: each distinct result once.
package struct RecurringTexts: Sendable {
    /// The fields, by their positions in the contract.
    package var fields: [Int]
    /// The distinct results, in the order in which records first have them.
    package var texts: TextColumn
    /// The result of each record, by position.
    package var rows: [UInt32]

    package init(fields: [Int], texts: TextColumn = TextColumn(), rows: [UInt32] = []) {
        self.fields = fields
        self.texts = texts
        self.rows = rows
    }
}
