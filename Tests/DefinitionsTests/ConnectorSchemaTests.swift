import Definitions
import Foundation
import TestSupport
import Testing
import Yams

/// The schema that editors use for connector files, against the parser and the files of this repository.
@Suite struct ConnectorSchemaTests {
    let validator: SchemaValidator

    init() throws {
        let path = "\(PackageFolder.path)/schemas/connector.v1.json"
        validator = try SchemaValidator(schema: String(contentsOfFile: path, encoding: .utf8))
    }

    @Test(arguments: SettingSection.connectorFile.map(\.name))
    func keysAreThoseOfTheParser(name: String) throws {
        let section = try #require(SettingSection.connectorFile.first { $0.name == name })
        let schema = try #require(name == "connector" ? validator.schema : validator.definition(name))
        let keys = try #require(schema["properties"]?.mapping).keys.compactMap(\.string)
        #expect(Set(keys) == Set(section.keys))
        let required = schema["required"]?.sequence.map { $0.compactMap(\.string) } ?? []
        #expect(Set(required) == Set(section.required.map(\.key)))
        #expect(schema["additionalProperties"]?.string == "false")
        for (key, property) in try #require(schema["properties"]?.mapping) {
            #expect(property["description"]?.string?.isEmpty == false, "\(key.string ?? "") has no tooltip")
        }
    }

    @Test(arguments: ConnectorFileTests.shipped)
    func filesOfTheRepositoryFit(name: String) throws {
        let content = try #require(ConnectorLibrary.shipped.files[name]?.content)
        #expect(try validator.problems(of: content) == [])
    }

    static let badFiles: [(String, String)] = [
        ("request: {}", "/request: lacks url"),
        ("request: { url: a, methd: get }", "/request/methd: not allowed"),
        ("request: { url: a }\nwindow: week", "/window: is none of the values"),
        ("request: { url: a }\nauth: { bearer: a, query: {} }", "/auth: fits 0 of anyOf"),
        ("request: { url: a }\nanswer: { records: a..b }", "/answer/records: fits what it must not"),
        (
            "request: { url: a }\nanswer: { rules: [{ status: 600, means: again }] }",
            "/answer/rules/0/status: fits 0 of anyOf"
        ),
        ("request: { url: a }\nanswer: { type: csv, packed: rar }", "/answer/packed: is none of the values"),
        ("request: { url: a }\nanswer: { rules: [{ status: 500 }] }", "/answer/rules/0: lacks means"),
        ("request: { url: a }\nanswer: { detail: { id: a, name: b } }", "/answer/detail: fits 0 of anyOf"),
        (
            "request: { url: a }\nanswer: { rules: [{ code: x, at: a., means: fail }] }",
            "/answer/rules/0/at: fits what it must not"
        ),
        ("request: { url: a }\nabout: { vta: none }", "/about/vta: not allowed"),
        ("request: { url: a }\nlimits: { per: 1 }", "/limits/per: is integer instead of string"),
        ("request: { url: a }\nlimits: { at_once: 17 }", "/limits/at_once: is above 16.0"),
        ("request: { url: a }\nreport: {}", "/report: has too few keys"),
        ("request: { url: a }\nparameters: { a: {} }", "/parameters/a: lacks about"),
    ]

    @Test(arguments: badFiles)
    func badFilesDoNot(body: String, problem: String) throws {
        let text = ConnectorFileTests.head + body + "\n"
        #expect(try validator.problems(of: text).contains(problem))
        #expect(throws: Failure.self) {
            try ConnectorDefinition.parse(text: text, file: "crm.yml", entities: ConnectorFileTests.entities)
        }
    }
}
