import Definitions
import TestSupport
import Testing

@testable import Extract

/// The canary: a secret that must never be seen, in all the forms in which it travels.
@Suite struct RedactionTests {
    static let canary = "cAn/ary+\"7f3e\" 9"

    static let texts = [
        "Bearer \(canary)", "token=cAn%2Fary%2B%227f3e%22%209&x=1", "token=cAn%2fary%2b%227f3e%22%209",
        "a=cAn%2Fary%2B%227f3e%22+9", "{\"t\":\"cAn/ary+\\\"7f3e\\\" 9\"}", "{\"t\":\"cAn\\/ary+\\\"7f3e\\\" 9\"}",
        "Basic Y0FuL2FyeSsiN2YzZSIgOQ==",
    ]

    @Test(arguments: texts)
    func everyFormIsTakenOut(text: String) {
        let shown = Redaction([Secret(Self.canary)]).apply(to: text)
        #expect(!shown.contains("7f3e") && !shown.contains("N2YzZS"), "\(shown)")
        #expect(shown.contains("***"))
    }

    @Test func aSecretPrintsAsStars() {
        let secret = Secret(Self.canary)
        var dumped = ""
        dump([HTTPHeader("Authorization", Self.canary)], to: &dumped)
        #expect(
            "\(secret) \(String(reflecting: secret)) \(Optional(secret) as Any) \(dumped)".contains("7f3e") == false)
    }

    @Test func longerSecretsGoFirst() {
        let redaction = Redaction([Secret("abcd"), Secret("abcdef")])
        #expect(redaction.apply(to: "abcdef abcd abc") == "*** *** abc")
        redaction.add(Secret("wxyz"))
        #expect(redaction.apply(to: "wxyz") == "***")
    }

    static let addresses = [
        ("https://a.example/x?access_token=q1w2&fields=a", "https://a.example/x?access_token=***&fields=a"),
        ("https://a.example/x?API_KEY=q1w2&b", "https://a.example/x?API_KEY=***&b"),
        ("https://b24.example/rest/1/abcd/crm.lead.list", "https://b24.example/rest/1/***/crm.lead.list"),
        ("https://a.example/x", "https://a.example/x"),
    ]

    @Test(arguments: addresses)
    func addressesAreShownWithoutSecrets(address: String, shown: String) {
        #expect(Redaction([Secret("abcd")]).shown(address: address) == shown)
    }

    @Test func bodiesAreShortAndOnOneLine() {
        let redaction = Redaction([Secret(Self.canary)])
        let body = "<html>\r\n\t<p>\u{1B}[31mNo \(Self.canary)</p>\n" + String(repeating: "я", count: 1000)
        let shown = redaction.excerpt(ofBody: Array(body.utf8))
        #expect(shown.hasPrefix("<html> <p> [31mNo ***</p> яяя"))
        #expect(shown.count == 301)
        #expect(redaction.excerpt(ofBody: []) == "")
    }

    @Test func noFailureRepeatsASecret() throws {
        let echo = try FaultServer { request in
            switch request.path {
            case "/cut": .cut(Array("abc".utf8), after: 1)
            case "/redirect": .redirect(to: "ftp://a.example/?k=cAn%2Fary%2B%227f3e%22%209")
            default:
                ServerReply(Int(request.path.dropFirst()) ?? 500, "you said \(request.headers["authorization"] ?? "")")
            }
        }
        for path in ["cut", "redirect", "400", "401", "403", "404", "429", "500"] {
            let session = try HTTPTest.session(policy: RetryPolicy(attempts: 2), secrets: [Self.canary])
            let failure = #expect(throws: Failure.self) {
                try session.send(
                    {
                        HTTPRequest(
                            .get, WebAddressText.appending([("key", Self.canary)], to: "\(echo.address)/\(path)"),
                            headers: [HTTPHeader("Authorization", "Bearer \(Self.canary)")])
                    }, judge: { .byStatus($0, date: 0) })
            }
            let text = "\(failure as Any) \(failure?.diagnostics.map(\.description) ?? [])"
            #expect(!text.contains("7f3e"), "\(text)")
        }
    }
}
