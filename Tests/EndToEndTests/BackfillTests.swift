import Glibc
import TestSupport
import Testing

/// Months that are loaded one after the other give what one run over the same files gives.
@Suite struct BackfillTests {
    private func runs(_ months: MonthlyCompany) throws -> [String] {
        try months.company.rows("SELECT command, state FROM etl_run ORDER BY run_id")
    }

    @Test func theResultIsThatOfARun() throws {
        let months = try MonthlyCompany()
        let log = try months.backfill()
        #expect(Golden.mismatch(log, "backfill.txt") == nil)
        #expect(try runs(months) == Array(repeating: "backfill|published", count: 4))
        try months.company.equalsFresh()
        #expect(try months.missing() == [])
        // What is done costs nothing, and is said so.
        #expect(try months.backfill().contains("nothing to do for 2026-01-01 – 2026-04-30: every file is as it was"))
        #expect(try months.company.bytesRead() == 0)
        #expect(try runs(months).suffix(4) == Array(repeating: "backfill|unchanged", count: 4))
        #expect(try months.company.run().errors.contains("nothing to do"))
        try months.company.equalsFresh()
    }

    static let orders: [[(from: String, to: String)]] = [
        [("2026-03-01", "2026-04-30"), ("2026-01-01", "2026-02-28")],
        [("2026-04-01", "2026-04-30"), ("2026-01-01", "2026-04-30")],
        [("2026-02-15", "2026-03-05"), ("2026-01-31", "2026-04-01")],
        [
            ("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31"),
            ("2026-04-01", "2026-04-30"),
        ],
    ]

    @Test(arguments: orders)
    func theOrderOfMonthsPlaysNoPart(_ order: [(from: String, to: String)]) throws {
        let months = try MonthlyCompany()
        // Deals whose history is not asked for would be refused, as they are by a run without it.
        try months.company.edit("pipeline.yml", "start:", "rejects: { max_rows: 100 }\nstart:")
        for (from, to) in order {
            let result = try months.company.run("backfill", ["--from", from, "--to", to, "--at", "2026-06-01"])
            #expect(result.exitCode == 0 || result.errors.contains("won_without_date"), "\(result.errors)")
        }
        try months.backfill()
        try months.company.equalsFresh()
    }

    @Test func otherDaysAreLeft() throws {
        let months = try MonthlyCompany()
        let log = try months.backfill("2026-01-10", "2026-02-28")
        #expect(Golden.mismatch(log, "backfill-some-days.txt") == nil)
        #expect(try months.company.rows("SELECT max(day) FROM v1_spend WHERE file LIKE 'data/ads-%'") == ["2026-02-04"])
        #expect(
            try months.missing().filter { $0.contains("/ads") || $0.contains("/rates") }
                == ["data/ads-2026-03.csv", "data/ads-2026-04.csv"])
        // Another time it says the same, and does nothing.
        #expect(try months.backfill("2026-01-10", "2026-02-28").contains("nothing to do for 2026-01-10 – 2026-02-28"))
    }

    @Test func aRefusedFileStopsAtItsMonth() throws {
        let months = try MonthlyCompany()
        let good = try months.company.folder.text(of: "data/ads-2026-03.csv")
        try months.company.write("date,source,medium,cost\n2026-03-01,ya,cpc,five\n", to: "data/ads-2026-03.csv")
        let log = try months.backfill(exit: 4)
        #expect(Golden.mismatch(log, "backfill-refused.txt") == nil)
        #expect(try runs(months) == ["backfill|published", "backfill|published", "backfill|refused"])
        #expect(
            try months.company.rows("SELECT path, line, rule FROM etl_reject JOIN etl_file USING (file_id)")
                == ["data/ads-2026-03.csv|2|money"])
        #expect(
            try months.missing().filter { $0.contains("/ads") } == ["data/ads-2026-03.csv", "data/ads-2026-04.csv"])
        // The same command goes on where it stopped.
        try months.company.write(good, to: "data/ads-2026-03.csv")
        let again = try months.backfill()
        #expect(again.contains("2026-01: nothing to do\n2026-02: nothing to do\n2026-03: "), "\(again)")
        try months.company.equalsFresh()
    }

    @Test func twoFilesOfOneDayStopAtTheirMonth() throws {
        let months = try MonthlyCompany()
        try months.company.write(
            "date,source,medium,cost\n2026-03-10,vk,cpc,1\n2026-04-01,vk,cpc,1\n", to: "data/vk-more.csv")
        let log = try months.backfill(exit: 4)
        #expect(log.contains("data/vk-spring.csv and data/vk-more.csv both cover 2026-03-10"), "\(log)")
        #expect(log.contains("the backfill stopped at chunk 2026-03 (3 of 4): the 2 chunks before it stay published"))
    }

    @Test func daysThatChangeHandsDoSoAtOnce() throws {
        let months = try MonthlyCompany()
        let header = "date,source,medium,cost\n"
        try months.company.write(header + "2026-01-05,vk,cpc,1\n2026-01-31,vk,cpc,2\n", to: "data/vk-early.csv")
        try months.company.write(header + "2026-02-01,vk,cpc,3\n2026-02-19,vk,cpc,4\n", to: "data/vk-late.csv")
        try months.backfill()
        // The first file takes days that the second lets go of: for a while both would cover them.
        try months.company.write(header + "2026-01-05,vk,cpc,1\n2026-02-10,vk,cpc,2\n", to: "data/vk-early.csv")
        try months.company.write(header + "2026-02-11,vk,cpc,3\n2026-02-19,vk,cpc,4\n", to: "data/vk-late.csv")
        let log = try months.backfill()
        #expect(log.contains("2026-02: nothing to do"), "\(log)")
        try months.company.equalsFresh()
    }

    @Test func redoReadsTheMonthsAgain() throws {
        let months = try MonthlyCompany()
        try months.backfill()
        let digest = try months.company.digest()
        try months.company.execute("UPDATE fact_spend SET cost_micros = 1")
        let log = try months.backfill("2026-02-01", "2026-02-28", ["--redo"])
        #expect(log.contains("1 chunk: 2026-02"))
        let costs = "SELECT count(*) FROM fact_spend WHERE cost_micros = 1 AND day BETWEEN "
        // Amounts in other currencies are converted anew by every publication.
        #expect(try months.company.rows(costs + "'2026-02-01' AND '2026-02-28'") == ["0"])
        #expect(try months.company.rows(costs + "'2026-01-01' AND '2026-01-31'") == ["4"])
        try months.backfill("2026-01-01", "2026-04-30", ["--redo"])
        #expect(try months.company.digest() == digest)
        // A file that spans two months is read with the first of them.
        #expect(
            try months.company.rows(
                "SELECT count(*), sum(files_read) FROM etl_step WHERE source = 'vk' AND run_id > 5") == ["4|1"])
    }

    @Test func redoNoticesWhatSizeAndTimesHide() throws {
        let months = try MonthlyCompany()
        try months.backfill()
        let name = "data/ads-2026-02.csv"
        let text = try months.company.folder.text(of: name)
        try months.company.write(text.replacing("100.25", with: "900.25"), to: name)
        // As where a file is mended within the grain of the disk's clock.
        var status = stat()
        #expect(stat(months.company.folder.path(of: name), &status) == 0)
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        let changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
        try months.company.execute(
            """
            UPDATE etl_file SET settled = 1, modified_ns = \(modified), changed_ns = \(changed), inode = \(status.st_ino)
            WHERE path = '\(name)'
            """)
        #expect(try months.backfill().contains("nothing to do"))
        try months.backfill("2026-02-01", "2026-02-28", ["--redo"])
        #expect(
            try months.company.rows("SELECT max(amount_micros) FROM v1_spend WHERE file = 'data/ads-2026-02.csv'")
                == ["900250000"])
        try months.company.equalsFresh()
    }

    @Test func snapshotsOfTheRangeAreWeighedAtOnce() throws {
        let months = try MonthlyCompany()
        try months.company.edit(
            "pipeline.yml",
            "crm: { entity: lead, files: data/leads-*.csv, load: { merge: lead_id, version: updated_at, reread: 2h } }",
            "crm: { entity: lead, files: \"data/leads-2026-*.csv\", load: { snapshot: lead_id } }")
        let leads = (1...9).map { "l\($0),2026-01-0\($0) 10:00:00\n" }.joined()
        try months.company.write("lead_id,created_at\n" + leads, to: "data/leads-2026-01.csv")
        try months.backfill()
        try months.company.equalsFresh()
    }

    // MARK: The logical day

    @Test func theLogicalDayIsNeverLowered() throws {
        let months = try MonthlyCompany()
        #expect(try months.company.run("run", ["--at", "2026-06-01"]).exitCode == 0)
        try months.writeMonth(2, cost: 300)
        let log = try months.backfill("2026-02-01", "2026-04-30", at: "2026-02-10")
        #expect(log.contains("3 chunks: 2026-02, 2026-03, 2026-04"), "\(log)")
        try months.company.equalsFresh()
    }

    @Test func rowsOfDaysThatAreNotOverWait() throws {
        let months = try MonthlyCompany()
        let log = try months.backfill("2026-01-01", "2026-04-30", at: "2026-04-16")
        #expect(log.contains("2026-04-15 is the last day that is over: later days are left out"), "\(log)")
        try months.company.equalsFresh("2026-04-16")
        // Whatever waits outside the days asked for goes on waiting for its own day, and a rebuild knows.
        try months.writeMonth(1, cost: 500)
        try months.backfill("2026-01-01", "2026-01-31", at: "2026-04-20")
        let digest = try months.company.digest()
        #expect(try months.company.run("rebuild").exitCode == 0)
        #expect(try months.company.digest() == digest)
        #expect(try months.company.run("run", ["--at", "2026-04-20"]).exitCode == 0)
        try months.company.equalsFresh("2026-04-20")
    }

    @Test func daysThatDoNotExist() throws {
        let months = try MonthlyCompany()
        let cases: [(from: String, to: String, exit: Int32, message: String)] = [
            (
                "2026-03-01", "2026-02-01", 2,
                "--from 2026-03-01 lies after --to 2026-02-01 (write --from 2026-02-01 --to 2026-03-01)"
            ),
            (
                "2025-03-01", "2025-04-01", 2,
                "the pipeline starts on 2026-01-01, after --to 2025-04-01 (set `start: 2025-03-01`"
            ),
            (
                "2026-06-01", "2026-06-30", 2,
                "--from 2026-06-01 isn't over: the logical day is 2026-06-01 (ask for days before 2026-06-01)"
            ),
            ("2025-11-01", "2026-07-31", 0, "the pipeline starts on 2026-01-01: earlier days are left out"),
            ("2025-11-01", "2026-07-31", 0, "5 chunks: 2026-01, 2026-02, 2026-03, 2026-04, 2026-05"),
        ]
        for row in cases {
            let log = try months.backfill(row.from, row.to, exit: row.exit)
            #expect(log.contains(row.message), "\(log)")
        }
        try months.company.equalsFresh()
    }

    // MARK: What is shared with a run

    @Test func aChangedDefinitionReachesAllThatIsPublished() throws {
        let months = try MonthlyCompany()
        try months.backfill()
        try months.company.edit("pipeline.yml", "start: 2026-01-01", "start: 2026-01-02")
        try months.backfill("2026-04-01", "2026-04-30")
        try months.company.equalsFresh()
    }

    @Test func aRenamedFileIsMovedInItsMonth() throws {
        let months = try MonthlyCompany()
        try months.backfill()
        try months.company.rename("data/vk-spring.csv", "data/vk-renamed.csv")
        try months.backfill("2026-04-01", "2026-04-30")
        #expect(try months.missing() == ["data/vk-renamed.csv"])
        try months.backfill()
        #expect(try months.missing() == [])
        try months.company.equalsFresh()
    }

    @Test func whatCanBeReachedIsPublished() throws {
        let months = try MonthlyCompany()
        try months.company.folder.remove("data/vk-spring.csv")
        let log = try months.backfill(exit: 5)
        #expect(log.contains("no file matches data/vk-*.csv"), "\(log)")
        #expect(try runs(months) == Array(repeating: "backfill|partly", count: 4))
        #expect(try months.backfill(exit: 3).contains("2026-01: nothing published, a source cannot be reached"))
    }

    @Test func theJSONLogTellsChunks() throws {
        let months = try MonthlyCompany()
        let log = try months.backfill("2026-01-01", "2026-04-30", ["--log", "json"])
        #expect(log.contains("\"message\":\"4 chunks: 2026-01, 2026-02, 2026-03, 2026-04\",\"chunks\":\"4\""), "\(log)")
        #expect(log.contains("\"chunk\":\"2026-02\""), "\(log)")
    }
}
