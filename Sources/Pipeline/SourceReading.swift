import Definitions
import Extract
import Foundation
import Tabular
import Warehouse

/// What reading one file gave.
struct FileReading {
    var summary: ReadSummary
    /// The rejected rows, as far as a refused file lists them.
    var rejects: [RejectEntry]
    /// Why the file is refused; empty where it isn't.
    var refusals: [Diagnostic] = []
    /// The content id and what the file was when it was opened; nil where it wasn't read to its end.
    var content: ContentID?

    /// The line of the first rejected row.
    var firstLine: Int? {
        rejects.first.map { Int($0.line) }
    }
}

/// Reads the files of one source into batches.
struct SourceReading {
    /// A refused file lists this many of its rejected rows; a file that is published lists all.
    static let listedRejects = 100_000

    let pipeline: LoadedPipeline
    let source: SourceDefinition
    let contract: EntityContract
    private let plan: ReadPlan
    private let reader = TableReader()
    let interruption: Interruption
    let progress: any RunProgress

    init(
        _ pipeline: LoadedPipeline, _ source: SourceDefinition, interruption: Interruption, progress: any RunProgress
    ) throws(Failure) {
        guard let contract = pipeline.contracts[source.entity],
            let zone = ZoneTable(identifier: pipeline.definition.timeZone),
            let sourceZone = ZoneTable(identifier: source.format.timeZone ?? pipeline.definition.timeZone)
        else {
            throw Failure(.definition, at: source.location, "source '\(source.name)' has no contract or time zone")
        }
        self.pipeline = pipeline
        self.source = source
        self.contract = contract
        self.interruption = interruption
        self.progress = progress
        var plan = ReadPlan(source: source, contract: contract, zone: zone, sourceZone: sourceZone)
        plan.keepsPlaces = FactTable.of(entity: contract.entity)?.rejectedColumn != nil
        // Earlier leads are kept, for they tell a returning customer from a new one, and so are the history of deals,
        // rates and tracking numbers, which hold for some days; earlier spend has no use.
        if contract.entity == "spend" { plan.bounds.start = pipeline.definition.start }
        self.plan = plan
    }

    /// The pipeline file, as commands to type name it.
    private var pipelineFile: String { pipeline.definition.file }

    /// A file's path as messages show it.
    func shownPath(_ version: FileVersion) -> String {
        pipeline.openPath(version.path)
    }

    /// Tells what became of a file's rows, and what in them an analyst would want to know.
    func report(_ reading: FileReading, _ version: FileVersion) {
        let summary = reading.summary
        let place = SourceLocation(file: shownPath(version))
        progress.report(.read(source: source.name, path: version.path, counts: version.counts))
        if summary.counts.rejected > 0 {
            let rules = Self.ruleList(summary)
            progress.report(
                .warning(
                    Diagnostic(
                        .warning, at: SourceLocation(file: place.file, line: reading.firstLine),
                        "\(Self.share(summary.counts)): \(rules)\(summary.hints.first.map { ": \($0.message)" } ?? "")",
                        hint: summary.hints.first?.hint ?? "list them: throughline rejects list \(pipelineFile)")
                ))
        }
        if summary.repeatedRows > 0 {
            progress.report(
                .warning(
                    Diagnostic(
                        .warning, at: place,
                        "\(summary.repeatedRows) \(summary.repeatedRows == 1 ? "row equals" : "rows equal") an earlier one; "
                            + "all are loaded",
                        hint: "exports may split a campaign's day into equal rows; if not, the file repeats itself")))
        }
        if summary.ambiguousTimes > 0 {
            progress.report(
                .warning(
                    Diagnostic(
                        .warning, at: place,
                        "local times that occur twice in their zone: \(summary.ambiguousTimes); the earlier is taken")))
        }
    }

    /// How many of a file's rows are rejected.
    static func share(_ counts: RowCounts) -> String {
        "\(counts.rejected) of \(counts.read) \(counts.read == 1 ? "row" : "rows") "
            + "\(counts.rejected == 1 ? "is" : "are") rejected"
    }

    /// The broken rules and how often, most frequent first.
    private static func ruleList(_ summary: ReadSummary) -> String {
        summary.rejectsByRule.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
    }

    /// Whether a file is so small that reading it keeps no two cores busy for long.
    func isSmall(_ version: FileVersion) -> Bool {
        version.identity.size <= 2 * Int64(reader.parallelism.windowSize)
    }

    /// How files of the source are read.
    ///
    /// - Parameters:
    ///   - digest: what is made of each block's rows on the core that read it.
    ///   - recurring: fields of which the digest takes what they come to.
    func template(
        digest: (@Sendable (RecordBatch) -> any Sendable)? = nil, recurring: RecurringGroups? = nil
    ) -> TableFile.Template {
        var template = TableFile.Template(plan: plan, reader: reader, interruption: interruption)
        template.plan.digest = digest
        template.plan.recurring = recurring
        return template
    }

    /// A file of the source.
    func table(of version: FileVersion, bytesPath: String) -> TableFile {
        template().table(of: version, bytesPath: bytesPath, shownPath: shownPath(version))
    }

    /// Reads a file that must hold the bytes of its content id.
    ///
    /// - Parameters:
    ///   - table: where its records come from.
    ///   - hadRows: rows that the published version of the same file had.
    ///   - onBatch: takes the records, in the file's order.
    ///   - onRejects: takes the rejected rows, in the file's order.
    /// - Throws: `Failure.Kind.unreachable` where the bytes are not those that were hashed.
    func read(
        _ version: FileVersion, from table: any TableReading, hadRows: Int,
        onBatch: (RecordBatch) throws -> Void,
        onRejects: ([RejectEntry]) throws -> Void
    ) throws -> FileReading {
        let shownPath = shownPath(version)
        var reading = FileReading(summary: ReadSummary(columns: [], newColumns: []), rejects: [])
        // What the closures throw passes through the reader as it is.
        var passing: (any Error)?
        var pending: [RejectEntry] = []
        var foreign = CurrencyCheck(contract: contract, of: pipeline.definition)
        func forward(_ body: () throws -> Void) throws(Failure) {
            do {
                try body()
            } catch {
                passing = error
                throw Failure(.warehouse, "")
            }
        }
        func flush() throws {
            reading.rejects += pending.prefix(max(0, Self.listedRejects - reading.rejects.count))
            try onRejects(pending)
            pending.removeAll(keepingCapacity: true)
        }
        let end: TableEnd
        do {
            end = try table.read(
                onAdvance: { progress.report(.advanced(source: source.name, bytes: $0)) },
                onBatch: { batch throws(Failure) in
                    foreign.look(at: batch)
                    try forward { try onBatch(batch) }
                },
                onReject: { row throws(Failure) in
                    pending.append(RejectEntry(row))
                    if pending.count >= 4096 { try forward(flush) }
                })
        } catch {
            if let passing { throw passing }
            guard error.kind == .refused else { throw error }
            reading.refusals = error.diagnostics.map { diagnostic in
                var located = diagnostic
                located.location = located.location ?? SourceLocation(file: shownPath)
                return located
            }
            try flush()
            return reading
        }
        try flush()
        reading.summary = end.summary
        let found = try end.content.get()
        reading.content = found
        guard version.content.isEmpty || found.content == version.content else {
            throw Failure(
                .unreachable, "\(table.path) doesn't hold the bytes it was known by",
                hint: version.isInPlace
                    ? "run again when nobody writes to it" : "restore the landing folder from a backup")
        }
        reading.refusals = refusals(reading, shownPath, hadRows: hadRows)
        if let refusal = foreign.refusal(shownPath) { reading.refusals.append(refusal) }
        return reading
    }

    /// The content id of a file of which no rows can be read.
    func contentID(of path: String) throws(Failure) -> ContentID {
        var bytesRead: Int64 = 0
        return try ContentID.of(path, landing: nil, interruption: interruption, bytesRead: &bytesRead)
    }

    /// Judges a file by the threshold, and by what it held before.
    private func refusals(_ reading: FileReading, _ path: String, hadRows: Int) -> [Diagnostic] {
        let summary = reading.summary
        let counts = summary.counts
        let place = SourceLocation(file: path)
        if counts.read == 0, hadRows > 0 {
            return [
                Diagnostic(
                    at: place, "the file has no rows now; its published version had \(hadRows)",
                    hint: "export it again; the \(hadRows) rows stay published until then")
            ]
        }
        guard pipeline.definition.rejects.refuses(rejected: counts.rejected, read: counts.read) else { return [] }
        let reason =
            summary.hints.first?.message
            ?? summary.rejectsByRule.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key.explanation
        return [
            Diagnostic(
                at: SourceLocation(file: path, line: reading.firstLine),
                "\(Self.share(counts)) (\(Self.ruleList(summary)))\(reason.map { ": \($0)" } ?? "")",
                hint: summary.hints.first?.hint
                    ?? "see them: throughline rejects list \(pipelineFile); then mend the file or its format; "
                    + "rejects: { max_rows: … } allows more")
        ]
    }
}

extension RejectEntry {
    init(_ row: RejectedRow) {
        self.init(
            line: row.line, offset: row.offset, length: row.length, column: row.column ?? "", rule: row.rule.rawValue)
    }
}
