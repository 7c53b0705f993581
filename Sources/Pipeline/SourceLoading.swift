import Definitions
import Journeys
import Tabular
import Warehouse

/// Loads the files of one source: records in, facts with their channels out.
struct SourceLoading {
    /// What became of one file.
    struct LoadedFile {
        var version: FileVersion
        var fileID: Int64
        var rejects: [RejectEntry]
        var refusals: [Diagnostic]
    }

    private let reading: SourceReading
    private let source: SourceDefinition
    private let publication: Publication
    private let logicalDay: Day
    private let origins: OriginResolver

    init(
        _ pipeline: LoadedPipeline, _ source: SourceDefinition, publication: Publication, logicalDay: Day,
        interruption: Interruption, progress: any RunProgress
    ) throws(Failure) {
        reading = try SourceReading(
            pipeline, source, logicalDay: logicalDay, interruption: interruption, progress: progress)
        self.source = source
        self.publication = publication
        self.logicalDay = logicalDay
        origins = OriginResolver(pipeline, source: source, publication: publication)
    }

    /// Reads a file into the facts, in place of what they held of this version.
    ///
    /// A file read in place that changes meanwhile is tried once more.
    func load(_ input: SourceInputs.Input) throws -> LoadedFile {
        do {
            return try loadOnce(input)
        } catch let failure as Failure where failure.kind == .unreachable && input.version.isInPlace {
            return try loadOnce(input)
        }
    }

    private func loadOnce(_ input: SourceInputs.Input) throws -> LoadedFile {
        var version = try input.version.id == nil ? publication.add(input.version) : input.version
        let id = version.id ?? 0
        try publication.removeRows(file: id)
        let loader = try FactLoader(
            publication, contract: reading.contract, source: source, file: id, currency: reading.currency)
        var loaded = 0
        let result = try reading.read(
            version, bytesPath: input.bytesPath, content: version.content, hadRows: input.predecessor?.counts.read ?? 0,
            onBatch: { batch in
                loaded += batch.count
                try loader.load(batch, origins: origins)
            },
            onRejects: { try publication.add(rejects: $0, file: id) })
        let summary = result.summary
        version.counts = summary.counts
        version.repeatedRows = summary.repeatedRows
        version.lastDay = summary.greatestDay
        version.slot = version.slot ?? summary.days
        version.logicalDay = logicalDay
        var refusals = result.refusals
        if let foreign = loader.foreignCurrency {
            refusals.append(
                Diagnostic(
                    at: SourceLocation(file: reading.shownPath(version), line: Int(foreign.line)),
                    "the amount is in \(foreign.currency), and the pipeline reports in \(reading.currency) "
                        + "without exchange rates",
                    hint:
                        "keep only \(reading.currency) rows with where: { currency: [\(reading.currency)] }, or use a "
                        + "pipeline of its own for \(foreign.currency)"))
        }
        if refusals.isEmpty {
            guard version.counts.balances, version.counts.loaded == loaded else {
                throw Failure(.refused, "\(version.path): the row accounting doesn't balance; this is a bug")
            }
            try publication.save(version)
            reading.report(result, version)
        }
        return LoadedFile(version: version, fileID: id, rejects: result.rejects, refusals: refusals)
    }
}

/// Writes batches of either entity.
///
/// A reference, because batches arrive through a closure and a loader owns its statement.
private final class FactLoader {
    private var spend: SpendLoader?
    private var lead: LeadLoader?
    private let contract: EntityContract
    private let currency: String
    private let currencyField: Int?
    /// The first row in another currency than the pipeline's.
    private(set) var foreignCurrency: (line: Int64, currency: String)?

    init(
        _ publication: Publication, contract: EntityContract, source: SourceDefinition, file: Int64, currency: String
    ) throws {
        self.contract = contract
        self.currency = currency
        currencyField = contract.index(of: "currency")
        switch contract.entity {
        case "spend":
            spend = try SpendLoader(publication, contract: contract, file: file)
        default:
            var versionField: String?
            if case .merge(_, let version) = source.load.mode { versionField = version }
            lead = try LeadLoader(
                publication, contract: contract, file: file, source: source.name, versionField: versionField)
        }
    }

    func load(_ batch: RecordBatch, origins: OriginResolver) throws {
        if spend != nil {
            findForeignCurrency(batch)
            try spend?.load(batch, traffic: origins.traffic(ofSpend: batch))
        } else {
            try lead?.load(batch, origins: origins.origins(ofLeads: batch))
        }
    }

    private func findForeignCurrency(_ batch: RecordBatch) {
        guard foreignCurrency == nil, let currencyField, case .texts(let column) = batch.columns[currencyField] else {
            return
        }
        let expected = Array(currency.utf8)
        for row in 0..<batch.count {
            let text = column.bytes(at: row)
            if text.isEmpty || text.elementsEqual(expected) { continue }
            let name = String(decoding: text, as: UTF8.self).uppercased()
            if name == currency { continue }
            foreignCurrency = (batch.lines[row], name)
            return
        }
    }
}
