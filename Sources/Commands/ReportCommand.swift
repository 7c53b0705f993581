import ArgumentParser
import Definitions
import Metrics
import Pipeline
import Report
import Warehouse

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Print cost, visits, leads, CPL and revenue by channel.")

    @OptionGroup var options: PipelineOptions

    @Option(help: ArgumentHelp("The first day; without it, the first day there is.", valueName: "YYYY-MM-DD"))
    var from: Day?

    @Option(help: ArgumentHelp("The last day; without it, the last day there is.", valueName: "YYYY-MM-DD"))
    var to: Day?

    @Option(help: "A row for each channel or for each campaign: channel or campaign.")
    var by: ReportGrain = .channel

    @Option(help: "Another attribution model than the pipeline's, of those it lists.")
    var model: String?

    @Option(help: "The date conversions lie on: touch, lead, deal_created, deal_won or payment.")
    var basis: AttributionDefinition.Basis?

    @Option(help: "The language of the titles: en or ru.")
    var lang: Measure.Language = .en

    func run() throws {
        try options.reporting { _ throws(Failure) in
            let pipeline = try options.load()
            let warehouse = try Warehouse(readingAt: pipeline.definition.warehouse)
            let report = try ChannelReport(
                warehouse, from: from, to: to, grain: by, language: lang, model: model, basis: basis)
            Console.output(try report.text())
        }
    }
}

extension AttributionDefinition.Basis: ExpressibleByArgument {}
extension ReportGrain: ExpressibleByArgument {}
extension Measure.Language: ExpressibleByArgument {}
