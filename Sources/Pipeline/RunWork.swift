import Definitions
import Extract
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
    mutating func execute(only: [String], verifies: Bool) throws(Failure) -> RunOutcome {
        let live = try warehouse.files(.live)
        let planner = InputPlanner(
            pipeline: pipeline, landing: landing, live: live, logicalDay: logicalDay, verifies: verifies,
            clock: clock().milliseconds * 1_000_000, interruption: interruption)
        var unreachable: [Diagnostic] = []
        var plans: [SourceInputs] = []
        for source in pipeline.definition.sources where only.isEmpty || only.contains(source.name) {
            var step = StepRecord(source: source.name)
            do {
                let plan = try planner.plan(source)
                step.filesListed = plan.listed
                step.filesRead = plan.inputs.count
                step.bytesRead = plan.bytesRead
                progress.report(
                    .listed(
                        source: source.name, files: plan.listed, changed: plan.inputs.count,
                        bytes: plan.inputs.reduce(0) { $0 + $1.version.identity.size }))
                plans.append(plan)
            } catch  where error.kind == .unreachable {
                let diagnostics = error.diagnostics.map { located($0, source) }
                unreachable += diagnostics
                step.state = .unreachable
                step.message = diagnostics.first?.message ?? ""
            }
            steps.append(step)
        }
        let names = Set(pipeline.definition.sources.map(\.name))
        let dropped = live.filter { !names.contains($0.source) }
        guard !plans.allSatisfy(\.inputs.isEmpty) || !dropped.isEmpty else {
            return try endUnchanged(plans.flatMap(\.touched), unreachable)
        }
        let counts = try publish(plans, dropped, isPartly: !unreachable.isEmpty)
        guard unreachable.isEmpty else {
            return RunOutcome(state: .partly, counts: counts, failure: Failure(.partly, unreachable))
        }
        return RunOutcome(state: .published, counts: counts)
    }

    private func endUnchanged(
        _ touched: [FileVersion], _ unreachable: [Diagnostic]
    ) throws(Failure) -> RunOutcome {
        guard unreachable.isEmpty else { throw Failure(.unreachable, unreachable) }
        try warehouse.endRun(
            run, state: .unchanged, exitCode: 0, message: "", steps: steps, touched: touched, refused: [],
            clock: clock())
        return RunOutcome(state: .unchanged)
    }

    private func located(_ diagnostic: Diagnostic, _ source: SourceDefinition) -> Diagnostic {
        var result = diagnostic
        result.location = result.location ?? source.filesLocation
        return result
    }

    // MARK: Publishing

    private mutating func publish(
        _ plans: [SourceInputs], _ dropped: [FileVersion], isPartly: Bool
    ) throws(Failure) -> RowCounts {
        var found: [(file: FileVersion, rejects: [RejectEntry])] = []
        var written = steps
        defer {
            refused = found
            steps = written
        }
        return try warehouse.publish(run: run) { publication in
            try publication.describe(pipeline.definition, channels: pipeline.channels.published)
            for file in dropped { try retire(file, publication) }
            var refusals: [Diagnostic] = []
            var files: [(source: String, id: Int64)] = []
            for plan in plans {
                for file in plan.touched { try publication.save(file) }
                let loader = try SourceLoading(
                    pipeline, plan.source, publication: publication, logicalDay: logicalDay,
                    interruption: interruption, progress: progress)
                let position = written.firstIndex { $0.source == plan.source.name } ?? 0
                if !plan.inputs.isEmpty { written[position].state = .read }
                for input in plan.inputs {
                    if let old = input.predecessor, !plan.source.keepsVersions { try retire(old, publication) }
                    let reading = try loader.load(input)
                    written[position].bytesRead += input.version.identity.size
                    if reading.refusals.isEmpty {
                        files.append((plan.source.name, reading.fileID))
                    } else {
                        refusals += reading.refusals
                        written[position].state = .refused
                        written[position].message = reading.refusals.first?.message ?? ""
                        found.append((reading.version, reading.rejects))
                    }
                }
            }
            guard refusals.isEmpty else { throw Failure(.refused, refusals) }
            progress.report(.publishing)
            for plan in plans { try settle(plan.source, publication) }
            let sales = try SalesSettlement(pipeline: pipeline, publication: publication, progress: progress)
                .settle(read: files.map(\.id))
            found += sales.refused
            for (file, _) in sales.refused {
                guard let position = written.firstIndex(where: { $0.source == file.source }) else { continue }
                written[position].state = .refused
                written[position].message = sales.refusals.first?.message ?? ""
            }
            guard sales.refusals.isEmpty else { throw Failure(.refused, sales.refusals) }
            try publication.makeMarts(pipeline.schemas.files["warehouse/marts.sql"] ?? "")
            try publication.makeIntervals(from: pipeline.definition.start)
            try interruption.check()
            var total = RowCounts()
            for (source, id) in files {
                let counts = try publication.counts(file: id)
                total += counts
                if let position = written.firstIndex(where: { $0.source == source }) {
                    written[position].counts += counts
                }
            }
            try publication.finish(
                state: isPartly ? .partly : .published, exitCode: isPartly ? 5 : 0, message: "", steps: written,
                clock: clock())
            return total
        }
    }

    private func retire(_ file: FileVersion, _ publication: Publication) throws {
        guard let id = file.id else { return }
        try publication.removeRows(file: id)
        var retired = file
        retired.state = .replaced
        try publication.save(retired)
    }

    private func settle(_ source: SourceDefinition, _ publication: Publication) throws {
        // Deals are settled all at once, with what they depend on.
        if let table = FactTable.of(entity: source.entity), table.rejectedColumn == nil {
            try publication.settle(table, source: source.name)
        }
        guard case .replace(_, overlap: .error) = source.load.mode,
            let (first, second) = try publication.overlap(source: source.name),
            let from = second.slot?.lowerBound, let to = first.slot?.upperBound
        else { return }
        throw Failure(
            .refused, at: source.filesLocation,
            "\(first.path) and \(second.path) both cover \(from)\(to > from ? " and later days" : ""): "
                + "loading both would double the numbers",
            hint: "remove one of them, or set load: { replace: file, overlap: sum } if they add up")
    }
}

extension SourceDefinition {
    /// Records of a merge source live on in older versions of their file.
    var keepsVersions: Bool {
        if case .merge = load.mode { return true }
        return false
    }

    /// The field whose greatest value wins among records of one key.
    var versionField: String? {
        if case .merge(_, let version) = load.mode { return version }
        return nil
    }
}
