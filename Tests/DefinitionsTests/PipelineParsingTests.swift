import Definitions
import Testing

/// What a good pipeline file means.
@Suite struct PipelineParsingTests {
    static let everything = """
        attribution:
          conversions: [lead, deal_won, payment]
          anchor: own
          lookback: 30d
          half_life: 36h
          position: [30, 30, 40]
          max_touches: 50
          models: [last_touch]
          report: { model: last_touch, basis: payment, vat: gross }
        rejects: { max_rows: 5, max_ratio: 0.000125 }
        funnel: { stages: [{ id: sold, match: 0/WON }, { id: lost, match: [LOSE, 1/*] }], unmapped: fail }
        sources:
          ad_spend:
            entity: spend
            files: data/spend-*.csv
            in_place: true
            format:
              type: csv
              delimiter: ";"
              quote: none
              encoding: CP1251
              decimal: ","
              thousands: " "
              date: d.M.yyyy
              instant: dd.MM.yyyy HH:mm
              time_zone: Asia/Kolkata
              skip_rows: 4
              total_row: Итого
              header: [Дата, "№ Кампании", 3]
              null: ["--", NaN, ""]
              short_rows: fill
            map:
              date: [Дата, Date]
              campaign_id: № Кампании
              cost: { from: [Расход, Cost], unit: micros, round: half_even, required: true }
              source: { const: yandex }
              medium: { from: Тип, values: { no: cpc, 1: cpm } }
              campaign: { required: true }
            where: { device: [mobile, 1], "Тип": "", branch: no }
            load: { replace: day, overlap: sum, lookback: 30d }
            vat: { included: true, rates: [{ from: 2019-01-01, rate: 20 }, { from: 2026-01-01, rate: 22 }] }
            fees:
              - { kind: agency, rate: 10.5, base: net, from: 2025-01-01 }
              - { kind: levy, rate: 3, base: gross, from: 2025-04-01, to: 2026-03-31 }
            utm: ["{campaign_id}", "{name}_{campaign_id}"]
          rates: { entity: rate, files: rates.csv }
          leads:
            entity: lead
            files: /data/leads-{{ day }}.jsonl.gz
            map: { created_at: { from: created, format: "yyyy-MM-dd'T'HH:mm:ssX" } }
            load: { merge: lead_id, version: updated_at, reread: 2h }
        identity:
          keys: [phone, client_id, tax_id]
          region: KZ
          max_links: { phone: 5, tax_id: 100 }
          store_contacts: plain
        matching: { aliases: conf/aliases.csv }

        """

    static let goodFiles: [(String, String)] = [
        ("the least", "sources:\n  leads: { entity: lead, files: leads.csv }\n"),
        ("everything", everything),
        (
            "costs that are nobody's own",
            "sources: { a: { entity: spend, files: a, split: { by: revenue } }, b: { entity: spend, files: b, "
                + "split: { by: fixed, shares: { organic_search: 60, Email: 40 } } } }"
        ),
        ("tab by name", "sources: { a: { entity: lead, files: a, format: { type: csv, delimiter: tab } } }"),
        ("path as list", "sources: { a: { entity: lead, files: a.json, format: { records: [a.b, c] } } }"),
        ("substitution", "sources: { a: { entity: lead, files: \"${env:HOME}/a\", format: { null: x } } }"),
    ]

    @Test func leastFileTakesDefaults() throws {
        let definition = try PipelineText.parse(PipelineText.head + Self.goodFiles[0].1, file: "shop/pipeline.yml")
        #expect(definition.file == "shop/pipeline.yml")
        #expect(definition.name == "demo")
        #expect(definition.timeZone == "Europe/Moscow")
        #expect(definition.currency == "RUB")
        #expect(definition.start == Day("2025-01-01"))
        #expect(definition.warehouse == "shop/var/demo.sqlite")
        #expect(definition.landing == "shop/var/landing")
        #expect(
            definition.attribution == AttributionDefinition(models: ["last_touch"], reportModel: "last_touch")
        )
        #expect(definition.rejects == RejectThreshold(maxRows: 100, maxRatioMillionths: 5000))
        let source = try #require(definition.sources.first)
        #expect(source.name == "leads")
        #expect(source.entity == "lead")
        #expect(source.files == "shop/leads.csv")
        #expect(source.inPlace == false)
        #expect(source.format == FormatDefinition())
        #expect(source.map == [])
        #expect(source.filters == [])
        #expect(source.load == LoadDefinition(mode: .merge(key: "lead_id", version: nil)))
        #expect(source.location == Definitions.SourceLocation(file: "shop/pipeline.yml", line: 9, column: 3))
        #expect(source.filesLocation == Definitions.SourceLocation(file: "shop/pipeline.yml", line: 9, column: 33))
    }

    @Test func everySettingIsRead() throws {
        let definition = try PipelineText.parse(PipelineText.head + Self.everything)
        #expect(
            definition.attribution
                == AttributionDefinition(
                    models: ["last_touch"], conversions: ["lead", "deal_won", "payment"], anchor: .own,
                    reportModel: "last_touch",
                    reportBasis: .payment,
                    lookbackSeconds: 30 * 86_400,
                    halfLifeSeconds: 36 * 3600, position: PositionWeights(first: 30, middle: 30, last: 40),
                    maxTouches: 50))
        #expect(definition.rejects == RejectThreshold(maxRows: 5, maxRatioMillionths: 125))
        #expect(
            definition.identity
                == IdentityDefinition(
                    keys: [.clientID, .phone, .taxID], region: .kz,
                    limits: LinkLimits(own: [.phone: 5, .taxID: 100]), storesContacts: .plain))
        #expect(definition.funnel?.stages.map(\.id) == ["sold", "lost"])
        #expect(definition.funnel?.unmapped == .fail)
        #expect(definition.sources.map(\.name) == ["ad_spend", "rates", "leads"])
        let spend = try #require(definition.sources.first)
        #expect(spend.inPlace)
        #expect(
            spend.format
                == FormatDefinition(
                    type: .csv,
                    delimiter: UInt8(ascii: ";"),
                    quote: nil,
                    encoding: .windows1251,
                    decimal: UInt8(ascii: ","),
                    thousands: " ",
                    date: "d.M.yyyy",
                    instant: "dd.MM.yyyy HH:mm",
                    timeZone: "Asia/Kolkata",
                    skipRows: 4,
                    totalRow: "Итого",
                    header: ["Дата", "№ Кампании", "3"],
                    nulls: ["--", "NaN", ""],
                    shortRows: .fill
                )
        )
        func place(_ line: Int, _ column: Int) -> Definitions.SourceLocation {
            Definitions.SourceLocation(file: "pipeline.yml", line: line, column: column)
        }
        #expect(
            spend.map == [
                FieldMapping(field: "date", origin: .columns(["Дата", "Date"]), location: place(40, 7)),
                FieldMapping(field: "campaign_id", origin: .columns(["№ Кампании"]), location: place(41, 7)),
                FieldMapping(
                    field: "cost",
                    origin: .columns(["Расход", "Cost"]),
                    unit: .micros,
                    round: true,
                    required: true,
                    location: place(42, 7)
                ),
                FieldMapping(field: "source", origin: .constant("yandex"), location: place(43, 7)),
                FieldMapping(
                    field: "medium",
                    origin: .columns(["Тип"]),
                    values: ["no": "cpc", "1": "cpm"],
                    location: place(44, 7)
                ),
                FieldMapping(field: "campaign", origin: .columns(["campaign"]), required: true, location: place(45, 7)),
            ]
        )
        #expect(spend.filters.map(\.name) == ["device", "Тип", "branch"])
        #expect(spend.filters.map(\.values) == [["mobile", "1"], [""], ["no"]])
        #expect(spend.load == LoadDefinition(mode: .replace(.day, overlap: .sum), lookback: 30 * 86_400))
        let leads = try #require(definition.sources.last)
        #expect(leads.files == "/data/leads-{{ day }}.jsonl.gz")
        #expect(leads.map.first?.format == "yyyy-MM-dd'T'HH:mm:ssX")
        #expect(leads.load == LoadDefinition(mode: .merge(key: "lead_id", version: "updated_at"), reread: 7200))
    }

    static let loads: [(String, LoadDefinition)] = [
        ("entity: spend, files: a", LoadDefinition(mode: .replace(.file, overlap: .error))),
        ("entity: lead, files: a", LoadDefinition(mode: .merge(key: "lead_id", version: nil))),
        ("entity: lead, files: a, load: { replace: file }", LoadDefinition(mode: .replace(.file, overlap: .error))),
        (
            "entity: lead, files: a, load: { merge: lead_id }",
            LoadDefinition(mode: .merge(key: "lead_id", version: nil))
        ),
    ]

    @Test(arguments: loads)
    func load(body: String, expected: LoadDefinition) throws {
        #expect(try PipelineText.source("sources: { a: { \(body) } }").load == expected)
    }

    static let paths: [(String, String, String)] = [
        ("pipeline.yml", "data/a.csv", "data/a.csv"),
        ("./pipeline.yml", "data/a.csv", "./data/a.csv"),
        ("demo/pipeline.yml", "data/a.csv", "demo/data/a.csv"),
        ("demo/pipeline.yml", "./data/a.csv", "demo/data/a.csv"),
        ("demo/pipeline.yml", "../data/a.csv", "demo/../data/a.csv"),
        ("demo/pipeline.yml", "/data/a.csv", "/data/a.csv"),
        ("/etc/demo/pipeline.yml", "data/a.csv", "/etc/demo/data/a.csv"),
        ("demo/pipeline.yml", "\"${env:HOME}/a.csv\"", "/home/ann/a.csv"),
    ]

    @Test(arguments: paths)
    func pathsCountFromTheFile(file: String, path: String, expected: String) throws {
        let source = try PipelineText.source("sources: { a: { entity: lead, files: \(path) } }", file: file)
        #expect(source.files == expected)
    }

    static let formats: [(String, FormatDefinition)] = [
        ("delimiter: \"\\t\"", FormatDefinition(delimiter: 9)),
        ("delimiter: \\t", FormatDefinition(delimiter: 9)),
        ("delimiter: tab", FormatDefinition(delimiter: 9)),
        ("quote: \"\"", FormatDefinition(quote: nil)),
        ("quote: none", FormatDefinition(quote: nil)),
        ("quote: \"'\"", FormatDefinition(quote: UInt8(ascii: "'"))),
        ("encoding: utf8", FormatDefinition(encoding: .utf8)),
        ("encoding: Win-1251", FormatDefinition(encoding: .windows1251)),
        ("encoding: WINDOWS-1251", FormatDefinition(encoding: .windows1251)),
        ("encoding: KOI8-R", FormatDefinition(encoding: .koi8r)),
        ("encoding: UTF-16LE", FormatDefinition(encoding: .utf16le)),
        ("thousands: \"\u{A0}\"", FormatDefinition(thousands: "\u{A0}")),
        ("null: no", FormatDefinition(nulls: ["no"])),
        ("null: \"\"", FormatDefinition(nulls: [""])),
        ("header: [a, 1]", FormatDefinition(header: ["a", "1"])),
        ("type: json, records: result.items", FormatDefinition(type: .json, records: ["result", "items"])),
        ("type: json, records: [a.b, a.b]", FormatDefinition(type: .json, records: ["a.b", "a.b"])),
        ("date: yyyyMMdd", FormatDefinition(date: "yyyyMMdd")),
    ]

    @Test(arguments: formats)
    func format(body: String, expected: FormatDefinition) throws {
        #expect(
            try PipelineText.source("sources: { a: { entity: lead, files: a, format: { \(body) } } }").format
                == expected
        )
    }

    @Test(
        arguments: [
            ("[linear, last_non_direct, first_touch]", "last_non_direct"),
            ("[time_decay, linear]", "linear"),
            ("last_paid", "last_paid"),
        ]
    )
    func reportModelPrefersLastNonDirect(models: String, expected: String) throws {
        let body = "attribution: { models: \(models) }\nsources: { a: { entity: lead, files: a } }\n"
        #expect(try PipelineText.parse(PipelineText.head + body).attribution.reportModel == expected)
    }

    @Test func valuesArePutInAfterParsing() throws {
        let text = """
            version: 1
            pipeline: "${env:SECRET} # and ${env:SECRET}"
            time_zone: ${file:zone.txt}
            currency: RUB
            start: 2025-01-01 # ${env:UNSET} in a comment is nothing
            warehouse: ${env:HOME}/w.sqlite
            landing: landing
            sources: { a: { entity: lead, files: a } }
            """
        let definition = try PipelineText.parse(text, file: "conf/pipeline.yml")
        #expect(definition.name == "s3cr3t # and s3cr3t")
        #expect(definition.timeZone == "Asia/Kolkata")
        #expect(definition.warehouse == "/home/ann/w.sqlite")
    }

    @Test func whatHoldsForAllRequests() throws {
        let text = """
            http: { private_hosts: [CRM.office], connect_timeout: 5s, idle_timeout: 1min, whole_timeout: 2h }
            sources: { a: { entity: lead, files: a } }
            """
        let http = try PipelineText.parse(PipelineText.head + text).http
        #expect(http.privateHosts == ["crm.office"])
        #expect([http.connectTimeout, http.idleTimeout, http.wholeTimeout] == [5, 60, 7200])
        let wrong = PipelineText.diagnostics(
            PipelineText.head + "http: { idle_timeout: 5 }\nsources: { a: { entity: lead, files: a } }\n")
        #expect(wrong.map(\.message) == ["'idle_timeout' must be a length of time, not '5'"])
    }

    @Test func aByteOrderMarkAndWindowsLineEndsPass() throws {
        let text = "\u{FEFF}" + (PipelineText.head + Self.everything).replacing("\n", with: "\r\n")
        #expect(try PipelineText.parse(text).sources.count == 3)
        let wrong = PipelineText.diagnostics("\u{FEFF}versoin: 1\r\npipeline: a\r\npipeline: b\r\n")
        #expect(wrong.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0)" }.prefix(1) == ["1:1"])
        #expect(wrong.contains { $0.message == "key 'pipeline' stands here twice" && $0.location?.line == 3 })
    }
}
