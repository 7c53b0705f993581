import Definitions
import Journeys
import Tabular
import Visits
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

    /// A file that is read ahead.
    enum FileAhead {
        case read(ReadAhead.File)
        /// Of visits, which are loaded as they are read.
        case loaded(VisitsAhead.File)

        fileprivate var table: ReadAhead.File {
            switch self {
            case .read(let file): file
            case .loaded(let file): file.table
            }
        }
    }

    private let reading: SourceReading
    private let source: SourceDefinition
    private let publication: Publication
    private let table: FactTable
    private let origins: OriginResolver
    private let digest: FactDigest
    /// What visits are loaded by; nil for other records.
    private let visits: (digest: VisitDigest, resolver: VisitTagResolver, store: VisitStore)?
    /// Nil for visits, which have a loading of their own.
    private let loader: FactLoader?

    init(
        _ pipeline: LoadedPipeline, _ source: SourceDefinition, publication: Publication,
        interruption: Interruption, progress: any RunProgress
    ) throws {
        reading = try SourceReading(pipeline, source, interruption: interruption, progress: progress)
        guard let table = FactTable.of(entity: source.entity) else {
            throw Failure(.definition, at: source.location, "this version keeps no '\(source.entity)' records")
        }
        self.table = table
        self.source = source
        self.publication = publication
        origins = OriginResolver(pipeline, publication: publication)
        digest = FactDigest(pipeline, source: source, contract: reading.contract)
        visits =
            source.entity == "visit"
            ? (
                VisitDigest(pipeline.channels, contract: reading.contract), VisitTagResolver(pipeline.channels),
                VisitStore(landing: pipeline.definition.landing)
            ) : nil
        loader =
            source.entity == "visit"
            ? nil
            : try FactLoader(
                publication, table: table, contract: reading.contract, source: source.name,
                versionField: source.versionField)
        if source.entity == "lead", pipeline.definition.sources.contains(where: { $0.entity == "deal" }) {
            publication.noteLeads()
        }
    }

    /// Begins to read files ahead that `load` is about to be given in this order; nil where none of them is worth it.
    func readAhead(_ inputs: [SourceInputs.Input]) -> ReadAhead? {
        let small = inputs.indices.filter { reading.isSmall(inputs[$0].version) }
        guard small.count > 1 else { return nil }
        return ReadAhead(
            small, interruption: reading.interruption, path: { inputs[$0].bytesPath }, table: table(of: inputs))
    }

    /// Begins to read and load files ahead that `load` is to be given in this order, where they are of visits.
    func loadAhead(_ inputs: [SourceInputs.Input]) -> VisitsAhead? {
        guard let visits, !inputs.isEmpty else { return nil }
        return VisitsAhead(
            files: inputs.count, visits.digest, reading.pipeline.channels, visits.store,
            interruption: reading.interruption, small: readAhead(inputs), path: { inputs[$0].bytesPath },
            table: table(of: inputs))
    }

    /// How the files of some inputs are read, by their positions.
    private func table(of inputs: [SourceInputs.Input]) -> @Sendable (Int) -> any TableReading {
        let (template, pipeline) = (template, reading.pipeline)
        return { number in
            template.table(
                of: inputs[number].version, bytesPath: inputs[number].bytesPath,
                shownPath: pipeline.openPath(inputs[number].version.path))
        }
    }

    private var template: TableFile.Template {
        reading.template(digest: visits?.digest.make ?? digest.make, recurring: visits?.digest.recurring)
    }

    /// Reads a file into the facts, in place of what they held of this version.
    ///
    /// A file read in place that changes meanwhile is tried once more.
    ///
    /// - Parameters:
    ///   - bytesPath: where the version's bytes lie.
    ///   - predecessor: the live version of the same path that it follows.
    ///   - isEarlier: whether a later version of the same file is known, beside which this one lives on.
    ///   - ahead: the file, where it is read ahead.
    ///   - matching: where the tags of visits lie, where that is known already.
    func load(
        _ version: FileVersion, bytesPath: String, after predecessor: FileVersion?, isEarlier: Bool = false,
        ahead: FileAhead? = nil, _ matching: CampaignMatching? = nil
    ) throws -> LoadedFile {
        let isNew = version.id == nil
        let known = try isNew ? publication.add(version) : version
        var loaded: LoadedFile
        do {
            // Of a file added just now there is nothing to remove, and files can be many and small.
            if !isNew { try publication.removeRows(file: known.id ?? 0) }
            loaded = try loadOnce(known, bytesPath, predecessor, ahead: ahead, matching)
        } catch let failure as Failure where failure.kind == .unreachable && version.isInPlace {
            try publication.removeRows(file: known.id ?? 0)
            loaded = try loadOnce(known, bytesPath, predecessor, matching)
        }
        if isEarlier { loaded.refusals = loaded.refusals.map(Self.ofEarlierVersion) }
        return loaded
    }

    /// Says that a refusal is not about the file that lies there now.
    private static func ofEarlierVersion(_ refusal: Diagnostic) -> Diagnostic {
        var result = refusal
        result.message += ", in an earlier version of it, which holds rows of its own"
        result.hint = "describe both versions: aliases for columns, as in [new name, old name]"
        return result
    }

    /// Reads a file none of whose rows are in the facts.
    private func loadOnce(
        _ known: FileVersion, _ bytesPath: String, _ predecessor: FileVersion?,
        ahead: FileAhead? = nil, _ matching: CampaignMatching?, contested: Set<VisitIDs.Contested>? = nil
    ) throws -> LoadedFile {
        var version = known
        let id = version.id ?? 0
        var loading = ahead == nil ? try visitLoading(file: id, contested: contested) : nil
        loader?.begin(file: id)
        var defect = SpendDefect()
        var loaded = 0
        var result = try reading.read(
            version,
            from: ahead?.table
                ?? template.table(of: version, bytesPath: bytesPath, shownPath: reading.shownPath(version)),
            hadRows: predecessor?.counts.read ?? 0,
            onBatch: { batch in
                if let loading { return try loading.load(batch) }
                guard let loader else { return }
                loaded += batch.count
                // Rows that fell out took the block's digest with them.
                let block = batch.digest as? FactDigest.Block ?? digest.block(of: batch)
                if let spend = block.spend { defect.look(at: spend, of: batch) }
                try loader.load(batch, given: given(batch, block))
            },
            onRejects: { try publication.add(rejects: $0, file: id) })
        if version.content.isEmpty {
            // A file with a wrong header wasn't read to its end.
            let found = try result.content ?? reading.contentID(of: bytesPath)
            version.isSettled = version.isSettled && found.identity == version.identity
            version.content = found.content
            version.identity = found.identity
        }
        if case .loaded(let file) = ahead {
            loading = file.loading
        } else {
            try loading?.end()
        }
        if let loading {
            guard loading.lateDuplicates.isEmpty else {
                try publication.removeRows(file: id)
                return try loadOnce(version, bytesPath, predecessor, matching, contested: loading.lateDuplicates)
            }
            result.summary.counts.loaded -= loading.duplicates
            result.summary.counts.duplicate += loading.duplicates
            loaded = loading.count - loading.duplicates
        }
        let summary = result.summary
        version.counts = summary.counts
        version.repeatedRows = summary.repeatedRows
        version.lastDay = summary.greatestDay
        version.slot = version.slot ?? summary.days
        if let refusal = defect.refusal(reading.shownPath(version)) { result.refusals.append(refusal) }
        if result.refusals.isEmpty {
            guard version.counts.balances, version.counts.loaded == loaded else {
                throw Failure(.refused, "\(version.path): the row accounting doesn't balance; this is a bug")
            }
            if let loading, let visits { try loading.keep(version, in: visits.store, publication, matching) }
            try publication.save(version)
            reading.report(result, version)
        }
        return LoadedFile(version: version, fileID: id, rejects: result.rejects, refusals: result.refusals)
    }

    /// What loads visits; nil for other records.
    private func visitLoading(file: Int64, contested: Set<VisitIDs.Contested>?) throws -> VisitLoading? {
        guard let visits else { return nil }
        return try VisitLoading(
            visits.digest, visits.resolver, store: visits.store, name: "\(file)", contested: contested)
    }

    /// The columns that the source's fact table is given, in its order.
    private func given(_ batch: RecordBatch, _ block: FactDigest.Block) throws -> [GivenColumn] {
        switch source.entity {
        case "spend":
            guard let tags = block.tags, let adverts = block.adverts else { return block.columns }
            let ids = try publication.advertIDs(of: adverts.names)
            return [try origins.traffic(ofSpend: tags), .codedIntegers(adverts.codes, ids)] + block.columns
        case "lead", "call":
            guard let tags = block.tags else { return block.columns }
            var own = try origins.ownTags(tags)
            if source.entity == "call" {
                // A call's reason follows from the number that was dialled.
                own.removeLast()
                own = try origins.unsettled() + own
            }
            return (block.counted.map { [$0] } ?? []) + own + block.columns
        case "deal":
            let leads = publication.likelyLeads(of: batch, lead: reading.contract.index(of: "lead_id"))
            return [leads.reportDays, leads.sources] + block.columns
        case "payment": return [.days(batch.days)] + block.columns
        default: return block.columns
        }
    }
}
