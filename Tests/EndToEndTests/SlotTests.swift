import TestSupport
import Testing

/// Files that cover the same days, and versions that follow each other.
@Suite struct SlotTests {
    /// A company whose spend is loaded as told, from files of `day cost [account]` rows.
    private func company(_ load: String, leads: Bool = false) throws -> Company {
        let company = try Company()
        try company.folder.remove("data/spend.csv")
        try company.edit("pipeline.yml", "load: { replace: file }", "load: { \(load) }")
        return company
    }

    private func write(_ rows: String, to name: String, _ company: Company) throws {
        let lines = rows.split(separator: ",").map { row in
            let cells = row.split(separator: " ")
            return "2026-01-\(cells[0]),yandex,cpc,\(cells[1]),\(cells.count > 2 ? cells[2] : "")\n"
        }
        try company.write("date,source,medium,cost,account\n" + lines.joined(), to: "data/\(name).csv")
    }

    private func spend(_ company: Company) throws -> [String] {
        try company.rows(
            """
            SELECT substr(day, 9) || ' ' || (sum(cost_micros) / 1000000) FROM v1_spend GROUP BY day ORDER BY day
            """)
    }

    /// Runs after each step; at the end the same files in one run must give the same warehouse.
    private func expect(
        _ load: String, _ steps: [(file: String, rows: String)], _ expected: [String],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let company = try company(load)
        for step in steps {
            try write(step.rows, to: step.file, company)
            let result = try company.run()
            #expect(result.exitCode == 0, "\(result.errors)", sourceLocation: sourceLocation)
        }
        #expect(try spend(company) == expected, sourceLocation: sourceLocation)
        let mart = try company.rows(
            "SELECT substr(day, 9) || ' ' || (sum(cost_micros) / 1000000) AS cost FROM v1_channel_daily "
                + "GROUP BY day HAVING sum(cost_micros) <> 0 ORDER BY day")
        #expect(mart == expected.filter { !$0.hasSuffix(" 0") }, sourceLocation: sourceLocation)
        let unbalanced = try company.rows(
            "SELECT path FROM etl_file JOIN (SELECT file_id, count(*) AS rows FROM fact_spend GROUP BY 1) USING (file_id) "
                + "WHERE rows_loaded <> rows OR state <> 'live'")
        #expect(unbalanced == [], sourceLocation: sourceLocation)
    }

    @Test func exportsOfTheLastDaysFollowEachOther() throws {
        try expect(
            "replace: day",
            [("spend", "01 1,02 2,03 3"), ("spend", "02 20,03 30,04 40"), ("spend", "03 300,04 400,05 500")],
            ["01 1", "02 20", "03 300", "04 400", "05 500"])
    }

    @Test func aFileIsReplacedWhole() throws {
        try expect("replace: file", [("spend", "01 1,02 2,03 3"), ("spend", "02 20,03 30")], ["02 20", "03 30"])
    }

    @Test func aCoveredDayWithoutRowsBecomesEmpty() throws {
        try expect("replace: day", [("spend", "01 1,02 2,03 3"), ("spend", "01 10,03 30")], ["01 10", "03 30"])
    }

    @Test func anOlderVersionCoveredWholeIsReplaced() throws {
        let company = try company("replace: day")
        try write("01 1,02 2", to: "spend", company)
        #expect(try company.run().exitCode == 0)
        try write("01 10,02 20", to: "spend", company)
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows("SELECT version, state FROM etl_file WHERE source = 'ads' ORDER BY 1") == [
                "1|replaced", "2|live",
            ])
        let fresh = try self.company("replace: day")
        try write("01 10,02 20", to: "spend", fresh)
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
    }

    @Test func theNewestFileOfADayCounts() throws {
        let steps = [("spend-1", "01 1,02 2,03 3"), ("spend-2", "02 20,03 30,04 40"), ("spend-3", "04 400")]
        let load = "replace: file, overlap: newest"
        try expect(load, steps, ["01 1", "02 20", "03 30", "04 400"])
        // In any order of arrival, and all at once.
        var digests: Set<String> = []
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let company = try company(load)
            for index in order {
                try write(steps[index].1, to: steps[index].0, company)
                #expect(try company.run().exitCode == 0)
            }
            digests.insert(try company.digest())
        }
        let whole = try company(load)
        for step in steps { try write(step.1, to: step.0, whole) }
        #expect(try whole.run().exitCode == 0)
        digests.insert(try whole.digest())
        #expect(digests.count == 1)
    }

    @Test func anOlderFileTakesItsDaysBack() throws {
        let company = try company("replace: file, overlap: newest")
        try write("01 1,02 2,03 3", to: "spend-1", company)
        try write("02 20,03 30,04 40", to: "spend-2", company)
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows("SELECT rows_loaded, rows_superseded FROM etl_file WHERE source = 'ads' ORDER BY path")
                == ["1|2", "3|0"])
        // The newer file covers one day less: that day is the older one's again, and it is read for it.
        try write("03 30,04 40", to: "spend-2", company)
        #expect(try company.run().exitCode == 0)
        #expect(try spend(company) == ["01 1", "02 2", "03 30", "04 40"])
        let fresh = try self.company("replace: file, overlap: newest")
        try write("01 1,02 2,03 3", to: "spend-1", fresh)
        try write("03 30,04 40", to: "spend-2", fresh)
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
    }

    @Test func aFileThatTakesItsDaysBackKeepsItsRowsBeforeTheStart() throws {
        let company = try company("replace: file, overlap: newest")
        try company.edit("pipeline.yml", "start: 2026-01-01", "start: 2026-01-02")
        try write("01 1,02 2,03 3", to: "spend-1", company)
        try write("03 30,04 40", to: "spend-2", company)
        #expect(try company.run().exitCode == 0)
        try write("04 40", to: "spend-2", company)
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows(
                "SELECT rows_loaded, rows_rejected, rows_filtered FROM etl_file WHERE path LIKE '%spend-1%'")
                == ["2|0|1"])
        try company.equalsFresh()
    }

    @Test func aVersionWithDaysToComeWaitsForThem() throws {
        let company = try company("replace: day")
        try write("01 1,02 2,03 3", to: "spend", company)
        try company.publishes("2026-01-02")
        try write("01 10", to: "spend", company)
        try company.publishes("2026-01-02")
        #expect(try spend(company) == ["01 10"])
        try company.publishes("2026-01-04")
        #expect(try spend(company) == ["01 10", "02 2", "03 3"])
    }

    /// Which of two equal files came first plays no part in the digest.
    @Test func equalFilesOfLeadsAreAlikeInAnyOrder() throws {
        var digests: Set<String> = []
        for names in [["leads-1", "leads-2"], ["leads-2", "leads-1"]] {
            let company = try Company()
            try company.folder.remove("data/leads.csv")
            for name in names {
                try company.write(Company.leads, to: "data/\(name).csv")
                #expect(try company.run().exitCode == 0)
            }
            digests.insert(try company.digest())
        }
        #expect(digests.count == 1)
    }

    @Test func aForgottenFileGivesItsDaysBack() throws {
        let company = try company("replace: file, overlap: newest")
        try write("01 1,02 2,03 3", to: "spend-1", company)
        #expect(try company.run().exitCode == 0)
        let digest = try company.digest()
        try write("02 20,03 30,04 40", to: "spend-2", company)
        #expect(try company.run().exitCode == 0)
        try company.folder.remove("data/spend-2.csv")
        let result = try company.run("forget-file", ["data/spend-2.csv"])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try spend(company) == ["01 1", "02 2", "03 3"])
        #expect(try company.digest() == digest)
        #expect(
            try company.rows("SELECT DISTINCT cause FROM etl_change WHERE new_value = 0") == [
                "data/spend-2.csv: forgotten"
            ])
    }

    @Test func filesOfOtherAccountsMayShareDays() throws {
        let company = try company("replace: file, per: [account]")
        try write("01 1 x,02 2 x", to: "spend-x", company)
        try write("01 10 y,02 20 y", to: "spend-y", company)
        #expect(try company.run().exitCode == 0)
        #expect(try spend(company) == ["01 11", "02 22"])
        try write("02 5 y,03 6 z", to: "spend-z", company)
        let result = try company.run()
        #expect(result.exitCode == 4)
        #expect(result.errors.contains("both cover 2026-01-02"), "\(result.errors)")
        #expect(try spend(company) == ["01 11", "02 22"])
    }

    @Test func theNewestFileOfADayCountsForEachAccount() throws {
        try expect(
            "replace: file, overlap: newest, per: account",
            [("spend-1", "01 1 x,01 10 y,02 2 x,02 20 y"), ("spend-2", "02 200 x,03 300 x")],
            ["01 11", "02 220", "03 300"])
    }

    /// A company whose leads come as snapshots: `id day` rows.
    private func snapshots(_ files: [(name: String, rows: String)], load: String = "snapshot: lead_id") throws
        -> Company
    {
        let company = try Company()
        try company.folder.remove("data/leads.csv")
        try company.edit("pipeline.yml", "load: { merge: lead_id, version: updated_at }", "load: { \(load) }")
        for file in files { try writeLeads(file.rows, to: file.name, company) }
        return company
    }

    private func writeLeads(_ rows: String, to name: String, _ company: Company) throws {
        let lines = rows.split(separator: ",").map { row in
            let cells = row.split(separator: " ")
            return "\(cells[0]),2026-01-\(cells[1]) 10:00:00,vk,cpc\n"
        }
        try company.write("lead_id,created_at,source,medium\n" + lines.joined(), to: "data/\(name).csv")
    }

    @Test func theNewestSnapshotIsTheTruth() throws {
        let ids = "SELECT group_concat(lead_id) FROM (SELECT lead_id FROM v1_lead ORDER BY lead_id)"
        let company = try snapshots([("leads", "1 01,2 02,3 03,4 04,5 05")])
        #expect(try company.run().exitCode == 0)
        try writeLeads("1 01,2 02,4 04,5 05,6 06", to: "leads", company)
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows(ids) == ["1,2,4,5,6"])
        // A snapshot that arrives late is older, whatever it holds.
        try writeLeads("1 01,9 02", to: "leads-old", company)
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows(ids) == ["1,2,4,5,6"])
        #expect(
            try company.rows("SELECT path, state FROM etl_file WHERE state = 'live' AND source = 'crm'") == [
                "data/leads.csv|live"
            ])
        let fresh = try snapshots([("leads", "1 01,2 02,4 04,5 05,6 06"), ("leads-old", "1 01,9 02")])
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
    }

    @Test func aSnapshotMayLoseItsNewestRecord() throws {
        let company = try snapshots([("leads", "1 01,2 02,3 03,4 04,5 05")])
        #expect(try company.run().exitCode == 0)
        try writeLeads("1 01,2 02,3 03,4 04", to: "leads", company)
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["4"])
        try company.equalsFresh()
    }

    @Test func aSnapshotThatIsNoLongerTheNewestIsNotReadAgain() throws {
        let company = try snapshots([("leads-1", "1 01,2 02"), ("leads-2", "1 01,2 02,3 03")])
        #expect(try company.run().exitCode == 0)
        #expect(try company.run().errors.contains("nothing to do"))
        #expect(try company.run("plan").output.contains("nothing to do"))
        // Once the newer one is gone for good, the older one is the truth again.
        try company.folder.remove("data/leads-2.csv")
        #expect(try company.run("forget-file", ["data/leads-2.csv"]).exitCode == 0)
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["2"])
        try company.equalsFresh()
    }

    @Test func aSnapshotThatShrankTooMuchIsRefused() throws {
        let company = try snapshots([("leads", "1 01,2 02,3 03,4 04,5 05")])
        #expect(try company.run().exitCode == 0)
        let digest = try company.digest()
        try writeLeads("1 01,2 02,5 05", to: "leads", company)
        let result = try company.run()
        #expect(result.exitCode == 4)
        #expect(
            result.errors.contains("data/leads.csv holds 3 records; the snapshot before it held 5"), "\(result.errors)")
        #expect(try company.digest() == digest)
        try company.edit("pipeline.yml", "snapshot: lead_id", "snapshot: lead_id, max_shrink: 0.5")
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["3"])
    }

    @Test func aVersionWhoseRowsASettingLeavesOutComesBackWithThem() throws {
        let company = try company("replace: day")
        try write("01 1,02 2,03 3", to: "spend", company)
        #expect(try company.run().exitCode == 0)
        try write("03 30,04 40", to: "spend", company)
        #expect(try company.run().exitCode == 0)
        let digest = try company.digest()
        try company.edit("pipeline.yml", "start: 2026-01-01", "start: 2026-01-03")
        #expect(try company.run().exitCode == 0)
        try company.edit("pipeline.yml", "start: 2026-01-03", "start: 2026-01-01")
        #expect(try company.run().exitCode == 0)
        #expect(try company.digest() == digest)
    }

    @Test func aDefinitionChangeReadsEveryLiveVersionAgain() throws {
        let company = try company("replace: day")
        try write("01 1,02 2,03 3", to: "spend", company)
        #expect(try company.run().exitCode == 0)
        try write("03 30,04 40", to: "spend", company)
        #expect(try company.run().exitCode == 0)
        try company.edit("pipeline.yml", "start: 2026-01-01", "start: 2026-01-02")
        #expect(try company.run().exitCode == 0)
        #expect(try spend(company) == ["02 2", "03 30", "04 40"])
    }
}
