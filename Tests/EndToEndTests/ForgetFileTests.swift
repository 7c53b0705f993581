import TestSupport
import Testing

/// Files that are gone for good, and whose rows then leave.
@Suite struct ForgetFileTests {
    @Test func rowsOfAFileThatIsGoneLeave() throws {
        let company = try Company()
        try company.write("date,source,medium,cost\n2026-02-01,yandex,cpc,5\n", to: "data/spend-2.csv")
        #expect(try company.run().exitCode == 0)
        try company.folder.remove("data/spend-2.csv")
        #expect(try company.run().errors.contains("nothing to do"))
        let result = try company.run("forget-file", ["./data/spend-2.csv"])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.errors == "forgot data/spend-2.csv of source ads: 1 row left\n")
        #expect(try company.rows("SELECT state FROM etl_file ORDER BY path") == ["live", "forgotten", "live"])
        #expect(try company.rows("SELECT command, state FROM etl_run WHERE run_id = 3") == ["forget-file|published"])
        let fresh = try Company()
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
        #expect(try company.run().errors.contains("nothing to do"))
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == fresh.digest())
        // It comes back like any new file.
        try company.write("date,source,medium,cost\n2026-02-01,yandex,cpc,5\n", to: "data/spend-2.csv")
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM v1_spend") == ["4"])
    }

    /// A file whose days come back is read for the day its source stands at, not for that of the file that goes.
    @Test func daysThatComeBackAreNotHeldBack() throws {
        let company = try Company()
        try company.edit("pipeline.yml", "data/spend*.csv", "data/spend-{{ month }}*.csv")
        try company.edit("pipeline.yml", "{ replace: file }", "{ replace: file, overlap: newest }")
        try company.write("date,source,medium,cost\n2026-01-02,vk,cpc,5\n", to: "data/spend-2026-01-b.csv")
        try company.publishes("2026-01-04")
        try company.write(
            "date,source,medium,cost\n2026-01-02,vk,cpc,6\n2026-01-09,vk,cpc,7\n", to: "data/spend-2026-01-a.csv")
        try company.publishes("2026-01-20")
        try company.folder.remove("data/spend-2026-01-b.csv")
        #expect(try company.run("forget-file", ["data/spend-2026-01-b.csv"]).exitCode == 0)
        #expect(
            try company.rows("SELECT day, rows_loaded FROM etl_interval WHERE rows_loaded > 0 AND source = 'ads'")
                == ["2026-01-02|1", "2026-01-09|1"])
        try company.equalsFresh("2026-01-20")
    }

    @Test func anOlderVersionOfAMergedFileStays() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let digest = try company.digest()
        try company.edit("data/leads.csv", ",spam", ",won")
        #expect(try company.run().exitCode == 0)
        #expect(try company.digest() != digest)
        try company.write("lead_id,created_at\n9,2026-01-02 10:00:00\n", to: "data/leads-2.csv")
        try company.folder.remove("data/leads.csv")
        let result = try company.run("forget-file", ["data/leads.csv"])
        #expect(result.errors.contains("1 older version of it still published"), "\(result.errors)")
        #expect(try company.digest() == digest)
        #expect(try company.rows("SELECT outcome FROM v1_lead WHERE lead_id = '4'") == ["spam"])
    }

    @Test func aFileReadInPlaceThatIsGoneNoLongerStopsTheRun() throws {
        let company = try Company()
        try company.edit("pipeline.yml", "files: data/spend*.csv", "files: data/spend*.csv\n    in_place: true")
        try company.write("date,source,medium,cost\n2026-02-01,yandex,cpc,5\n", to: "data/spend-2.csv")
        #expect(try company.run().exitCode == 0)
        try company.folder.remove("data/spend-2.csv")
        let run = try company.run()
        #expect(run.exitCode == 3)
        #expect(run.errors.contains("throughline forget-file pipeline.yml data/spend-2.csv"), "\(run.errors)")
        let path = company.folder.path(of: "data/spend-2.csv")
        #expect(try company.run("forget-file", [path]).exitCode == 0)
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM v1_spend") == ["3"])
    }

    @Test func otherFilesAreRefused() throws {
        let company = try Company()
        let early = try company.run("forget-file", ["data/spend.csv"])
        #expect(early.exitCode == 2)
        #expect(early.errors.contains("there is no warehouse at var/shop.sqlite yet"))
        #expect(!company.folder.has("var"))
        #expect(try company.run().exitCode == 0)
        let digest = try company.digest()
        let present = try company.run("forget-file", ["data/spend.csv"])
        #expect(present.exitCode == 2)
        #expect(present.errors.contains("data/spend.csv is still there"), "\(present.errors)")
        let unknown = try company.run("forget-file", ["data/spent.csv"])
        #expect(unknown.exitCode == 2)
        #expect(unknown.errors.contains("did you mean 'data/spend.csv'?"), "\(unknown.errors)")
        #expect(try company.digest() == digest)
        #expect(try company.rows("SELECT count(*) FROM etl_run") == ["1"])
    }
}
