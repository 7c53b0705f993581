import Definitions
import Synchronization
import TestSupport
import Testing

@testable import Extract

/// A way to ask a platform, with an honest server that keeps it: a kind of paging, of telling who asks, or of report.
struct WayOfAsking: CustomTestStringConvertible, Sendable {
    /// What is asked for by one of the requests.
    enum Question: Sendable {
        case records
        case table
        /// A table at an address of its own, whose refusals say nothing of our key.
        case linkedTable
        /// A token; a refusal of it is one of credentials.
        case token
        /// A report that is ordered where nobody can look for an order whose answer is lost: not asked for twice.
        case orderOnce
    }

    var testDescription: String
    /// The connector from `request` on, without its limits.
    var connector: String
    var window = "all"
    var landed: String
    /// The requests at which a fault strikes, by their number, and what they ask for.
    var places: [(number: Int, question: Question)]
    /// Whether the platform gives a new token for one that it takes back.
    var renews = false
    /// Starts an honest server.
    var serve: @Sendable () -> @Sendable (ServerRequest) -> ServerReply

    static let all = paging + [streamed] + auth + reports

    // MARK: Pages

    static let paging = PagingTests.ways.map { way in
        WayOfAsking(
            testDescription: "paging: \(way.testDescription)", connector: way.connector, landed: PagingTests.all,
            places: [(1, .records), (7, .records), (12, .records)],
            serve: { { way.reply($0, PagingTests.address($0)) } })
    }

    /// Pages that are read from the disk.
    private static let streamed = WayOfAsking(
        testDescription: "paging: a cursor, streamed",
        connector: """
            request: { url: "{{ base }}/a", query: { after: "{{ cursor }}" } }
            answer: { records: results, streamed: true }
            paging: { cursor: next }
            """, landed: PagingTests.all, places: [(1, .records), (7, .records), (12, .records)],
        serve: {
            { request in
                let first = request["after"].flatMap { Int($0) } ?? 1
                let next = first + 2 > 23 ? "" : ",\"next\":\"\(first + 2)\""
                return .json("{\"results\":\(PagingTests.records(from: first))\(next)}")
            }
        })

    // MARK: Who asks

    private static let secret = "t0k3n-in-full"
    private static let keys: [(name: String, auth: String, isRight: @Sendable (ServerRequest) -> Bool)] = [
        ("bearer", "{ bearer: \"{{ token }}\" }", { $0.headers["authorization"] == "Bearer \(secret)" }),
        ("headers", "{ headers: { Api-Key: \"{{ token }}\" } }", { $0.headers["api-key"] == secret }),
        ("query", "{ query: { key: \"{{ token }}\" } }", { $0["key"] == secret }),
        (
            "basic", "{ basic: { user: any, password: \"{{ token }}\" } }",
            { $0.headers["authorization"] == "Basic \(Base64.text(of: Array("any:\(secret)".utf8)))" }
        ),
    ]

    /// Pages under each way to say who asks, of which a next address must not lose the key.
    static let auth =
        keys.map { key in
            WayOfAsking(
                testDescription: "auth: \(key.name)", connector: nextPage.connector + "\nauth: \(key.auth)",
                landed: PagingTests.all, places: [(1, .records), (7, .records)],
                serve: {
                    { key.isRight($0) ? nextPage.reply($0, PagingTests.address($0)) : ServerReply(401, "who?") }
                })
        } + [secretInPath] + ["form", "json", "query"].map(oauth)

    private static let nextPage =
        PagingTests.ways.first { $0.testDescription == "the next address" } ?? PagingTests.ways[0]

    private static let secretInPath = WayOfAsking(
        testDescription: "auth: a secret in the path",
        connector: """
            request: { url: "{{ base }}/rest/1/{{ token }}/list", form: { "filter[>ID]": "{{ after }}" }, repeatable: true }
            answer: { records: result }
            paging: { after: id, size: 2 }
            """, landed: PagingTests.all, places: [(1, .records), (7, .records)],
        serve: {
            { request in
                guard request.path == "/rest/1/\(secret)/list" else { return ServerReply(401, "who?") }
                let first = (Int(request.form["filter[>ID]"] ?? "") ?? 0) + 1
                return .json("{\"result\":\(PagingTests.records(from: first))}")
            }
        })

    /// Refresh tokens that serve once, access tokens that serve for five pages: they end in the middle of the work.
    private static func oauth(_ sending: String) -> WayOfAsking {
        WayOfAsking(
            testDescription: "auth: OAuth by \(sending), rotating",
            connector: nextPage.connector + """

                auth:
                  oauth:
                    url: "{{ base }}/token"
                    send: \(sending)
                    fields: { grant_type: refresh_token, refresh_token: "{{ refresh_token }}" }
                """,
            // The token, five pages, the sixth in vain, a token, and so on.
            landed: PagingTests.all, places: [(1, .token), (2, .records), (8, .token), (10, .records)], renews: true,
            serve: {
                let state = Mutex((rotations: 0, uses: 0))
                return { request in
                    state.withLock { state in
                        guard request.path == "/token" else {
                            let isNewest = request.headers["authorization"] == "Bearer a-\(state.rotations)"
                            guard isNewest, state.uses < 5 else { return ServerReply(401, "expired") }
                            state.uses += 1
                            return nextPage.reply(request, PagingTests.address(request))
                        }
                        let sent: String?
                        switch sending {
                        case "json": sent = (try? JSONPart(request.body))?["refresh_token"]?.text
                        case "query": sent = request["refresh_token"]
                        default: sent = request.form["refresh_token"]
                        }
                        // Most platforms give the newest one once more whose answer was lost.
                        let newest = state.rotations == 0 ? "first-refresh" : "r-\(state.rotations)"
                        let before = state.rotations < 2 ? "first-refresh" : "r-\(state.rotations - 1)"
                        guard sent == newest || sent == before else { return ServerReply(400, "revoked") }
                        if sent == newest || state.rotations == 0 {
                            state.rotations += 1
                            state.uses = 0
                        }
                        return .json(
                            "{\"access_token\":\"a-\(state.rotations)\",\"refresh_token\":\"r-\(state.rotations)\"}")
                    }
                }
            })
    }

    // MARK: Reports

    private static let tableText = "Date\tCost\n2026-03-01\t1530.20\n"

    static let reports = [
        WayOfAsking(
            testDescription: "report: the same request until it is there",
            connector: ReportTests.repeating, window: "day", landed: tableText,
            places: [(1, .table), (2, .table), (3, .table)],
            serve: {
                let asked = Atomic<Int>(0)
                return { _ in
                    switch asked.add(1, ordering: .relaxed).newValue {
                    case 1: ServerReply(201, "it is being made", headers: ["retryIn": "7"])
                    case 2: ServerReply(202, "it is being made", headers: ["retryIn": "7"])
                    default: ServerReply(200, tableText)
                    }
                }
            }),
        WayOfAsking(
            testDescription: "report: ordered, looked for, fetched in parts, put away",
            connector: ReportTests.job, window: "day", landed: ReportTests.table,
            // The order, two looks, two parts.
            places: [(1, .records), (2, .records), (3, .records), (4, .table), (5, .table)],
            serve: {
                let logs = ReportTests.Logs(looks: 1)
                return { logs.reply($0) }
            }),
        WayOfAsking(
            testDescription: "report: ordered once, at an address of its own, in an archive",
            connector: LinkedReportTests.connector.replacing(#/limits:.*/#, with: ""), window: "day",
            landed: "day;cost\n2026-03-01;10.5\n",
            places: [(1, .orderOnce), (2, .records), (3, .records), (4, .linkedTable)],
            serve: {
                let looks = Atomic<Int>(0)
                return { request in
                    switch request.path {
                    case "/submit": return .json("{\"id\":\"r1\"}")
                    case "/poll":
                        let isReady = looks.add(1, ordering: .relaxed).newValue > 1
                        return .json(
                            "{\"report\":{\"status\":\"\(isReady ? "Success" : "Pending")\",\"url\":\"/own/r.zip\"}}")
                    default:
                        let entry = ZipFile.Entry("report.csv", "day;cost\n2026-03-01;10.5\n")
                        return ServerReply(bytes: ZipFile([entry]).bytes)
                    }
                }
            }),
        WayOfAsking(
            testDescription: "report: ordered, and read page by page",
            connector: """
                request: { url: "{{ base }}/order", method: post, form: { level: ad }, repeatable: true }
                answer: { records: data }
                paging: { cursor: next }
                report:
                  job:
                    id: report_run_id
                    poll: { url: "{{ base }}/run/{{ id }}" }
                    state: status
                    ready: Done
                    failed: Failed
                    download: { url: "{{ base }}/rows/{{ id }}", query: { after: "{{ cursor }}" } }
                """, window: "day", landed: PagingTests.all,
            places: [(1, .records), (2, .records), (9, .records)],
            serve: {
                { request in
                    if request.path == "/order" { return .json("{\"report_run_id\":\"77\"}") }
                    if request.path == "/run/77" { return .json("{\"status\":\"Done\"}") }
                    let first = request["after"].flatMap { Int($0) } ?? 1
                    let next = first + 2 > 23 ? "" : ",\"next\":\"\(first + 2)\""
                    return .json("{\"data\":\(PagingTests.records(from: first))\(next)}")
                }
            }),
    ]
}
