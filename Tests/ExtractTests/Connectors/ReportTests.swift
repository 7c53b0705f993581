import Definitions
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Extract

/// Reports that aren't ready at once.
@Suite struct ReportTests {
    static let repeating = """
        request:
          url: "{{ base }}/json/v5/reports"
          headers: { returnMoneyInMicros: "false", processingMode: auto }
          json: '{"params":{"ReportName":"spend-{{ hash }}","from":"{{ from }}","to":"{{ to }}"}}'
          repeatable: true
        auth: { bearer: "{{ token }}" }
        answer:
          type: tsv
          error: { code: error.error_code }
          rules:
            - { code: ["56", "506", "9000"], means: again, pause: 10s }
            - { code: ["53"], means: credentials }
        report: { repeat: { status: [201, 202], pause_header: retryIn, pause: 5s } }
        """

    @Test func theSameIsAskedUntilItIsThere() throws {
        let test = try TestConnector(Self.repeating, window: "day") { request in
            switch request.number {
            case 1: ServerReply(201, "", headers: ["retryIn": "7", "reportsInQueue": "1"])
            case 2: .json("{\"error\":{\"error_code\":\"9000\"}}", status: 400)
            case 3: ServerReply(202, "")
            default: ServerReply(200, "Date\tCost\n2026-03-01\t1530.20\n")
            }
        }
        let text = try test.extract(TestConnector.days("2026-03-01", "2026-03-01"))
        #expect(text == "Date\tCost\n2026-03-01\t1530.20\n")
        #expect(test.clock.pauses == [7000, 10_000, 5000])
        #expect(Set(test.server.requests.map(\.bodyText)).count == 1)
        #expect(test.server.requests.first?.bodyText.contains("\"from\":\"2026-03-01\",\"to\":\"2026-03-01\"") == true)
    }

    @Test func namesOfReportsFollowFromWhatIsAsked() throws {
        let test = try TestConnector(Self.repeating, window: "day") { _ in ServerReply(200, "Date\n") }
        _ = try test.extract(TestConnector.days("2026-03-01", "2026-03-01"))
        _ = try test.extract(TestConnector.days("2026-03-01", "2026-03-01"))
        _ = try test.extract(TestConnector.days("2026-03-02", "2026-03-02"))
        var other = test
        other.parameters["note"] = .text("x")
        _ = try other.extract(TestConnector.days("2026-03-01", "2026-03-01"))
        var secret = test
        secret.parameters["token"] = .secret(Secret("another-token"))
        _ = try secret.extract(TestConnector.days("2026-03-01", "2026-03-01"))
        let names = test.server.requests.map { $0.bodyText.split(separator: "\"")[5] }
        #expect(names[0] == names[1] && names[0] == names[4])
        #expect(Set(names).count == 3)
    }

    static let job = """
        request: { url: "{{ base }}/logrequests", method: post, query: { date1: "{{ from }}", date2: "{{ to }}" } }
        auth: { headers: { Authorization: "OAuth {{ token }}" } }
        answer: { type: tsv }
        report:
          job:
            id: log_request.request_id
            poll: { url: "{{ base }}/logrequest/{{ id }}" }
            state: log_request.status
            ready: processed
            failed: [processing_failed, canceled]
            pause: 20s
            patience: 1h
            parts: log_request.parts
            part_number: part_number
            download: { url: "{{ base }}/logrequest/{{ id }}/part/{{ part }}/download" }
            find:
              request: { url: "{{ base }}/logrequests" }
              list: requests
              match: { date1: "{{ from }}", date2: "{{ to }}", source: visits, fields: "a,b" }
              id: request_id
              state: status
              states: [created, processed, awaiting_retry]
            clean: { url: "{{ base }}/logrequest/{{ id }}/clean", method: post, repeatable: true }
        """

    /// A server that makes log requests as Metrica does.
    final class Logs: Sendable {
        private struct State {
            var orders = 0
            var polls = 0
            var cleaned: [Int] = []
        }
        private let state = Mutex(State())
        let looks: Int
        let ending: String

        init(looks: Int = 2, ending: String = "processed") {
            self.looks = looks
            self.ending = ending
        }

        var orders: Int { state.withLock { $0.orders } }
        var cleaned: [Int] { state.withLock { $0.cleaned } }

        func reply(_ request: ServerRequest) -> ServerReply {
            let words = request.path.split(separator: "/")
            let id = words.count > 1 ? Int(words[1]) ?? 0 : 0
            return state.withLock { state in
                if request.path == "/logrequests", request.method == "GET" {
                    let listed = (0..<state.orders).map { order in
                        "{\"request_id\":\(order + 1),\"date1\":\"2026-03-01\",\"date2\":\"2026-03-01\",\"source\":\"visits\","
                            + "\"fields\":[\"a\",\"b\"],\"status\":\"\(state.cleaned.contains(order + 1) ? "cleaned_by_user" : "created")\"}"
                    }
                    return .json("{\"requests\":[\(listed.joined(separator: ","))]}")
                }
                if request.path == "/logrequests" {
                    state.orders += 1
                    state.polls = 0
                    return .json("{\"log_request\":{\"request_id\":\(state.orders),\"status\":\"created\"}}")
                }
                guard id > 0, id <= state.orders else { return ServerReply(404) }
                if words.last == "clean" {
                    state.cleaned.append(id)
                    return .json("{}")
                }
                if words.last == "download" {
                    return ServerReply(200, "ym:s:visitID\tym:s:date\n\(id)\(words[3])\t2026-03-01\n")
                }
                state.polls += 1
                let status = state.polls <= looks ? "created" : ending
                return .json(
                    "{\"log_request\":{\"request_id\":\(id),\"status\":\"\(status)\",\"parts\":"
                        + "[{\"part_number\":0,\"size\":1},{\"part_number\":1,\"size\":1}]}}")
            }
        }
    }

    static let table = "ym:s:visitID\tym:s:date\n10\t2026-03-01\n11\t2026-03-01\n"

    @Test func aReportIsOrderedWaitedForFetchedAndPutAway() throws {
        let logs = Logs()
        let test = try TestConnector(Self.job, window: "day") { logs.reply($0) }
        #expect(try test.extract(TestConnector.days("2026-03-01", "2026-03-01")) == Self.table)
        #expect(logs.orders == 1)
        #expect(logs.cleaned == [1])
        #expect(test.clock.pauses.filter { $0 > 1000 } == [20_000, 20_000])
        #expect(test.server.requests[0]["date1"] == "2026-03-01")
        #expect(try test.folder.files() == ["delivery"])
    }

    /// However often a run is stopped, one report is ordered, and it is put away.
    @Test func whoIsKilledOrdersNoSecondReport() throws {
        var stops = 0
        var isThrough = false
        while !isThrough, stops < 1000 {
            let logs = Logs(looks: 3)
            let test = try TestConnector(Self.job, window: "day") { logs.reply($0) }
            let window = try TestConnector.days("2026-03-01", "2026-03-01")
            var asked = 0
            let limit = stops
            let extraction = try test.extraction { () throws(Failure) in
                asked += 1
                if asked > limit { throw Failure(.interrupted(signal: 9), "killed") }
            }
            do throws(Failure) {
                _ = try extraction.extract(window, to: test.folder.path(of: "delivery"))
                isThrough = true
            } catch {
                #expect(error.kind == .interrupted(signal: 9))
            }
            // An order that is still on its way would be found by nobody.
            var seen = -1
            while seen != test.server.requests.count {
                seen = test.server.requests.count
                usleep(40_000)
            }
            // What is there isn't asked for again.
            if !test.folder.has("delivery") { _ = try test.extract(window) }
            #expect(try test.folder.text(of: "delivery") == Self.table)
            #expect(logs.orders == 1, "stopped after \(stops)")
            stops += 1
        }
        #expect(isThrough)
        #expect(stops > 8)
    }

    /// Killed between the file and the record of it: the same day it is there, on another one it is asked for anew.
    @Test func whatWasFetchedIsOrderedAgainOnAnotherDayOnly() throws {
        let logs = Logs(looks: 0)
        let test = try TestConnector(Self.job, window: "day") { logs.reply($0) }
        let window = try TestConnector.days("2026-03-01", "2026-03-01")
        let path = test.folder.path(of: "delivery")
        let (monday, tuesday) = (Day("2026-03-02"), Day("2026-03-03"))
        _ = try test.extraction().extract(window, to: path, on: monday)
        let requests = test.server.requests.count
        let again = try test.extraction().extract(window, to: path, on: monday)
        #expect(again == .init(records: nil, pages: 0, bytes: Int64(Self.table.utf8.count)))
        #expect(test.server.requests.count == requests)
        #expect(try test.folder.files() == ["delivery", "delivery.job"])
        #expect(try test.extract(window, on: tuesday) == Self.table.replacing("\n1", with: "\n2"))
        #expect(logs.orders == 2)
        #expect(logs.cleaned == [1, 2])
        #expect(try test.folder.files() == ["delivery"])
    }

    /// Ordered on one day and found on another: it says so, for the platform may have restated it since.
    @Test func aReportOfAnEarlierDaySaysSo() throws {
        let logs = Logs(looks: 200)
        let test = try TestConnector(Self.job, window: "day") { logs.reply($0) }
        let window = try TestConnector.days("2026-03-01", "2026-03-01")
        let path = test.folder.path(of: "delivery")
        #expect(throws: Failure.self) { try test.extraction().extract(window, to: path, on: Day("2026-03-02")) }
        let extraction = try test.extraction()
        #expect(try extraction.extract(window, to: path, on: Day("2026-03-03")).day == Day("2026-03-02"))
        #expect(logs.orders == 1)
    }

    /// The answer to an order is lost: it is looked for, and ordered again where it never arrived.
    @Test(arguments: [true, false]) func anOrderWhoseAnswerIsLostIsLookedFor(arrives: Bool) throws {
        let logs = Logs(looks: 0)
        let isFirst = Atomic<Bool>(true)
        let test = try TestConnector(Self.job, window: "day") { request in
            guard request.path == "/logrequests", request.method == "POST", isFirst.exchange(false, ordering: .relaxed)
            else { return logs.reply(request) }
            if arrives { _ = logs.reply(request) }
            return ServerReply([.close])
        }
        #expect(try test.extract(TestConnector.days("2026-03-01", "2026-03-01")) == Self.table)
        #expect(logs.orders == 1)
        let orders = test.server.requests.filter { $0.method == "POST" && $0.path == "/logrequests" }
        #expect(orders.count == (arrives ? 1 : 2))
    }

    /// A report that can't be put away is left to the next run, and on another day to the platform.
    @Test func whatCantBePutAwayIsTriedAgain() throws {
        let logs = Logs(looks: 0)
        let test = try TestConnector(Self.job, window: "day") { request in
            request.path.hasSuffix("/clean") ? ServerReply(400, "busy") : logs.reply(request)
        }
        let window = try TestConnector.days("2026-03-01", "2026-03-01")
        let path = test.folder.path(of: "delivery")
        #expect(try test.extract(window, on: Day("2026-03-02")) == Self.table)
        #expect(try test.folder.files() == ["delivery", "delivery.job"])
        try test.extraction().settle(window, at: path, on: Day("2026-03-02"))
        #expect(try test.folder.files() == ["delivery", "delivery.job"])
        try test.extraction().settle(window, at: path, on: Day("2026-03-03"))
        #expect(try test.folder.files() == ["delivery"])
        #expect(test.server.requests.filter { $0.path.hasSuffix("/clean") }.count == 3)
    }

    @Test func aReportThatFailsIsOrderedAnewTheNextTime() throws {
        let logs = Logs(looks: 1, ending: "processing_failed")
        let test = try TestConnector(Self.job, window: "day") { logs.reply($0) }
        let window = try TestConnector.days("2026-03-01", "2026-03-01")
        for order in 1...2 {
            let failure = #expect(throws: Failure.self) { try test.extract(window) }
            #expect(
                failure?.diagnostics.first?.message.hasPrefix(
                    "127.0.0.1 failed to make the report ('processing_failed')") == true)
            #expect(logs.orders == order)
            #expect(try test.folder.files() == [])
        }
    }

    @Test func aReportThatTakesTooLongIsLookedForLater() throws {
        let logs = Logs(looks: 200)
        let test = try TestConnector(Self.job, window: "day") { logs.reply($0) }
        let window = try TestConnector.days("2026-03-01", "2026-03-01")
        let failure = #expect(throws: Failure.self) { try test.extract(window) }
        #expect(failure?.diagnostics.first?.message == "127.0.0.1 isn't ready after 60 min")
        #expect(try test.extract(window) == Self.table)
        #expect(logs.orders == 1)
    }

    @Test func partsWithOtherColumnsAreRefused() throws {
        let logs = Logs()
        let test = try TestConnector(Self.job, window: "day") { request in
            request.path.contains("/part/1/") ? ServerReply(200, "other\tcolumns\n1\t2\n") : logs.reply(request)
        }
        let failure = #expect(throws: Failure.self) {
            try test.extract(TestConnector.days("2026-03-01", "2026-03-01"))
        }
        #expect(failure?.diagnostics.first?.message == "a part of the report has other columns than the part before")
    }
}
