package import Definitions
package import Warehouse

/// How fresh each source is and how the last runs ended.
package struct StatusReport: Sendable {
    private let sources: [String]
    private let freshness: [String: SourceFreshness]
    private let runs: [RunRecord]
    private let holes: [String: DayRanges]
    private let troubles: [SourceTrouble]

    /// - Parameters:
    ///   - sources: the pipeline's, in its order; one without a file is shown as missing.
    ///   - runs: the newest first.
    ///   - holes: each source's days without rows.
    ///   - troubles: the sources that went wrong when they were last read.
    package init(
        sources: [String], freshness: [SourceFreshness], runs: [RunRecord], holes: [String: DayRanges],
        troubles: [SourceTrouble]
    ) {
        self.holes = holes
        self.troubles = troubles
        self.sources = sources
        self.freshness = Dictionary(uniqueKeysWithValues: freshness.map { ($0.source, $0) })
        self.runs = runs
    }

    /// The report as text for a terminal.
    package func text() -> String {
        var table = TextTable(columns: [
            ("Source", .left), ("First day", .left), ("Last day", .left), ("Days without rows", .right),
            ("Files", .right), ("Rows read", .right), ("Loaded", .right), ("Rejected", .right), ("Duplicate", .right),
            ("Superseded", .right), ("Filtered", .right),
        ])
        for source in sources {
            guard let row = freshness[source] else {
                table.rows.append([source, "nothing yet"] + Array(repeating: "", count: 9))
                continue
            }
            let counts = row.counts
            let numbers = [
                row.emptyDays, row.files, counts.read, counts.loaded, counts.rejected, counts.duplicate,
                counts.superseded, counts.filtered,
            ]
            table.rows.append([source, row.firstDay ?? "", row.lastDay ?? ""] + numbers.map(String.init))
        }
        var log = TextTable(columns: [
            ("Run", .right), ("Started (UTC)", .left), ("Logical day", .left), ("Ended", .left), ("Exit", .right),
            ("What happened", .left),
        ])
        for run in runs {
            log.rows.append([
                String(run.id), run.startedAt, run.logicalDay, run.state.rawValue, run.exitCode.map(String.init) ?? "",
                run.message,
            ])
        }
        return table.rendered() + "\n" + notes() + log.rendered()
    }

    /// What the numbers of the table don't say: which days are missing, and why a source was refused.
    private func notes() -> String {
        var lines: [String] = []
        for source in sources {
            if let days = holes[source], days.count > 0 { lines.append("\(source): no rows on \(days.text(limit: 4))") }
            for trouble in troubles where trouble.source == source {
                let what = trouble.state == .refused ? "refused" : "out of reach"
                lines.append("\(source): \(what) in run \(trouble.run): \(trouble.message)")
            }
        }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n\n"
    }
}
