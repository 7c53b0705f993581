package import Definitions
import Extract
import Warehouse

/// What a run was asked for.
package struct RunOptions: Sendable {
    /// Which files are read; the raw value is the command in the run log.
    package enum Work: String, Sendable {
        /// What is new or changed.
        case changes = "run"
        /// What is new or changed, and every file with rejected rows.
        case rejects = "rejects replay"
        /// Everything published, from the bytes it was made of.
        case everything = "rebuild"
        /// What is new or changed of some days, a month after the other.
        case days = "backfill"
    }

    /// Rows of this day and later are held back; nil: today, in the pipeline's zone, or in a rebuild the day each
    /// source stands at.
    package var logicalDay: Day?
    /// The sources to read; empty: all.
    package var only: [String]
    /// Whether files are hashed although their size and times are as they were.
    package var verifies: Bool
    package var work: Work
    /// Whether platforms are left alone: what has landed is all there is.
    package var isOffline: Bool

    package init(
        logicalDay: Day? = nil, only: [String] = [], verifies: Bool = false, work: Work = .changes,
        isOffline: Bool = false
    ) {
        self.logicalDay = logicalDay
        self.only = only
        self.verifies = verifies
        self.work = work
        self.isOffline = isOffline
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
        try pipeline.check(sources: options.only)
        let session = try WarehouseSession(
            pipeline, progress: progress, interruption: interruption, clock: clock)
        let standing = options.work == .everything ? try session.warehouse.files(.live).standingDay : nil
        let logicalDay = options.logicalDay ?? standing ?? pipeline.today(clock())
        return try session.run(options.work, logicalDay: logicalDay) { [options] work throws(Failure) in
            try work.execute(options) { sources, planner in
                planner.planAll(sources) { source throws(Failure) in
                    try options.work == .everything
                        ? planner.planRebuild(source, at: options.logicalDay) : planner.plan(source)
                }
            }
        }
    }
}

extension LoadedPipeline {
    /// The business day of a moment.
    package func today(_ now: Instant) -> Day {
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
