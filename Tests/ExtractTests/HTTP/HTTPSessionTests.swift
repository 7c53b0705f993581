import Definitions
import Glibc
import TestSupport
import Testing

@testable import Extract

/// What is asked again, after which pauses, and what is said in the end.
@Suite struct HTTPSessionTests {
    struct Story: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// What the server does, the last over and over.
        var replies: [ServerReply]
        var method = HTTPRequest.Method.get
        var isRepeatable: Bool?
        var requests: Int
        /// Milliseconds of the pauses; nil: not looked at.
        var pauses: [Int64]?
        /// The end: nil where it is good.
        var kind: Failure.Kind?
        var message = ""
        var policy = RetryPolicy(attempts: 4)
    }

    static let ok = ServerReply(200, "ok")

    static let stories = [
        Story(testDescription: "good at once", replies: [ok], requests: 1, pauses: []),
        Story(testDescription: "503 once", replies: [ServerReply(503), ok], requests: 2),
        Story(
            testDescription: "429 that names seconds", replies: [ServerReply(429, headers: ["Retry-After": "7"]), ok],
            requests: 2, pauses: [7000]),
        Story(
            testDescription: "503 that names a moment",
            replies: [ServerReply(503, headers: ["Retry-After": "Thu, 28 May 2026 20:27:00 GMT"]), ok], requests: 2,
            pauses: [20_000]),
        Story(
            testDescription: "a pause beyond all patience",
            replies: [ServerReply(429, "slow down", headers: ["Retry-After": "7200"])], requests: 1, pauses: [],
            kind: .unreachable, message: "127.0.0.1 answered 429: slow down, and asks to wait 7200 s"),
        Story(
            testDescription: "503 for good", replies: [ServerReply(503, "<h1>Down</h1>")], requests: 4,
            kind: .unreachable, message: "127.0.0.1 answered 503: <h1>Down</h1> (tried 4 times)"),
        Story(
            testDescription: "no time for all tries", replies: [ServerReply(503)], requests: 3,
            kind: .unreachable, message: "127.0.0.1 answered 503 (tried 3 times)",
            policy: RetryPolicy(attempts: 100, total: 4_000_000_000)),
        Story(
            testDescription: "401 without a way to a new token", replies: [ServerReply(401, "no")], requests: 1,
            kind: .credentials, message: "127.0.0.1 answered 401: no"),
        Story(
            testDescription: "403", replies: [ServerReply(403)], requests: 1, kind: .credentials,
            message: "127.0.0.1 answered 403"),
        Story(
            testDescription: "404", replies: [ServerReply(404)], requests: 1, kind: .unreachable,
            message: "127.0.0.1 answered 404: there is nothing at this address"),
        Story(
            testDescription: "400", replies: [ServerReply(400, "{\"error\":\"bad field\"}")], requests: 1,
            kind: .unreachable, message: "127.0.0.1 answered 400: {\"error\":\"bad field\"}"),
        Story(
            testDescription: "a line that breaks twice",
            replies: [.cut(Array("a;b".utf8), after: 1), ServerReply([.close]), ok], requests: 3),
        Story(
            testDescription: "what was done isn't done twice", replies: [.cut(Array("a;b".utf8), after: 1)],
            method: .post, requests: 1, pauses: [], kind: .unreachable,
            message: "the connection ended before the answer did"),
        Story(
            testDescription: "what failed inside isn't done twice", replies: [ServerReply(500)], method: .post,
            requests: 1, pauses: [], kind: .unreachable, message: "127.0.0.1 answered 500"),
        Story(
            testDescription: "what was refused is asked again", replies: [ServerReply(429), ok], method: .post,
            requests: 2),
        Story(
            testDescription: "a report asked for by POST", replies: [ServerReply(500), ok], method: .post,
            isRepeatable: true, requests: 2),
        Story(
            testDescription: "a broken packing",
            replies: [ServerReply(200, "this is not packed at all", headers: ["Content-Encoding": "gzip"])],
            requests: 1, pauses: [], kind: .unreachable, message: "not valid gzip data"),
    ]

    @Test(arguments: stories)
    func story(story: Story) throws {
        let server = try FaultServer { story.replies[min($0.number, story.replies.count) - 1] }
        let clock = TestClock(date: 1_780_000_000)
        let session = try HTTPTest.session(policy: story.policy, clock: clock)
        let request = HTTPRequest(story.method, server.address + "/x", isRepeatable: story.isRepeatable)
        let result = Result { try session.send({ request }, judge: { .byStatus($0, date: clock.date) }) }
        switch result {
        case .success(let response):
            #expect(story.kind == nil)
            #expect(response.body == Array("ok".utf8))
        case .failure(let error):
            let failure = try #require(error as? Failure)
            #expect(failure.kind == story.kind, "\(failure)")
            #expect(failure.diagnostics.first?.message.contains(story.message) == true, "\(failure)")
        }
        #expect(server.requests.count == story.requests)
        if let pauses = story.pauses { #expect(clock.pauses == pauses) }
    }

    @Test func pausesDoubleAndDifferWithinTheirHalf() {
        let policy = RetryPolicy(firstPause: 1000, longestPause: 6000)
        var random = SeededGenerator()
        for (attempt, longest) in [(1, 1000), (2, 2000), (3, 4000), (4, 6000), (50, 6000)] {
            let pauses = (0..<1000).map { _ in policy.pause(after: attempt, random: &random) }
            #expect(pauses.allSatisfy { (Int64(longest / 2)...Int64(longest)).contains($0) }, "\(random)")
            #expect(Set(pauses).count > 100, "\(random)")
        }
    }

    static let retryAfter: [(String, Int64?)] = [
        ("0", 0), ("120", 120), (" 3 ", 3), ("2.5", 3), ("1780000060", 60), ("1700000000", 0), ("", nil), ("soon", nil),
        ("-1", nil), ("Thu, 28 May 2026 20:26:41 GMT", 1), ("Thu, 28 May 2026 20:26:00 GMT", 0),
        ("Thu, 32 May 2026 20:26:00 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
    ]

    @Test(arguments: retryAfter)
    func secondsToWait(text: String, seconds: Int64?) {
        #expect(RetryAfter.seconds(text, now: 1_780_000_000) == seconds)
    }

    @Test func aTokenIsRenewedOnce() throws {
        let server = try FaultServer {
            $0.headers["authorization"] == "Bearer new" ? Self.ok : ServerReply(401, "expired")
        }
        var token = "old"
        let session = try HTTPTest.session()
        let response = try session.send(
            { HTTPRequest(.get, server.address, headers: [HTTPHeader("Authorization", "Bearer \(token)")]) },
            renew: { token = "new" }, judge: { .byStatus($0, date: 0) })
        #expect(response.status == 200)
        var renewals = 0
        let failure = #expect(throws: Failure.self) {
            try session.send(
                { HTTPRequest(.get, server.address) }, renew: { renewals += 1 }, judge: { .byStatus($0, date: 0) })
        }
        #expect(failure?.exitCode == 8)
        #expect(renewals == 1)
    }

    @Test func requestsAreSpacedByTheBudget() throws {
        let server = try FaultServer { _ in Self.ok }
        let clock = TestClock()
        let session = try HTTPTest.session(
            clock: clock, budget: RateBudget(requests: 5, perNanoseconds: 1_000_000_000, burst: 3))
        for _ in 0..<6 {
            _ = try session.send({ HTTPRequest(.get, server.address) }, judge: { .byStatus($0, date: 0) })
        }
        // Three at once, then five a second.
        #expect(clock.pauses == [200, 200, 200])
    }

    @Test func aPauseTheHostAskedForHoldsForAll() throws {
        let budget = RateBudget(requests: 10, perNanoseconds: 1_000_000_000, burst: 4)
        _ = budget.reserve(now: 0)
        budget.hold(until: 5_000_000_000)
        #expect(budget.reserve(now: 0) == 5_000_000_000)
        #expect(budget.reserve(now: 0) == 5_100_000_000)
    }

    @Test func hostsHaveBudgetsOfTheirOwn() {
        let budgets = RateBudgets()
        let first = budgets.budget(of: "a") { RateBudget(requests: 1, perNanoseconds: 1) }
        #expect(budgets.budget(of: "a") { RateBudget(requests: 9, perNanoseconds: 1) } === first)
        #expect(budgets.budget(of: "b") { RateBudget(requests: 9, perNanoseconds: 1) } !== first)
    }
}
