import Definitions
import Foundation
import TestSupport
import Testing

/// Every connector on answers of the shape that its platform gives: the real program, a real line, rows in the views.
@Suite struct RecordedConnectorTests {
    static let canary = "c4n4ry-s3cr3t"

    /// The shipped connector, which waits for nobody: how long it waits is no matter of what it makes of an answer.
    static func hasty(_ name: String) throws -> String {
        let path = "\(PackageFolder.path)/pipelines/connectors/\(name).yml"
        return try String(contentsOfFile: path, encoding: .utf8)
            .replacing(/pause: [0-9]+(s|min)/, with: "pause: 1s")
            .replacing(/limits: {[^}]*}/, with: "limits: { requests: 100, per: 1s }")
    }

    /// A company with one source, a connector's, and its platform.
    static func company(_ recorded: RecordedCase, at server: FaultServer) throws -> Company {
        let company = try Company(standard: false)
        let source = "  platform: { connector: \(recorded.connector), with: { \(recorded.with) }\(recorded.rest) }\n"
        try company.write(
            """
            version: 1
            pipeline: shop
            time_zone: Europe/Moscow
            currency: \(recorded.currency)
            start: 2026-01-01
            warehouse: var/shop.sqlite
            landing: var/landing
            identity: { store_contacts: plain }
            attribution: { lookback: 1d }
            http: { private_hosts: [127.0.0.1] }
            sources:

            """ + source.replacingOccurrences(of: "SERVER", with: server.address), to: "pipeline.yml")
        try company.write(try Self.hasty(recorded.connector), to: "connectors/\(recorded.connector).yml")
        return company
    }

    static let environment = ["CANARY": canary]

    @Test(arguments: RecordedCase.all)
    func answersBecomeRows(recorded: RecordedCase) throws {
        let recording = Recording(recorded.exchanges)
        let server = try FaultServer { recording.reply($0) }
        let company = try Self.company(recorded, at: server)
        let run = try company.run("run", ["--at", recorded.day], environment: Self.environment)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(recording.strange == [])
        #expect(recording.unused == [])
        guard run.exitCode == 0 else { return }
        let rows = try company.rows(recorded.query)
        #expect(rows == recorded.rows)
        #expect(try company.rows("SELECT count(*) FROM etl_reject") == ["0"])
        // Nothing is asked twice, nobody is asked for a rebuild, and both have the same rows.
        let requests = server.requests.count
        let again = try company.run("run", ["--at", recorded.day], environment: Self.environment)
        #expect(again.exitCode == 0, "\(again.errors)")
        let digest = try company.digest()
        #expect(try company.run("rebuild", environment: Self.environment).exitCode == 0)
        #expect(try company.digest() == digest)
        #expect(server.requests.count == requests)
        for name in try company.folder.files() where !name.hasPrefix("var/tokens/") {
            #expect(try company.folder.bytes(of: name).firstRange(of: Array(Self.canary.utf8)) == nil, "\(name)")
        }
        #expect(!run.errors.contains(Self.canary))
    }

    /// A lead that the CRM knows by its phone alone came by the call that the call tracking saw, and the call by an ad.
    @Test func aCallExplainsALeadAndAnAdTheCall() throws {
        var recorded = try #require(RecordedCase.calls.first { $0.connector == "calltouch-calls" })
        let spend = """
            {"items":[{"id":123,"total":{"base":{"shows":10,"clicks":2,"spent":"50.00"}}}],"count":1}
            """
        recorded.exchanges += [
            Exchange(
                "POST /rest/1/\(Self.canary)/crm.lead.list.json",
                .recorded(
                    """
                    {"result":[{"ID":"5","STATUS_ID":"NEW","SOURCE_ID":"CALL","CONTACT_ID":null,"COMPANY_ID":null,
                    "ASSIGNED_BY_ID":"1","DATE_CREATE":"2026-01-01T10:16:00+03:00",
                    "DATE_MODIFY":"2026-01-01T10:16:00+03:00","UTM_SOURCE":null,"UTM_MEDIUM":null,"UTM_CAMPAIGN":null,
                    "UTM_CONTENT":null,"UTM_TERM":null,"PHONE":[{"VALUE":"8 912 000-00-01"}]}],"total":0}
                    """)),
            RecordedCase.statuses("STATUS", ["NEW": "Не обработан"]), RecordedCase.statuses("SOURCE", [:]),
            Exchange(
                "GET /api/v3/statistics/ad_plans/day.json", asks: ["date_from": "2026-01-01"], .recorded(spend)),
            Exchange("GET /api/v3/statistics/ad_plans/day.json", .recorded(#"{"items":[],"count":0}"#)),
        ]
        recorded.exchanges[0].replies = [
            .recorded(
                """
                {"page":1,"pageTotal":1,"records":[{"callId":1,"date":"01/01/2026 10:15:30","callerNumber":"79120000001",
                "phoneNumber":"74997654321","duration":95,"waitingConnect":7,"successful":true,"uniqueCall":true,
                "targetCall":true,"source":"vk","medium":"cpc","utmCampaign":"123"}]}
                """)
        ]
        let recording = Recording(recorded.exchanges)
        let server = try FaultServer { recording.reply($0) }
        let company = try Self.company(recorded, at: server)
        try company.write(
            try company.folder.text(of: "pipeline.yml")
                + "  crm: { connector: bitrix24-leads, with: { webhook: \"\(server.address)/rest/1/${env:CANARY}\" } }\n"
                + "  ads: { connector: vk-ads-spend, with: { token: \"${env:CANARY}\", base: \"\(server.address)\" } }\n",
            to: "pipeline.yml")
        for name in ["bitrix24-leads", "vk-ads-spend"] {
            try company.write(try Self.hasty(name), to: "connectors/\(name).yml")
        }
        let run = try company.run("run", ["--at", "2026-01-03"], environment: Self.environment)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(recording.strange == [])
        let rows = try company.rows(
            """
            SELECT channel, source, medium, campaign, impressions, clicks, cost_micros, leads FROM v1_channel_daily
            WHERE leads > 0 OR cost_micros > 0
            """)
        #expect(rows == ["Paid Social|vk|cpc|123|10|2|50000000|1.0"])
    }

    static let brokenArchives: [(name: String, reply: ServerReply, words: String)] = {
        let entry = ZipFile.Entry("a.csv", "TimePeriod\n2026-01-01\n")
        func zip(_ entries: [ZipFile.Entry]) -> ServerReply { ServerReply(bytes: ZipFile(entries).bytes) }
        return [
            ("a bomb", zip([entry.with { $0.size = 1 << 30 }]), "would unpack to 1024 MiB, over 200 times its size"),
            ("damaged", zip([entry.with { $0.checksum = 1 }]), "is damaged: its checksum differs"),
            ("a password", zip([entry.with { $0.isEncrypted = true }]), "is protected by a password"),
            ("two files", zip([entry, ZipFile.Entry("b.csv", "x")]), "holds 2 files: a.csv, b.csv"),
            ("an error", .json(#"{"Code":7,"Message":"gone"}"#), "answered 200 with error 7"),
            ("something else", .json(#"{"message":"try later"}"#), #"sent no ZIP archive: {"message":"try later"}"#),
        ]
    }()

    /// Nothing lands of an archive that isn't right, and the report is fetched again by the next run, not ordered again.
    @Test(arguments: brokenArchives)
    func aBrokenArchiveLandsNothing(_ row: (name: String, reply: ServerReply, words: String)) throws {
        var recorded = RecordedCase.microsoft
        let place = try #require(recorded.exchanges.firstIndex { $0.request == "GET /reports/jan.zip" })
        recorded.exchanges[place].replies.insert(row.reply, at: 0)
        let recording = Recording(recorded.exchanges)
        let server = try FaultServer { recording.reply($0) }
        let company = try Self.company(recorded, at: server)
        let run = try company.run("run", ["--at", recorded.day], environment: Self.environment)
        #expect(run.exitCode == 3, "\(row.name): \(run.errors)")
        #expect(run.errors.contains(row.words), "\(row.name): \(run.errors)")
        #expect(!run.errors.contains("abcd1234"))
        let landed = try company.folder.files().filter { $0.contains("var/landing/http/") }
        #expect(landed == ["var/landing/http/platform/2026-01.csv.job"], "\(row.name)")
        let again = try company.run("run", ["--at", recorded.day], environment: Self.environment)
        #expect(again.exitCode == 0, "\(row.name): \(again.errors)")
        #expect(try company.rows(recorded.query) == recorded.rows)
        let orders = server.requests.filter { $0.path.hasSuffix("/Submit") && $0.bodyText.contains("\"Month\": 1") }
        // The first one was told to slow down.
        #expect(orders.count == 2, "\(row.name)")
    }

    /// Followers have no history: each night notes its own number, and keeps those of the nights before.
    @Test func followersAreNotedNightByNight() throws {
        var recorded = try #require(RecordedCase.audiences.first { $0.connector == "vk-community-followers" })
        recorded.exchanges = [
            Exchange(
                "POST /method/groups.getById", .recorded(#"{"response":[{"id":77,"members_count":1234}]}"#),
                .recorded(#"{"response":[{"id":77,"members_count":1240}]}"#),
                .recorded(#"{"response":[{"id":77,"members_count":1238}]}"#))
        ]
        let recording = Recording(recorded.exchanges)
        let server = try FaultServer { recording.reply($0) }
        let company = try Self.company(recorded, at: server)
        for day in ["2026-01-03", "2026-01-04", "2026-01-04", "2026-01-07"] {
            let run = try company.run("run", ["--at", day], environment: Self.environment)
            #expect(run.exitCode == 0, "\(run.errors)")
        }
        let rows = try company.rows("SELECT day, followers FROM v1_audience ORDER BY day")
        #expect(rows == ["2026-01-02|1234", "2026-01-03|1240", "2026-01-06|1238"])
    }

    /// The figures of a campaign are asked for again while they grow, and no longer.
    @Test func figuresOfCampaignsGrow() throws {
        var recorded = try #require(RecordedCase.audiences.first { $0.connector == "unisender-campaigns" })
        let campaign = #"{"result":[{"id":1,"start_time":"2026-01-10 22:30:00","subject":"a","list_id":3}]}"#
        func figures(_ opened: Int) -> ServerReply {
            .recorded(
                #"{"result":{"total":9,"sent":9,"delivered":9,"read_unique":\#(opened),"clicked_unique":0,"unsubscribed":0,"spam":0}}"#
            )
        }
        recorded.exchanges = [
            Exchange("POST /ru/api/getCampaigns", asks: ["from": "2026-01-01 00:00:00"], .recorded(campaign)),
            Exchange("POST /ru/api/getCampaigns", .recorded(#"{"result":[]}"#)),
            Exchange("POST /ru/api/getCampaignCommonStats", figures(1), figures(2), figures(3), figures(4)),
        ]
        let recording = Recording(recorded.exchanges)
        let server = try FaultServer { recording.reply($0) }
        let company = try Self.company(recorded, at: server)
        for (day, opened) in [("2026-01-20", "1"), ("2026-02-20", "2"), ("2026-03-20", "3"), ("2026-04-20", "3")] {
            let run = try company.run("run", ["--at", day], environment: Self.environment)
            #expect(run.exitCode == 0, "\(run.errors)")
            let rows = try company.rows("SELECT opened FROM v1_email_campaign")
            #expect(rows == [opened])
        }
    }

    /// Those with a mock that keeps the platform's protocol (ConnectorTests).
    static let mocked: Set<String> = [
        "amocrm-deals", "bank-of-russia-rates", "bitrix24-deals", "yandex-direct-spend", "yandex-metrica-visits",
    ]

    @Test func noConnectorIsUntried() throws {
        let shipped = Set(SchemaLibrary.embedded.connectors.names)
        #expect(shipped == Self.mocked.union(RecordedCase.all.map(\.connector)))
    }

    @Test func aConnectorIsShownWithWhatItsNumbersMean() throws {
        let shown = try Company(standard: false).program.run(["connectors", "ecb-rates"])
        #expect(
            shown.output.hasPrefix(
                "  # European Central Bank: the rate of a currency to the euro by day\n  # access: open"))
        #expect(shown.output.contains("  # time zone: the day a rate was set, working days only\n"))
        #expect(shown.output.contains("\n    connector: ecb-rates\n"))
    }

    /// What a number means without which nobody can trust it.
    @Test(arguments: SchemaLibrary.embedded.connectors.names)
    func everyConnectorSaysWhatItsNumbersMean(name: String) throws {
        let file = try #require(SchemaLibrary.embedded.connectors.files[name])
        let entities = try SchemaLibrary.embedded.contracts().keys.sorted()
        let connector = try ConnectorDefinition.parse(text: file.content, file: file.path, entities: entities)
        let subjects = Set(connector.about.map(\.subject))
        #expect(subjects.isSuperset(of: [.access, .restated, .timeZone]), "\(name)")
        if ["spend", "deal", "payment"].contains(connector.entity) {
            #expect(subjects.isSuperset(of: [.money, .vat]), "\(name)")
        }
    }
}
