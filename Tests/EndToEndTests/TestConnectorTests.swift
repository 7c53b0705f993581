import Foundation
import TestSupport
import Testing

/// `throughline test-connector`: what is shown, what is kept, and what is answered from what was kept.
@Suite struct TestConnectorTests {
    private static let environment = RecordedConnectorTests.environment

    /// What a recording answers is what the platform answered, whatever the connector: pages, reports, tables, tokens.
    @Test(arguments: RecordedCase.all)
    func recordingsAnswerAsPlatformsDid(recorded: RecordedCase) throws {
        let recording = Recording(recorded.exchanges)
        let server = try FaultServer { recording.reply($0) }
        let company = try RecordedConnectorTests.company(recorded, at: server)
        // Changes are asked for from the day before on, a first run from the pipeline's start.
        let isChanges = try RecordedConnectorTests.hasty(recorded.connector).contains("\nwindow: since\n")
        let live = try company.run(
            "test-connector",
            [
                "platform", "--at", isChanges ? "2026-01-02" : recorded.trialDay ?? recorded.day, "--record",
                company.folder.path + "/kept",
            ],
            environment: Self.environment)
        #expect(live.exitCode == 0, "\(live.errors)")
        #expect(recording.strange == [])
        let asked = server.requests.count
        // The token's day is over, and no server is asked for another one.
        let replayed = try company.run(
            "test-connector", ["platform", "--replay", company.folder.path + "/kept"], environment: Self.environment)
        #expect(replayed.exitCode == 0, "\(replayed.errors)")
        #expect(server.requests.count == asked)
        let kept = live.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast(3).filter {
            !$0.contains("/token → ") && !$0.contains("/oauth/token/?") && !$0.contains("/token.json → ")
                && !$0.contains("/access_token → ")
        }
        #expect(replayed.output == kept.joined(separator: "\n") + "\n")
        // Nothing is landed or published, and no secret kept.
        for name in try company.folder.files() where !name.hasPrefix("var/tokens/") {
            #expect(!name.hasPrefix("var/"), "\(name)")
            let bytes = try company.folder.bytes(of: name)
            #expect(bytes.firstRange(of: Array(RecordedConnectorTests.canary.utf8)) == nil, "\(name)")
        }
        #expect(!live.output.contains(RecordedConnectorTests.canary))
    }

    /// A platform with two pages of spend, of which one row is wrong and one is of a campaign without a name.
    private static let pages = [
        Exchange(
            "GET /costs", asks: ["page": "1", "day": "2026-01-04"],
            .recorded(
                """
                {"pages":2,"rows":[{"date":"2026-01-04","campaign":"Окна, Москва","cost":"10.5","clicks":3},
                {"date":"2026-01-04","campaign":"Двери","cost":"ten","clicks":1}]}
                """)),
        Exchange(
            "GET /costs", asks: ["page": "2", "day": "2026-01-04"],
            .recorded(
                #"{"pages":2,"rows":[{"date":"2026-01-04","cost":"0.000001","clicks":0,"note":"c4n4ry-s3cr3t"}]}"#)
        ),
    ]

    private static let connector = """
        version: 1
        connector: own
        title: Own
        gives: cost by day
        entity: spend
        window: day
        parameters: { base: { about: the address }, token: { about: a token, secret: true } }
        request: { url: "{{ base }}/costs", query: { day: "{{ from }}", page: "{{ page }}" } }
        auth: { query: { key: "{{ token }}" } }
        answer: { records: rows }
        paging: { page: true, pages: pages }
        map: { source: { const: own }, medium: { const: cpc } }
        load: { replace: day }

        """

    private static func company(_ server: FaultServer) throws -> Company {
        let company = try Company(standard: false)
        try company.write(
            """
            version: 1
            pipeline: shop
            time_zone: Europe/Moscow
            currency: RUB
            start: 2026-01-01
            warehouse: var/shop.sqlite
            landing: var/landing
            http: { private_hosts: [127.0.0.1] }
            sources:
              ads: { connector: own, with: { base: "\(server.address)", token: "${env:CANARY}" } }
              crm: { entity: lead, files: leads.csv }

            """, to: "pipeline.yml")
        try company.write(connector, to: "connectors/own.yml")
        return company
    }

    @Test func itShowsRequestsRowsAndWhatIsWrong() throws {
        let recording = Recording(Self.pages)
        let server = try FaultServer { recording.reply($0) }
        let company = try Self.company(server)
        let result = try company.run(
            "test-connector", ["ads", "--at", "2026-01-05"], environment: Self.environment)
        #expect(result.exitCode == 0)
        let shown = result.output.replacingOccurrences(of: server.address, with: "SERVER")
        #expect(
            shown == """
                GET SERVER/costs?day=2026-01-04&page=1&key=*** → 200, 173 bytes
                GET SERVER/costs?day=2026-01-04&page=2&key=*** → 200, 94 bytes

                3 rows of 2026-01-04: 2 fit the contract, 1 rejected

                Field     Row 1         Row 2
                ──────────────────────────────────
                date      2026-01-04    2026-01-04
                source    own           own
                medium    cpc           cpc
                cost      10.5          0.000001
                campaign  Окна, Москва
                clicks    3             0

                answer:2  source ads
                column 'cost': money: the value isn't an amount as the format declares them

                row     {"date":"2026-01-04","campaign":"Двери","cost":"ten","clicks":1}
                                                                ^^^^^^

                """)
        #expect(result.errors == "")
    }

    /// What was kept is read by another mapping without the network; another question has no answer.
    @Test func aRecordingIsReadByAnotherMapping() throws {
        let recording = Recording(Self.pages)
        let server = try FaultServer { recording.reply($0) }
        let company = try Self.company(server)
        let folder = company.folder.path + "/kept"
        _ = try company.run(
            "test-connector", ["ads", "--at", "2026-01-05", "--record", folder], environment: Self.environment)
        let asked = server.requests.count
        #expect(
            try company.folder.files().filter { $0.hasPrefix("kept/") }.sorted() == [
                "kept/0001.json", "kept/0002.json", "kept/exchanges.jsonl",
            ])
        #expect(try company.folder.text(of: "kept/0002.json").contains(#""note":"***""#))
        try company.write(
            Self.connector.replacing("medium: { const: cpc }", with: "medium: { const: cpm }, cost: clicks"),
            to: "connectors/own.yml")
        let mapped = try company.run("test-connector", ["ads", "--replay", folder], environment: Self.environment)
        #expect(mapped.exitCode == 0)
        #expect(mapped.output.contains("3 rows of 2026-01-04: 3 fit the contract\n"))
        #expect(mapped.output.contains("\ncost      3             1           0\n"))
        try company.write(
            Self.connector.replacing("day: \"{{ from }}\"", with: "from: \"{{ from }}\""), to: "connectors/own.yml")
        let other = try company.run("test-connector", ["ads", "--replay", folder], environment: Self.environment)
        #expect(other.exitCode == 3)
        #expect(
            other.errors.replacingOccurrences(of: server.address, with: "SERVER").replacing(folder, with: "kept") == """
                error: the recording in kept has no answer to GET SERVER/costs?from=2026-01-04&page=1&key=*** (the \
                question has changed since: record it again with --record)

                """)
        #expect(server.requests.count == asked)
    }

    @Test(arguments: [
        (
            ["crm"], Int32(2),
            "error: the source 'crm' reads files and asks no platform (these ask one: ads)\n"
        ),
        (["adds"], 2, "there is no source 'adds' in pipeline.yml (the sources are: ads, crm)"),
        (["ads", "--replay", "none"], 2, "there is no recording in none: exchanges.jsonl is missing"),
        (["ads", "--record", "connectors"], 2, "connectors holds other files, and a recording wants a folder"),
        (["ads", "--record", "a", "--replay", "b"], 2, "give --record or --replay"),
        (["ads", "--at", "2026-01-05", "--replay", "b"], 2, "give --at or --replay"),
        (["ads", "--at", "2026-01-02"], 8, "127.0.0.1 answered 401"),
    ])
    func mistakesAreTold(arguments: [String], code: Int32, message: String) throws {
        let server = try FaultServer { _ in ServerReply(401, "who are you?") }
        let company = try Self.company(server)
        let arguments = arguments.map { $0 == "connectors" ? company.folder.path + "/connectors" : $0 }
        let result = try company.run("test-connector", arguments, environment: Self.environment)
        #expect(result.exitCode == code)
        #expect(result.errors.replacing(company.folder.path + "/", with: "").contains(message), "\(result.errors)")
        #expect(try company.folder.files().contains("connectors/own.yml"))
    }
}
