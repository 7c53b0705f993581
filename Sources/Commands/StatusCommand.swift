import ArgumentParser
import Definitions
import Pipeline
import Report
import Warehouse

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how fresh each source is and how the last runs ended.")

    @OptionGroup var options: PipelineOptions

    @Option(help: "How many runs to show.")
    var runs = 5

    func run() throws {
        try options.reporting { _ throws(Failure) in
            let pipeline = try options.load()
            let warehouse = try Warehouse(readingAt: pipeline.definition.warehouse)
            let report = StatusReport(
                sources: pipeline.definition.sources.map(\.name), freshness: try warehouse.freshness(),
                runs: try warehouse.runs(limit: runs), holes: try warehouse.holes(), troubles: try warehouse.troubles())
            Console.output(report.text())
        }
    }
}
