import Foundation
import Synchronization
import TestSupport
import Testing

/// What a run makes of a platform that goes wrong in its second night: what is said, what is left as it was, and that
/// the next run makes good for it.
@Suite struct PlatformFaultTests {
    /// Twelve pages of spend a day, one row each, for whoever has a token; a token serves for 20 requests.
    final class Platform: Sendable {
        private struct State {
            var rotations = 0
            var uses = 0
            var isRefused = false
            var isBroken = false
            var fault: Fault?
        }

        private let state = Mutex(State())

        /// Goes wrong from now on, or no more.
        func strike(_ fault: Fault?) {
            state.withLock {
                $0.fault = fault
                $0.isBroken = fault != nil
            }
        }

        var rotations: Int { state.withLock { $0.rotations } }
        /// Whether a refresh token was sent that had served.
        var isRefused: Bool { state.withLock { $0.isRefused } }

        func reply(_ request: ServerRequest) -> ServerReply {
            state.withLock { state in
                if let fault = state.fault, state.isBroken, fault.strikes(request) {
                    state.isBroken = !fault.isOnce
                    return fault.reply(request, request.path == "/token" ? .json("{}") : Self.page(request))
                }
                if request.path == "/token" {
                    guard
                        request.form["refresh_token"]
                            == (state.rotations == 0
                                ? PlatformFaultTests.refresh : "\(PlatformFaultTests.refresh)-\(state.rotations)")
                    else {
                        state.isRefused = true
                        return ServerReply(400, "revoked")
                    }
                    state.rotations += 1
                    state.uses = 0
                    return .json(
                        "{\"access_token\":\"\(PlatformFaultTests.access)-\(state.rotations)\","
                            + "\"refresh_token\":\"\(PlatformFaultTests.refresh)-\(state.rotations)\"}")
                }
                guard request.headers["authorization"] == "Bearer \(PlatformFaultTests.access)-\(state.rotations)",
                    state.uses < 20
                else {
                    return ServerReply(401, "expired")
                }
                state.uses += 1
                return Self.page(request)
            }
        }

        static func number(_ request: ServerRequest) -> Int {
            request["after"].flatMap { Int($0.dropFirst()) } ?? 1
        }

        static func page(_ request: ServerRequest) -> ServerReply {
            let number = number(request)
            let next = number < 12 ? ",\"next\":\"c\(number + 1)\"" : ""
            let row =
                "{\"date\":\"\(request["day"] ?? "")\",\"campaign\":\"c\(number)\",\"cost\":\"1.5\",\"clicks\":\(number)}"
            return .json("{\"rows\":[\(row)]\(next)}")
        }
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var exitCode: Int32
        /// What is said; empty: nothing is wrong in the end.
        var message: String
        var isOnce: Bool
        var strikes: @Sendable (ServerRequest) -> Bool
        /// What is answered in place of an honest answer.
        var reply: @Sendable (_ request: ServerRequest, _ honest: ServerReply) -> ServerReply

        init(
            testDescription: String, exitCode: Int32, message: String = "", isOnce: Bool = false,
            strikes: @escaping @Sendable (ServerRequest) -> Bool = {
                $0["day"] == "2026-01-04" && Platform.number($0) == 7
            },
            reply: @escaping @Sendable (_ honest: ServerReply) -> ServerReply
        ) {
            self.testDescription = testDescription
            self.exitCode = exitCode
            self.message = message
            self.isOnce = isOnce
            self.strikes = strikes
            self.reply = { _, honest in reply(honest) }
        }
    }

    private static let cut = "after=c7: the connection ended before the answer did (tried 2 times)"
    @Sendable private static func fourthDay(_ request: ServerRequest) -> Bool { request["day"] == "2026-01-04" }
    @Sendable private static func token(_ request: ServerRequest) -> Bool { request.path == "/token" }

    /// An answer with other words in its body.
    private static func changed(_ honest: ServerReply, _ old: String, _ new: String) -> ServerReply {
        .json(String(decoding: honest.pieces.body, as: UTF8.self).replacing(old, with: new))
    }

    static let faults = [
        echo,
        Fault(testDescription: "nothing comes", exitCode: 3, message: cut, reply: { _ in ServerReply([.close]) }),
        Fault(testDescription: "nothing comes, once", exitCode: 0, isOnce: true, reply: { _ in ServerReply([.close]) }),
        Fault(
            testDescription: "it hangs", exitCode: 3, message: "after=c7: no byte came for 1 s (tried 2 times)",
            reply: { _ in ServerReply([.hang]) }),
        Fault(testDescription: "it drips", exitCode: 0, reply: { $0.slowly(parts: 4, milliseconds: 100) }),
        Fault(
            testDescription: "its body is cut", exitCode: 3, message: cut,
            reply: { ServerReply([.send($0.pieces.head + $0.pieces.body.dropLast(9)), .close]) }),
        Fault(
            testDescription: "its head promises more", exitCode: 3, message: cut,
            reply: {
                ServerReply([
                    .send(ServerReply.head(200, length: $0.pieces.body.count + 9, [:]) + $0.pieces.body), .close,
                ])
            }),
        Fault(
            testDescription: "its head promises less", exitCode: 3, message: "page 7 of 127.0.0.1 sent broken JSON",
            reply: {
                ServerReply([
                    .send(ServerReply.head(200, length: $0.pieces.body.count - 3, [:]) + $0.pieces.body), .close,
                ])
            }),
        Fault(
            testDescription: "429", exitCode: 3, message: "page 7 of 127.0.0.1 answered 429 (tried 2 times)",
            reply: { _ in ServerReply(429) }),
        Fault(
            testDescription: "429 for a second, once", exitCode: 0, isOnce: true,
            reply: { _ in ServerReply(429, headers: ["Retry-After": "1"]) }),
        Fault(
            testDescription: "429 until tomorrow", exitCode: 3,
            message: "page 7 of 127.0.0.1 answered 429, and asks to wait 50000 s",
            reply: { _ in ServerReply(429, headers: ["Retry-After": "50000"]) }),
        Fault(
            testDescription: "503", exitCode: 3, message: "page 7 of 127.0.0.1 answered 503: busy (tried 2 times)",
            reply: { _ in ServerReply(503, "busy") }),
        Fault(
            testDescription: "503 for a second, once", exitCode: 0, isOnce: true,
            reply: { _ in ServerReply(503, headers: ["Retry-After": "1"]) }),
        Fault(
            testDescription: "400", exitCode: 3, message: "page 7 of 127.0.0.1 answered 400: no such field",
            reply: { _ in ServerReply(400, "no such field") }),
        Fault(
            testDescription: "a right is taken back", exitCode: 8, message: "page 7 of 127.0.0.1 answered 403: not you",
            reply: { _ in ServerReply(403, "not you") }),
        Fault(
            testDescription: "the refresh token is taken back", exitCode: 8,
            message: "127.0.0.1 doesn't renew the token: it answered 400: {\"hint\":\"revoked\"}", strikes: token,
            reply: { _ in .json("{\"hint\":\"revoked\"}", status: 400) }),
        Fault(
            testDescription: "the server of tokens is down", exitCode: 3,
            message: "127.0.0.1 answered 503 (tried 2 times)", strikes: token, reply: { _ in ServerReply(503) }),
        Fault(
            testDescription: "a page for people", exitCode: 3,
            message: "page 7 of 127.0.0.1 sent broken JSON: <html>Log in (tried 2 times)",
            reply: { _ in ServerReply(200, "<html>Log in", headers: ["Content-Type": "text/html"]) }),
        Fault(
            testDescription: "a redirect to a private address", exitCode: 3,
            message: "169.254.169.254 lies at a private or loopback address, which isn't allowed here",
            reply: { _ in .redirect(to: "http://169.254.169.254/latest/meta-data") }),
        Fault(
            testDescription: "a gzip bomb", exitCode: 3, message: "the answer unpacks to more than 64 MiB",
            reply: { _ in bomb }),
        Fault(
            testDescription: "the same cursor again", exitCode: 3,
            message: "127.0.0.1 leads astray: it gave the same cursor twice",
            reply: { changed($0, "c8", "c7") }),
        Fault(
            testDescription: "the records stand elsewhere", exitCode: 3,
            message: "page 7 of the answer has nothing at 'rows'; it has: data, next",
            reply: { changed($0, "rows", "data") }),
        Fault(
            testDescription: "a column has another name", exitCode: 4, message: "cost", strikes: fourthDay,
            reply: { changed($0, "\"cost\"", "\"fee\"") }),
        Fault(
            testDescription: "a column holds something else", exitCode: 4, message: "cost", strikes: fourthDay,
            reply: { changed($0, "1.5", "much") }),
    ]

    /// The platform says aloud all that it was told.
    private static let echo: Fault = {
        var fault = Fault(
            testDescription: "our secrets are said aloud", exitCode: 3, message: "answered 400: {\"you\":\"Bearer ***",
            reply: { $0 })
        fault.reply = { request, _ in .json("{\"you\":\"\(request.headers["authorization"] ?? "")\"}", status: 400) }
        return fault
    }()

    private static let bomb = ServerReply.gzip([UInt8](repeating: 48, count: 65 << 20))

    private static let connector = """
        version: 1
        connector: own
        title: Own
        gives: cost by day
        entity: spend
        window: day
        parameters:
          base: { about: the address }
          refresh_token: { about: the first refresh token, secret: true }
        request: { url: "{{ base }}/costs", query: { day: "{{ from }}", after: "{{ cursor }}" } }
        auth: { oauth: { url: "{{ base }}/token", fields: { refresh_token: "{{ refresh_token }}" } } }
        answer: { records: rows }
        paging: { cursor: next }
        limits: { requests: 1000, per: 1s, attempts: 2, patience: 60s }
        map: { source: { const: own }, medium: { const: cpc } }
        load: { replace: day }

        """

    private static func company(at address: String) throws -> Company {
        try Company(
            asking: "ads: { connector: own, with: { base: \"\(address)\", refresh_token: \"${env:REFRESH}\" } }",
            http: ", idle_timeout: 1s", connectors: ["own": connector])
    }

    /// Secrets that must stand nowhere but where tokens are kept.
    static let refresh = "r3fr3sh-c4n4ry"
    static let access = "4cc3ss-c4n4ry"
    private static let environment = ["REFRESH": refresh]
    /// What two undisturbed nights make.
    private static let undisturbed = Result {
        let platform = Platform()
        let server = try FaultServer { platform.reply($0) }
        let company = try Self.company(at: server.address)
        for day in ["2026-01-04", "2026-01-05"] { _ = try company.run("run", ["--at", day], environment: environment) }
        return try company.digest()
    }

    @Test(arguments: faults)
    func theSecondNightGoesWrong(fault: Fault) throws {
        let platform = Platform()
        let server = try FaultServer { platform.reply($0) }
        let company = try Self.company(at: server.address)
        func landed() throws -> [String: [UInt8]] {
            let files = try company.folder.files().filter {
                $0.hasPrefix("var/landing/http/") && $0.hasSuffix(".jsonl")
            }
            return Dictionary(uniqueKeysWithValues: try files.map { ($0, try company.folder.bytes(of: $0)) })
        }
        let first = try company.run("run", ["--at", "2026-01-04"], environment: Self.environment)
        #expect(first.exitCode == 0, "\(first.errors)")
        #expect(platform.rotations == 2)
        let before = (digest: try company.digest(), landed: try landed())
        #expect(before.landed.count == 3)

        platform.strike(fault)
        let night = try company.run("run", ["--at", "2026-01-05"], environment: Self.environment)
        #expect(night.exitCode == fault.exitCode, "\(night.errors)")
        #expect(fault.message.isEmpty || night.errors.contains(fault.message), "\(night.errors)")
        if fault.exitCode != 0 {
            #expect(try company.digest() == before.digest)
            if fault.exitCode != 4 { #expect(try landed() == before.landed) }
        }

        // What came and was refused when it was read lies there, and is asked for anew where somebody says so.
        platform.strike(nil)
        let again =
            fault.exitCode == 4
            ? ("backfill", ["--from", "2026-01-04", "--to", "2026-01-04", "--redo"]) : ("run", ["--at", "2026-01-05"])
        let next = try company.run(again.0, again.1, environment: Self.environment)
        #expect(next.exitCode == 0, "\(next.errors)")
        #expect(try company.digest() == Self.undisturbed.get())
        #expect(!platform.isRefused)
        for text in [first.errors, first.output, night.errors, night.output, next.errors, next.output] {
            #expect(!text.contains("c4n4ry"))
        }
        for name in try company.folder.files() where !name.hasPrefix("var/tokens/") {
            #expect(try company.folder.bytes(of: name).firstRange(of: Array("c4n4ry".utf8)) == nil, "\(name)")
        }
        let debris = try company.folder.files().filter { name in
            [".part", ".new", ".page", ".job"].contains(where: name.hasSuffix)
        }
        #expect(debris == [])
    }

    /// Nobody listens at all, from the first night on.
    @Test func nobodyListens() throws {
        let company = try Self.company(at: "http://127.0.0.1:\(FaultServer.closedPort())")
        let run = try company.run("run", ["--at", "2026-01-04"], environment: Self.environment)
        #expect(run.exitCode == 3)
        #expect(run.errors.contains("127.0.0.1 refuses the connection on port "))
        #expect(!company.folder.has("var/landing/http/ads/2026-01-01.jsonl"))
    }
}
