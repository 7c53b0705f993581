import ArgumentParser
import Definitions
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

    @Flag(help: "Ask no platform: work with what has landed.")
    var offline = false

    func run() throws {
        try options.publish(RunOptions(logicalDay: at, only: only, verifies: verify, isOffline: offline))
    }
}

extension Day: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
