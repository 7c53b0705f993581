package import Definitions
import Extract
import Foundation
import Warehouse

/// Finds out what a run would do; takes no lock, lands nothing, writes nothing.
package struct PipelinePlanning {
    private let pipeline: LoadedPipeline
    private let options: RunOptions
    private let interruption: Interruption
    private let clock: () -> Instant

    /// - Parameter clock: the wall clock, for the default logical day and for files modified just now.
    package init(
        _ pipeline: LoadedPipeline, options: RunOptions, interruption: Interruption, clock: @escaping () -> Instant
    ) {
        self.pipeline = pipeline
        self.options = options
        self.interruption = interruption
        self.clock = clock
    }

    /// Plans a run; without a warehouse everything is new.
    ///
    /// - Throws: what ends a run before it begins. A source that can't be reached is listed in the plan.
    package func execute() throws(Failure) -> RunPlan {
        let definition = pipeline.definition
        try pipeline.check(sources: options.only)
        let now = clock()
        let hasWarehouse = FileManager.default.fileExists(atPath: definition.warehouse)
        let warehouse = hasWarehouse ? try Warehouse(readingAt: definition.warehouse) : nil
        let live = try warehouse?.files(.live) ?? []
        let settledBy = try warehouse?.settledBy()
        let logicalDay = options.logicalDay ?? pipeline.today(now)
        let planner = InputPlanner(
            pipeline: pipeline, live: live, superseded: try warehouse?.superseded(in: definition) ?? [],
            logicalDay: logicalDay, verifies: options.verifies,
            clock: now.milliseconds * 1_000_000, interruption: interruption)
        var sources: [RunPlan.Source] = []
        for source in definition.sources where options.only.isEmpty || options.only.contains(source.name) {
            sources.append(try plan(source, planner))
        }
        let names = Set(definition.sources.map(\.name))
        let removed = Dictionary(grouping: live.filter { !names.contains($0.source) }, by: \.source)
        for (name, versions) in removed.sorted(by: { $0.key < $1.key }) {
            var source = RunPlan.Source(name: name)
            source.files = versions.map { RunPlan.File(path: $0.path, reason: .removed, size: $0.identity.size) }
            sources.append(source)
        }
        return RunPlan(
            pipeline: definition.name, logicalDay: logicalDay, sources: sources,
            recomputesJourneys: settledBy.map { $0 != pipeline.settlementDefinition() } ?? false)
    }

    private func plan(_ source: SourceDefinition, _ planner: InputPlanner) throws(Failure) -> RunPlan.Source {
        var result = RunPlan.Source(name: source.name)
        do {
            result.windows = try windows(source, logicalDay: planner.logicalDay)
            let inputs = try planner.plan(source)
            result.listed = inputs.listed
            result.files = inputs.inputs.map { input in
                RunPlan.File(
                    path: input.version.path, reason: RunPlan.Reason(input.reason), changes: input.reason.changes,
                    size: input.size)
            }
        } catch  where error.kind == .unreachable {
            result.unreachable = error.diagnostics.map { source.located($0) }
        }
        return result
    }

    /// What a run would ask the source's platform for.
    private func windows(_ source: SourceDefinition, logicalDay: Day) throws(Failure) -> [RunPlan.Windows] {
        guard let connection = source.connection else { return [] }
        let plan = WindowPlan(pipeline: pipeline, source: source, connection: connection, logicalDay: logicalDay)
        let extraction = try connection.extraction(
            in: pipeline, budgets: RateBudgets(), interruption: interruption)
        let wanted = try plan.wishes(extraction, WindowLedger(path: plan.ledgerPath), now: clock()).wanted
        return RunPlan.WindowReason.allCases.compactMap { reason in
            let names = wanted.filter { $0.reason == reason }.map(\.name)
            guard let first = names.first, let last = names.last else { return nil }
            return RunPlan.Windows(reason: reason, count: names.count, first: first, last: last)
        }
    }
}

extension SourceInputs.Reason {
    /// What of the definition changed, in words.
    fileprivate var changes: [String] {
        if case .redefined(let parts) = self { return parts.map(\.name) }
        return []
    }
}

extension RunPlan.Reason {
    fileprivate init(_ reason: SourceInputs.Reason) {
        switch reason {
        case .new: self = .new
        case .changed: self = .changed
        case .redefined: self = .redefined
        case .waiting: self = .waiting
        case .renamed: self = .renamed
        case .unindexed: self = .unindexed
        case .commanded: self = .commanded
        }
    }
}
