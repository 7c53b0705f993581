import ArgumentParser
import Definitions
import Pipeline
import Report

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a run would read and why, without doing it.",
        discussion: """
            Takes no lock, lands nothing and writes nothing; may be asked while a run is at work. Ends with 3 where a \
            source cannot be reached.
            """)

    @OptionGroup var options: PipelineOptions

    @Option(help: ArgumentHelp("The logical day: rows of this day and later wait.", valueName: "YYYY-MM-DD"))
    var at: Day?

    @Option(help: ArgumentHelp("Only this source; may be given again.", valueName: "source"))
    var only: [String] = []

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(help: "End with 10 where there is work to do, with 0 where there is none.")
    var detailedExitcode = false

    func run() throws {
        var hasWork = false
        try options.reporting { _ throws(Failure) in
            let pipeline = try options.load()
            let interruption = Interruption()
            let watch = SignalWatch(interruption)
            defer { withExtendedLifetime(watch) {} }
            let planning = PipelinePlanning(
                pipeline, options: RunOptions(logicalDay: at, only: only), interruption: interruption,
                clock: wallClock)
            let plan = try planning.execute()
            let report = PlanReport(plan)
            Console.output(json ? try report.json() : report.text())
            let unreachable = plan.sources.flatMap(\.unreachable)
            guard unreachable.isEmpty else { throw Failure(.unreachable, unreachable) }
            hasWork = plan.hasWork
        }
        if detailedExitcode, hasWork { throw ExitCode(10) }
    }
}
