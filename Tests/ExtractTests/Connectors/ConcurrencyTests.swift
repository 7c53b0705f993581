import Definitions
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Extract

/// Several requests of a source at once: as many as the connector says and no more, and the same bytes as one by one.
@Suite struct ConcurrencyTests {
    /// Lets nobody through before as many are there as are expected at once, and notes how many there ever were.
    final class Gate: Sendable {
        private let state = Mutex<(inside: Int, most: Int)>((0, 0))
        private let expected: Int

        init(expecting expected: Int) {
            self.expected = expected
        }

        var most: Int { state.withLock { $0.most } }

        /// Passes when enough came, or when nobody else is going to come.
        func pass() {
            state.withLock {
                $0.inside += 1
                $0.most = max($0.most, $0.inside)
            }
            let patience = Date(timeIntervalSinceNow: 2)
            while most < expected, Date() < patience { usleep(500) }
        }

        func leave() {
            state.withLock { $0.inside -= 1 }
        }
    }

    /// A page of records 1 to 23, two a page, and a detail for each record.
    @Sendable private static func answer(_ request: ServerRequest) -> ServerReply {
        if let offset = request["offset"].flatMap({ Int($0) }) {
            return .json("{\"count\":23,\"items\":\(PagingTests.records(from: offset + 1))}")
        }
        if let page = request["page"].flatMap({ Int($0) }) {
            return .json("{\"pages\":12,\"items\":\(PagingTests.records(from: 2 * page - 1))}")
        }
        let id = request.path.split(separator: "/").last.map(String.init) ?? ""
        if id == "all" { return .json("{\"items\":\(PagingTests.records(from: 1, count: 23))}") }
        return id == "7" ? ServerReply(404) : .json("{\"square\":\((Int(id) ?? 0) * (Int(id) ?? 0))}")
    }

    private static let ways = [
        (
            name: "numbered pages",
            connector: """
            request: { url: "{{ base }}/a", query: { page: "{{ page }}" } }
            answer: { records: items }
            paging: { page: true, pages: pages }
            """, requests: 12
        ),
        (
            name: "offsets",
            connector: """
            request: { url: "{{ base }}/a", query: { offset: "{{ offset }}" } }
            answer: { records: items }
            paging: { offset: true, total: count, size: 2 }
            """, requests: 12
        ),
        (
            name: "details",
            connector: """
            request: { url: "{{ base }}/all" }
            answer: { records: items, detail: { id: id, request: { url: "{{ base }}/d/{{ id }}" }, name: more } }
            """, requests: 24
        ),
    ]

    @Test(arguments: ways, [1, 2, 5, 16])
    func theSameLandsHoweverManyAreAskedAtOnce(
        way: (name: String, connector: String, requests: Int), atOnce: Int
    ) throws {
        let gate = Gate(expecting: atOnce)
        let test = try TestConnector(way.connector + "\nlimits: { at_once: \(atOnce) }\n") { request in
            let reply = Self.answer(request)
            // The first page says how many there are; nobody comes with it.
            guard request["page"] != "1", request["offset"] != "0", request.path != "/all" else { return reply }
            gate.pass()
            return ServerReply([.call { gate.leave() }] + reply.steps)
        }
        let landed = try test.extract()
        let expected = (1...23).map { number in
            let more = way.name != "details" || number == 7 ? "" : ",\"more\":{\"square\":\(number * number)} "
            return "{\"id\":\(number)\(more)}\n"
        }
        #expect(landed == expected.joined())
        #expect(test.server.requests.count == way.requests)
        // Eleven pages are left after the first one.
        #expect(gate.most == min(atOnce, way.requests - 1))
    }

    /// A run asks for windows by `each`: where there is one, its pages are asked for at once; where there are two, the two are.
    @Test(arguments: [(windows: 1, most: 4), (windows: 2, most: 2)])
    func pagesOfAnOnlyWindowAreAskedAtOnce(windows: Int, most: Int) throws {
        let gate = Gate(expecting: most)
        let test = try TestConnector(Self.ways[0].connector + "\nlimits: { at_once: \(windows == 1 ? 4 : 2) }\n") {
            request in
            let reply = Self.answer(request)
            guard request["page"] != "1" || windows > 1 else { return reply }
            gate.pass()
            return ServerReply([.call { gate.leave() }] + reply.steps)
        }
        let folder = test.folder
        let deliveries = try test.extraction().each(Array(0..<windows)) { extraction, number throws(Failure) in
            try extraction.extract([:], to: folder.path(of: "delivery-\(number)"))
        }
        #expect(deliveries.map(\.records) == Array(repeating: 23, count: windows))
        #expect(gate.most == most)
    }

    /// Which page failed first is told by its place, not by the clock.
    @Test(arguments: [1, 2, 16])
    func theFirstFailureIsTold(atOnce: Int) throws {
        let way = Self.ways[0]
        let test = try TestConnector(way.connector + "\nlimits: { at_once: \(atOnce) }\n") { request in
            switch request["page"] {
            case "5": ServerReply([.pause(milliseconds: 50)] + ServerReply(404).steps)
            case "6", "7": ServerReply(410)
            default: Self.answer(request)
            }
        }
        let failure = try #require(throws: Failure.self) { try test.extract() }
        #expect(failure.diagnostics.first?.message.hasPrefix("page 5 of 127.0.0.1 answered 404") == true)
        #expect(!FileManager.default.fileExists(atPath: test.folder.path(of: "delivery")))
    }

    /// Records that vanish while we read move the pages: what was asked ahead for other places is asked for again.
    @Test func pagesThatTurnOutShorterAreAskedForByTheirRealPlace() throws {
        let way = Self.ways[1]
        let test = try TestConnector(way.connector + "\nlimits: { at_once: 4 }\n") { request in
            let offset = Int(request["offset"] ?? "") ?? 0
            guard offset == 4 else {
                return .json("{\"count\":22,\"items\":\(PagingTests.records(from: offset + 1))}")
            }
            return .json(#"{"count":22,"items":[{"id":5}]}"#)
        }
        let landed = try test.extract()
        let ids = landed.split(separator: "\n").compactMap { Int($0.filter(\.isNumber)) }
        #expect(ids == Array(1...23))
        #expect(test.server.requests.compactMap { $0["offset"] }.contains("5"))
    }

    /// Threads that find the token expired wait for the one that renews it, and take what it got.
    @Test func aTokenIsRenewedOnceForAll() throws {
        let renewals = Mutex(0)
        var test = try TestConnector(
            Self.ways[2].connector + """

                limits: { at_once: 8 }
                auth:
                  oauth:
                    url: "{{ base }}/token"
                    fields: { grant_type: refresh_token, refresh_token: "{{ refresh_token }}" }

                """
        ) { request in
            if request.path == "/token" {
                let number = renewals.withLock { count in
                    count += 1
                    return count
                }
                return request.form["refresh_token"] == (number == 1 ? "first-refresh" : "r-\(number - 1)")
                    ? .json("{\"access_token\":\"a-\(number)\",\"refresh_token\":\"r-\(number)\",\"expires_in\":3600}")
                    : ServerReply(400, "revoked")
            }
            // The first token serves for the list alone.
            let wanted = request.path == "/all" ? "Bearer a-1" : "Bearer a-2"
            return request.headers["authorization"] == wanted ? Self.answer(request) : ServerReply(401)
        }
        test.parameters["refresh_token"] = test.parameters["refresh"]
        #expect(try test.extract().split(separator: "\n").count == 23)
        #expect(renewals.withLock { $0 } == 2)
    }
}
