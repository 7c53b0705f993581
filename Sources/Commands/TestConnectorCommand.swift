import ArgumentParser
import Definitions
import Extract
import Foundation
import Pipeline
import Report

struct TestConnectorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-connector",
        abstract: "Ask a source's platform for one day, and show what comes of it.",
        discussion: """
            Prints every request and its answer's status, how many rows came and how many fit the contract, the first \
            rows, and what was wrong with the others. Nothing is landed and nothing published. \
            With --record the answers are kept, without secrets but with what they say of people; with --replay they \
            are read again without the network, to try another 'map' or to show a problem to somebody. \
            Ends with 3 where the platform cannot be reached, 8 where it refuses our credentials, 4 where a run would \
            refuse what it gave.
            """)

    @OptionGroup var options: PipelineOptions

    @Argument(help: "The source to try.")
    var source: String

    @Option(help: ArgumentHelp("The logical day: the day or month before it is asked for.", valueName: "YYYY-MM-DD"))
    var at: Day?

    @Option(help: ArgumentHelp("Keep requests and answers in a folder.", valueName: "folder"), completion: .directory)
    var record: String?

    @Option(
        help: ArgumentHelp("Answer from a recording, not from the network.", valueName: "folder"),
        completion: .directory)
    var replay: String?

    func validate() throws {
        guard record == nil || replay == nil else {
            throw ValidationError("what is replayed is recorded already: give --record or --replay")
        }
        guard at == nil || replay == nil else {
            throw ValidationError("a recording is of one day: give --at or --replay")
        }
    }

    func run() throws {
        try options.reporting { _ throws(Failure) in
            let pipeline = try options.load()
            let interruption = Interruption()
            let watch = SignalWatch(interruption)
            defer { withExtendedLifetime(watch) {} }
            let recording = try replay.map { folder throws(Failure) in try ExchangeRecording(folder: folder) }
            let day = recording?.heading["at"].flatMap { Day($0) } ?? at ?? pipeline.today(wallClock())
            let trial = try ConnectorTrial(pipeline, source: source, logicalDay: day, interruption: interruption)
            let recorder = try record.map { folder throws(Failure) in
                try ExchangeRecorder(folder: folder, heading: trial.heading)
            }
            let tap = ExchangeTap(recorder: recorder, recording: recording) { Console.output(Self.line($0)) }
            let outcome = try trial.execute(tap)
            let report = TrialReport(
                days: outcome.days, bytes: outcome.bytes, counts: outcome.counts, fields: outcome.fields,
                rows: outcome.rows, rejects: outcome.rejects)
            Console.output(report.text())
            if let record { Console.output("\nrecorded in \(record); answers may name people: share it with care\n") }
            guard outcome.refusals.isEmpty else { throw Failure(.refused, outcome.refusals) }
        }
    }

    /// Some addresses hold a whole query.
    private static let requestWidth = 160

    private static func line(_ exchange: HTTPExchange) -> String {
        let answer = exchange.trouble ?? "\(exchange.status.map(String.init) ?? "no answer"), \(exchange.bytes) bytes"
        let request = exchange.request.removingPercentEncoding ?? exchange.request
        let shown = String(request.map { $0.isNewline ? " " : $0 })
        return "\(shown.count > requestWidth ? shown.prefix(requestWidth - 1) + "…" : shown) → \(answer)\n"
    }
}
