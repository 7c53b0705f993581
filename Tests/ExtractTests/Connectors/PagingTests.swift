import Definitions
import TestSupport
import Testing

@testable import Extract

/// Each way of going on, against a server that keeps it: twelve pages, two records each, the last one short.
@Suite struct PagingTests {
    struct Way: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var connector: String
        var reply: @Sendable (ServerRequest, _ address: String) -> ServerReply
        var requests = 12
    }

    /// Records 1 to 23.
    static let all = (1...23).map { "{\"id\":\($0)}\n" }.joined()

    static func records(from first: Int, count: Int = 2) -> String {
        let last = min(23, first + count - 1)
        return first > last ? "[]" : "[" + (first...last).map { "{\"id\":\($0)}" }.joined(separator: ", ") + "]"
    }

    static func address(_ request: ServerRequest) -> String { "http://\(request.headers["host"] ?? "")" }

    static let ways = [
        Way(
            testDescription: "page until one is empty",
            connector: """
                request: { url: "{{ base }}/a", query: { page: "{{ page }}" } }
                answer: { records: data }
                paging: { page: true }
                """,
            reply: { request, _ in
                .json("{\"data\":\(records(from: 2 * (Int(request["page"] ?? "") ?? 0) - 1))}")
            }, requests: 13),
        Way(
            testDescription: "page until 204",
            connector: """
                request: { url: "{{ base }}/a", query: { page: "{{ page }}" } }
                answer: { records: data }
                paging: { page: true, first: 0 }
                """,
            reply: { request, _ in
                let page = Int(request["page"] ?? "") ?? 0
                return page == 12 ? ServerReply(204) : .json("{\"data\":\(records(from: 2 * page + 1))}")
            }, requests: 13),
        Way(
            testDescription: "page until one is short",
            connector: """
                request: { url: "{{ base }}/a", query: { page: "{{ page }}" } }
                paging: { page: true, size: 2 }
                """,
            reply: { request, _ in .json(records(from: 2 * (Int(request["page"] ?? "") ?? 0) - 1)) }),
        Way(
            testDescription: "page to a number of pages",
            connector: """
                request: { url: "{{ base }}/a", query: { page: "{{ page }}" } }
                answer: { records: rows }
                paging: { page: true, pages: info.pages }
                """,
            reply: { request, _ in
                .json(
                    "{\"info\":{\"pages\":\"12\"},\"rows\":\(records(from: 2 * (Int(request["page"] ?? "") ?? 0) - 1))}"
                )
            }),
        Way(
            testDescription: "offset to a total",
            connector: """
                request: { url: "{{ base }}/a", query: { offset: "{{ offset }}", limit: 2 } }
                answer: { records: items }
                paging: { offset: true, total: count }
                """,
            reply: { request, _ in
                .json("{\"count\":23,\"items\":\(records(from: (Int(request["offset"] ?? "") ?? 0) + 1))}")
            }),
        Way(
            testDescription: "offset in a body",
            connector: """
                request: { url: "{{ base }}/a", json: '{"from": {{ offset }}, "fields": {{ fields | json }}}', repeatable: true }
                answer: { records: items }
                paging: { offset: true, first: 1, size: 2 }
                """,
            reply: { request, _ in
                let json = try? JSONPart(request.body)
                guard json?["fields"]?.elements.map(\.text) == ["a\"b", "c"] else { return ServerReply(400) }
                return .json("{\"items\":\(records(from: json?["from"]?.text.flatMap { Int($0) } ?? 0))}")
            }),
        Way(
            testDescription: "a cursor",
            connector: """
                request: { url: "{{ base }}/a", query: { after: "{{ cursor }}" } }
                answer: { records: results }
                paging: { cursor: paging.next.after }
                """,
            reply: { request, _ in
                let first = request["after"].flatMap { Int($0.dropFirst()) } ?? 1
                let next = first + 2 > 23 ? "" : ",\"paging\":{\"next\":{\"after\":\"c\(first + 2)\"}}"
                return .json("{\"results\":\(records(from: first))\(next)}")
            }),
        Way(
            testDescription: "a flag that ends it",
            connector: """
                request: { url: "{{ base }}/a", query: { next: "{{ cursor }}" } }
                answer: { records: results }
                paging: { cursor: next, more: more }
                """,
            reply: { request, _ in
                let first = request["next"].flatMap { Int($0) } ?? 1
                return .json("{\"results\":\(records(from: first)),\"next\":\(first + 2),\"more\":\(first + 2 <= 23)}")
            }),
        Way(
            testDescription: "the next address",
            connector: """
                request: { url: "{{ base }}/leads", query: { with: contacts } }
                answer: { records: _embedded.leads }
                paging: { next: _links.next.href }
                """,
            reply: { request, address in
                let first = request["p"].flatMap { Int($0) } ?? 1
                let next =
                    first + 2 > 23 ? "" : ",\"_links\":{\"next\":{\"href\":\"\(address)\\/leads?p=\(first + 2)\"}}"
                return .json("{\"_embedded\":{\"leads\":\(records(from: first))}\(next)}")
            }),
        Way(
            testDescription: "a relative next address",
            connector: """
                request: { url: "{{ base }}/services/query" }
                answer: { records: records }
                paging: { next: nextRecordsUrl }
                """,
            reply: { request, _ in
                let first = Int(request.path.split(separator: "-").last ?? "") ?? 1
                let next = first + 2 > 23 ? "" : ",\"nextRecordsUrl\":\"/services/query/01g-\(first + 2)\""
                return .json("{\"records\":\(records(from: first))\(next)}")
            }),
        Way(
            testDescription: "the Link header",
            connector: """
                request: { url: "{{ base }}/calls" }
                paging: { link: true }
                """,
            reply: { request, address in
                let first = request["p"].flatMap { Int($0) } ?? 1
                let link = "<\(address)/calls?p=1>; rel=\"first\", <\(address)/calls?p=\(first + 2)>; rel=\"next\""
                return .json(records(from: first), headers: first + 2 > 23 ? [:] : ["Link": link])
            }),
        Way(
            testDescription: "after the last id",
            connector: """
                request: { url: "{{ base }}/crm.lead.list", form: { start: -1, "filter[>ID]": "{{ after }}" }, repeatable: true }
                answer: { records: result }
                paging: { after: id, size: 2 }
                """,
            reply: { request, _ in
                .json("{\"result\":\(records(from: (Int(request.form["filter[>ID]"] ?? "") ?? 0) + 1)),\"total\":0}")
            }),
    ]

    @Test(arguments: ways)
    func allPagesLand(way: Way) throws {
        var test = try TestConnector(way.connector) { way.reply($0, Self.address($0)) }
        test.parameters["fields"] = .list(["a\"b", "c"])
        #expect(try test.extract() == Self.all)
        #expect(test.server.requests.count == way.requests)
        #expect(try test.folder.files() == ["delivery"])
    }

    /// A page that is broken for good leaves nothing, one that is broken once is asked for again.
    @Test(arguments: [1, 100])
    func theSeventhPageIsBroken(times: Int) throws {
        let way = Self.ways[2]
        let test = try TestConnector(way.connector) { request in
            let isBroken = request.number >= 7 && request.number < 7 + times
            return isBroken ? .json("[{\"id\":13},{\"id\":") : way.reply(request, "")
        }
        guard times > 1 else {
            #expect(try test.extract() == Self.all)
            return
        }
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(failure?.kind == .unreachable)
        #expect(
            failure?.diagnostics.first?.message
                == "page 7 of 127.0.0.1 sent broken JSON: [{\"id\":13},{\"id\": (tried 8 times)")
        #expect(try test.folder.files() == [])
    }

    struct Circle: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var connector: String
        var message: String
        var reply: @Sendable (ServerRequest) -> ServerReply
    }

    static let circles = [
        Circle(
            testDescription: "a cursor comes back",
            connector: """
                request: { url: "{{ base }}/a", query: { after: "{{ cursor }}" } }
                answer: { records: r }
                paging: { cursor: next }
                """, message: "it gave the same cursor twice, so page 3 would never end",
            reply: { _ in .json("{\"r\":[1],\"next\":\"x\"}") }),
        Circle(
            testDescription: "the last id doesn't grow",
            connector: """
                request: { url: "{{ base }}/a", query: { after: "{{ after }}" } }
                paging: { after: id, size: 1 }
                """, message: "it gave the same last record twice", reply: { _ in .json("[{\"id\":7}]") }),
        Circle(
            testDescription: "no field to go on from",
            connector: """
                request: { url: "{{ base }}/a", query: { after: "{{ after }}" } }
                paging: { after: ID, size: 1 }
                """, message: "its last record has no 'ID' to go on from", reply: { _ in .json("[{\"id\":7}]") }),
        Circle(
            testDescription: "too many pages",
            connector: """
                request: { url: "{{ base }}/a", query: { page: "{{ page }}" } }
                paging: { page: true, max_pages: 5 }
                """, message: "there are more than 5 pages", reply: { _ in .json("[{\"id\":7}]") }),
        Circle(
            testDescription: "a total that isn't kept",
            connector: """
                request: { url: "{{ base }}/a", query: { offset: "{{ offset }}" } }
                answer: { records: r }
                paging: { offset: true, total: n }
                """, message: "it promised 5 records and gave 2",
            reply: { $0.number == 1 ? .json("{\"n\":5,\"r\":[1,2]}") : .json("{\"n\":5,\"r\":[]}") }),
        Circle(
            testDescription: "the next page lies at another host",
            connector: """
                request: { url: "{{ base }}/a" }
                answer: { records: r }
                paging: { next: next }
                auth: { bearer: "{{ token }}" }
                """, message: "the next page lies at another host: https://evil.example/?access_token=***",
            reply: { _ in .json("{\"r\":[1],\"next\":\"https://evil.example/?access_token=t0k3n-in-full\"}") }),
    ]

    @Test(arguments: circles)
    func circlesAreNoticed(circle: Circle) throws {
        let test = try TestConnector(circle.connector, circle.reply)
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(failure?.kind == .unreachable)
        #expect(failure?.diagnostics.first?.message.contains(circle.message) == true, "\(String(describing: failure))")
        #expect(try test.folder.files() == [])
    }
}
