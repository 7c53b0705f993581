import Definitions
import Testing

/// The connectors of the repository, and what is said of wrong ones.
@Suite struct ConnectorFileTests {
    static let entities = [
        "audience", "call", "chat", "content", "deal", "email_campaign", "lead", "payment", "rate", "spend",
        "stage_event",
        "tracking_number", "visit",
    ]

    static let shipped = SchemaLibrary.embedded.connectors.names

    @Test(arguments: shipped)
    func shippedConnectorsAreSources(name: String) throws {
        let file = try #require(SchemaLibrary.embedded.connectors.files[name])
        let connector = try ConnectorDefinition.parse(text: file.content, file: file.path, entities: Self.entities)
        #expect(connector.name == name)
        let given = connector.parameters.filter { $0.preset == nil }.map { "\($0.name): \"${env:SECRET}\"" }
        let body = "sources:\n  a: { connector: \(name), with: { \(given.joined(separator: ", ")) } }\n"
        let definition = try PipelineText.parse(PipelineText.head + body, connectors: .shipped)
        let source = try #require(definition.sources.first)
        #expect(source.entity == connector.entity)
        #expect(source.files.hasPrefix("var/landing/http/a/"))
        #expect(!source.map.isEmpty)
        // Every required field has a place to come from.
        let contract = try #require(try SchemaLibrary.embedded.contracts()[connector.entity])
        for field in contract.fields where field.required {
            #expect(source.map.contains { $0.field == field.name }, "\(name) has no \(field.name)")
        }
    }

    static let head = """
        version: 1
        connector: crm
        title: A CRM
        gives: leads
        entity: lead

        """

    static let cases = [
        ErrorCase(
            "keys and values",
            """
            version: ①2
            connector: ②crn
            title: A CRM
            gives: leads
            entity: ③leed
            window: ④dya
            ⑤pagging: { page: true }
            request: { ⑥ulr: "https://a.example", method: ⑦fetch, json: ⑧"{{ x", query: { a: ⑨"{{ }}" } }

            """,
            """
            ① version '2' of the connector file is not known (write 'version: 1')
            ② the connector is called 'crn', and its file crm.yml (call both the same)
            ③ unknown entity 'leed' (did you mean 'lead'?)
            ④ unknown window 'dya' (did you mean 'day'?)
            ⑤ unknown key 'pagging' (did you mean 'paging'?)
            ⑥ unknown key 'ulr' (did you mean 'url'?)
            ⑦ unknown method 'fetch' (use one of: get, post, put, delete)
            ⑧ '{{' is not closed (write '{{ name }}')
            ⑨ '{{ }}' names no value (write a name, such as '{{ token }}')
            """),
        ErrorCase(
            "what is missing",
            """
            ①version: 1
            connector: crm

            """,
            """
            ① the connector file has no 'title' (add 'title: My CRM: leads')
            ① the connector file has no 'gives' (add 'gives: leads')
            ① the connector file has no 'entity' (add 'entity: lead')
            ① the connector file has no 'request' (add 'request:' and what belongs under it)
            """),
        ErrorCase(
            "places of values",
            head + """
                parameters: { token: { about: a token, secret: true } }
                window: day
                request:
                  url: ①"https://a.example/{{ tokn }}"
                  query: { p: ②"{{ page }}", d: ③"{{ from | json }}", t: ④"{{ token | unix }}", f: ⑤"{{ from | quoted }}" }
                paging: { next: links.next }

                """,
            """
            ⑤ 'quoted' is no way to write a value (use one of: json, list, digits, encoded, unix, unix_ms, iso, year, month, day, or a pattern such as dd.MM.yyyy)
            """),
        ErrorCase(
            "names of values",
            head + """
                parameters: { token: { about: a token, secret: true } }
                window: day
                request:
                  url: ①"https://a.example/{{ tokn }}"
                  query: { p: ②"{{ page }}", d: ③"{{ from | json }}", t: ④"{{ token | unix }}" }
                paging: { next: links.next }

                """,
            """
            ① nothing is known of '{{ tokn }}' (did you mean 'token'?)
            ② nothing is known of '{{ page }}' (name it under 'parameters', or use one of: from, hash, to, token, until)
            ③ 'json' isn't for moments (write a pattern such as yyyy-MM-dd, unix or iso)
            ④ 'unix' is for moments, and 'token' is none (remove it, or use from, to or until)
            """),
        ErrorCase(
            "parameters",
            head + """
                parameters:
                  ①Token: { about: x }
                  ②key: { secret: true }
                  pass: { about: x, secret: true, ③default: y }
                  list: ④yes
                request: { url: "https://a.example" }

                """,
            """
            ① 'Token' can't be the name of a value (begin with a small letter and use a-z, 0-9 and _ only)
            ② parameter 'key' has no 'about' (add 'about: the key from the account's settings')
            ③ a secret has no default (remove it)
            ④ 'parameters' must be a mapping, not a text (known keys: about, secret, default, optional, list)
            """),
        ErrorCase(
            "ways that exclude each other",
            head + """
                request: { url: "https://a.example", method: get, ①form: { a: b }, ②json: "{}" }
                ③auth: { bearer: a, query: { b: c } }
                ④paging: { page: true, cursor: next }
                ⑤report: {}

                """,
            """
            ① a request has one body, not both 'json' and 'form' (keep one of the two)
            ② a GET request has no body (write 'method: post', or 'query' instead)
            ③ 'auth' has 2 ways to say who asks (use one of: bearer, headers, query, basic, oauth)
            ④ 'paging' has 2 kinds (use one of: page, offset, cursor, next, link, after)
            ⑤ 'report' has neither 'repeat' nor 'job' (write one of the two)
            """),
        ErrorCase(
            "answers",
            head + """
                request: { url: "https://a.example" }
                answer:
                  type: ①jsn
                  records: a..b
                  rules: []

                """,
            """
            ① unknown type 'jsn' (did you mean 'json'?)
            """),
        ErrorCase(
            "packed tables and links",
            head + """
                request: { url: "https://a.example" }
                answer: { type: json, packed: ①zip }
                report:
                  job:
                    id: a
                    poll: { url: "https://a.example" }
                    state: a
                    ready: b
                    orders: ②0
                    download: { url: ③"{{ link }}" }

                """,
            """
            ① only tables come packed here (add 'type: csv' or 'type: tsv' to 'answer')
            ② 'orders' must be above zero (write 'orders: 1' or more)
            ③ nothing is known of '{{ link }}' (name it under 'parameters', or use one of: hash, id, part)
            """),
        ErrorCase(
            "streams",
            head + """
                request: { url: "https://a.example" }
                answer: { type: tsv, ①streamed: true }

                """,
            """
            ① 'streamed' is for JSON; tables are never held in memory, XML always is (remove it)
            """),
        ErrorCase(
            "details",
            head + """
                request: { url: "https://a.example" }
                answer:
                  detail:
                    - { id: ①[a, b], request: { url: "https://a.example/{{ id }}" }, name: x, ②list: c }
                    - { id: a, ③request: { url: "https://a.example", query: { q: "{{ ids }}" } }, name: x }
                    - { id: [a, b], ④request: { url: "https://a.example" }, list: c, key: d, name: x }
                    - { id: a, request: { url: "https://a.example/{{ id }}" }, ⑤nmae: x }

                """,
            """
            ① '{{ id }}' stands for one value, not 2 (name one, or ask without '{{ id }}')
            ② 'list' is for answers about several records, and this one asks for each by '{{ id }}' (remove it, or ask with '{{ ids }}')
            ③ nothing says which of the answer's elements belongs to which record (add 'list: items' and 'key: id', or ask with '{{ id }}' for each record)
            ④ nothing says which of the answer's elements belongs to which record (add 'list: items' and 'key: id', or ask with '{{ id }}' for each record)
            ⑤ unknown key 'nmae' (did you mean 'name'?)
            """),
        ErrorCase(
            "rules",
            head + """
                request: { url: "https://a.example" }
                answer:
                  rules:
                    - ①{ means: again }
                    - { status: ②[99, 503], means: again }
                    - { ③code: x, means: fail }
                paging: { ④after: id }
                limits: { requests: ⑤0, per: ⑥1, at_once: ⑦17 }

                """,
            """
            ① a rule needs a status or a code (add 'status: 503' or 'code: …')
            ② 'status' takes numbers from 100 to 599 (such as [429, 503])
            ③ nothing says where answers have their code (add 'error: { code: error.code }' to 'answer')
            ④ 'after' needs the size of a page (add 'size: 50': a shorter page is the last)
            ⑤ 'requests' must be above zero (write 'requests: 1' or more)
            ⑥ 'per' must be a length of time, not '1' (write a whole number and d, h, min or s, such as 'per: 1s')
            ⑦ 'at_once' is at most 16, not 17 (what limits a platform is 'requests'; 'at_once' only has to make up for slow answers)
            """),
    ]

    @Test(arguments: cases)
    func mistakesAreNamed(test: ErrorCase) {
        let text = MarkedText(test.marked)
        var diagnostics: [Diagnostic] = []
        do throws(Failure) {
            _ = try ConnectorDefinition.parse(text: text.text, file: "connectors/crm.yml", entities: Self.entities)
        } catch {
            diagnostics = error.diagnostics
        }
        #expect(text.describe(diagnostics) == test.expected)
    }

    static let sourceCases = [
        ErrorCase(
            "sources with a connector",
            """
            sources:
              a: { connector: ①yandex-direct-spent, with: { token: x } }
              b: { connector: ②yandex-direct-spend }
              c: { connector: yandex-direct-spend, with: { token: x, ③tokn: y } }
              d: { connector: bitrix24-deals, with: { webhook: "${env:SECRET}" }, ④files: a.csv }
              e: { entity: lead, files: a.csv, ⑤with: {} }

            """,
            """
            ① unknown connector 'yandex-direct-spent' (did you mean 'yandex-direct-spend'?)
            ② connector 'yandex-direct-spend' needs 'token': an OAuth token with the right to read the advertiser's statistics (add 'with: { token: "${env:TOKEN}" }')
            ③ connector 'yandex-direct-spend' takes no 'tokn' (did you mean 'token'?)
            ④ unknown key 'files' (it belongs under 'source')
            ⑤ unknown key 'with' (known keys: entity, files, in_place, format, map, where, load, vat, fees, utm, split)
            """),
        ErrorCase(
            "what a source says itself",
            """
            sources:
              a:
                connector: yandex-direct-spend
                with: { token: "${env:SECRET}" }
                map: { cost: Cost, ①costs: x }
                load: { ②replace: dya }

            """,
            """
            ① spend has no field 'costs' (did you mean 'cost'?)
            """),
    ]

    @Test func aSourcesMistakesAreNamed() {
        let text = MarkedText(PipelineText.head + Self.sourceCases[0].marked)
        var diagnostics: [Diagnostic] = []
        do {
            _ = try PipelineText.parse(text.text, connectors: .shipped)
        } catch {
            diagnostics = (error as? Failure)?.diagnostics ?? []
        }
        #expect(text.describe(diagnostics) == Self.sourceCases[0].expected)
    }

    @Test func aSourceGoesBeforeItsConnector() throws {
        let body = """
            sources:
              a:
                connector: yandex-direct-spend
                with: { token: "${env:SECRET}", client_login: shop }
                map: { campaign: [Name, CampaignName], account: { const: shop } }
                load: { replace: day, lookback: 30d }
                format: { decimal: "," }

            """
        let source = try #require(try PipelineText.parse(PipelineText.head + body, connectors: .shipped).sources.first)
        #expect(source.map.first { $0.field == "campaign" }?.origin == .columns(["Name", "CampaignName"]))
        #expect(source.map.first { $0.field == "account" }?.origin == .constant("shop"))
        #expect(source.map.first { $0.field == "cost" }?.origin == .columns(["Cost"]))
        #expect(source.load.lookback == 2_592_000)
        #expect(source.format.decimal == UInt8(ascii: ","))
        #expect(source.format.nulls == ["--"])
        #expect(source.files == "var/landing/http/a/{{ month }}.tsv")
        #expect(source.connection?.values["client_login"] == .text("shop"))
        #expect(source.connection?.values["vat"] == .text("YES"))
        #expect(source.connection?.values["token"] == .secret(Secret("s3cr3t")))
        #expect(!"\(source)".contains("s3cr3t"))
    }
}

extension ConnectorLibrary {
    static let shipped = SchemaLibrary.embedded.connectors
}
