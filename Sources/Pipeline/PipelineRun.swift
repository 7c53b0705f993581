package import Definitions
import Extract
import Warehouse

/// What a run was asked for.
package struct RunOptions: Sendable {
    /// Rows of this day and later are held back; nil: today, in the pipeline's zone.
    package var logicalDay: Day?
    /// The sources to read; empty: all.
    package var only: [String]
    /// Whether files are hashed although their size and times are as they were.
    package var verifies: Bool

    package init(logicalDay: Day? = nil, only: [String] = [], verifies: Bool = false) {
        self.logicalDay = logicalDay
        self.only = only
        self.verifies = verifies
    }
}

/// How a run that wasn't refused ended.
package struct RunOutcome: Sendable {
    package enum State: String, Sendable {
        case published, unchanged, partly
    }

    package var state: State
    /// Of the files this run read.
    package var counts = RowCounts()
    /// The sources that couldn't be reached.
    package var failure: Failure?
}

/// One run of a pipeline: finds what is new, reads it, publishes it in one transaction.
package struct PipelineRun {
    private let pipeline: LoadedPipeline
    private let options: RunOptions
    private let progress: any RunProgress
    private let interruption: Interruption
    private let clock: () -> Instant

    /// - Parameter clock: the wall clock, for the run log and for the default logical day.
    package init(
        _ pipeline: LoadedPipeline, options: RunOptions, progress: any RunProgress, interruption: Interruption,
        clock: @escaping () -> Instant
    ) {
        self.pipeline = pipeline
        self.options = options
        self.progress = progress
        self.interruption = interruption
        self.clock = clock
    }

    /// Runs.
    ///
    /// - Throws: a failure of every kind; what was published before stays as it was.
    package func execute() throws(Failure) -> RunOutcome {
        let definition = pipeline.definition
        try pipeline.check(sources: options.only)
        let logicalDay = options.logicalDay ?? pipeline.today(clock())
        try Landing.makeFolder(parent(of: definition.warehouse))
        let lock = try RunLock(warehouse: definition.warehouse)
        defer { withExtendedLifetime(lock) {} }
        let landing = try Landing(folder: definition.landing)
        let warehouse = try Warehouse(path: definition.warehouse, schemas: pipeline.schemas)
        let run = try warehouse.beginRun(
            command: "run", logicalDay: logicalDay, engine: engineVersion, definitions: pipeline.archive,
            clock: clock())
        var work = RunWork(
            pipeline: pipeline, warehouse: warehouse, landing: landing, run: run, logicalDay: logicalDay,
            progress: progress, interruption: interruption, clock: clock)
        do {
            let outcome = try work.execute(only: options.only, verifies: options.verifies)
            warehouse.checkpoint()
            return outcome
        } catch {
            try end(work, run, error)
            throw error
        }
    }

    /// Lists what a run refused; where even that can't be written, the first failure is the one to tell.
    private func end(_ work: RunWork, _ run: Int64, _ failure: Failure) throws(Failure) {
        let state: RunState =
            switch failure.kind {
            case .refused: .refused
            case .unreachable: .unreachable
            case .interrupted: .interrupted
            default: .failed
            }
        do {
            try work.warehouse.endRun(
                run, state: state, exitCode: failure.exitCode, message: failure.diagnostics.first?.message ?? "",
                steps: work.steps, touched: [], refused: work.refused, clock: clock())
        } catch {
            throw failure
        }
    }

    private func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension LoadedPipeline {
    /// The business day of a moment.
    func today(_ now: Instant) -> Day {
        ZoneTable(identifier: definition.timeZone)?.day(of: now) ?? Day(number: Int32(now.seconds / 86_400))
    }
}

extension LoadedPipeline {
    /// - Throws: `Failure.Kind.definition` where a name asked for is no source of the pipeline.
    func check(sources names: [String]) throws(Failure) {
        let known = definition.sources.map(\.name)
        for name in names where !known.contains(name) {
            throw Failure(
                .definition, "there is no source '\(name)' in \(definition.file)",
                hint: "the sources are: \(known.joined(separator: ", "))")
        }
    }
}
