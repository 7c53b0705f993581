package import Tabular
package import Warehouse

/// Rejected rows as a table.
package struct RejectReport: Sendable {
    private let rows: [ListedReject]
    private let total: Int

    /// - Parameter total: how many there are, of which `rows` may be the first.
    package init(_ rows: [ListedReject], total: Int) {
        self.rows = rows
        self.total = total
    }

    /// The table as text for a terminal.
    package func text() -> String {
        guard !rows.isEmpty else { return "no rejected rows\n" }
        var table = TextTable(columns: [
            ("Source", .left), ("File", .left), ("Line", .right), ("Column", .left), ("Rule", .left),
            ("What is wrong", .left),
        ])
        let refused = rows.contains { $0.file.state == .refused }
        for row in rows {
            let file = row.file.path + (row.file.state == .refused ? " *" : "")
            table.rows.append([
                row.file.source, file, String(row.entry.line), row.entry.column, row.entry.rule,
                RejectRule(rawValue: row.entry.rule)?.explanation ?? "",
            ])
        }
        let note = refused ? "* the file was refused: none of its rows are published\n" : ""
        let cut = total > rows.count ? "the first \(rows.count) of \(total) rows; all: --limit 0\n" : ""
        return table.rendered() + (note + cut).lines(after: "\n")
    }
}

/// A rejected row as it stands in its file.
package struct RejectedRowReport: Sendable {
    private let reject: ListedReject
    private let excerpt: RowExcerpt

    package init(_ reject: ListedReject, _ excerpt: RowExcerpt) {
        self.reject = reject
        self.excerpt = excerpt
    }

    /// Where the row stands and why it was rejected, the header, the row, and a mark below the value at fault.
    package func text() -> String {
        let entry = reject.entry
        let explanation = RejectRule(rawValue: entry.rule)?.explanation ?? ""
        var text = "\(reject.file.path):\(entry.line)  source \(reject.file.source)"
        text += reject.file.state == .refused ? ", a refused file\n" : "\n"
        text += "\(entry.column.isEmpty ? "" : "column '\(entry.column)': ")\(entry.rule): \(explanation)\n\n"
        if let header = excerpt.header { text += "header  \(header)\n" }
        text += "row     \(excerpt.before)\(excerpt.marked)\(excerpt.after)\n"
        if !entry.column.isEmpty, !excerpt.after.isEmpty || !excerpt.marked.isEmpty {
            let padding = String(repeating: " ", count: 8 + displayWidth(excerpt.before))
            text += padding + String(repeating: "^", count: max(1, displayWidth(excerpt.marked))) + "\n"
        }
        if excerpt.cutBytes > 0 { text += "        … and \(excerpt.cutBytes) more bytes\n" }
        return text
    }
}

extension String {
    /// The text below a separator, or nothing where there is none.
    fileprivate func lines(after separator: String) -> String {
        isEmpty ? "" : separator + self
    }
}
