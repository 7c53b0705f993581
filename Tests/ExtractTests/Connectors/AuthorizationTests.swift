import Definitions
import Foundation
import TestSupport
import Testing

@testable import Extract

@Suite struct AuthorizationTests {
    static let plain: [(String, String, String, String)] = [
        ("bearer", "{ bearer: \"{{ token }}\" }", "authorization", "Bearer t0k3n-in-full"),
        (
            "a word of its own", "{ headers: { Authorization: \"OAuth {{ token }}\" } }", "authorization",
            "OAuth t0k3n-in-full"
        ),
        ("a header of its own", "{ headers: { Access-Token: \"{{ token }}\" } }", "access-token", "t0k3n-in-full"),
        ("in the query", "{ query: { access_token: \"{{ token }}\" } }", "?access_token", "t0k3n-in-full"),
        (
            "basic", "{ basic: { user: anystring, password: \"{{ token }}\" } }", "authorization",
            "Basic YW55c3RyaW5nOnQwazNuLWluLWZ1bGw="
        ),
    ]

    @Test(arguments: plain)
    func whoAsks(name: String, auth: String, place: String, value: String) throws {
        let test = try TestConnector("request: { url: \"{{ base }}/a?x=1\" }\nauth: \(auth)\n") { request in
            .json("[\"\(request.headers["authorization"] ?? "")\"]", status: request["x"] == "1" ? 200 : 500)
        }
        _ = try test.extract()
        let request = try #require(test.server.requests.first)
        #expect((place.hasPrefix("?") ? request[String(place.dropFirst())] : request.headers[place]) == value)
    }

    @Test func aSecretInThePathIsNotShown() throws {
        let test = try TestConnector("request: { url: \"{{ base }}/rest/1/{{ token }}/crm.lead.list\" }\n") { _ in
            ServerReply(404)
        }
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(test.server.requests.first?.path == "/rest/1/t0k3n-in-full/crm.lead.list")
        #expect(!"\(failure as Any)".contains("t0k3n"))
    }

    // MARK: OAuth

    /// A server of rotating tokens: each refresh token serves once, an access token for some requests.
    static func oauth(_ send: String) -> String {
        """
        request: { url: "{{ base }}/leads" }
        answer: { records: r }
        auth:
          oauth:
            url: "{{ base }}/token"
            send: \(send)
            fields: { grant_type: refresh_token, client_id: c, client_secret: "{{ token }}", refresh_token: "{{ refresh_token }}" }
        """
    }

    /// Answers as amoCRM does: the n-th refresh token is `r-n`, the first one `first-refresh`.
    private static func rotating(_ request: ServerRequest, valid: String, next: Int, fields: [String: String])
        -> ServerReply
    {
        guard request.path == "/token" else {
            return request.headers["authorization"] == "Bearer a-\(valid)" ? .json("{\"r\":[1]}") : ServerReply(401)
        }
        guard fields["refresh_token"] == (next == 1 ? "first-refresh" : "r-\(next - 1)") else {
            return .json("{\"hint\":\"Token has been revoked\"}", status: 400)
        }
        return .json("{\"access_token\":\"a-\(next)\",\"refresh_token\":\"r-\(next)\",\"expires_in\":\"86400\"}")
    }

    private func connector(_ send: String, clock: TestClock = TestClock()) throws -> TestConnector {
        var test = try TestConnector(Self.oauth(send), clock: clock) { request in
            switch send {
            case "json":
                let json = try? JSONPart(request.body)
                let fields = Dictionary((json?.members ?? []).map { ($0.name, $0.value.text ?? "") }) { $1 }
                return Self.rotating(request, valid: "1", next: 1, fields: fields)
            case "query":
                return Self.rotating(
                    request, valid: "1", next: 1, fields: Dictionary(request.query.map { ($0.name, $0.value) }) { $1 })
            default:
                return Self.rotating(request, valid: "1", next: 1, fields: request.form)
            }
        }
        test.parameters["refresh_token"] = .secret(Secret("first-refresh"))
        return test
    }

    @Test(arguments: ["form", "json", "query"])
    func aTokenIsFetchedKeptAndUsedAgain(send: String) throws {
        let test = try connector(send)
        #expect(try test.extract() == "1\n")
        #expect(try test.extract() == "1\n")
        #expect(test.server.requests.map(\.path) == ["/token", "/leads", "/leads"])
        let file = try #require(try test.folder.files().first { $0.hasSuffix(".json") })
        #expect(
            try test.folder.text(of: file)
                == "{\"access_token\":\"a-1\",\"refresh_token\":\"r-1\",\"expires_at\":1780086400}\n")
        var status = stat()
        stat(test.folder.path(of: file), &status)
        #expect(status.st_mode & 0o777 == 0o600)
        stat(test.folder.path(of: "tokens"), &status)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func whatExpiresIsRenewedAndTheNewTokenIsOnTheDiskBeforeItIsUsed() throws {
        let folder = try WorkFolder()
        let tokens = folder.path(of: "tokens")
        let server = try FaultServer { request in
            if request.path == "/token" {
                let old = request.form["refresh_token"] ?? ""
                let next = (Int(old.split(separator: "-").last ?? "") ?? 0) + 1
                return .json("{\"access_token\":\"a-\(next)\",\"refresh_token\":\"r-\(next)\"}")
            }
            // Whatever the program uses must have been written before.
            let used = request.headers["authorization"]?.dropFirst(7) ?? ""
            let files = (try? FileManager.default.contentsOfDirectory(atPath: tokens)) ?? []
            let known = files.filter { $0.hasSuffix(".json") }.compactMap {
                try? String(contentsOfFile: "\(tokens)/\($0)", encoding: .utf8)
            }
            guard known.contains(where: { $0.contains("\"\(used)\"") }) else { return ServerReply(418) }
            // Each access token serves two requests.
            return request.number % 3 == 1 ? ServerReply(401) : .json("{\"r\":[1]}")
        }
        let connector = try ConnectorDefinition.parse(
            text: """
                version: 1
                connector: test
                title: A test
                gives: rows
                entity: lead
                parameters:
                  base: { about: the address }
                  token: { about: the secret, secret: true }

                """ + Self.oauth("form"), file: "test.yml", entities: ["lead"])
        for _ in 0..<5 {
            let extraction = try ConnectorExtraction(
                connector,
                parameters: [
                    "base": .text(server.address), "token": .secret(Secret("s3cret")),
                    "refresh_token": .secret(Secret("r-0")),
                ], settings: HTTPTest.settings, budgets: RateBudgets(), tokenFolder: tokens, clock: TestClock(),
                seed: 1,
                interruption: {})
            _ = try extraction.extract([:], to: folder.path(of: "delivery"))
        }
        let refreshes = server.requests.filter { $0.path == "/token" }.map { $0.form["refresh_token"] }
        #expect(refreshes.count > 1)
        #expect(Set(refreshes).count == refreshes.count, "a refresh token was used twice: \(refreshes)")
    }

    @Test func aTokenThatIsAboutToExpireIsRenewedFirst() throws {
        let clock = TestClock()
        let test = try connector("form", clock: clock)
        _ = try test.extract()
        try clock.wait(nanoseconds: 86_390_000_000_000) {}
        // The server knows one rotation only, so the second renewal is refused: it was asked for, though.
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(failure?.exitCode == 8)
        #expect(test.server.requests.map(\.path) == ["/token", "/leads", "/token"])
        #expect(
            failure?.diagnostics.first?.message
                == "127.0.0.1 doesn't renew the token: it answered 400: {\"hint\":\"Token has been revoked\"}")
    }

    @Test func anotherProcessMayHaveRenewedItMeanwhile() throws {
        let test = try connector("form")
        let first = try test.extraction()
        let second = try test.extraction()
        _ = try first.extract([:], to: test.folder.path(of: "delivery"))
        _ = try second.extract([:], to: test.folder.path(of: "delivery"))
        #expect(test.server.requests.filter { $0.path == "/token" }.count == 1)
    }

    @Test func anotherRefreshTokenBeginsAnew() throws {
        var test = try connector("form")
        _ = try test.extract()
        test.parameters["refresh_token"] = .secret(Secret("other"))
        #expect(throws: Failure.self) { try test.extract() }
        #expect(test.server.requests.last?.form["refresh_token"] == "other")
    }
}
