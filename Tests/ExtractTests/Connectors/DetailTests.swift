import Definitions
import Synchronization
import TestSupport
import Testing

@testable import Extract

/// What is asked for records besides themselves: several at a time, and once for all.
@Suite struct DetailTests {
    private static let paged = "\npaging: { page: true, size: 2 }\n"

    private static func page(_ request: ServerRequest, _ records: String...) -> ServerReply {
        let page = request["page"].flatMap { Int($0) } ?? 1
        return .json("{\"r\":\(page <= records.count ? records[page - 1] : "[]")}")
    }

    private func lines(_ test: TestConnector) throws -> [String] {
        try test.extract().split(separator: "\n").map { $0.filter { $0 != " " } }
    }

    @Test func severalAreAskedForAtATime() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/leads" }
            answer:
              records: r
              detail:
                id: who
                request: { url: "{{ base }}/contacts", query: { "id[]": "{{ ids }}" } }
                size: 2
                list: c
                key: id
                path: phone
                name: phone
            """
        ) { request in
            switch request.path {
            case "/leads": return .json(#"{"r":[{"who":1},{"who":2},{"who":1},{"who":3},{},{"who":null}]}"#)
            default:
                let ids = request.query.filter { $0.name == "id[]" }.map(\.value)
                guard ids.count <= 2 else { return ServerReply(400) }
                // The third one is gone, and comes not.
                let found = ids.filter { $0 != "3" }.map { "{\"id\":\($0),\"phone\":\"+\($0)\"}" }
                return found.isEmpty ? ServerReply(204) : .json("{\"c\":[\(found.joined(separator: ","))]}")
            }
        }
        #expect(
            try lines(test) == [
                #"{"who":1,"phone":"+1"}"#, #"{"who":2,"phone":"+2"}"#, #"{"who":1,"phone":"+1"}"#, #"{"who":3}"#, "{}",
                #"{"who":null}"#,
            ])
        #expect(test.server.requests.map(\.path) == ["/leads", "/contacts", "/contacts"])
    }

    /// Two details with the same question, of records on three pages: one request.
    @Test func namesAreAskedForOnce() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/leads", query: { page: "{{ page }}" } }
            answer:
              records: r
              detail:
                - { id: p, request: { url: "{{ base }}/pipelines" }, list: p, key: id, path: name, name: pipeline }
                - { id: [p, s], request: { url: "{{ base }}/pipelines" }, list: p.*.s, key: [p, id], path: name, name: stage }
            """ + Self.paged
        ) { request in
            guard request.path == "/pipelines" else {
                return Self.page(request, #"[{"p":1,"s":142},{"p":2,"s":142}]"#, #"[{"p":1,"s":7},{"p":3,"s":142}]"#)
            }
            return .json(
                """
                {"p":[{"id":1,"name":"A","s":[{"p":1,"id":142,"name":"Won"},{"p":1,"id":7,"name":"New"}]},
                {"id":2,"name":"B","s":[{"p":2,"id":142,"name":"Paid"}]}]}
                """)
        }
        #expect(
            try lines(test) == [
                #"{"p":1,"s":142,"pipeline":"A","stage":"Won"}"#, #"{"p":2,"s":142,"pipeline":"B","stage":"Paid"}"#,
                #"{"p":1,"s":7,"pipeline":"A","stage":"New"}"#, #"{"p":3,"s":142}"#,
            ])
        #expect(test.server.requests.filter { $0.path == "/pipelines" }.count == 1)
    }

    /// Two names for one id: neither is right for sure.
    @Test func whatIsAmbiguousIsNotGiven() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/deals" }
            answer:
              records: r
              detail: { id: s, request: { url: "{{ base }}/names" }, list: n, key: id, path: name, name: stage }
            """
        ) { request in
            request.path == "/deals"
                ? .json(#"{"r":[{"s":"NEW"},{"s":"WON"}]}"#)
                : .json(
                    #"{"n":[{"id":"NEW","name":"New"},{"id":"NEW","name":"Fresh"},{"id":"WON","name":"A"},{"id":"WON","name":"A"}]}"#
                )
        }
        #expect(try lines(test) == [#"{"s":"NEW"}"#, #"{"s":"WON","stage":"A"}"#])
    }

    @Test func nobodyIsAskedForTheNamesOfNothing() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/deals" }
            answer:
              records: r
              detail: { id: s, request: { url: "{{ base }}/names" }, list: n, key: id, path: name, name: stage }
            """
        ) { $0.path == "/deals" ? .json(#"{"r":[]}"#) : ServerReply(500) }
        #expect(try test.extract() == "")
        #expect(test.server.requests.count == 1)
    }

    /// A batch of commands: an error means another thing by the command that it stands at.
    @Test func aCodeMeansWhatItsPlaceSays() throws {
        func ending(_ errors: String) throws -> Result<String, any Error> {
            let test = try TestConnector(
                """
                request: { url: "{{ base }}/batch" }
                answer:
                  records: result.result.*
                  error: { code: [error, result.result_error.*.error] }
                  rules:
                    - { code: INVALID, at: result.result_error.p0.error, means: fail }
                    - { code: INVALID, means: accept }
                    - { code: BUSY, means: again }
                limits: { attempts: 2 }
                """
            ) { _ in .json("{\"result\":{\"result\":{\"p0\":[{\"ID\":1}],\"p1\":[]},\"result_error\":\(errors)}}") }
            return Result { try test.extract() }
        }
        #expect(try ending("[]").get() == "{\"ID\":1}\n")
        #expect(try ending("{\"p2\":{\"error\":\"INVALID\"}}").get() == "{\"ID\":1}\n")
        for (errors, message) in [
            ("{\"p0\":{\"error\":\"INVALID\"}}", "127.0.0.1 answered 200 with error INVALID"),
            ("{\"p1\":{\"error\":\"BUSY\"}}", "127.0.0.1 answered 200 with error BUSY"),
            ("{\"p1\":{\"error\":\"OTHER\"}}", "127.0.0.1 answered 200 with error OTHER"),
        ] {
            let result = try ending(errors)
            let failure = #expect(throws: Failure.self) { try result.get() }
            #expect(failure?.diagnostics.first?.message.hasPrefix(message) == true, "\(String(describing: failure))")
        }
    }
}
