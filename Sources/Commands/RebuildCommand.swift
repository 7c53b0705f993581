import ArgumentParser
import Definitions
import Pipeline

struct RebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make everything again from landing.",
        discussion: """
            Reads the landed bytes of every published file, and those read in place, by today's definitions, and \
            publishes in one transaction; the input folders are not looked at. The digest stays what it was unless a \
            definition changed. Ends with 3, and changes nothing, where bytes are gone or damaged.
            """)

    @OptionGroup var options: PipelineOptions

    @Option(
        help: ArgumentHelp(
            "The logical day: rows of this day and later wait; without it, the day each source stands at.",
            valueName: "YYYY-MM-DD"))
    var at: Day?

    func run() throws {
        try options.publish(RunOptions(logicalDay: at, work: .everything))
    }
}
