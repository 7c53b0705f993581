import CMalloc
import Definitions
import Extract
import Foundation
import Journeys
import Warehouse

/// The work of a run that holds the lock, and what it has to tell however it ends.
struct RunWork {
    let pipeline: LoadedPipeline
    let warehouse: Warehouse
    let landing: Landing
    let run: Int64
    let logicalDay: Day
    let progress: any RunProgress
    let interruption: Interruption
    let clock: () -> Instant

    private(set) var steps: [StepRecord] = []
    private(set) var refused: [(file: FileVersion, rejects: [RejectEntry])] = []

    init(
        pipeline: LoadedPipeline, warehouse: Warehouse, landing: Landing, run: Int64, logicalDay: Day,
        progress: any RunProgress, interruption: Interruption, clock: @escaping () -> Instant
    ) {
        self.pipeline = pipeline
        self.warehouse = warehouse
        self.landing = landing
        self.run = run
        self.logicalDay = logicalDay
        self.progress = progress
        self.interruption = interruption
        self.clock = clock
    }

    /// Finds what there is to do and does it.
    ///
    /// - Parameter plan: what is to be read of each of some sources, by a planner that knows what is published.
    mutating func execute(
        _ options: RunOptions, plan: ([SourceDefinition], InputPlanner) -> [Result<SourceInputs, Failure>]
    ) throws(Failure) -> RunOutcome {
        let only = options.only
        let live = try warehouse.files(.live)
        let now = clock().milliseconds * 1_000_000
        let planner = InputPlanner(
            pipeline: pipeline, live: live, superseded: try warehouse.superseded(in: pipeline.definition),
            logicalDay: logicalDay, verifies: options.verifies, rereadsRejects: options.work == .rejects, clock: now,
            interruption: interruption)
        let lander = InputLanding(landing: landing, clock: now, interruption: interruption)
        let platforms = ConnectorLanding(
            pipeline: pipeline, logicalDay: logicalDay, progress: progress, interruption: interruption, clock: clock)
        var unreachable: [Diagnostic] = []
        var refusesCredentials = false
        func note(_ failure: Failure, of source: SourceDefinition, in step: inout StepRecord) {
            unreachable += failure.diagnostics.map { source.located($0) }
            step.state = .unreachable
            step.message = failure.diagnostics.first?.message ?? ""
        }
        let sources = pipeline.definition.sources.filter { only.isEmpty || only.contains($0.name) }
        // Where a failure ends the run before they are planned, none was looked at.
        var looks = sources.map { StepRecord(source: $0.name) }
        if options.work == .changes, !options.isOffline {
            for (position, source) in sources.enumerated() {
                guard let failure = try platforms.land(source) else { continue }
                // What came before it is published all the same.
                note(failure, of: source, in: &looks[position])
                refusesCredentials = refusesCredentials || failure.kind == .credentials
            }
        }
        var planned: [(step: Int, inputs: SourceInputs)] = []
        for (position, inputs) in plan(sources, planner).enumerated() {
            do {
                planned.append((position, try inputs.get()))
            } catch  where error.kind == .unreachable {
                note(error, of: sources[position], in: &looks[position])
            }
            steps.append(looks[position])
        }
        var plans: [SourceInputs] = []
        for (step, inputs) in planned {
            var inputs = inputs
            do {
                try lander.land(&inputs)
            } catch  where error.kind == .unreachable {
                note(error, of: inputs.source, in: &steps[step])
                continue
            }
            steps[step].filesListed = inputs.listed
            steps[step].filesRead = inputs.inputs.count
            steps[step].bytesRead = inputs.bytesRead
            progress.report(
                .listed(
                    source: inputs.source.name, files: inputs.listed, changed: inputs.inputs.count,
                    bytes: inputs.inputs.reduce(0) { $0 + $1.version.identity.size }))
            plans.append(inputs)
        }
        if options.work == .everything, !unreachable.isEmpty { throw Failure(.unreachable, unreachable) }
        try checkWhole(plans, live, unreachable)
        let names = Set(pipeline.definition.sources.map(\.name))
        let dropped = live.filter { !names.contains($0.source) }
        let settledBy = try warehouse.settledBy()
        let isSettled = settledBy == nil || settledBy == pipeline.settlementDefinition()
        guard !plans.allSatisfy(\.isEmpty) || !dropped.isEmpty || !isSettled else {
            return try endUnchanged(
                plans.flatMap(\.touched), unreachable, refusesCredentials ? .credentials : .unreachable)
        }
        tellRemoved(dropped)
        let counts = try publish(
            plans, live, dropped, isSettled: isSettled, isPartly: !unreachable.isEmpty,
            clears: options.work == .everything)
        guard unreachable.isEmpty else {
            return RunOutcome(state: .partly, counts: counts, failure: Failure(.partly, unreachable))
        }
        return RunOutcome(state: .published, counts: counts)
    }

    /// What holds for all sources, such as the currency or the channel rules, may only change for all of them at once:
    /// otherwise some rows would be read by the old definition and others by the new.
    private func checkWhole(
        _ plans: [SourceInputs], _ live: [FileVersion], _ unreachable: [Diagnostic]
    ) throws(Failure) {
        let planned = Set(plans.map(\.source.name))
        for source in pipeline.definition.sources where !planned.contains(source.name) {
            let definition = ReadingDefinition(pipeline, source)
            let shared: Set<ReadingDefinition.Part> = [.program, .pipeline, .channels]
            let changed = live.lazy.filter { $0.source == source.name }
                .flatMap { definition.changes(since: $0.definition) }.first { shared.contains($0) }
            guard let changed else { continue }
            guard unreachable.isEmpty else {
                throw Failure(
                    .unreachable,
                    unreachable + [
                        Diagnostic(
                            at: source.location,
                            "\(changed.name) changed, so all sources must be read anew together; nothing was published",
                            hint: "make '\(source.name)' reachable and run again")
                    ])
            }
            throw Failure(
                .definition, at: source.location,
                "\(changed.name) changed, so all sources must be read anew together", hint: "run without --only")
        }
    }

    /// A source that lost its name by a slip takes its rows with it: that must not pass in silence.
    private func tellRemoved(_ dropped: [FileVersion]) {
        let rows = Dictionary(grouping: dropped, by: \.source).mapValues { $0.reduce(0) { $0 + $1.counts.loaded } }
        for (source, count) in rows.sorted(by: { $0.key < $1.key }) {
            progress.report(
                .warning(
                    Diagnostic(
                        .warning, at: SourceLocation(file: pipeline.definition.file),
                        "there is no source '\(source)' any more: its \(count) loaded rows are taken out",
                        hint: "name it '\(source)' again to have them back")))
        }
    }

    private func endUnchanged(
        _ touched: [FileVersion], _ unreachable: [Diagnostic], _ kind: Failure.Kind
    ) throws(Failure) -> RunOutcome {
        guard unreachable.isEmpty else { throw Failure(kind, unreachable) }
        try warehouse.endRun(
            run, state: .unchanged, exitCode: 0, message: "", steps: steps, touched: touched, refused: [],
            clock: clock())
        return RunOutcome(state: .unchanged)
    }

    // MARK: Publishing

    private mutating func publish(
        _ plans: [SourceInputs], _ live: [FileVersion], _ dropped: [FileVersion], isSettled: Bool, isPartly: Bool,
        clears: Bool
    ) throws(Failure) -> RowCounts {
        var found: [(file: FileVersion, rejects: [RejectEntry])] = []
        var written = steps
        defer {
            refused = found
            steps = written
        }
        return try warehouse.publish(run: run) { publication in
            try publication.begin(definition: pipeline.publishingDefinition, isWhole: clears || pipeline.splitsCosts)
            let published = PublishedFacts(pipeline, warehouse, publication, plans, live: live)
            defer { published?.end() }
            if clears { try publication.removeEverything() }
            try publication.describe(pipeline.definition, channels: pipeline.channels.published)
            var causes: [Publication.Cause] = []
            for file in dropped {
                try publication.retire(file)
                causes.append(
                    Publication.Cause(days: file.slot, text: "source '\(file.source)' left the pipeline file"))
            }
            if !isSettled {
                causes.append(Publication.Cause(days: nil, text: "changed: attribution, identity or matching"))
            }
            var sources = try plans.map {
                try LoadedSource($0, pipeline, publication, interruption: interruption, progress: progress)
            }
            let loading = Result { try load(&sources, publication, published) }
            for source in sources {
                causes += source.causes
                found += source.refused
                guard let position = written.firstIndex(where: { $0.source == source.name }) else { continue }
                source.note(in: &written[position])
            }
            var (sales, begun) = try loading.get()
            found += sales.refused
            for (file, _) in sales.refused {
                guard let position = written.firstIndex(where: { $0.source == file.source }) else { continue }
                written[position].state = .refused
                written[position].message = sales.refusals.first?.message ?? ""
            }
            guard sales.refusals.isEmpty else { throw Failure(.refused, sales.refusals) }
            try Settlement(pipeline: pipeline, publication: publication).finish(&begun, causes)
            try interruption.check()
            var total = RowCounts()
            for source in sources {
                let counts = try source.files.reduce(into: RowCounts()) { $0 += try publication.counts(file: $1) }
                total += counts
                if let position = written.firstIndex(where: { $0.source == source.name }) {
                    written[position].counts += counts
                }
            }
            try publication.finish(
                state: isPartly ? .partly : .published, exitCode: isPartly ? 5 : 0, message: "", steps: written,
                clock: clock())
            return total
        }
    }

    /// Loads all sources and settles them: those of visits last, which are read from the beginning on.
    ///
    /// - Parameter published: what is being read of facts as they were published.
    /// - Returns: what settling the sales has to say, and what was begun before visits were settled.
    /// - Throws: `Failure.Kind.refused` with all that files are refused for.
    private func load(
        _ sources: inout [LoadedSource], _ publication: Publication, _ published: PublishedFacts?
    ) throws -> (SalesSettlement.Verdict, Settlement.Begun) {
        let settlement = Settlement(pipeline: pipeline, publication: publication)
        let visits = sources.indices.filter { sources[$0].isOfVisits }
        var ahead = visits.first.flatMap { sources[$0].loadAhead() }
        defer { ahead?.stop() }
        for position in sources.indices where !sources[position].isOfVisits { try sources[position].load() }
        // Whatever settling them has to say, what files are refused for comes first, and all of it at once.
        let settled = Result { () throws -> (SalesSettlement.Verdict, Settlement.Begun) in
            try checkRefusals(sources)
            let fresh = Set(sources.flatMap(\.files))
            for source in sources where !source.isOfVisits { try source.settle(settlement, fresh: fresh) }
            let sales = try settlement.settleSales(read: fresh, progress)
            return (sales, try settlement.begin(after: published))
        }
        let matching = try? settled.get().1.journeys.matching
        for (place, position) in visits.enumerated() {
            try sources[position].load(ahead, matching)
            ahead?.stop()
            ahead = visits[(place + 1)...].first.flatMap { sources[$0].loadAhead() }
        }
        // The threads that read much keep what they used, which would come on top of what journeys need.
        if sources.reduce(0, { $0 + $1.bytesRead }) > Self.much { throughline_trim_memory() }
        progress.report(.publishing)
        try checkRefusals(sources)
        for position in visits { try sources[position].settle(settlement, fresh: Set(sources[position].files)) }
        return try settled.get()
    }

    /// So many bytes of files are much.
    private static let much: Int64 = 1 << 28

    private func checkRefusals(_ sources: [LoadedSource]) throws {
        let refusals = sources.flatMap(\.refusals)
        guard refusals.isEmpty else { throw Failure(.refused, refusals) }
    }
}

extension SourceDefinition {
    /// Whether older versions of a file live on in what a newer one doesn't hold: keys, or days.
    var keepsVersions: Bool {
        switch load.mode {
        case .merge, .snapshot, .replace(.day, _, _): true
        case .replace(.file, _, _): false
        }
    }

    /// Whether each version of a file lives on in the records of which no newer one holds the key.
    var isMerged: Bool {
        if case .merge = load.mode { return true }
        return false
    }

    /// The field whose greatest value wins among records of one key.
    var versionField: String? {
        if case .merge(_, let version) = load.mode { return version }
        return nil
    }

    /// A diagnostic with the place of the source's `files` where it has none of its own.
    func located(_ diagnostic: Diagnostic) -> Diagnostic {
        var result = diagnostic
        result.location = result.location ?? filesLocation
        return result
    }
}
