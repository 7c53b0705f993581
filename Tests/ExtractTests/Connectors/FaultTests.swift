import Definitions
import Synchronization
import TestSupport
import Testing

@testable import Extract

/// What can go wrong with an answer, once and for good, on the seventh of twelve pages and in a table: what lands, what
/// is said, and that what landed before stays as it was until all of the new is there.
@Suite struct FaultTests {
    enum Ending: Sendable {
        /// All of it lands, whatever went wrong.
        case whole
        /// What lands in place of it, for nobody can tell.
        case other(String)
        /// Nothing lands.
        case failure(Failure.Kind, String)
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// What comes in place of an honest answer.
        var reply: @Sendable (_ honest: ServerReply) -> ServerReply
        /// Whether the platform says no, and does nothing of what it was asked.
        var isRefusal = false
        /// How it ends for pages and for a table where it happens once; each is asked for again if need be.
        var once = (pages: Ending.whole, table: Ending.whole)
        /// How it ends where it happens each time.
        var always: (pages: Ending, table: Ending)
        /// Milliseconds of the one pause; nil: not looked at.
        var pause: Int64?
    }

    private static func unreachable(_ message: String) -> (pages: Ending, table: Ending) {
        (.failure(.unreachable, message), .failure(.unreachable, message))
    }

    private static let cut = unreachable("the connection ended before the answer did (tried 3 times)")
    private static let slow = unreachable("no byte came for 1 s (tried 3 times)")

    /// An answer whose head tells another length.
    private static func lie(_ honest: ServerReply, by difference: Int) -> ServerReply {
        let body = honest.pieces.body
        return ServerReply([.send(ServerReply.head(200, length: body.count + difference, [:]) + body), .close])
    }

    static let faults = [
        Fault(testDescription: "no answer at all", reply: { _ in ServerReply([.close]) }, always: cut),
        Fault(
            testDescription: "it hangs before its head", reply: { _ in ServerReply([.hang]) }, always: slow),
        Fault(
            testDescription: "it hangs within its body",
            reply: { ServerReply([.send($0.pieces.head + $0.pieces.body.dropLast(9)), .hang]) },
            always: slow),
        Fault(testDescription: "it drips too slowly", reply: { $0.slowly(parts: 3, milliseconds: 2600) }, always: slow),
        Fault(testDescription: "it drips", reply: { $0.slowly(parts: 4, milliseconds: 100) }, always: (.whole, .whole)),
        Fault(
            testDescription: "its body is cut",
            reply: { ServerReply([.send($0.pieces.head + $0.pieces.body.dropLast(9)), .close]) }, always: cut),
        Fault(
            testDescription: "its chunks are cut",
            reply: { .chunked([Array($0.pieces.body.dropLast(9))], ends: false) },
            always: cut),
        Fault(
            testDescription: "its head promises more than there is", reply: { lie($0, by: 9) },
            always: cut),
        Fault(
            // Of a table nobody can tell: that many bytes are the answer.
            testDescription: "its head promises less than there is", reply: { lie($0, by: -3) },
            once: (.whole, .other("day;cost\n2026-01-01;10")),
            always: (.failure(.unreachable, "sent broken JSON"), .other("day;cost\n2026-01-01;10"))),
        Fault(
            testDescription: "a page for people", reply: { _ in ServerReply(200, "<html>Log in", headers: html) },
            always: (
                .failure(.unreachable, "sent broken JSON: <html>Log in (tried 3 times)"),
                .failure(.unreachable, "127.0.0.1 sent a web page in place of a table: <html>Log in (tried 3 times)")
            )),
        Fault(
            testDescription: "429", reply: { _ in ServerReply(429) },
            isRefusal: true,
            always: unreachable("127.0.0.1 answered 429 (tried 3 times)")),
        Fault(
            testDescription: "429 that names seconds", reply: { _ in ServerReply(429, headers: ["Retry-After": "40"]) },
            isRefusal: true,
            always: unreachable("127.0.0.1 answered 429, and asks to wait 40 s (tried 2 times)"), pause: 40_000),
        Fault(
            testDescription: "429 until tomorrow", reply: { _ in ServerReply(429, headers: ["Retry-After": "50000"]) },
            isRefusal: true,
            once: unreachable("127.0.0.1 answered 429, and asks to wait 50000 s"),
            always: unreachable("127.0.0.1 answered 429, and asks to wait 50000 s")),
        Fault(
            testDescription: "503", reply: { _ in ServerReply(503, "busy") },
            isRefusal: true,
            always: unreachable("127.0.0.1 answered 503: busy (tried 3 times)")),
        Fault(
            testDescription: "503 that names a moment",
            reply: { _ in ServerReply(503, headers: ["Retry-After": "Thu, 28 May 2026 20:27:00 GMT"]) },
            isRefusal: true,
            always: unreachable("127.0.0.1 answered 503"), pause: 20_000),
        Fault(
            testDescription: "500", reply: { _ in ServerReply(500, "oops") },
            isRefusal: true,
            always: unreachable("127.0.0.1 answered 500: oops (tried 3 times)")),
        Fault(
            testDescription: "400", reply: { _ in ServerReply(400, "no such field") },
            isRefusal: true,
            once: unreachable("127.0.0.1 answered 400: no such field"),
            always: unreachable("127.0.0.1 answered 400: no such field")),
        Fault(
            testDescription: "the key is taken back", reply: { _ in ServerReply(401, "who?") },
            isRefusal: true,
            once: (.failure(.credentials, "answered 401: who?"), .failure(.credentials, "answered 401: who?")),
            always: (.failure(.credentials, "answered 401: who?"), .failure(.credentials, "answered 401: who?"))),
        Fault(
            testDescription: "a redirect to a private address",
            reply: { _ in .redirect(to: "http://169.254.169.254/latest") },
            once: unreachable("169.254.169.254 lies at a private or loopback address, which isn't allowed here"),
            always: unreachable("169.254.169.254 lies at a private or loopback address, which isn't allowed here")),
        Fault(
            testDescription: "a gzip bomb", reply: { _ in bomb },
            once: unreachable("unpacks to more than 1 MiB"), always: unreachable("unpacks to more than 1 MiB")),
        Fault(
            testDescription: "gzip that is cut",
            reply: {
                ServerReply(
                    200, bytes: Array(ServerReply.packed($0.pieces.body).dropLast(5)),
                    headers: ["Content-Encoding": "gzip"])
            }, always: unreachable("ends in the middle of its gzip data")),
        Fault(
            // What a table's columns are called only its contract knows.
            testDescription: "a changed column",
            reply: {
                ServerReply(200, String(decoding: $0.pieces.body, as: UTF8.self).replacing(/data|cost/, with: "fee"))
            },
            once: (
                .failure(.unreachable, "page 7 of the answer has nothing at 'data'; it has: fee"),
                .other("day;fee\n2026-01-01;10.5\n")
            ),
            always: (
                .failure(.unreachable, "the answer has nothing at 'data'; it has: fee"),
                .other("day;fee\n2026-01-01;10.5\n")
            )),
    ]

    /// Settings by which a fault shows soon.
    static var settings: HTTPSettings {
        var settings = HTTPTest.settings
        settings.idleTimeout = 1000
        settings.memoryLimit = 1 << 20
        settings.fileLimit = 1 << 20
        return settings
    }

    private static let html = ["Content-Type": "text/html; charset=utf-8"]
    private static let bomb = ServerReply.gzip([UInt8](repeating: 48, count: 2 << 20))

    static let limits = "limits: { attempts: 3, requests: 1000, patience: 60s }"
    static let pages = """
        request: { url: "{{ base }}/a", query: { page: "{{ page }}" } }
        answer: { records: data }
        paging: { page: true, size: 2 }
        \(limits)
        """
    static let table = """
        request: { url: "{{ base }}/a" }
        answer: { type: csv }
        \(limits)
        """
    private static let tableText = "day;cost\n2026-01-01;10.5\n"

    @Test(arguments: faults)
    func onceAndForGood(fault: Fault) throws {
        for (isOnce, endings) in [(true, fault.once), (false, fault.always)] {
            try check(fault, isOnce: isOnce, Self.pages, at: 7, PagingTests.all, endings.pages) { request in
                let first = 2 * (Int(request["page"] ?? "") ?? 0) - 1
                return Array("{\"data\":\(PagingTests.records(from: first))}".utf8)
            }
            try check(fault, isOnce: isOnce, Self.table, at: 1, Self.tableText, endings.table) { _ in
                Array(Self.tableText.utf8)
            }
        }
    }

    private func check(
        _ fault: Fault, isOnce: Bool, _ connector: String, at place: Int, _ whole: String, _ ending: Ending,
        _ honest: @escaping @Sendable (ServerRequest) -> [UInt8]
    ) throws {
        let test = try TestConnector(connector) { request in
            let isBroken = isOnce ? request.number == place : request.number >= place
            let reply = ServerReply(200, bytes: honest(request))
            return isBroken ? fault.reply(reply) : reply
        }
        let settings = Self.settings
        let comment: Comment = "\(isOnce ? "once" : "each time"), \(place > 1 ? "pages" : "table")"
        // What the night before brought.
        try test.folder.write("before\n", to: "delivery")
        let result = Result {
            try test.extraction(settings: settings).extract([:], to: test.folder.path(of: "delivery"))
        }
        #expect(try test.folder.files() == ["delivery"], comment)
        let landed = try test.folder.text(of: "delivery")
        switch (ending, result) {
        case (.whole, .success): #expect(landed == whole, comment)
        case (.other(let text), .success): #expect(landed == text, comment)
        case (.failure(let kind, let message), .failure(let error)):
            #expect(landed == "before\n", comment)
            let failure = try #require(error as? Failure)
            #expect(failure.kind == kind, comment)
            let words = failure.diagnostics.first?.message ?? ""
            #expect(words.contains(message), comment)
            #expect(place == 1 || words.contains("page 7 of "), comment)
        default: Issue.record("\(comment): \(result)")
        }
        if isOnce, let pause = fault.pause { #expect(test.clock.pauses.filter { $0 > 10 } == [pause], comment) }
    }

    /// Nobody listens: said at once what to do, and after all tries.
    @Test func nobodyListens() throws {
        let port = try FaultServer.closedPort()
        var test = try TestConnector(Self.table) { _ in ServerReply() }
        test.parameters["base"] = .text("http://127.0.0.1:\(port)")
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(failure?.kind == .unreachable)
        #expect(
            failure?.diagnostics.first?.message
                == "127.0.0.1 refuses the connection on port \(port) (tried 3 times)")
        #expect(try test.folder.files() == [])
    }
}
