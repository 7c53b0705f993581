import ArgumentParser
import Definitions
import Pipeline

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check the pipeline file and read its files without loading anything.")

    @OptionGroup var options: PipelineOptions

    func run() throws {
        try options.reporting { logger throws(Failure) in
            let pipeline = try options.load()
            let interruption = Interruption()
            let watch = SignalWatch(interruption)
            defer { withExtendedLifetime(watch) {} }
            let progress = ProgressView(logger: logger, format: options.log)
            defer { progress.clear() }
            let check = PipelineCheck(pipeline, progress: progress, interruption: interruption, clock: wallClock)
            let counts = try check.execute()
            progress.clear()
            Console.output("\(options.pipeline) is valid: \(rowSummary(counts))\n")
        }
    }
}
