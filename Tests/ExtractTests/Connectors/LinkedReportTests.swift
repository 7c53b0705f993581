import Definitions
import Synchronization
import TestSupport
import Testing

@testable import Extract

/// Reports that lie at an address of their own, fail, and are forgotten.
@Suite struct LinkedReportTests {
    static let connector = """
        request:
          url: "{{ base }}/submit"
          headers: { Developer: "{{ token }}", Plain: "1" }
          json: '{"from": {"Day": {{ from | day }}, "Month": {{ from | month }}, "Year": {{ from | year }}}}'
        auth: { bearer: "{{ token }}" }
        answer:
          type: csv
          packed: zip
          columns: [day, cost]
          error: { code: code }
          rules: [{ code: "2100", means: gone }]
        report:
          job:
            id: id
            poll: { method: post, url: "{{ base }}/poll", json: '{"id": "{{ id }}"}', repeatable: true }
            state: report.status
            ready: Success
            failed: Error
            pause: 20s
            patience: 1h
            orders: 2
            link: report.url
            download: { url: "{{ link }}", headers: { Developer: "{{ token }}", Plain: "1" } }
        limits: { attempts: 3, requests: 1000, patience: 60s }
        """

    private static let table = "day;cost\n2026-03-01;10.5\n"
    private static let archive = ServerReply(bytes: ZipFile([ZipFile.Entry("report.csv", table)]).bytes)
    private static let pending = ServerReply.json(#"{"report":{"status":"Pending","url":null}}"#)
    private static let failed = ServerReply.json(#"{"report":{"status":"Error","url":null}}"#)
    private static let forgotten = ServerReply.json(#"{"code":2100}"#, status: 400)

    private static func ready(_ url: String) -> ServerReply {
        .json("{\"report\":{\"status\":\"Success\"\(url.isEmpty ? "" : ",\"url\":\(url)")}}")
    }

    /// A platform, and somebody else with whom its reports lie; each answers in turn, with its last answer for good.
    struct Platform {
        let test: TestConnector
        let store: FaultServer

        init(
            _ connector: String = LinkedReportTests.connector,
            looks: (_ store: String) -> [ServerReply] = {
                [pending, ready("\"\($0)/a/r.zip?se=2026&sig=Sh0rtL1ved%2B\"")]
            },
            downloads: [ServerReply] = [archive]
        ) throws {
            store = try FaultServer { downloads[min($0.number, downloads.count) - 1] }
            let looks = looks(store.address)
            let counts = Counts()
            test = try TestConnector(connector, window: "day") { request in
                switch request.path {
                case "/submit": .json("{\"id\":\"r\(counts.next("submit"))\"}")
                case "/poll": looks[min(counts.next("poll"), looks.count) - 1]
                default: archive
                }
            }
        }

        func requests(_ path: String) -> [ServerRequest] { test.server.requests.filter { $0.path == path } }

        func extract() throws -> String { try test.extract(TestConnector.days("2026-03-01", "2026-03-01")) }
    }

    final class Counts: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func next(_ name: String) -> Int {
            counts.withLock { counts in
                counts[name, default: 0] += 1
                return counts[name, default: 0]
            }
        }
    }

    /// Whoever keeps the report isn't told who asks.
    @Test func credentialsStayWithThePlatform() throws {
        let platform = try Platform()
        #expect(try platform.extract() == Self.table)
        let order = try #require(platform.requests("/submit").first)
        #expect(order.bodyText == #"{"from": {"Day": 1, "Month": 3, "Year": 2026}}"#)
        #expect(order.headers["authorization"] == "Bearer t0k3n-in-full")
        #expect(order.headers["developer"] == "t0k3n-in-full")
        #expect(platform.requests("/poll").map(\.bodyText) == [#"{"id": "r1"}"#, #"{"id": "r1"}"#])
        let fetched = try #require(platform.store.requests.first)
        #expect(fetched.method == "GET" && fetched.path == "/a/r.zip")
        #expect(fetched["sig"] == "Sh0rtL1ved+")
        #expect(fetched.headers["authorization"] == nil)
        #expect(fetched.headers["developer"] == nil)
        #expect(fetched.headers["plain"] == "1")
        #expect(platform.test.clock.pauses.filter { $0 > 1000 } == [20_000])
        #expect(try platform.test.folder.files() == ["delivery"])
    }

    @Test func aReportOnThePlatformItselfIsFetchedAsOurselves() throws {
        let platform = try Platform(looks: { _ in [Self.ready("\"/own/r.zip\"")] })
        #expect(try platform.extract() == Self.table)
        #expect(platform.requests("/own/r.zip").first?.headers["authorization"] == "Bearer t0k3n-in-full")
        #expect(platform.store.requests.isEmpty)
    }

    @Test func nothingGoesFromHTTPSToHTTP() throws {
        var test = try TestConnector(Self.connector, window: "day") { _ in ServerReply() }
        test.parameters["base"] = .text("https://api.example.com")
        let extraction = try test.extraction()
        let values = test.parameters.merging(try TestConnector.days("2026-03-01", "2026-03-01")) { $1 }
        let cases = [
            (
                "http://store.example.com/r.zip?sig=1",
                "the report lies at an http address of store.example.com, where anybody could listen"
            ),
            (
                "ftp://store.example.com/r.zip",
                "the report is said to lie at 'ftp://store.example.com/r.zip', which is no web address"
            ),
        ]
        for (address, message) in cases {
            let failure = #expect(throws: Failure.self) { try extraction.linked(HTTPRequest(.get, address), values) }
            #expect(failure?.diagnostics.first?.message == message)
        }
        let own = try extraction.linked(HTTPRequest(.get, "/r.zip"), values)
        #expect(own.address == "https://api.example.com/r.zip")
        #expect(own.headers.map(\.name) == ["Authorization"])
    }

    @Test func noAddressMeansNoRows() throws {
        for url in ["null", "\"\""] {
            let platform = try Platform(looks: { _ in [Self.ready(url)] })
            #expect(try platform.extract() == "day,cost\n")
            #expect(try platform.test.folder.files() == ["delivery"])
        }
        // What had rows keeps its header.
        let platform = try Platform(looks: { [Self.ready("\"\($0)/r.zip\""), Self.ready("null")] })
        #expect(try platform.extract() == Self.table)
        #expect(try platform.extract() == "day;cost\n")
    }

    @Test func aMissingAddressIsAMistakeUnlessItMeansNoRows() throws {
        let platform = try Platform(looks: { _ in [Self.ready("")] })
        let failure = #expect(throws: Failure.self) { try platform.extract() }
        #expect(failure?.diagnostics.first?.message == "the report is ready, and nothing stands at 'report.url'")
        let mild = Self.connector.replacing("  type: csv\n", with: "  type: csv\n  missing: empty\n")
        #expect(try Platform(mild, looks: { _ in [Self.ready("")] }).extract() == "day,cost\n")
    }

    /// The address is good for a short time: the report is still there, and the next run asks where.
    @Test(arguments: [401, 403, 404]) func anAddressThatExpiredIsAskedForAgain(status: Int) throws {
        let platform = try Platform(downloads: [ServerReply(status, "bad signature Sh0rtL1ved+"), Self.archive])
        let failure = #expect(throws: Failure.self) { try platform.extract() }
        #expect(failure?.kind == .unreachable)
        #expect(failure?.diagnostics.first?.message == "127.0.0.1 answered \(status): bad signature ***")
        #expect(try platform.test.folder.files() == ["delivery.job"])
        #expect(try !platform.test.folder.text(of: "delivery.job").contains("Sh0rt"))
        #expect(try platform.extract() == Self.table)
        #expect(platform.requests("/submit").count == 1)
    }

    @Test func aBrokenArchiveIsFetchedAgainByTheNextRun() throws {
        let broken = ServerReply(bytes: ZipFile([ZipFile.Entry("a.csv", "x"), ZipFile.Entry("b.csv", "x")]).bytes)
        let platform = try Platform(downloads: [broken, Self.archive])
        let failure = #expect(throws: Failure.self) { try platform.extract() }
        #expect(failure?.diagnostics.first?.message == "the archive of 127.0.0.1 holds 2 files: a.csv, b.csv")
        #expect(try platform.test.folder.files() == ["delivery.job"])
        #expect(try platform.extract() == Self.table)
        #expect(platform.requests("/submit").count == 1)
    }

    /// Stopped at any moment: a report whose id is known is waited for and fetched, and no second one ordered.
    @Test func whoIsStoppedGoesOnWithTheSameReport() throws {
        var stops = 0
        var isThrough = false
        var goneOn = 0
        while !isThrough, stops < 500 {
            let platform = try Platform(looks: { [Self.pending, Self.pending, Self.ready("\"\($0)/r.zip\"")] })
            let window = try TestConnector.days("2026-03-01", "2026-03-01")
            var asked = 0
            let limit = stops
            let extraction = try platform.test.extraction { () throws(Failure) in
                asked += 1
                if asked > limit { throw Failure(.interrupted(signal: 9), "killed") }
            }
            do throws(Failure) {
                _ = try extraction.extract(window, to: platform.test.folder.path(of: "delivery"))
                isThrough = true
            } catch {
                #expect(error.kind == .interrupted(signal: 9))
            }
            let path = ReportJob.path(beside: platform.test.folder.path(of: "delivery"))
            let isKnown = try ReportJob.read(path).map { !$0.id.isEmpty } ?? false
            if isKnown, !isThrough { goneOn += 1 }
            if !isThrough { #expect(try platform.extract() == Self.table, "stopped after \(stops)") }
            if isKnown { #expect(platform.requests("/submit").count == 1, "stopped after \(stops)") }
            stops += 1
        }
        #expect(isThrough)
        #expect(goneOn > 4)
    }

    // MARK: Ordered again

    @Test func whatFailsIsOrderedAgainWithinBounds() throws {
        let platform = try Platform(looks: { [Self.pending, Self.failed, Self.pending, Self.ready("\"\($0)/r.zip\"")] })
        #expect(try platform.extract() == Self.table)
        #expect(platform.requests("/submit").count == 2)
        #expect(platform.requests("/poll").last?.bodyText == #"{"id": "r2"}"#)

        let hopeless = try Platform(looks: { _ in [Self.failed] })
        let failure = #expect(throws: Failure.self) { try hopeless.extract() }
        let message = failure?.diagnostics.first?.message ?? ""
        #expect(message.hasPrefix("127.0.0.1 failed to make the report ('Error')"))
        #expect(message.hasSuffix(" (ordered 2 times)"))
        #expect(hopeless.requests("/submit").count == 2)
        #expect(try hopeless.test.folder.files() == [])
    }

    /// One that was ordered by a run that ended, and is forgotten over there, is ordered anew.
    @Test func whatIsForgottenIsOrderedAnew() throws {
        let platform = try Platform(looks: { [Self.forgotten, Self.ready("\"\($0)/r.zip\"")] })
        let window = try TestConnector.days("2026-03-01", "2026-03-01")
        let order = try platform.test.extraction().order(of: window)
        let path = ReportJob.path(beside: platform.test.folder.path(of: "delivery"))
        try ReportJob(id: "old", order: order).write(path)
        #expect(try platform.extract() == Self.table)
        #expect(platform.requests("/poll").map(\.bodyText) == [#"{"id": "old"}"#, #"{"id": "r1"}"#])
        #expect(platform.requests("/submit").count == 1)
    }

    /// One that was ordered just now may not be known everywhere yet.
    @Test func whatIsNewMayNotBeKnownYet() throws {
        let platform = try Platform(looks: {
            [Self.forgotten, Self.forgotten, Self.pending, Self.ready("\"\($0)/r.zip\"")]
        })
        #expect(try platform.extract() == Self.table)
        #expect(platform.requests("/submit").count == 1)

        let never = try Platform(looks: { _ in [Self.forgotten] })
        let failure = #expect(throws: Failure.self) { try never.extract() }
        #expect(
            failure?.diagnostics.first?.message
                == "127.0.0.1 knows of no such report (it answered 400): {\"code\":2100} (tried 3 times) (ordered 2 times)"
        )
        #expect(try never.test.folder.files() == [])
    }

    // MARK: Records

    private static let records = """
        request: { method: post, url: "{{ base }}/submit" }
        answer: { records: data }
        paging: { next: paging.next }
        report:
          job:
            id: id
            poll: { url: "{{ base }}/poll" }
            state: report.status
            ready: Success
            download: { url: "{{ base }}/{{ id }}/rows", query: { limit: "2" } }
        limits: { attempts: 3, requests: 1000, patience: 60s }
        """

    @Test func recordsOfAReportAreReadPageByPage() throws {
        let test = try TestConnector(Self.records, window: "day") { request in
            switch request.path {
            case "/submit": .json(#"{"id":"r1"}"#)
            case "/poll": Self.ready("")
            default:
                request["after"] == nil
                    ? .json(#"{"data":[{"id":1},{"id":2}],"paging":{"next":"/r1/rows?limit=2&after=x"}}"#)
                    : .json(#"{"data":[{"id":3}],"paging":{"cursors":{}}}"#)
            }
        }
        let window = try TestConnector.days("2026-03-01", "2026-03-01")
        let delivery = try test.extraction().extract(window, to: test.folder.path(of: "delivery"))
        #expect(try test.folder.text(of: "delivery") == "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n")
        #expect(delivery == .init(records: 3, pages: 2, bytes: 27))
        #expect(test.server.requests.filter { $0.path == "/r1/rows" }.count == 2)
    }

    /// A page that breaks for good ends it; the report is read from its start by the next run, and not ordered again.
    @Test func aPageThatBreaksOrdersNoSecondReport() throws {
        let counts = Counts()
        let test = try TestConnector(Self.records, window: "day") { request in
            switch request.path {
            case "/submit": .json("{\"id\":\"r\(counts.next("submit"))\"}")
            case "/poll": Self.ready("")
            default:
                request["after"] == nil
                    ? .json(#"{"data":[{"id":1}],"paging":{"next":"/r1/rows?after=x"}}"#)
                    : counts.next("page") > 3 ? .json(#"{"data":[]}"#) : ServerReply(500)
            }
        }
        let window = try TestConnector.days("2026-03-01", "2026-03-01")
        let failure = #expect(throws: Failure.self) { try test.extract(window) }
        #expect(failure?.diagnostics.first?.message == "page 2 of 127.0.0.1 answered 500 (tried 3 times)")
        #expect(try test.folder.files() == ["delivery.job"])
        #expect(try test.extract(window) == "{\"id\":1}\n")
        #expect(counts.next("submit") == 2)
    }

    // MARK: Parts

    @Test func partsWithoutALastLineEndAreJoined() throws {
        let text = """
            request: { method: post, url: "{{ base }}/submit" }
            answer: { type: csv, packed: zip }
            report:
              job:
                id: id
                poll: { url: "{{ base }}/poll" }
                state: status
                ready: Success
                parts: parts
                part_number: n
                download: { url: "{{ base }}/part/{{ part }}" }
            """
        let test = try TestConnector(text, window: "day") { request in
            switch request.path {
            case "/submit": .json(#"{"id":"r1"}"#)
            case "/poll": .json(#"{"status":"Success","parts":[{"n":0},{"n":1},{"n":2}]}"#)
            default:
                ServerReply(
                    bytes: ZipFile([ZipFile.Entry("p.csv", "day;cost\r\n2026-03-0\(request.path.suffix(1));1")]).bytes)
            }
        }
        let landed = try test.extract(TestConnector.days("2026-03-01", "2026-03-01"))
        #expect(landed == "day;cost\r\n2026-03-00;1\n2026-03-01;1\n2026-03-02;1")
    }
}
