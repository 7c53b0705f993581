import Definitions
import TestSupport
import Testing

@testable import Extract

/// What answers mean: nothing, errors that look like successes, limits that look like errors.
@Suite struct AnswerTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var answer: String
        var replies: [ServerReply]
        /// What lands; nil where it fails.
        var landed: String?
        var kind: Failure.Kind?
        var message = ""
        /// Milliseconds of the pauses.
        var pauses: [Int64] = []
    }

    static let rows = ServerReply.json("{\"r\":[{\"a\":1}]}")

    static let cases = [
        Case(testDescription: "204", answer: "{ records: r }", replies: [ServerReply(204)], landed: ""),
        Case(testDescription: "an empty list", answer: "{ records: r }", replies: [.json("{\"r\":[]}")], landed: ""),
        Case(testDescription: "null", answer: "{ records: r }", replies: [.json("{\"r\":null}")], landed: ""),
        Case(
            testDescription: "an empty map for a list", answer: "{ records: r }", replies: [.json("{\"r\":{}}")],
            landed: ""),
        Case(
            testDescription: "a key that may be missing", answer: "{ records: r, missing: empty }",
            replies: [.json("{}")], landed: ""),
        Case(
            testDescription: "a key that got another name", answer: "{ records: r.s }",
            replies: [.json("{\"R\":{\"s\":[]},\"n\":1}")], kind: .unreachable,
            message: "the answer has nothing at 'r.s'; it has: R, n"),
        Case(
            testDescription: "one record", answer: "{ records: r }", replies: [.json("{\"r\":{\"a\": 1.50}}")],
            landed: "{\"a\": 1.50}\n"),
        Case(
            testDescription: "batches of a stream", answer: "{ records: \"*.results\", missing: empty }",
            replies: [.json("[{\"results\":[{\"a\":1},\n{\"a\":2}]},{\"fieldMask\":\"x\"},{\"results\":[{\"a\":3}]}]")],
            landed: "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"),
        Case(
            testDescription: "no batches of a stream", answer: "{ records: \"*.results\" }", replies: [.json("[]")],
            landed: ""),
        Case(
            testDescription: "records keep their bytes", answer: "{ records: r }",
            replies: [.json("{\"r\":[ {\"n\": 12345678901234567890,\r\n  \"t\": \"a\\nb\\u0416\" } ]}")],
            landed: "{\"n\": 12345678901234567890,    \"t\": \"a\\nb\\u0416\" }\n"),
        Case(
            testDescription: "an error in a success", answer: "{ records: r, error: { code: error.error_code } }",
            replies: [.json("{\"error\":{\"error_code\":100,\"error_msg\":\"bad\"}}")], kind: .unreachable,
            message: "127.0.0.1 answered 200 with error 100: {\"error\":{\"error_code\":100"),
        Case(
            testDescription: "a limit in a success",
            answer: "{ records: r, error: { code: error.error_code }, rules: [{ code: 6, means: again, pause: 2s }] }",
            replies: [.json("{\"error\":{\"error_code\":6}}"), rows], landed: "{\"a\":1}\n", pauses: [2000]),
        Case(
            testDescription: "a code that is none", answer: "{ records: r, error: { code: code, ok: [\"0\"] } }",
            replies: [.json("{\"code\":0,\"r\":[]}")], landed: ""),
        Case(
            testDescription: "a bad token in a success",
            answer: "{ records: r, error: { code: code, ok: [\"0\"] }, rules: [{ code: 40105, means: credentials }] }",
            replies: [.json("{\"code\":40105}")], kind: .credentials, message: "127.0.0.1 answered 200 with error 40105"
        ),
        Case(
            testDescription: "503 that is a limit",
            answer: "{ records: r, error: { code: error }, rules: "
                + "[{ status: 503, code: QUERY_LIMIT_EXCEEDED, means: again, pause: 2s }, { status: 503, means: fail }] }",
            replies: [.json("{\"error\":\"QUERY_LIMIT_EXCEEDED\"}", status: 503), rows], landed: "{\"a\":1}\n",
            pauses: [2000]),
        Case(
            testDescription: "503 that is a block",
            answer: "{ records: r, error: { code: error }, rules: "
                + "[{ status: 503, code: QUERY_LIMIT_EXCEEDED, means: again, pause: 2s }, { status: 503, means: fail }] }",
            replies: [.json("{\"error\":\"OVERLOAD_LIMIT\"}", status: 503)], kind: .unreachable,
            message: "127.0.0.1 answered 503 with error OVERLOAD_LIMIT"),
        Case(
            testDescription: "420", answer: "{ records: r, rules: [{ status: 420, means: again, pause: 3s }] }",
            replies: [ServerReply(420), rows], landed: "{\"a\":1}\n", pauses: [3000]),
        Case(
            testDescription: "a header that names the pause",
            answer: "{ records: r, rules: [{ status: [429], means: again, pause_header: X-Wait }] }",
            replies: [ServerReply(429, headers: ["x-wait": "9"]), rows], landed: "{\"a\":1}\n", pauses: [9000]),
        Case(
            testDescription: "403 that is no question of who we are",
            answer: "{ records: r, rules: [{ status: 403, means: again, pause: 1s }] }",
            replies: [ServerReply(403), rows],
            landed: "{\"a\":1}\n", pauses: [1000]),
        Case(
            testDescription: "404 that means nothing", answer: "{ records: r, rules: [{ status: 404, means: empty }] }",
            replies: [ServerReply(404, "no such page")], landed: ""),
        Case(
            testDescription: "a page of HTML", answer: "{ records: r }",
            replies: [ServerReply(200, "<html>maintenance</html>"), rows], landed: "{\"a\":1}\n"),
    ]

    @Test(arguments: cases)
    func answer(test: Case) throws {
        let connector = try TestConnector("request: { url: \"{{ base }}/a\" }\nanswer: \(test.answer)\n") {
            test.replies[min($0.number, test.replies.count) - 1]
        }
        let result = Result { try connector.extract() }
        switch result {
        case .success(let text): #expect(text == test.landed)
        case .failure(let error):
            let failure = try #require(error as? Failure)
            #expect(failure.kind == test.kind, "\(failure)")
            #expect(failure.diagnostics.first?.message.contains(test.message) == true, "\(failure)")
            #expect(try connector.folder.files() == [])
        }
        if !test.pauses.isEmpty { #expect(connector.clock.pauses == test.pauses) }
    }
}
