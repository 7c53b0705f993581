import TestSupport
import Testing

/// The answers that Bitrix24's documentation shows, as they are written there.
@Suite(.enabled(if: Fixtures.isPresent, Comment(rawValue: Fixtures.absence)))
struct Bitrix24SampleTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        var connector: String
        var method: String
        var file: String
        var status = 200
        /// The day of the sample, which becomes the first of the pipeline's.
        var day: String?
        var exitCode: Int32
        var message = ""
        var rows: [String] = []

        var testDescription: String { "\(file) as \(status)" }
    }

    static let samples = [
        Sample(
            connector: "bitrix24-leads", method: "crm.lead.list", file: "crm-lead-list_0.invalid", exitCode: 3,
            message: "127.0.0.1 sent broken JSON: { \"result\": [ { \"ID\": \"5\""),
        Sample(
            connector: "bitrix24-leads", method: "crm.lead.list", file: "crm-lead-list_1", status: 400, exitCode: 3,
            message: "answered 400: { \"error\": \"\", \"error_description\": \"Access denied.\"}"),
        // Errors came with a status of success once.
        Sample(
            connector: "bitrix24-leads", method: "crm.lead.list", file: "crm-lead-list_1", exitCode: 3,
            message: "answered 200 with error"),
        Sample(
            connector: "bitrix24-deals", method: "crm.deal.list", file: "crm-deal-list_1", exitCode: 3,
            message: "answered 200 with error"),
        // Asked for with few fields: what a deal needs isn't there, and it says so.
        Sample(
            connector: "bitrix24-deals", method: "crm.deal.list", file: "crm-deal-list_0", exitCode: 4,
            message: "STAGE_SEMANTIC_ID"),
        Sample(
            connector: "bitrix24-stage-history", method: "crm.stagehistory.list", file: "crm-stage-history-list_0",
            day: "2024-04-25", exitCode: 0, rows: ["2026-01-01 14:59:11|21|Общая|New"]),
        Sample(
            connector: "bitrix24-stage-history", method: "crm.stagehistory.list", file: "crm-stage-history-list_1",
            status: 400, exitCode: 3, message: "answered 400: { \"error\": 0, "),
    ]

    @Test(arguments: samples)
    func itEndsAsItShould(sample: Sample) throws {
        let text = try Fixtures.text("bitrix24/\(sample.file).json")
        let body = sample.day.map { text.replacing($0, with: "2026-01-01") } ?? text
        let webhook = "POST /rest/1/\(RecordedConnectorTests.canary)"
        let recorded = RecordedCase(
            connector: sample.connector, with: "webhook: \"SERVER/rest/1/${env:CANARY}\"",
            rest: sample.connector.hasSuffix("history") ? ", map: { pipeline: pipeline_name, stage: stage_name }" : "",
            day: "2026-01-02",
            exchanges: [
                Exchange("\(webhook)/\(sample.method).json", .recorded(body, status: sample.status)),
                RecordedCase.categories,
                Exchange(
                    "\(webhook)/crm.status.list.json", .recorded(try Fixtures.text("bitrix24/crm-status-list_0.json"))),
            ], query: "SELECT at, deal_id, pipeline, stage FROM fact_stage_event", rows: sample.rows)
        let recording = Recording(recorded.exchanges)
        let server = try FaultServer { recording.reply($0) }
        let company = try RecordedConnectorTests.company(recorded, at: server)
        try company.edit("connectors/\(sample.connector).yml", "limits: { requests", "limits: { attempts: 2, requests")
        let run = try company.run("run", ["--at", recorded.day], environment: RecordedConnectorTests.environment)
        #expect(run.exitCode == sample.exitCode, "\(run.errors)")
        #expect(sample.message.isEmpty || run.errors.contains(sample.message), "\(run.errors)")
        #expect(!run.errors.contains(RecordedConnectorTests.canary))
        if sample.exitCode == 0 { #expect(try company.rows(recorded.query) == recorded.rows) }
        if sample.exitCode == 3 {
            #expect(try company.folder.files().filter { $0.hasPrefix("var/landing/http/") } == [])
        }
    }
}
