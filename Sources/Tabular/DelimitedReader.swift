internal import Definitions

/// Reads a file of delimited text: what stands before the header, the header, and the records on all cores.
struct DelimitedReader {
    var plan: ReadPlan
    var dialect: Dialect
    var fileName: String
    var parallelism: Parallelism

    func read(
        _ stream: inout some ByteStream,
        onBatch: (RecordBatch) throws(Failure) -> Void,
        onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) -> ReadSummary {
        switch plan.source.format.encoding {
        case .utf16, .utf16le, .utf16be:
            var converted = UTF16Stream(stream, plan.source.format.encoding)
            defer { stream = converted.source }
            return try readBytes(&converted, onBatch: onBatch, onReject: onReject)
        case .utf8, .windows1251, .windows1252, .koi8r, .cp866:
            return try readBytes(&stream, onBatch: onBatch, onReject: onReject)
        }
    }

    private func readBytes(
        _ stream: inout some ByteStream,
        onBatch: (RecordBatch) throws(Failure) -> Void,
        onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) -> ReadSummary {
        var window = ByteWindow(capacity: parallelism.windowSize)
        var preamble = TablePreamble(plan: plan, dialect: dialect, fileName: fileName)
        let layout = try preamble.read(&window, &stream)
        var collector = RecordCollector(layout, fileName: fileName)
        var parser = ParallelParser(dialect, firstLine: preamble.line, parallelism) { RecordBuilder(layout) }
        try parser.run(&window, from: preamble.position, &stream) { (block: RecordBlock, line) throws(Failure) in
            try collector.take(block, firstLine: line, onBatch: onBatch, onReject: onReject)
        }
        var summary = collector.finish(bytesRead: window.bytesRead)
        addHints(to: &summary)
        return summary
    }

    /// What the user may have declared wrongly, going by the rules that rows broke.
    private func addHints(to summary: inout ReadSummary) {
        func count(_ rules: RejectRule...) -> Int {
            rules.reduce(0) { $0 + (summary.rejectsByRule[$1] ?? 0) }
        }
        if count(.encoding) > 0, plan.source.format.encoding == .utf8 {
            summary.hints.append(
                Diagnostic(
                    .warning,
                    at: plan.source.location,
                    "some rows of \(fileName) aren't valid utf-8",
                    hint: "if its texts are Cyrillic, set format: { encoding: windows-1251 }"
                )
            )
        }
        if count(.strayQuote, .unclosedQuote) > 0 {
            summary.hints.append(
                Diagnostic(
                    .warning,
                    at: plan.source.location,
                    "the quotes of some rows of \(fileName) don't pair up",
                    hint: "if quotes are ordinary characters there, set format: { quote: none }"
                )
            )
        }
    }
}
