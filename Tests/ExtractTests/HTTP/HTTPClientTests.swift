import Definitions
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Extract

@Suite struct HTTPClientTests {
    @Test func aRequestArrivesAsItWasMade() throws {
        let server = try FaultServer { _ in .json("{\"a\":1}", headers: ["X-Units": "1/2/3"]) }
        let client = try HTTPTest.client()
        let response = try client.send(
            HTTPRequest(
                .post, server.address + "/v5/reports?a=%20b",
                headers: [HTTPHeader("X-Empty", ""), HTTPHeader("A", "б")],
                body: Array("тело".utf8)))
        #expect(response.status == 200)
        #expect(response.body == Array("{\"a\":1}".utf8))
        #expect(response.header("x-units") == "1/2/3")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/v5/reports")
        #expect(request["a"] == " b")
        #expect(request.bodyText == "тело")
        #expect(request.headers["x-empty"] == "")
        #expect(request.headers["accept-encoding"] == "gzip")
        #expect(request.headers["expect"] == nil)
        #expect(request.headers["content-type"] == nil)
        #expect(request.headers["user-agent"] == "throughline")
    }

    @Test func requestsShareAConnectionAndForgetEachOther() throws {
        let server = try FaultServer { _ in ServerReply(200, "ok") }
        let client = try HTTPTest.client()
        _ = try client.send(
            HTTPRequest(
                .post, server.address + "/1", headers: [HTTPHeader("Authorization", "Bearer a")], body: [1, 2, 3]))
        _ = try client.send(HTTPRequest(.get, server.address + "/2"))
        let requests = server.requests
        #expect(requests.map(\.method) == ["POST", "GET"])
        #expect(requests[1].headers["authorization"] == nil)
        #expect(requests[1].body.isEmpty)
    }

    struct BrokenLine: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var kind: TransferError.Kind
        var message: String
        var settings: @Sendable (inout HTTPSettings) -> Void = { _ in }
        var reply: ServerReply
    }

    static let text = Array(String(repeating: "day;cost\n", count: 1000).utf8)

    static let brokenLines = [
        BrokenLine(
            testDescription: "the body is cut", kind: .cut, message: "the connection ended before the answer did",
            reply: .cut(text, after: 5000)),
        BrokenLine(
            testDescription: "a chunked body is cut", kind: .cut, message: "the connection ended before the answer did",
            reply: .chunked([text, text], ends: false)),
        BrokenLine(
            testDescription: "nothing is answered", kind: .cut, message: "the connection ended before the answer did",
            reply: ServerReply([.close])),
        BrokenLine(
            testDescription: "a reset", kind: .cut, message: "the connection ended before the answer did",
            reply: ServerReply([.send(ServerReply.head(200, length: 10, [:])), .reset])),
        BrokenLine(
            testDescription: "another protocol", kind: .protocolBroken, message: "doesn't answer in HTTP",
            reply: ServerReply([.send(Array("220 mail.example ESMTP\r\n".utf8)), .close])),
        BrokenLine(
            testDescription: "gzip is cut", kind: .cut, message: "ends in the middle of its gzip data",
            reply: ServerReply(
                200, bytes: Array(ServerReply.packed(text).dropLast(12)), headers: ["Content-Encoding": "gzip"])),
        BrokenLine(
            testDescription: "gzip is none", kind: .packing, message: "not valid gzip data",
            reply: ServerReply(200, bytes: text, headers: ["Content-Encoding": "gzip"])),
        BrokenLine(
            testDescription: "another packing", kind: .packing, message: "packed as 'br', which nobody asked for",
            reply: ServerReply(200, bytes: text, headers: ["Content-Encoding": "br"])),
        BrokenLine(
            testDescription: "too large", kind: .tooLarge, message: "larger than 1 MiB",
            settings: { $0.memoryLimit = 1 << 20 },
            reply: ServerReply(200, bytes: [UInt8](repeating: 65, count: 2 << 20))),
        BrokenLine(
            testDescription: "a gzip bomb", kind: .tooLarge, message: "unpacks to more than 1 MiB",
            settings: { $0.memoryLimit = 1 << 20 }, reply: .gzip([UInt8](repeating: 65, count: 64 << 20))),
        BrokenLine(
            testDescription: "no end of headers", kind: .protocolBroken, message: "the answer's head has no end",
            reply: ServerReply([
                .send(Array("HTTP/1.1 200 OK\r\n".utf8)), .sendRepeatedly(Array("X-A: b\r\n".utf8), times: 100_000),
            ])),
        BrokenLine(
            testDescription: "it hangs", kind: .idleTimeout, message: "no byte came for 1 s",
            settings: { $0.idleTimeout = 1000 }, reply: ServerReply([.hang])),
        BrokenLine(
            testDescription: "it drips", kind: .wholeTimeout, message: "took more than 1 s",
            settings: { $0.wholeTimeout = 1000 }, reply: .drip(text, part: 10, milliseconds: 100)),
    ]

    @Test(arguments: brokenLines)
    func whatBreaksIsNamed(line: BrokenLine) throws {
        let server = try FaultServer { _ in line.reply }
        var settings = HTTPTest.settings
        line.settings(&settings)
        let client = try HTTPTest.client(settings)
        let error = #expect(throws: TransferError.self) { try client.send(HTTPRequest(.get, server.address)) }
        #expect(error?.kind == line.kind, "\(String(describing: error))")
        #expect(error?.message.contains(line.message) == true, "\(error?.message ?? "")")
    }

    /// A proxy is asked for the whole address, and may lie anywhere; who asks is for the server alone where it is TLS.
    @Test func aProxyOfTheEnvironmentIsAsked() throws {
        let proxy = try FaultServer { request in
            request.method == "CONNECT"
                ? ServerReply([.send(Array("HTTP/1.1 200 ok\r\n\r\n".utf8)), .close])
                : ServerReply(200, "by proxy")
        }
        var settings = HTTPTest.settings
        settings.privateHosts = []
        settings.proxies = ProxySettings(environment: [
            "http_proxy": proxy.address, "https_proxy": proxy.address, "no_proxy": "10.0.0.1",
        ])
        let client = try HTTPTest.client(settings)
        let headers = [HTTPHeader("Authorization", "Bearer abc")]
        let plain = try client.send(HTTPRequest(.get, "http://platform.example/a?b=1", headers: headers))
        #expect(plain.body == Array("by proxy".utf8))
        #expect(proxy.requests.first?.path == "http://platform.example/a")
        // A tunnel that leads nowhere: the line ends, and the proxy has heard nothing but where to.
        #expect(throws: TransferError.self) {
            try client.send(HTTPRequest(.get, "https://platform.example/", headers: headers))
        }
        #expect(proxy.requests.last?.method == "CONNECT")
        #expect(proxy.requests.last?.path == "platform.example:443")
        #expect(proxy.requests.last?.headers["authorization"] == nil)
        let count = proxy.requests.count
        let exempt = #expect(throws: TransferError.self) { try client.send(HTTPRequest(.get, "http://10.0.0.1/")) }
        #expect(exempt?.kind == .forbiddenAddress)
        #expect(proxy.requests.count == count)
    }

    @Test func nobodyListens() throws {
        let port = try FaultServer.closedPort()
        let client = try HTTPTest.client()
        let error = #expect(throws: TransferError.self) {
            try client.send(HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
        }
        #expect(error?.kind == .unconnected)
        #expect(error?.message == "127.0.0.1 refuses the connection on port \(port)")
        #expect(error?.isTransient == true)
    }

    @Test(arguments: ["", "nonsense", "ftp://a.example/", "file:///etc/passwd", "https://", "http://a b/"])
    func whatIsNoAddress(address: String) throws {
        let client = try HTTPTest.client()
        let error = #expect(throws: TransferError.self) { try client.send(HTTPRequest(.get, address)) }
        #expect(error?.kind == .address)
    }

    @Test func aStopIsHeardWhileItHangs() throws {
        let server = try FaultServer { _ in ServerReply([.hang]) }
        let asked = Atomic<Int>(0)
        let client = try HTTPTest.client { () throws(Failure) in
            if asked.add(1, ordering: .relaxed).newValue > 2 { throw Failure(.interrupted(signal: 2), "interrupted") }
        }
        let error = #expect(throws: TransferError.self) { try client.send(HTTPRequest(.get, server.address)) }
        #expect(error?.kind == .interrupted)
        #expect(error?.failure?.exitCode == 130)
    }

    @Test func packedAnswersAreUnpacked() throws {
        let server = try FaultServer { _ in .gzip(Self.text) }
        #expect(try HTTPTest.client().send(HTTPRequest(.get, server.address)).body == Self.text)
    }
}

/// Who gets what where an answer sends us on.
@Suite struct RedirectTests {
    @Test func theSameHostIsFollowedWithAllWeKnow() throws {
        let server = try FaultServer { request in
            request.path == "/old" ? .redirect(307, to: "/new?x=1") : ServerReply(200, "there")
        }
        let response = try HTTPTest.client().send(
            HTTPRequest(
                .post, server.address + "/old", headers: [HTTPHeader("Authorization", "Bearer abc")], body: [65]))
        #expect(response.address == server.address + "/new?x=1")
        let last = try #require(server.requests.last)
        #expect(last.method == "POST")
        #expect(last.headers["authorization"] == "Bearer abc")
        #expect(last.body == [65])
    }

    @Test func anotherHostGetsNoCredentials() throws {
        let other = try FaultServer { _ in ServerReply(200, "stolen?") }
        let server = try FaultServer { _ in .redirect(302, to: other.address + "/there") }
        _ = try HTTPTest.client().send(
            HTTPRequest(
                .get, server.address,
                headers: [
                    HTTPHeader("Authorization", "Bearer abc"), HTTPHeader("developer-token", "d", isCredential: true),
                    HTTPHeader("Accept-Language", "ru"),
                ]))
        let last = try #require(other.requests.last)
        #expect(last.headers["authorization"] == nil)
        #expect(last.headers["developer-token"] == nil)
        #expect(last.headers["accept-language"] == "ru")
    }

    @Test(arguments: [307, 308])
    func anotherHostGetsNoBody(status: Int) throws {
        let other = try FaultServer { _ in ServerReply(200) }
        let server = try FaultServer { _ in .redirect(status, to: other.address) }
        let client = try HTTPTest.client()
        let error = #expect(throws: TransferError.self) {
            try client.send(HTTPRequest(.post, server.address, body: Array("client_secret=x".utf8)))
        }
        #expect(error?.kind == .redirect)
        #expect(other.requests.isEmpty)
    }

    @Test(arguments: [
        "http://10.1.2.3/", "http://169.254.169.254/latest/meta-data", "http://[::1]/", "http://localhost/",
        "http://localhost.localdomain/", "http://167838211/", "http://0x0a.1/", "http://[::ffff:127.0.0.1]/",
    ])
    func nobodyIsSentToAPrivateAddress(target: String) throws {
        let server = try FaultServer { _ in .redirect(to: target) }
        let client = try HTTPTest.client()
        let error = #expect(throws: TransferError.self) { try client.send(HTTPRequest(.get, server.address)) }
        // A name that isn't known on this machine leads nowhere either.
        #expect(error?.kind == .forbiddenAddress || error?.kind == .unresolved, "\(String(describing: error))")
    }

    @Test func nameOfThisMachineIsJudgedByWhereItLeads() throws {
        // The name is no address, so that only the socket can tell.
        let name = "ip6-localhost"
        let client = try HTTPTest.client()
        let error = #expect(throws: TransferError.self) { try client.send(HTTPRequest(.get, "http://\(name)/")) }
        #expect(error?.kind == .forbiddenAddress || error?.kind == .unresolved, "\(String(describing: error))")
    }

    @Test func circlesEnd() throws {
        let server = try FaultServer { request in .redirect(to: "/\(request.number)") }
        let client = try HTTPTest.client()
        let error = #expect(throws: TransferError.self) { try client.send(HTTPRequest(.get, server.address)) }
        #expect(error?.kind == .redirect)
        #expect(server.requests.count == 11)
    }

    @Test func schemesAreNotLeft() throws {
        let server = try FaultServer { _ in .redirect(to: "file:///etc/passwd") }
        let client = try HTTPTest.client()
        let error = #expect(throws: TransferError.self) { try client.send(HTTPRequest(.get, server.address)) }
        #expect(error?.kind == .redirect)
    }
}
