import Foundation
import Synchronization
import TestSupport
import Testing

/// Pipelines that ask platforms: the real program against servers of the tests' own.
@Suite struct ConnectorTests {
    /// A company whose spend, visits and deals come over the line.
    struct Connected {
        let company: Company
        let platforms: Platforms
        let server: FaultServer

        static let environment = [
            "DIRECT": "direct-t0ken", "METRICA": "metrica-t0ken", "AMO": "amo-s3cret", "AMO_REFRESH": "first",
        ]

        init(_ sources: String, connectors: [String: String] = [:]) throws {
            company = try Company(standard: false)
            let platforms = Platforms()
            self.platforms = platforms
            server = try FaultServer { platforms.reply($0) }
            let head = """
                version: 1
                pipeline: shop
                time_zone: Europe/Moscow
                currency: RUB
                start: 2026-01-01
                warehouse: var/shop.sqlite
                landing: var/landing
                identity: { store_contacts: plain }
                attribution: { lookback: 2d }
                http: { private_hosts: [127.0.0.1] }
                sources:

                """
            try company.write(
                head + sources.replacingOccurrences(of: "SERVER", with: server.address), to: "pipeline.yml")
            for (name, text) in connectors { try company.write(text, to: "connectors/\(name).yml") }
        }

        func run(at day: String, _ arguments: [String] = []) throws -> ProgramResult {
            try company.run("run", ["--at", day] + arguments, environment: environment)
        }

        /// The secrets, and an address that is one.
        var environment: [String: String] {
            Self.environment.merging(["HOOK": "\(server.address)/rest/1/s3cr3thook"]) { $1 }
        }

        /// Whether a text is anywhere in what the program left behind, tokens aside.
        func filesHolding(_ secret: String) throws -> [String] {
            try company.folder.files().filter { name in
                let bytes = try company.folder.bytes(of: name)
                return !name.hasPrefix("var/tokens/") && bytes.firstRange(of: Array(secret.utf8)) != nil
            }
        }
    }

    static let direct = "  ads: { connector: yandex-direct-spend, with: { token: \"${env:DIRECT}\", base: SERVER } }\n"
    static let metrica =
        "  site: { connector: yandex-metrica-visits, with: { token: \"${env:METRICA}\", counter: 77, base: SERVER } }\n"
    static let amo = """
          crm:
            connector: amocrm-deals
            with:
              base: SERVER
              client_id: c
              redirect_uri: https://shop.example/
              client_secret: "${env:AMO}"
              refresh_token: "${env:AMO_REFRESH}"

        """
    static let bitrix = "  crm: { connector: bitrix24-deals, with: { webhook: \"${env:HOOK}\" } }\n"

    @Test func aReportOfDirectBecomesSpend() throws {
        let shop = try Connected(Self.direct)
        shop.platforms.change { $0.costs = ["2026-01-01": "100.50", "2026-01-31": "0.07", "2026-02-01": "3.00"] }
        let result = try shop.run(at: "2026-02-03")
        #expect(result.exitCode == 0, "\(result.errors)")
        let spend = try shop.company.rows(
            "SELECT day, campaign_name, impressions, clicks, cost_micros FROM v1_spend ORDER BY day")
        #expect(
            spend == [
                "2026-01-01|Бренд|1000|0|100500000", "2026-01-31|Бренд|1000|0|70000",
                "2026-02-01|Бренд|1000|0|3000000",
            ])
        #expect(
            try shop.company.folder.files().filter { $0.hasPrefix("var/landing/http") } == [
                "var/landing/http/ads/2026-01.tsv", "var/landing/http/ads/2026-02.tsv",
                "var/landing/http/ads/windows.state",
            ])

        // The same day again: nothing is asked. The next day: the days that may have been restated.
        let requests = shop.server.requests.count
        #expect(try shop.run(at: "2026-02-03").errors.contains("nothing to do"))
        #expect(shop.server.requests.count == requests)
        shop.platforms.change { $0.costs["2026-01-31"] = "0.05" }
        #expect(try shop.run(at: "2026-02-04").exitCode == 0)
        #expect(
            try shop.company.rows("SELECT cost_micros FROM v1_spend WHERE day = '2026-01-31'") == ["50000"])
        // The nights in which January was restated for the last time were missed: it is asked for once more, and settled.
        shop.platforms.change { $0.costs["2026-01-31"] = "0.03" }
        for (day, asked) in [("2026-02-15", 2), ("2026-02-17", 1)] {
            let names = shop.platforms.state.withLock { $0.reports.count }
            #expect(try shop.run(at: day).exitCode == 0)
            #expect(shop.platforms.state.withLock { $0.reports.count } == names + asked)
        }
        #expect(
            try shop.company.rows("SELECT cost_micros FROM v1_spend WHERE day = '2026-01-31'") == ["30000"])

        // Without the platforms everything is still there.
        shop.platforms.change { $0.outage = 503 }
        let digest = try shop.company.digest()
        #expect(try shop.run(at: "2026-02-18", ["--offline"]).exitCode == 0)
        #expect(try shop.company.run("rebuild", environment: Connected.environment).exitCode == 0)
        #expect(try shop.company.digest() == digest)
    }

    @Test func visitsAndDealsMeet() throws {
        let shop = try Connected(
            Self.direct + Self.metrica + Self.amo, connectors: ["yandex-metrica-visits": Self.quick])
        shop.platforms.change { state in
            state.costs = ["2026-01-02": "100.00"]
            state.visits["2026-01-02"] = [
                "7135462101\t2026-01-02 10:15:00\t1718280000123456789\thttps://site.example/?utm_source=yandex&utm_medium=cpc"
                    + "&utm_campaign=1234567\t\tyandex\tcpc\t1234567\t\t\t3\t95\t0\t[1,2]\t\t1\tМосква"
            ]
            state.leads[88001] = (
                """
                {"id":88001,"name":"x","price":42000,"responsible_user_id":7,"status_id":142,"pipeline_id":9,
                "created_at":1767346200,"updated_at":1767349800,"closed_at":1767349800,"is_deleted":false,
                "custom_fields_values":[{"field_code":"_YM_UID","values":[{"value":"1718280000123456789"}]}],
                "_embedded":{"contacts":[{"id":201,"is_main":true}],"loss_reason":[]}}
                """, 1_767_349_800
            )
            for id in 88002...88004 {
                state.leads[id] = (
                    "{\"id\":\(id),\"price\":0,\"status_id\":\(id == 88003 ? 143 : 21),\"pipeline_id\":9,"
                        + "\"created_at\":1767346200,\"updated_at\":1767346200,\"closed_at\":null,\"custom_fields_values\":null}",
                    1_767_346_200
                )
            }
        }
        let result = try shop.run(at: "2026-01-05")
        #expect(result.exitCode == 0, "\(result.errors)")
        let deals = try shop.company.rows(
            "SELECT deal_id, status, amount_micros, channel FROM v1_deal ORDER BY deal_id")
        #expect(
            deals == [
                "88001|won|42000000000|Paid Search", "88002|open|0|(unattributed)", "88003|lost|0|(unattributed)",
                "88004|open|0|(unattributed)",
            ])
        let tags = try shop.company.rows("SELECT source, medium, campaign FROM v1_deal WHERE deal_id = '88001'")
        #expect(tags == ["yandex|cpc|Бренд"])
        // Every log is put away, and every window was ordered once: two days before the start, four since.
        let logs = shop.platforms.state.withLock { $0.logs }
        let days = Set(logs.values.map { $0.first })
        #expect(!logs.values.contains { !$0.isCleaned })
        #expect(days.count == logs.count)
        #expect(logs.count == 6)
        for secret in Connected.environment.values where secret != "first" {
            #expect(try shop.filesHolding(secret) == [])
            #expect(!result.errors.contains(secret))
        }
        #expect(try shop.filesHolding("access-1") == [])
    }

    @Test func pagesOfBitrixBecomeDeals() throws {
        let shop = try Connected(Self.bitrix)
        shop.platforms.change { state in
            for id in 1...120 {
                state.deals[id] = Platforms.bitrixDeal(
                    id, created: "2026-01-02T11:20:00", changed: "2026-01-03T11:20:00", amount: "10.50")
            }
        }
        let result = try shop.run(at: "2026-01-05")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(
            try shop.company.rows("SELECT count(*), sum(amount_micros), min(status), max(source) FROM v1_deal")
                == ["120|1260000000|won|google"])
        #expect(try shop.filesHolding("s3cr3thook") == [])
        // A change overnight, and nothing else.
        shop.platforms.change { state in
            state.deals = [
                7: (state.deals[7] ?? "").replacingOccurrences(of: "\"S\"", with: "\"F\"")
                    .replacingOccurrences(of: "01-03T11:20:00+03:00\",\"MOVED", with: "01-06T11:20:00+03:00\",\"MOVED")
            ]
        }
        let second = try shop.run(at: "2026-01-07")
        #expect(second.exitCode == 0, "\(second.errors)")
        #expect(
            try shop.company.rows("SELECT status, count(*) FROM v1_deal GROUP BY status ORDER BY status")
                == ["lost|1", "won|119"])
    }

    /// The ends of the exit table that platforms bring about.
    @Test func endsAreToldApart() throws {
        let refused = try Connected(Self.direct.replacingOccurrences(of: "env:DIRECT", with: "env:METRICA"))
        let result = try refused.run(at: "2026-01-05")
        #expect(result.exitCode == 8, "\(result.errors)")
        #expect(result.errors.contains("answered 400 with error 53"))
        #expect(result.errors.contains("pipeline.yml:12:"))
        #expect(!result.errors.contains("metrica-t0ken"))

        let down = try Connected(
            Self.direct + "  crm: { entity: lead, files: leads.csv }\n",
            connectors: ["yandex-direct-spend": Self.impatient])
        try down.company.write("lead_id,created_at\n1,2026-01-02 10:00:00\n", to: "leads.csv")
        down.platforms.change { $0.outage = 503 }
        let partly = try down.run(at: "2026-01-05")
        #expect(partly.exitCode == 5, "\(partly.errors)")
        #expect(try down.company.rows("SELECT lead_id FROM v1_lead") == ["1"])
        #expect(
            try down.company.rows("SELECT source, state FROM etl_step ORDER BY 1") == ["ads|unreachable", "crm|read"])
        #expect(try down.run(at: "2026-01-05").exitCode == 3)
        // What was missed is caught up.
        down.platforms.change { state in
            state.outage = nil
            state.costs = ["2026-01-01": "5.00"]
        }
        #expect(try down.run(at: "2026-01-06").exitCode == 0)
        #expect(try down.company.rows("SELECT cost_micros FROM v1_spend") == ["5000000"])
    }

    /// The shipped connector, which gives up at once.
    static let impatient = impatient("yandex-direct-spend")

    static func impatient(_ name: String) -> String {
        let path = "\(PackageFolder.path)/pipelines/connectors/\(name).yml"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.replacingOccurrences(of: "limits: {", with: "limits: { attempts: 3,")
    }

    /// Dollars become roubles by the bank's own rates, of the days before the start too.
    @Test func ratesOfTheBankConvert() throws {
        let shop = try Connected(
            "  usd: { connector: bank-of-russia-rates, with: { base: SERVER } }\n"
                + "  ads: { entity: spend, files: spend.csv }\n")
        shop.platforms.change { $0.rates = ["31.12.2025": "80,1234", "13.01.2026": "78,5000"] }
        try shop.company.write(
            "date,source,medium,cost,currency\n2026-01-02,google,cpc,10,USD\n2026-01-14,google,cpc,1,USD\n",
            to: "spend.csv")
        let result = try shop.run(at: "2026-02-01")
        #expect(result.exitCode == 0, "\(result.errors)")
        let spend = try shop.company.rows("SELECT cost_micros FROM v1_spend ORDER BY day")
        #expect(spend == ["801234000", "78500000"])
    }

    /// The shipped connector, which looks every second.
    static let quick: String = {
        let path = "\(PackageFolder.path)/pipelines/connectors/yandex-metrica-visits.yml"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.replacingOccurrences(of: "pause: 20s", with: "pause: 1s")
    }()

    @Test func aBackfillAsksForItsDays() throws {
        let shop = try Connected(Self.direct)
        shop.platforms.change { $0.costs = ["2026-01-10": "1.00", "2026-02-10": "2.00", "2026-03-10": "4.00"] }
        let result = try shop.company.run(
            "backfill", ["--from", "2026-01-01", "--to", "2026-02-28"], environment: Connected.environment)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try shop.company.rows("SELECT sum(cost_micros) FROM v1_spend") == ["3000000"])
        #expect(try shop.run(at: "2026-04-01").exitCode == 0)
        #expect(try shop.company.rows("SELECT sum(cost_micros) FROM v1_spend") == ["7000000"])
    }
}
