import Foundation
import Synchronization
import TestSupport
import Testing

/// Windows of days: which are asked for, how many at a time, and what `plan` says of them beforehand.
@Suite struct WindowTests {
    /// A platform with a row of spend for each day, which counts how many questions are with it at once.
    final class Platform: Sendable {
        private let state = Mutex<(inside: Int, most: Int, broken: String?)>((0, 0, nil))

        var most: Int { state.withLock { $0.most } }

        func breaks(on day: String?) { state.withLock { $0.broken = day } }

        func reply(_ request: ServerRequest, expecting: Int) -> ServerReply {
            let day = request["day"] ?? ""
            let isBroken = state.withLock { state in
                state.inside += 1
                state.most = max(state.most, state.inside)
                return state.broken == day
            }
            let patience = Date(timeIntervalSinceNow: 2)
            while most < expecting, Date() < patience { usleep(500) }
            let rows = "{\"rows\":[{\"date\":\"\(day)\",\"campaign\":\"a\",\"cost\":\"1.5\",\"clicks\":1}]}"
            let reply: ServerReply = isBroken ? ServerReply(404, "no such day") : .json(rows)
            return ServerReply([.call { self.state.withLock { $0.inside -= 1 } }] + reply.steps)
        }
    }

    private static func company(_ server: FaultServer, atOnce: Int, lookback: String = "2d") throws -> Company {
        let company = try Company(standard: false)
        try company.write(
            """
            version: 1
            pipeline: shop
            time_zone: Europe/Moscow
            currency: RUB
            start: 2026-01-01
            warehouse: var/shop.sqlite
            landing: var/landing
            http: { private_hosts: [127.0.0.1] }
            sources:
              ads: { connector: own, with: { base: "\(server.address)" } }

            """, to: "pipeline.yml")
        try company.write(
            """
            version: 1
            connector: own
            title: Own
            gives: cost by day
            entity: spend
            window: day
            parameters: { base: { about: the address } }
            request: { url: "{{ base }}/costs", query: { day: "{{ from }}" } }
            answer: { records: rows }
            limits: { requests: 1000, per: 1s, at_once: \(atOnce) }
            map: { source: { const: own }, medium: { const: cpc } }
            load: { replace: day, lookback: \(lookback) }

            """, to: "connectors/own.yml")
        return company
    }

    @Test func theSameIsPublishedHoweverManyAreAskedAtOnce() throws {
        var digests: Set<String> = []
        for atOnce in [1, 4, 16] {
            let platform = Platform()
            let server = try FaultServer { platform.reply($0, expecting: atOnce) }
            let company = try Self.company(server, atOnce: atOnce)
            let run = try company.run("run", ["--at", "2026-02-01"])
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(platform.most == atOnce)
            #expect(server.requests.count == 31)
            digests.insert(try company.digest())
            #expect(try company.rows("SELECT count(*), sum(cost_micros) FROM v1_spend") == ["31|46500000"])
        }
        #expect(digests.count == 1)
    }

    /// What came before and beside a day that fails is on the record: the next run asks for what is missing.
    @Test func aDayThatFailsCostsNoOther() throws {
        let platform = Platform()
        let server = try FaultServer { platform.reply($0, expecting: 1) }
        let company = try Self.company(server, atOnce: 4, lookback: "1d")
        platform.breaks(on: "2026-01-10")
        let run = try company.run("run", ["--at", "2026-02-01"])
        #expect(run.exitCode == 5)
        #expect(run.errors.contains("127.0.0.1 answered 404"))
        let days = try company.rows("SELECT DISTINCT day FROM v1_spend ORDER BY day")
        #expect(days.starts(with: (1...9).map { "2026-01-0\($0)" }))
        #expect(!days.contains("2026-01-10"))
        #expect(days.count < 16)
        platform.breaks(on: nil)
        let asked = server.requests.count
        #expect(try company.run("run", ["--at", "2026-02-01"]).exitCode == 0)
        #expect(server.requests.count - asked == 31 - days.count)
        #expect(try company.rows("SELECT count(*) FROM v1_spend") == ["31"])
    }

    @Test func aPlanNamesTheWindowsAndAsksNobody() throws {
        let platform = Platform()
        let server = try FaultServer { platform.reply($0, expecting: 1) }
        let company = try Self.company(server, atOnce: 1, lookback: "3d")
        func plan(_ day: String) throws -> String {
            let asked = server.requests.count
            let files = try company.folder.files().filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
            let result = try company.run("plan", ["--at", day])
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(server.requests.count == asked)
            #expect(
                try company.folder.files().filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") } == files)
            return result.output
        }
        #expect(
            try plan("2026-01-11") == """
                Source  File                                   Why             Bytes
                ────────────────────────────────────────────────────────────────────
                ads     asks for 10, 2026-01-01 to 2026-01-10  not landed yet

                shop, logical day 2026-01-11: 10 to ask for, 0 to read

                """)
        #expect(try company.run("run", ["--at", "2026-01-11"]).exitCode == 0)
        #expect(try plan("2026-01-11") == "nothing to do: every file is as it was, logical day 2026-01-11\n")
        #expect(try company.run("plan", ["--at", "2026-01-11", "--detailed-exitcode"]).exitCode == 0)
        #expect(try company.run("plan", ["--at", "2026-01-12", "--detailed-exitcode"]).exitCode == 10)
        // A new day, and those that the platform still changes.
        let next = try plan("2026-01-12")
        #expect(
            next == """
                Source  File                                  Why                               Bytes
                ─────────────────────────────────────────────────────────────────────────────────────
                ads     asks for 2026-01-11                   not landed yet
                ads     asks for 2, 2026-01-09 to 2026-01-10  the platform may have changed it

                shop, logical day 2026-01-12: 3 to ask for, 0 to read

                """)
        // Another question, and the file of a day that somebody removed.
        try company.write(
            try company.folder.text(of: "connectors/own.yml").replacing(
                "day: \"{{ from }}\"", with: "day: \"{{ to }}\""),
            to: "connectors/own.yml")
        try FileManager.default.removeItem(atPath: company.folder.path(of: "var/landing/http/ads/2026-01-03.jsonl"))
        let json = try company.run("plan", ["--at", "2026-01-11", "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let sources = try #require(object?["sources"] as? [[String: Any]])
        let windows = try #require(sources.first?["windows"] as? [[String: Any]])
        let described = windows.map { window in
            ["reason", "count", "first", "last"].map { "\(window[$0] ?? "")" }.joined(separator: " ")
        }
        #expect(
            described == ["new 1 2026-01-03 2026-01-03", "redefined 9 2026-01-01 2026-01-10"])
    }
}
