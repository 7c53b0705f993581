import ArgumentParser
import Definitions
import Pipeline
import Report

struct RejectsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the rejected rows with file, line, column and rule.",
        discussion: "Of what is published, and of files that were refused and not made up for since.")

    @OptionGroup var options: PipelineOptions

    @Option(help: ArgumentHelp("Only of this source.", valueName: "source"))
    var source: String?

    @Option(help: ArgumentHelp("Only those that broke this rule, such as money.", valueName: "rule"))
    var rule: String?

    @Option(help: ArgumentHelp("Only of this file.", valueName: "file"), completion: .file())
    var file: String?

    @Option(help: ArgumentHelp("How many rows to list; 0: all.", valueName: "rows"))
    var limit = 100

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit counts rows: 0 or more") }
    }

    func run() throws {
        try options.reporting { _ throws(Failure) in
            let reading = try RejectReading(options.load())
            let (rows, total) = try reading.list(source: source, rule: rule, file: file, limit: limit)
            Console.output(RejectReport(rows, total: total).text())
        }
    }
}
