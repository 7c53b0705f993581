import Foundation
import GRDB
import TestSupport
import Testing

/// Runs that are stopped, killed, watched or started twice.
@Suite struct InterruptionTests {
    /// A company whose spend takes a while to read.
    private static func large(rows: Int = 150_000) throws -> Company {
        let company = try Company()
        try company.write(spend(rows: rows, cost: 1), to: "data/spend.csv")
        return company
    }

    private static func spend(rows: Int, cost: Int) -> String {
        var text = "date,source,medium,campaign,cost,impressions,clicks\n"
        text.reserveCapacity(rows * 48)
        for row in 0..<rows {
            text += "2026-01-\(10 + row % 20),yandex,cpc,Campaign \(row % 100),\(cost),10,1\n"
        }
        return text
    }

    private static let run = ["run", "pipeline.yml", "--at", "2026-06-01"]

    /// Starts a run and waits until it is at work on the rows.
    private func startReading(_ company: Company) throws -> RunningProgram {
        let running = try company.program.start(Self.run, workingDirectory: company.folder.path)
        let started = try running.waits { _ in
            try company.folder.files().contains { $0.hasPrefix("var/landing/") && !$0.hasSuffix(".part") }
        }
        #expect(started)
        return running
    }

    static let signals: [(name: String, signal: Int32, exit: Int32)] = [
        ("Ctrl-C", SIGINT, 130), ("a service manager's stop", SIGTERM, 143),
    ]

    @Test(arguments: signals)
    func aSignalEndsTheRunCleanly(_ row: (name: String, signal: Int32, exit: Int32)) throws {
        let company = try Self.large()
        let running = try startReading(company)
        running.send(signal: row.signal)
        let result = try running.wait()
        #expect(result.exitCode == row.exit, "\(result.errors)")
        #expect(result.errors.contains("interrupted; nothing of this run was published"))
        #expect(try company.rows("SELECT state, exit_code FROM etl_run") == ["interrupted|\(row.exit)"])
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["0"])
        let again = try company.run()
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(try company.rows("SELECT count(*) FROM v1_spend") == ["150000"])
    }

    @Test(arguments: signals)
    func aSignalEndsABackfillAtItsChunk(_ row: (name: String, signal: Int32, exit: Int32)) throws {
        let months = try MonthlyCompany(rows: 12_000)
        let running = try months.company.program.start(
            MonthlyCompany.backfill, workingDirectory: months.company.folder.path)
        #expect(running.waits { $0.errors.contains("2026-01: ") })
        running.send(signal: row.signal)
        let result = try running.wait()
        #expect(result.exitCode == row.exit, "\(result.errors)")
        #expect(result.errors.contains("error: interrupted at chunk 2026-0"), "\(result.errors)")
        #expect(result.errors.contains("stays published") || result.errors.contains("stay published"))
        #expect(result.errors.contains("(run the same command again: it goes on with 2026-0"), "\(result.errors)")
        #expect(try months.company.rows("SELECT state, exit_code FROM etl_run LIMIT 1") == ["published|0"])
        #expect(try months.backfill().contains("2026-01: nothing to do"))
        try months.company.equalsFresh()
    }

    @Test func aReaderSeesOnlyWholeStates() throws {
        let company = try Self.large(rows: 60_000)
        #expect(try company.run().exitCode == 0)
        try company.write(Self.spend(rows: 60_000, cost: 2), to: "data/spend.csv")
        var configuration = Configuration()
        configuration.readonly = true
        let reader = try DatabaseQueue(path: company.folder.path(of: "var/shop.sqlite"), configuration: configuration)
        let query =
            "SELECT count(*) || ' ' || sum(cost_micros) || ' ' || (SELECT sum(cost_micros) FROM v1_channel_daily) FROM v1_spend"
        let running = try company.program.start(Self.run, workingDirectory: company.folder.path)
        var states: [String] = []
        let ended = try running.waits { running in
            let state = try reader.read { try String.fetchOne($0, sql: query) } ?? ""
            if states.last != state { states.append(state) }
            usleep(10_000)
            return running.errors.contains("published")
        }
        #expect(ended)
        #expect(try running.wait().exitCode == 0)
        let last = try reader.read { try String.fetchOne($0, sql: query) } ?? ""
        if states.last != last { states.append(last) }
        #expect(states == ["60000 60000000000 60000000000", "60000 120000000000 120000000000"])
    }

    @Test func aSecondRunAtTheSameTimeTouchesNothing() throws {
        let company = try Self.large()
        let running = try startReading(company)
        let second = try company.run()
        #expect(second.exitCode == 6, "\(second.errors)")
        #expect(second.errors.contains("another run is writing var/shop.sqlite"))
        let backfill = try company.run("backfill", ["--from", "2026-01-01", "--to", "2026-01-31"])
        #expect(backfill.exitCode == 6, "\(backfill.errors)")
        #expect(try running.wait().exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM etl_run") == ["1"])
    }

    @Test func nothingComesBetweenTheChunksOfABackfill() throws {
        let months = try MonthlyCompany(rows: 12_000)
        let running = try months.company.program.start(
            MonthlyCompany.backfill, workingDirectory: months.company.folder.path)
        #expect(running.waits { $0.errors.contains("2026-01: ") })
        for command in ["run", "backfill"] {
            let range = command == "run" ? [] : MonthlyCompany.wholeRange
            let second = try months.company.run(command, range)
            #expect(second.exitCode == 6, "\(second.errors)")
            #expect(second.errors.contains("another run is writing var/shop.sqlite"))
        }
        #expect(try running.wait().exitCode == 0)
        #expect(
            try months.company.rows("SELECT count(*), min(state), max(command) FROM etl_run") == [
                "4|published|backfill"
            ])
        try months.company.equalsFresh()
    }

    @Test func aWarehouseLockedByAnotherProgramIsSaidSo() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let editor = try DatabaseQueue(path: company.folder.path(of: "var/shop.sqlite"))
        try editor.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            let result = try company.run()
            try database.execute(sql: "ROLLBACK")
            #expect(result.exitCode == 7)
            #expect(Golden.mismatch(result.errors, "mistake-locked-warehouse.txt") == nil)
        }
    }

    @Test func aFullDiskIsSaidSo() throws {
        // A limit on the size of files stands in for the disk: writing beyond it fails as on a full one.
        let company = try Self.large(rows: 60_000)
        let limited = Program(path: "/bin/bash")
        let result = try limited.run(
            ["-c", "trap '' XFSZ; ulimit -f 2000; exec \"$0\" \"$@\"", company.program.path] + Self.run,
            workingDirectory: company.folder.path)
        #expect(result.exitCode == 7, "\(result.errors)")
        #expect(result.errors.contains("free some disk space") || result.errors.contains("check free space"))
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM v1_spend") == ["60000"])
    }
}
