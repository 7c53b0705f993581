import ArgumentParser
import Definitions
import Logging
import Pipeline

struct BackfillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Load the files of past days, a month after the other.",
        discussion: """
            Publishes each calendar month in a transaction of its own, then the next; the result is the one of a run \
            over the same files. Run it again after a kill, an error or Ctrl-C: what is published is not read again. \
            A file counts for the days of {{ day }} or {{ month }} in its path, else for those of its rows, and is \
            published whole with the first month that needs it; files without a day in question are left as they are. \
            A month whose files are refused stops it (exit 4): earlier months stay published.
            """)

    @OptionGroup var options: PipelineOptions

    @Option(help: ArgumentHelp("The first day to load.", valueName: "YYYY-MM-DD"))
    var from: Day

    @Option(help: ArgumentHelp("The last day to load.", valueName: "YYYY-MM-DD"))
    var to: Day

    @Flag(help: "Hash and read the files of these days again although they are as they were.")
    var redo = false

    @Option(
        help: ArgumentHelp(
            "The logical day: rows of this day and later wait; without it, today. Never earlier than what is published.",
            valueName: "YYYY-MM-DD"))
    var at: Day?

    func run() throws {
        try options.reporting { logger throws(Failure) in
            let pipeline = try options.load()
            let interruption = Interruption()
            let watch = SignalWatch(interruption)
            defer { withExtendedLifetime(watch) {} }
            let progress = ProgressView(logger: logger, format: options.log, showsFiles: false)
            defer { progress.clear() }
            let backfill = PipelineBackfill(
                pipeline, options: BackfillOptions(from: from, to: to, redoes: redo, logicalDay: at),
                progress: progress, interruption: interruption, clock: wallClock)
            let outcome = try backfill.execute()
            progress.clear()
            summarize(outcome, logger)
            if let failure = outcome.failure { throw failure }
        }
    }

    private func summarize(_ outcome: BackfillOutcome, _ logger: Logger) {
        let days = "\(outcome.days.lowerBound) – \(outcome.days.upperBound)"
        guard outcome.published > 0 else {
            logger.info("nothing to do for \(days): every file is as it was", metadata: ["state": "unchanged"])
            return
        }
        let rejects =
            outcome.counts.rejected > 0 ? "; list what was rejected: throughline rejects list \(options.pipeline)" : ""
        logger.info(
            "backfilled \(days): \(outcome.published) of \(counted(outcome.chunks, "chunk")) published, \(rowSummary(outcome.counts))\(rejects)",
            metadata: outcome.counts.metadata.merging([
                "state": .string(outcome.failure == nil ? "published" : "partly"),
                "chunks": .stringConvertible(outcome.chunks), "chunks_published": .stringConvertible(outcome.published),
            ]) { $1 })
    }
}
