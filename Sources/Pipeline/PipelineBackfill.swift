package import Definitions
import Extract
import Warehouse

/// What a backfill was asked for.
package struct BackfillOptions: Sendable {
    package var from: Day
    package var to: Day
    /// Whether files are hashed and read again although they are as they were.
    package var redoes: Bool
    /// Rows of this day and later are held back; nil: today, in the pipeline's zone.
    ///
    /// A source that stands at a later day keeps to that.
    package var logicalDay: Day?

    package init(from: Day, to: Day, redoes: Bool = false, logicalDay: Day? = nil) {
        self.from = from
        self.to = to
        self.redoes = redoes
        self.logicalDay = logicalDay
    }
}

/// How a backfill that wasn't stopped ended.
package struct BackfillOutcome: Sendable {
    /// The days it was asked for, within those there are.
    package var days: ClosedRange<Day>
    package var chunks = 0
    /// Chunks that had something to publish.
    package var published = 0
    /// Of the files that were read.
    package var counts = RowCounts()
    /// The sources that couldn't be reached.
    package var failure: Failure?
}

/// Loads the files of some days, each calendar month in a transaction of its own.
///
/// It goes by what is published alone, so that doing it again does what is missing.
package struct PipelineBackfill {
    private let pipeline: LoadedPipeline
    private let options: BackfillOptions
    private let progress: any RunProgress
    private let interruption: Interruption
    private let clock: () -> Instant

    /// - Parameter clock: the wall clock, for the run log and for the default logical day.
    package init(
        _ pipeline: LoadedPipeline, options: BackfillOptions, progress: any RunProgress, interruption: Interruption,
        clock: @escaping () -> Instant
    ) {
        self.pipeline = pipeline
        self.options = options
        self.progress = progress
        self.interruption = interruption
        self.clock = clock
    }

    /// Plans the chunks and publishes one after the other, under one lock.
    ///
    /// - Throws: a failure of every kind; the chunks before the one it names stay published.
    package func execute() throws(Failure) -> BackfillOutcome {
        try checkOrder()
        let session = try WarehouseSession(
            pipeline, progress: progress, interruption: interruption, clock: clock)
        let logicalDay = options.logicalDay ?? pipeline.today(clock())
        let live = try session.warehouse.files(.live)
        let schedule = BackfillSchedule(try days(until: live.standingDay(atLeast: logicalDay)))
        let missing = try bring(schedule.days, logicalDay)
        var fileDays = FileDays(pipeline: pipeline, interruption: interruption)
        try announce(
            schedule, live, try session.warehouse.superseded(in: pipeline.definition), logicalDay, &fileDays)

        var result = BackfillOutcome(days: schedule.days, chunks: schedule.chunks.count)
        var unreachable = missing
        for chunk in schedule.chunks.indices {
            do {
                try interruption.check()
                let outcome = try session.run(.days, logicalDay: logicalDay) { work throws(Failure) in
                    try work.execute(RunOptions(work: .days)) { sources, planner in
                        sources.map { source in
                            Result { () throws(Failure) in
                                try inputs(of: source, chunk, schedule, planner, &fileDays)
                            }
                        }
                    }
                }
                progress.report(.chunk(name: schedule.name(of: chunk), outcome: outcome))
                if outcome.state != .unchanged { result.published += 1 }
                result.counts += outcome.counts
                unreachable += outcome.failure?.diagnostics ?? []
            } catch  where error.kind == .unreachable {
                progress.report(.chunk(name: schedule.name(of: chunk), outcome: nil))
                unreachable += error.diagnostics
            } catch {
                throw stopped(error, at: chunk, of: schedule)
            }
        }
        var seen: Set<Diagnostic> = []
        let diagnostics = unreachable.filter { seen.insert($0).inserted }
        if !diagnostics.isEmpty {
            guard result.published > 0 else { throw Failure(.unreachable, diagnostics) }
            result.failure = Failure(.partly, diagnostics)
        }
        return result
    }

    /// Asks the platforms for the days, before anything is planned.
    ///
    /// - Returns: what couldn't be reached.
    private func bring(_ days: ClosedRange<Day>, _ logicalDay: Day) throws(Failure) -> [Diagnostic] {
        var platforms = ConnectorLanding(
            pipeline: pipeline, logicalDay: logicalDay, progress: progress, interruption: interruption, clock: clock)
        platforms.days = days
        platforms.redoes = options.redoes
        var missing: [Diagnostic] = []
        for source in pipeline.definition.sources {
            guard let failure = try platforms.land(source) else { continue }
            missing += failure.diagnostics.map { source.located($0) }
        }
        return missing
    }

    // MARK: The days

    private func checkOrder() throws(Failure) {
        guard options.from > options.to else { return }
        throw Failure(
            .definition, "--from \(options.from) lies after --to \(options.to)",
            hint: "write --from \(options.to) --to \(options.from)")
    }

    /// The days asked for, within the pipeline's start and the last day that is over.
    private func days(until logicalDay: Day) throws(Failure) -> ClosedRange<Day> {
        let start = pipeline.definition.start
        guard options.to >= start else {
            throw Failure(
                .definition, "the pipeline starts on \(start), after --to \(options.to)",
                hint: "set `start: \(options.from)` in \(pipeline.definition.file), or ask for later days")
        }
        guard options.from < logicalDay else {
            throw Failure(
                .definition, "--from \(options.from) isn't over: the logical day is \(logicalDay)",
                hint: "ask for days before \(logicalDay)")
        }
        let first = max(options.from, start)
        let last = min(options.to, logicalDay.advanced(by: -1))
        guard first <= last else {
            throw Failure(
                .definition, "the pipeline starts on \(start), and no day since then is over on \(logicalDay)",
                hint: "set an earlier `start` in \(pipeline.definition.file)")
        }
        if first > options.from {
            progress.report(
                .warning(
                    Diagnostic(
                        .warning, "the pipeline starts on \(start): earlier days are left out",
                        hint: "for them set `start: \(options.from)` in \(pipeline.definition.file)")))
        }
        if last < options.to {
            progress.report(
                .warning(
                    Diagnostic(.warning, "\(last) is the last day that is over: later days are left out")))
        }
        return first...last
    }

    // MARK: Chunks

    /// What a chunk publishes of a source.
    private func inputs(
        of source: SourceDefinition, _ chunk: Int, _ schedule: BackfillSchedule, _ planner: InputPlanner,
        _ fileDays: inout FileDays
    ) throws(Failure) -> SourceInputs {
        var planner = planner.backfilling(source)
        if options.redoes { planner.redoes = { schedule.chunk(of: $0, in: source) == chunk } }
        var plan = try planner.plan(source)
        let days = try fileDays.days(of: &plan)
        return schedule.part(chunk, of: plan, schedule.chunks(of: plan, covering: days))
    }

    /// Tells the chunks, and where files and the days asked for don't match.
    ///
    /// What can't be reached is told by the chunks.
    private func announce(
        _ schedule: BackfillSchedule, _ live: [FileVersion], _ superseded: [FileVersion], _ logicalDay: Day,
        _ fileDays: inout FileDays
    ) throws(Failure) {
        progress.report(.planned(chunks: schedule.chunks.indices.map(schedule.name(of:))))
        let planner = InputPlanner(
            pipeline: pipeline, live: live, superseded: superseded, logicalDay: logicalDay, verifies: false,
            clock: clock().milliseconds * 1_000_000, interruption: interruption)
        for source in pipeline.definition.sources {
            do {
                var plan = try planner.backfilling(source).plan(source)
                let days = try fileDays.days(of: &plan)
                let places = schedule.chunks(of: plan, covering: days)
                let left = zip(plan.inputs, places).filter { $0.1 == nil }.map(\.0.version.path)
                if !left.isEmpty { progress.report(.left(source: source.name, paths: left)) }
                // Rates and tracking numbers are all read, whatever was asked for.
                if source.isReference { continue }
                for (input, (covered, place)) in zip(plan.inputs, zip(days, places)) where place != nil {
                    guard let covered, covered.spanning(schedule.days) != schedule.days else { continue }
                    progress.report(.whole(source: source.name, path: input.version.path, days: covered))
                }
            } catch  where error.kind == .unreachable {
                continue
            }
        }
    }

    /// Says where a backfill stopped, and how it goes on.
    private func stopped(_ failure: Failure, at chunk: Int, of schedule: BackfillSchedule) -> Failure {
        let name = schedule.name(of: chunk)
        let before =
            chunk == 0
            ? "nothing was published"
            : "\(chunk == 1 ? "the chunk" : "the \(chunk) chunks") before it stay\(chunk == 1 ? "s" : "") published"
        let place = "chunk \(name) (\(chunk + 1) of \(schedule.chunks.count)): \(before)"
        let hint =
            options.redoes && chunk > 0
            ? "run it again with --from \(schedule.chunks[chunk].lowerBound) to go on there"
            : "run the same command again: it goes on with \(name)"
        if case .interrupted = failure.kind {
            return Failure(failure.kind, "interrupted at \(place)", hint: hint)
        }
        return Failure(
            failure.kind,
            failure.diagnostics + [
                Diagnostic(.error, "the backfill stopped at \(place)", hint: "mend what is wrong, then \(hint)")
            ])
    }
}

extension InputPlanner {
    /// The planner of a backfill, which never holds back what a source has published.
    fileprivate func backfilling(_ source: SourceDefinition) -> InputPlanner {
        var planner = self
        planner.logicalDay = live.filter { $0.source == source.name }.standingDay(atLeast: logicalDay)
        return planner
    }
}

extension [FileVersion] {
    fileprivate func standingDay(atLeast day: Day) -> Day {
        Swift.max(day, standingDay ?? day)
    }
}
