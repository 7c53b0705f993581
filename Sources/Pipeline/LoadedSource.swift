import Definitions
import Warehouse

/// One source in a run that publishes: its files are loaded, and what came of it is noted.
struct LoadedSource {
    private let plan: SourceInputs
    private let loader: SourceLoading
    private let publication: Publication

    /// Why the numbers that its files supply may differ now.
    private(set) var causes: [Publication.Cause] = []
    /// The files that were loaded.
    private(set) var files: [Int64] = []
    /// Why files were refused, and their rejected rows.
    private(set) var refusals: [Diagnostic] = []
    private(set) var refused: [(file: FileVersion, rejects: [RejectEntry])] = []
    private var refusal: String?
    private(set) var bytesRead: Int64 = 0

    /// Takes out what is no longer published of the source, and says what is known of its files.
    init(
        _ plan: SourceInputs, _ pipeline: LoadedPipeline, _ publication: Publication, interruption: Interruption,
        progress: any RunProgress
    ) throws {
        self.plan = plan
        self.publication = publication
        for file in plan.dropped { try publication.retire(file) }
        for rename in plan.renames {
            try publication.rename(source: plan.source.name, from: rename.from, to: rename.to)
        }
        for file in plan.touched { try publication.save(file) }
        loader = try SourceLoading(
            pipeline, plan.source, publication: publication, interruption: interruption, progress: progress)
    }

    var name: String { plan.source.name }

    var isOfVisits: Bool { plan.source.entity == "visit" }

    /// Begins to read and load the files of visits, which `load` is to be given.
    func loadAhead() -> VisitsAhead? {
        loader.loadAhead(plan.inputs)
    }

    /// Loads the files.
    ///
    /// - Parameters:
    ///   - visits: the files, where they are loaded ahead.
    ///   - matching: where the tags of visits lie, where that is known already.
    mutating func load(_ visits: VisitsAhead? = nil, _ matching: CampaignMatching? = nil) throws {
        let ahead = visits == nil ? loader.readAhead(plan.inputs) : nil
        defer { ahead?.stop() }
        for (number, input) in plan.inputs.enumerated() {
            if let old = input.predecessor, !plan.source.keepsVersions { try publication.retire(old) }
            let loaded = try loader.load(
                input.version, bytesPath: input.bytesPath, after: input.predecessor, isEarlier: input.isEarlier,
                ahead: visits?.file(number).map { .loaded($0) } ?? ahead?.file(number).map { .read($0) }, matching)
            bytesRead += input.version.identity.size
            causes.append(input.cause(of: loaded.version))
            if loaded.refusals.isEmpty {
                files.append(loaded.fileID)
            } else {
                refusals += loaded.refusals
                refusal = loaded.refusals.first?.message
                refused.append((loaded.version, loaded.rejects))
            }
        }
    }

    /// Lets each of its keys or days be supplied by the records and files it belongs to.
    func settle(_ settlement: Settlement, fresh: Set<Int64>) throws {
        try settlement.settle(plan.source, loader, fresh: fresh)
    }

    /// Notes what came of it so far.
    func note(in step: inout StepRecord) {
        if !plan.inputs.isEmpty { step.state = .read }
        step.bytesRead += bytesRead
        guard let refusal else { return }
        step.state = .refused
        step.message = refusal
    }
}
