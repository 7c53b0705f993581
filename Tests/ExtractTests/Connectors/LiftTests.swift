import Definitions
import Foundation
import Synchronization
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

    @Test func listsGetNamesAndValuesAreJoined() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/rows" }
            answer: { records: rows, columns: [day, views], join: { state: [day, views, lost] }, add: { n: "{{ base }}" } }
            """
        ) { _ in .json(#"{"rows":[["2026-01-01",5,"more"],["2026-01-02"],{"day":1,"views":true}]}"#) }
        let lines = try test.extract().replacingOccurrences(of: test.server.address, with: "B").split(separator: "\n")
        #expect(
            lines.map { $0.filter { $0 != " " } } == [
                #"{"day":"2026-01-01","views":5,"state":"2026-01-015","n":"B"}"#,
                #"{"day":"2026-01-02","state":"2026-01-02","n":"B"}"#,
                #"{"day":1,"views":true,"state":"1true","n":"B"}"#,
            ])
        #expect(lines[0].contains(#""state":"2026-01-01 5 ""#))
    }

    @Test func eachRecordIsAskedForMore() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/leads" }
            auth: { bearer: "{{ token }}" }
            answer:
              records: r
              detail: { id: who.0, request: { url: "{{ base }}/contacts/{{ id }}" }, path: result, name: contact }
              lift: { reach: { list: contact.fields, key: code, value: value } }
            """
        ) { request in
            switch request.path {
            case "/leads":
                .json(#"{"r":[{"id":1,"who":["a/b"]},{"id":2,"who":["a/b"]},{"id":3,"who":[]},{"id":4,"who":[9]}]}"#)
            case "/contacts/a%2Fb": .json(#"{"result":{"fields":[{"code":"PHONE","value":"+7"}]}}"#)
            default: ServerReply(404, "gone")
            }
        }
        let lines = try test.extract().split(separator: "\n").map { $0.filter { $0 != " " } }
        #expect(
            lines == [
                #"{"id":1,"who":["a/b"],"contact":{"fields":[{"code":"PHONE","value":"+7"}]},"reach":{"PHONE":"+7"}}"#,
                #"{"id":2,"who":["a/b"],"contact":{"fields":[{"code":"PHONE","value":"+7"}]},"reach":{"PHONE":"+7"}}"#,
                #"{"id":3,"who":[],"reach":{}}"#, #"{"id":4,"who":[9],"reach":{}}"#,
            ])
        // Two records of one contact are one question.
        #expect(test.server.requests.map(\.path) == ["/leads", "/contacts/a%2Fb", "/contacts/9"])
        // What a record names may be gone; the list may not.
        let lost = try TestConnector(
            "request: { url: \"{{ base }}/a\" }\nanswer: { detail: { id: id, request: { url: \"{{ base }}/b/{{ id }}\" }, name: b } }"
        ) { _ in ServerReply(404) }
        #expect(throws: Failure.self) { try lost.extract() }
        #expect(test.server.requests.allSatisfy { $0.headers["authorization"] == "Bearer t0k3n-in-full" })
    }

    @Test func aBrokenDetailLandsNothing() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/leads" }
            answer: { detail: { id: id, request: { url: "{{ base }}/contacts/{{ id }}" }, name: contact } }
            limits: { attempts: 2 }
            """
        ) { request in
            request.path == "/leads"
                ? .json(#"[{"id":1},{"id":2}]"#) : ServerReply(request.path.hasSuffix("2") ? 500 : 200, "{}")
        }
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(failure?.kind == .unreachable)
        #expect(try test.folder.files().filter { $0.hasPrefix("delivery") } == [])
    }

    @Test func aTableThatIsNotThereIsNoFile() throws {
        let rows = Mutex("day,rate\n1,2\n")
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/rates" }
            answer: { type: csv, rules: [{ status: 404, means: empty }] }
            """
        ) { _ in
            let text = rows.withLock { $0 }
            return text.isEmpty ? ServerReply(404, "No results found") : ServerReply(200, text)
        }
        #expect(try test.extract() == "day,rate\n1,2\n")
        rows.withLock { $0 = "" }
        // What was there has no rows any more, and keeps its header.
        #expect(try test.extract() == "day,rate\n")
        try FileManager.default.removeItem(atPath: test.folder.path(of: "delivery"))
        #expect(try test.extraction().extract([:], to: test.folder.path(of: "delivery")).records == 0)
        #expect(try test.folder.files() == [])
    }

    @Test func theFirstCodeThatIsThereCounts() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/rows" }
            answer: { error: { code: [0.error.status, error.status] }, rules: [{ code: BUSY, means: again }] }
            """
        ) { request in
            switch request.number {
            case 1: .json(#"[{"error":{"status":"BUSY"}}]"#, status: 400)
            case 2: .json(#"{"error":{"status":"BUSY"}}"#, status: 400)
            default: .json("[{}]")
            }
        }
        #expect(try test.extract() == "{}\n")
        #expect(test.server.requests.count == 3)
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
