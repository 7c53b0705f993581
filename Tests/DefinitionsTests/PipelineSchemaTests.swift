import Definitions
import Foundation
import Testing
import Yams

/// The schema editors use, against the parser and against the files of this repository.
@Suite struct PipelineSchemaTests {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    let validator: SchemaValidator

    init() throws {
        let url = Self.root.appendingPathComponent("schemas/pipeline.v1.json")
        validator = try SchemaValidator(schema: String(contentsOf: url, encoding: .utf8))
    }

    @Test(arguments: SettingSection.pipelineFile.map(\.name))
    func keysAreThoseOfTheParser(name: String) throws {
        let section = try #require(SettingSection.pipelineFile.first { $0.name == name })
        let schema = try #require(name == "pipeline" ? validator.schema : validator.definition(name))
        let keys = try #require(schema["properties"]?.mapping).keys.compactMap(\.string)
        #expect(Set(keys) == Set(section.keys))
        let required = schema["required"]?.sequence.map { $0.compactMap(\.string) } ?? []
        #expect(Set(required) == Set(section.required.map(\.key)))
        #expect(schema["additionalProperties"]?.string == "false")
        for (key, property) in try #require(schema["properties"]?.mapping) {
            #expect(property["description"]?.string?.isEmpty == false, "\(key.string ?? "") has no tooltip")
        }
    }

    @Test func entitiesAreThoseWithContracts() throws {
        let entities = validator.definition("source")?["properties"]?["entity"]?["enum"]?.sequence
        #expect(try Set(entities?.compactMap(\.string) ?? []) == Set(SchemaLibrary.embedded.contracts().keys))
    }

    @Test func modelsCanBeComputed() throws {
        for model in validator.definition("model")?["enum"]?.sequence?.compactMap(\.string) ?? [] {
            let body = "attribution: { models: [\(model)] }\nsources:\n  a: { entity: lead, files: a.csv }\n"
            let definition = try PipelineText.parse(PipelineText.head + body)
            #expect(definition.attribution.models == [model])
        }
    }

    /// Every pipeline file that users run or copy.
    static func pipelineFiles() -> [String] {
        let folder = root.appendingPathComponent("pipelines").path
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.filter {
            $0.hasSuffix("/pipeline.yml") || ($0.hasPrefix("examples/") && $0.hasSuffix(".yml"))
        }.sorted()
    }

    @Test func filesOfTheRepositoryFit() throws {
        for path in Self.pipelineFiles() {
            let url = Self.root.appendingPathComponent("pipelines/\(path)")
            #expect(try validator.problems(of: String(contentsOf: url, encoding: .utf8)) == [], "\(path)")
        }
    }

    @Test(arguments: PipelineParsingTests.goodFiles)
    func goodFilesFit(name: String, body: String) throws {
        #expect(try validator.problems(of: PipelineText.head + body) == [])
    }

    static let badFiles: [(String, String, String)] = [
        ("no sources", "", ": lacks sources"),
        ("empty sources", "sources: {}", "/sources: has too few keys"),
        ("unknown key", "source: {}\nsources: { a: { entity: lead, files: a } }", "/source: not allowed"),
        ("unknown key below", "sources: { a: { entity: lead, files: a, tax: 1 } }", "/sources/a/tax: not allowed"),
        ("missing key below", "sources: { a: { entity: lead } }", "/sources/a: lacks files"),
        ("entity", "sources: { a: { entity: leed, files: a } }", "/sources/a/entity: is none of the values"),
        (
            "name of a source", "sources: { Leads: { entity: lead, files: a } }",
            "/sources/Leads as a name: does not match ^[a-z][a-z0-9_]*$"
        ),
        ("flag", "sources: { a: { entity: lead, files: a, in_place: yes } }", "in_place: is string instead of boolean"),
        ("count", "rejects: { max_rows: -1 }\nsources: { a: { entity: lead, files: a } }", "max_rows: is below 0.0"),
        ("share", "rejects: { max_ratio: 5 }\nsources: { a: { entity: lead, files: a } }", "max_ratio: is above 1.0"),
        (
            "lookback", "attribution: { lookback: 3m }\nsources: { a: { entity: lead, files: a } }",
            "/lookback: does not match ^(0*[1-9][0-9]*(d|h|min|s)|\\$\\{.*\\})$"
        ),
        (
            "half-life", "attribution: { half_life: 0d }\nsources: { a: { entity: lead, files: a } }",
            "/half_life: does not match ^(0*[1-9][0-9]*(d|h|min|s)|\\$\\{.*\\})$"
        ),
        (
            "positions", "attribution: { position: [50, 50] }\nsources: { a: { entity: lead, files: a } }",
            "/position: has too few items"
        ),
        (
            "more positions", "attribution: { position: [40, 10, 10, 40] }\nsources: { a: { entity: lead, files: a } }",
            "/position: has too many items"
        ),
        (
            "max_touches", "attribution: { max_touches: 1 }\nsources: { a: { entity: lead, files: a } }",
            "/max_touches: is below 2.0"
        ),
        (
            "pattern", "sources: { a: { entity: lead, files: a, format: { date: YYYY-MM-DD } } }",
            "fits what it must not"
        ),
        ("load", "sources: { a: { entity: lead, files: a, load: { replace: day, merge: id } } }", "fits 0 of oneOf"),
        (
            "span", "sources: { a: { entity: spend, files: a, load: { replace: day, lookback: 30 } } }",
            "load/lookback: is integer instead of string"
        ),
        (
            "span of another way", "sources: { a: { entity: spend, files: a, load: { replace: day, reread: 2h } } }",
            "fits 0 of oneOf"
        ),
        ("no load", "sources: { a: { entity: lead, files: a, load: {} } }", "/load: fits 0 of oneOf"),
        ("const", "sources: { a: { entity: lead, files: a, map: { b: { const: c, from: d } } } }", "fits 0 of anyOf"),
        ("vat", "sources: { a: { entity: spend, files: a, vat: { included: true } } }", "/sources/a/vat: lacks rates"),
        (
            "rates of vat",
            "sources: { a: { entity: spend, files: a, vat: { included: true, rates: [{ from: 1.1.2026, rate: 22 }] } } }",
            "fits 0 of anyOf"
        ),
        (
            "a fee", "sources: { a: { entity: spend, files: a, fees: [{ kind: agency, rate: 101 }] } }",
            "fits 0 of anyOf"
        ),
        (
            "shares of a split by leads",
            "sources: { a: { entity: spend, files: a, split: { by: leads, shares: { Email: 100 } } } }",
            "fits 0 of oneOf"
        ),
        (
            "a fixed fee with a base",
            "sources: { a: { entity: spend, files: a, fees: [{ kind: agency, fixed: 1, base: net }] } }",
            "fits 0 of anyOf"
        ),
        ("alias twice", "sources: { a: { entity: lead, files: a, map: { b: [c, c] } } }", "fits 0 of anyOf"),
        (
            "no stages", "funnel: { unmapped: warn }\nsources: { a: { entity: lead, files: a } }",
            "/funnel: lacks stages"
        ),
        (
            "id of a stage", "funnel: { stages: [{ id: Won, match: a }] }\nsources: { a: { entity: lead, files: a } }",
            "/id: does not match ^[a-z0-9_]+$"
        ),
        (
            "milestone",
            "funnel: { stages: [{ id: a, match: a, milestone: mqq }] }\nsources: { a: { entity: lead, files: a } }",
            "/milestone: is none of the values"
        ),
        (
            "a kind of key", "identity: { keys: [fone] }\nsources: { a: { entity: lead, files: a } }",
            "fits 0 of anyOf"
        ),
        (
            "region", "identity: { region: ru }\nsources: { a: { entity: lead, files: a } }",
            "/region: is none of the values"
        ),
        (
            "links", "identity: { max_links: 0 }\nsources: { a: { entity: lead, files: a } }",
            "fits 0 of anyOf"
        ),
        (
            "a key in the open", "identity: { key: abc }\nsources: { a: { entity: lead, files: a } }",
            "does not match \\$\\{.*\\}"
        ),
        ("no aliases", "matching: {}\nsources: { a: { entity: lead, files: a } }", "/matching: lacks aliases"),
        (
            "a template without quotes", "sources: { a: { entity: spend, files: a, utm: {campaign_id} } }",
            "/utm: fits 0 of anyOf"
        ),
        ("home", "sources: { a: { entity: lead, files: ~/a } }", "/files: does not match ^[^~]"),
    ]

    @Test(arguments: badFiles)
    func badFilesDoNot(name: String, body: String, problem: String) throws {
        let problems = try validator.problems(of: PipelineText.head + body)
        #expect(problems.count == 1 && problems.first?.hasSuffix(problem) == true, "\(problems)")
    }

    @Test func whatTheSchemaRefusesTheParserRefuses() {
        for (name, body, _) in Self.badFiles {
            #expect(!PipelineText.diagnostics(PipelineText.head + body).isEmpty, "\(name)")
        }
    }
}
