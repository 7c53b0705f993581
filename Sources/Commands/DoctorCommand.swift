import ArgumentParser
import Definitions
import Pipeline
import Report

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look over the pipeline, its files and its warehouse, and say what to do.",
        discussion: "Writes nothing. Ends with 4 where something is broken, with 0 where there are notes only.")

    @OptionGroup var options: PipelineOptions

    @Option(help: ArgumentHelp("The day that freshness is told by; without it, today.", valueName: "YYYY-MM-DD"))
    var at: Day?

    @Flag(help: "Hash the landed files too, to find damage that keeps their size.")
    var verify = false

    @Flag(help: "Print the findings as JSON.")
    var json = false

    func run() throws {
        var isBroken = false
        try options.reporting { _ throws(Failure) in
            let pipeline = try options.load()
            let interruption = Interruption()
            let watch = SignalWatch(interruption)
            defer { withExtendedLifetime(watch) {} }
            let checkup = try PipelineCheckup(
                pipeline, today: at ?? pipeline.today(wallClock()), verifies: verify, interruption: interruption
            ).execute()
            let report = CheckupReport(checkup)
            Console.output(json ? try report.json() : report.text())
            isBroken = checkup.count(.broken) > 0
        }
        if isBroken { throw ExitCode(4) }
    }
}
