import ArgumentParser
import Definitions
import Pipeline
import Report

struct RejectsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a rejected row as it stands in its file.",
        discussion: """
            The bytes are read back from landing, or from the file where it is read in place; control characters are \
            made visible. Ends with 3 where they are gone.
            """)

    @OptionGroup var options: PipelineOptions

    @Argument(help: ArgumentHelp("The file and the line, as `rejects list` prints them.", valueName: "file:line"))
    var place: String

    /// Where `place` ends the file's name.
    private var parts: (file: String, line: Int64)? {
        guard let colon = place.lastIndex(of: ":"), let line = Int64(place[place.index(after: colon)...]), line > 0,
            colon > place.startIndex
        else { return nil }
        return (String(place[..<colon]), line)
    }

    func validate() throws {
        guard parts != nil else {
            throw ValidationError("'\(place)' is no file and line: type them as in data/leads.csv:12")
        }
    }

    func run() throws {
        guard let parts else { return }
        try options.reporting { _ throws(Failure) in
            let reading = try RejectReading(options.load())
            let (rows, total) = try reading.rows(of: parts.file, line: parts.line, limit: 20)
            for (index, row) in rows.enumerated() {
                let report = RejectedRowReport(row, try reading.excerpt(row))
                Console.output((index == 0 ? "" : "\n") + report.text())
            }
            if total > rows.count { Console.output("\n… and \(total - rows.count) more rows on this line\n") }
        }
    }
}
