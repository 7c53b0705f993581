import Definitions
import Testing

/// A fingerprint changes with what is read, and with nothing else.
@Suite struct FingerprintTests {
    static let base = """
        sources:
          a:
            entity: spend
            files: data/a.csv
            format: { decimal: ",", null: ["-", "--"] }
            map:
              date: [Дата, Date]
              source: { const: vk }
              medium: { const: cpc }
              cost: { from: Cost, values: { a: "1", b: "2" } }
            where: { device: [x, y], branch: z }
            load: { replace: day }
            vat: { included: true, rates: [{ from: 2025-01-01, rate: 20 }] }
            fees: [{ kind: agency, rate: 10, base: net }]
            split: { by: fixed, shares: { Email: 60, SMS: 40 } }

        """

    static func fingerprint(_ body: String, file: String = "pipeline.yml", zone: String = "Europe/Moscow") throws
        -> String
    {
        let head = PipelineText.head.replacing("Europe/Moscow", with: zone)
        return try #require(try PipelineText.parse(head + body, file: file).sources.first).fingerprint
    }

    static let same: [(String, String, String)] = [
        ("comments", "entity: spend", "entity: spend # what we pay"),
        ("quotes", "entity: spend", "entity: 'spend'"),
        ("a default spelt out", "decimal: \",\"", "decimal: \",\", quote: '\"', skip_rows: 0, short_rows: reject"),
        ("another default", "load: { replace: day }", "load: { replace: day, overlap: error }"),
        ("what is asked of a platform again", "load: { replace: day }", "load: { replace: day, lookback: 30d }"),
        ("order of keys", "entity: spend\n    files: data/a.csv", "files: data/a.csv\n    entity: spend"),
        ("order of values", "{ a: \"1\", b: \"2\" }", "{ b: \"2\", a: \"1\" }"),
        ("order of filters", "{ device: [x, y], branch: z }", "{ branch: [z], device: [y, x] }"),
        ("order of empty texts", "[\"-\", \"--\"]", "[\"--\", \"-\"]"),
        ("decimals of a rate", "rate: 20", "rate: 20.00"),
        ("a list of one", "[{ kind: agency, rate: 10, base: net }]", "{ kind: agency, rate: 10, base: net }"),
        ("order of shares", "{ Email: 60, SMS: 40 }", "{ sms: 40, email: 60.00 }"),
        ("name of the source", "  a:\n", "  b:\n"),
    ]

    @Test(arguments: same)
    func blindTo(name: String, old: String, new: String) throws {
        let changed = Self.base.replacing(old, with: new)
        try #require(changed != Self.base)
        #expect(try Self.fingerprint(changed) == Self.fingerprint(Self.base))
    }

    @Test func blindToWhereTheProgramWasStarted() throws {
        #expect(try Self.fingerprint(Self.base, file: "/a/pipeline.yml") == Self.fingerprint(Self.base))
    }

    static let different: [(String, String, String)] = [
        ("the days a path stands for", "data/a.csv", "data/{{ month }}.csv"),
        ("decimal mark", "decimal: \",\"", "decimal: \".\""),
        ("an empty text", "[\"-\", \"--\"]", "[\"-\"]"),
        ("order of aliases", "[Дата, Date]", "[Date, Дата]"),
        ("texts that join alike", "[Дата, Date]", "[\"Дата Date\"]"),
        ("a value", "b: \"2\"", "b: \"3\""),
        ("a filter", "branch: z", "branch: y"),
        ("load", "replace: day", "replace: file"),
        ("constant for column", "{ from: Cost, values: { a: \"1\", b: \"2\" } }", "{ const: 1 }"),
        ("included VAT", "included: true", "included: false"),
        ("a rate of VAT", "rate: 20", "rate: 22"),
        ("the day of a rate", "from: 2025-01-01", "from: 2025-01-02"),
        ("a fee's kind", "kind: agency", "kind: levy"),
        ("a fee's base", "base: net", "base: gross"),
        ("a fee's end", "base: net }", "base: net, to: 2025-12-31 }"),
        ("a fixed fee", "rate: 10, base: net", "fixed: 10"),
        ("the shares of a split", "{ Email: 60, SMS: 40 }", "{ Email: 50, SMS: 50 }"),
        ("a split", "by: fixed, shares: { Email: 60, SMS: 40 }", "by: leads"),
        ("in place", "entity: spend", "entity: spend\n    in_place: true"),
    ]

    @Test(arguments: different)
    func seesA(name: String, old: String, new: String) throws {
        let changed = Self.base.replacing(old, with: new)
        try #require(changed != Self.base)
        #expect(try Self.fingerprint(changed) != Self.fingerprint(Self.base))
    }

    @Test func seesThePipelinesZone() throws {
        #expect(try Self.fingerprint(Self.base, zone: "UTC") != Self.fingerprint(Self.base))
    }

    @Test func contractsHaveTheirOwn() throws {
        let contracts = try SchemaLibrary.embedded.contracts()
        let lead = try #require(contracts["lead"])
        var changed = lead
        #expect(changed.fingerprint == lead.fingerprint)
        changed.fields[1].required = false
        #expect(changed.fingerprint != lead.fingerprint)
        #expect(contracts["spend"]?.fingerprint != lead.fingerprint)
    }
}
