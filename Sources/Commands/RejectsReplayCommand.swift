import ArgumentParser
import Definitions
import Pipeline

struct RejectsReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Read the files with rejected rows again and publish what now passes.",
        discussion: """
            A run that also reads published files with rejected rows, by today's definitions; refused files are tried \
            again by every run. Published in one transaction.
            """)

    @OptionGroup var options: PipelineOptions

    @Option(help: ArgumentHelp("Only this source; may be given again.", valueName: "source"))
    var source: [String] = []

    @Option(help: ArgumentHelp("The logical day: rows of this day and later wait.", valueName: "YYYY-MM-DD"))
    var at: Day?

    func run() throws {
        try options.publish(RunOptions(logicalDay: at, only: source, work: .rejects))
    }
}
