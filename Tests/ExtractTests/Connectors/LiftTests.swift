import Definitions
import TestSupport
import Testing

@testable import Extract

/// What is added to records, and which way to say who asks is taken.
@Suite struct LiftTests {
    @Test func customFieldsBecomeKeys() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/leads" }
            answer:
              records: r
              lift: { custom: { list: fields, key: [code, name], value: values.0.value } }
            """
        ) { _ in
            .json(
                """
                {"r":[{"id":1,"fields":[{"code":"UTM_SOURCE","values":[{"value":"ya\\"ndex"}]},{"code":null,"name":"Бюджет",
                "values":[{"value": 5}]},{"code":"UTM_SOURCE","values":[{"value":"second"}]},{"code":"EMPTY","values":[]}]},
                {"id":2,"fields":null},{},[7]]}
                """)
        }
        let lines = try test.extract().split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasSuffix(",\"custom\":{\"UTM_SOURCE\":\"ya\\\"ndex\",\"Бюджет\":5}}"))
        #expect(lines[1] == "{\"id\":2,\"fields\":null,\"custom\":{}}")
        #expect(lines[2] == "{\"custom\":{}}")
        #expect(lines[3] == "[7]")
    }

    @Test func theFirstWayWhoseValuesAreThereIsTaken() throws {
        let text = """
            request: { url: "{{ base }}/a" }
            auth:
              - { headers: { X-Note: "{{ note }}" } }
              - { bearer: "{{ token }}" }
            """
        var test = try TestConnector(text) { _ in .json("[]") }
        _ = try test.extract()
        test.parameters["note"] = .text("n")
        _ = try test.extract()
        #expect(test.server.requests.map { $0.headers["authorization"] } == ["Bearer t0k3n-in-full", nil])
        #expect(test.server.requests.map { $0.headers["x-note"] } == [nil, "n"])
        test.parameters["note"] = nil
        test.parameters["token"] = nil
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(failure?.kind == .definition)
        #expect(failure?.diagnostics.first?.message == "nothing tells 'test' who asks: it needs note, or token")
    }

    @Test func aWebhooksPathIsSecret() {
        let redaction = Redaction([Secret("https://b24.example/rest/1/q8w7e6r5t4y3/")])
        #expect(redaction.apply(to: "GET /rest/1/q8w7e6r5t4y3/crm.lead.list") == "GET /rest/1/***/crm.lead.list")
        #expect(redaction.apply(to: "b24.example") == "b24.example")
    }
}
