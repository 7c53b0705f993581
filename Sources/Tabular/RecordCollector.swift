package import Definitions

/// Makes one file of blocks that come in the file's order: drops identical rows, ends at the total row, counts.
///
/// This is the serial part of reading; what it does to a row depends on the rows before it.
package struct RecordCollector {
    package private(set) var summary: ReadSummary
    private let layout: RecordLayout
    private let fileName: String
    private var seen = FingerprintSet()
    private var isEnded = false
    private var hasDateHint = false
    private var hasNumberHint = false

    package init(_ layout: RecordLayout, fileName: String) {
        self.layout = layout
        self.fileName = fileName
        summary = ReadSummary(columns: layout.header, newColumns: layout.newColumns)
    }

    /// Takes the next block.
    ///
    /// - Parameters:
    ///   - block: what a builder made of the next rows; its rows' lines count from `firstLine`.
    ///   - firstLine: the 1-based line of the block's first record.
    package mutating func take(
        _ block: consuming RecordBlock,
        firstLine: Int64,
        onBatch: (RecordBatch) throws(Failure) -> Void,
        onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) {
        summary.counts.read += block.read
        guard !isEnded else {
            summary.counts.filtered += block.read
            return
        }
        isEnded = block.endsTable
        summary.counts.filtered += block.filtered
        summary.counts.rejected += block.rejects.count
        summary.heldBack += block.heldBack
        summary.ambiguousTimes += block.ambiguousTimes
        if let days = block.days {
            summary.days =
                summary.days.map {
                    min($0.lowerBound, days.lowerBound)...max($0.upperBound, days.upperBound)
                } ?? days
        }
        if let day = block.greatestDay { summary.greatestDay = max(day, summary.greatestDay ?? day) }
        noteDateHint(block, firstLine: firstLine)
        noteNumberHint(block, firstLine: firstLine)
        for var row in block.rejects {
            row.line += firstLine
            summary.rejectsByRule[row.rule, default: 0] += 1
            try onReject(row)
        }
        var batch = block.batch
        if let kept = newRows(block) { batch = batch.selecting(kept) }
        for row in batch.lines.indices { batch.lines[row] += firstLine }
        summary.counts.loaded += batch.count
        if batch.count > 0 { try onBatch(batch) }
    }

    /// Ends the file.
    package consuming func finish(bytesRead: Int64) -> ReadSummary {
        summary.bytesRead = bytesRead
        return summary
    }

    /// The rows of a block that stay, or nil where all do.
    private mutating func newRows(_ block: borrowing RecordBlock) -> [Int]? {
        var kept: [Int]?
        for (row, fingerprint) in block.fingerprints.enumerated() {
            if seen.insert(fingerprint) {
                kept?.append(row)
            } else if layout.plan.identicalRows == .drop {
                if kept == nil { kept = Array(0..<row) }
                summary.counts.duplicate += 1
            } else {
                summary.repeatedRows += 1
            }
        }
        return kept
    }

    private mutating func noteDateHint(_ block: borrowing RecordBlock, firstLine: Int64) {
        guard !hasDateHint, let hint = block.dateHint else { return }
        hasDateHint = true
        let key = hint.row.rule == .instant ? "instant" : "date"
        let mapping = layout.plan.source.map.first { $0.field == hint.field }
        let declared =
            mapping?.format
            ?? (hint.row.rule == .instant ? layout.plan.source.format.instant : layout.plan.source.format.date)
        let advice =
            hint.formats.first.map { first in
                "formats that would fit: \(hint.formats.joined(separator: " or ")); set format: { \(key): \"\(first)\" }"
            } ?? "no common format would fit either: look at the line"
        summary.hints.append(
            Diagnostic(
                .warning,
                at: SourceLocation(file: fileName, line: Int(hint.row.line + firstLine)),
                "the \(key) in column '\(hint.row.column ?? hint.field)' doesn't fit \(declared ?? "ISO 8601")",
                hint: advice
            )
        )
    }

    private mutating func noteNumberHint(_ block: borrowing RecordBlock, firstLine: Int64) {
        guard !hasNumberHint, let hint = block.numberHint else { return }
        hasNumberHint = true
        let what = hint.row.rule == .money ? "amount" : "whole number"
        let settings = hint.formats.map { "{ \($0) }" }.joined(separator: " or ")
        summary.hints.append(
            Diagnostic(
                .warning,
                at: SourceLocation(file: fileName, line: Int(hint.row.line + firstLine)),
                "the value in column '\(hint.row.column ?? hint.field)' is no \(what) by the declared marks",
                hint: settings.isEmpty
                    ? "look at the line: digits and the declared marks may stand there, no units or signs of currency"
                    : "set format: \(settings)"
            )
        )
    }
}
