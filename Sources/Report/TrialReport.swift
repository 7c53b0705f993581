package import Definitions
package import Tabular
package import Warehouse

/// What a platform gave when it was tried.
package struct TrialReport {
    private static let cellWidth = 40

    package var days: ClosedRange<Day>?
    package var bytes: Int64
    package var counts: RowCounts
    package var fields: [FieldContract]
    /// The first rows, a text for each field.
    package var rows: [[String?]]
    package var rejects: [(reject: ListedReject, excerpt: RowExcerpt)]

    package init(
        days: ClosedRange<Day>?, bytes: Int64, counts: RowCounts, fields: [FieldContract], rows: [[String?]],
        rejects: [(reject: ListedReject, excerpt: RowExcerpt)]
    ) {
        self.days = days
        self.bytes = bytes
        self.counts = counts
        self.fields = fields
        self.rows = rows
        self.rejects = rejects
    }

    /// The report as text for a terminal.
    package func text() -> String {
        let time =
            days.map {
                $0.lowerBound == $0.upperBound ? " of \($0.lowerBound)" : " of \($0.lowerBound) to \($0.upperBound)"
            }
            ?? ""
        guard bytes > 0 else { return "\nno rows\(time)\n" }
        var text = "\n\(counts.read) \(counts.read == 1 ? "row" : "rows")\(time): \(counts.loaded) fit the contract"
        if counts.rejected > 0 { text += ", \(counts.rejected) rejected" }
        if counts.filtered > 0 { text += ", \(counts.filtered) filtered" }
        if counts.duplicate > 0 { text += ", \(counts.duplicate) duplicate" }
        text += "\n"
        if !rows.isEmpty { text += "\n" + table() }
        for (reject, excerpt) in rejects { text += "\n" + RejectedRowReport(reject, excerpt).text() }
        if counts.rejected > rejects.count { text += "\n… and \(counts.rejected - rejects.count) more rejected rows\n" }
        return text
    }

    /// A line for each field, as records have more fields than a terminal has room.
    private func table() -> String {
        var table = TextTable(
            columns: [("Field", .left)] + rows.indices.map { (title: "Row \($0 + 1)", alignment: .left) })
        for (position, field) in fields.enumerated() where rows.contains(where: { $0[position] != nil }) {
            table.rows.append([field.name] + rows.map { Self.shown($0[position], field) })
        }
        return table.rendered()
    }

    private static func shown(_ value: String?, _ field: FieldContract) -> String {
        guard let value else { return "" }
        switch field.type {
        // A terminal is looked at by more people than a warehouse.
        case .phone: return "…\(value.suffix(4))"
        case .email: return "…\(value.firstIndex(of: "@").map { value[$0...] } ?? "")"
        default: return value.count > cellWidth ? "\(value.prefix(cellWidth - 1))…" : value
        }
    }
}
