import ArgumentParser
import Definitions
import Logging
import Pipeline

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Read what is new or changed and publish it.",
        discussion: """
            Files that are as they were are not read again. All of a run is published in one transaction, so a \
            reader sees the state before it or after it. Rows of the logical day and later are held back.
            """)

    @OptionGroup var options: PipelineOptions

    @Option(help: ArgumentHelp("The logical day: rows of this day and later wait.", valueName: "YYYY-MM-DD"))
    var at: Day?

    @Option(help: ArgumentHelp("Only this source; may be given again.", valueName: "source"))
    var only: [String] = []

    @Flag(help: "Hash every file again instead of trusting its size and times.")
    var verify = false

    func run() throws {
        try options.reporting { logger throws(Failure) in
            let pipeline = try options.load()
            let interruption = Interruption()
            let watch = SignalWatch(interruption)
            defer { withExtendedLifetime(watch) {} }
            let progress = ProgressView(logger: logger, format: options.log)
            defer { progress.clear() }
            let run = PipelineRun(
                pipeline, options: RunOptions(logicalDay: at, only: only, verifies: verify),
                progress: progress, interruption: interruption, clock: wallClock)
            let outcome = try run.execute()
            progress.clear()
            switch outcome.state {
            case .unchanged:
                logger.info("nothing to do: every file is as it was", metadata: ["state": "unchanged"])
            default:
                logger.info(
                    "published \(pipeline.definition.warehouse): \(rowSummary(outcome.counts))",
                    metadata: outcome.counts.metadata.merging(["state": .string(outcome.state.rawValue)]) { $1 })
            }
            if let failure = outcome.failure { throw failure }
        }
    }
}

extension Day: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
