import TestSupport
import Testing

@Suite struct RunTests {
    @Test func filesBecomeChannels() throws {
        let company = try Company()
        let result = try company.run()
        #expect(result.exitCode == 0, "\(result.errors)")
        let mart = try company.rows(
            "SELECT day, channel, source, medium, cost_micros, impressions, clicks, leads, leads_all FROM v1_channel_daily "
                + "WHERE cost_micros > 0 OR leads_all > 0 ORDER BY day, channel, source, cost_micros DESC")
        #expect(
            mart == [
                // The leads' brand and sale are the campaigns Brand and Sale of spend.
                "2026-01-01|Paid Search|yandex|cpc|100500000|1000|10|1.0|1.0",
                "2026-01-02|(unattributed)|||0|0|0|1.0|1.0",
                "2026-01-02|Paid Search|yandex|cpc|99500000|900|9|0.0|0.0",
                "2026-01-02|Paid Social|vk|cpc|50000000|5000|7|1.0|2.0",
            ])
        #expect(try company.rows("SELECT lead_id, line FROM v1_lead ORDER BY lead_id") == ["1|2", "2|3", "3|4", "4|5"])
        #expect(try company.rows("SELECT unattributed_reason FROM v1_lead WHERE lead_id = '3'") == ["no_touch"])
    }

    @Test func aSecondRunReadsNothing() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let size = Company.spend.utf8.count + Company.leads.utf8.count
        // To land and to read: twice each byte.
        #expect(try company.bytesRead() == 2 * size)
        let digest = try company.digest()
        let second = try company.run()
        #expect(second.exitCode == 0)
        #expect(second.errors.contains("nothing to do"))
        #expect(try company.bytesRead() == 0)
        #expect(try company.digest() == digest)
        #expect(try company.rows("SELECT state FROM etl_run ORDER BY run_id") == ["published", "unchanged"])
    }

    @Test func aTouchedFileIsHashedAndNotReadAgain() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.folder.setModificationTime(of: "data/spend.csv", secondsAgo: 1800)
        #expect(try company.run().errors.contains("nothing to do"))
        #expect(try company.bytesRead() == Company.spend.utf8.count)
        #expect(try company.run().exitCode == 0)
        #expect(try company.bytesRead() == 0)
        #expect(try company.run("run", ["--verify"]).exitCode == 0)
        #expect(try company.bytesRead() == Company.spend.utf8.count + Company.leads.utf8.count)
    }

    @Test func aFileWrittenJustNowIsHashedAgain() throws {
        let company = try Company()
        try company.folder.write(Company.spend, to: "data/spend.csv")
        #expect(try company.run().exitCode == 0)
        #expect(try company.run().errors.contains("nothing to do"))
        #expect(try company.bytesRead() == Company.spend.utf8.count)
    }

    @Test func aChangedFileTakesTheOldOnesPlace() throws {
        let changed = try Company()
        #expect(try changed.run().exitCode == 0)
        try changed.edit("data/spend.csv", "99.50", "88.25")
        #expect(try changed.run().exitCode == 0)
        // Of the old size, so hashed to know it, then landed and read.
        #expect(try changed.bytesRead() == 3 * Company.spend.utf8.count)
        #expect(try changed.rows("SELECT sum(cost_micros) FROM v1_spend") == ["238750000"])
        let fresh = try Company()
        try fresh.edit("data/spend.csv", "99.50", "88.25")
        #expect(try fresh.run().exitCode == 0)
        #expect(try changed.digest() == fresh.digest())
    }

    @Test func changedNumbersAreListedWithTheirCause() throws {
        let changes =
            "SELECT day, channel, campaign, measure, old_value, new_value, cause FROM etl_change ORDER BY 1, 2, 4"
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        // First numbers are no change, nor are those of a new day.
        try company.write(Company.spend + "2026-01-09,vk,cpc,Sale,1,1,1\n", to: "data/spend.csv")
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows(changes) == [])
        try company.edit("data/spend.csv", "99.50,900,9", "88.25,900,8")
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows(changes) == [
                "2026-01-02|Paid Search|Brand|clicks|9|8|data/spend.csv: new version",
                "2026-01-02|Paid Search|Brand|cost_micros|99500000|88250000|data/spend.csv: new version",
            ])
        try company.edit("data/leads.csv", ",spam", ",won")
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows(changes + " LIMIT 1 OFFSET 2") == [
                "2026-01-02|Paid Social|Sale|leads_billionths|1000000000|2000000000|data/leads.csv: new version"
            ])
        try company.edit(
            "pipeline.yml", "load: { replace: file }", "where: { source: [vk] }\n    load: { replace: file }")
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows("SELECT DISTINCT cause FROM etl_change WHERE run_id = 5") == [
                "data/spend.csv: changed: the source in the pipeline file"
            ])
        // However often they change, names are kept once.
        let names = "SELECT DISTINCT channel, source, medium, campaign FROM"
        #expect(
            try company.rows("SELECT channel, source, medium, campaign FROM etl_change_name ORDER BY 1, 2, 3, 4")
                == company.rows("\(names) etl_change ORDER BY 1, 2, 3, 4"))
    }

    /// Whoever compares each published row with each new one is at it beyond the deadline of the test.
    @Test func changesAreFoundInAMartOfManyRows() throws {
        let company = try Company()
        var spend = "date,source,medium,campaign,impressions,clicks,cost\n"
        for campaign in 0..<20000 { spend += "2026-01-01,google,cpc,c\(campaign),10,1,2.50\n" }
        try company.write(spend, to: "data/spend.csv")
        #expect(try company.run().exitCode == 0)
        try company.edit("data/spend.csv", "c19999,10,1,2.50", "c19999,10,1,2.51")
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows("SELECT campaign, measure, old_value, new_value FROM etl_change") == [
                "c19999|cost_micros|2500000|2510000"
            ])
    }

    @Test func aChangedDefinitionReadsItsSourceAgain() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.edit(
            "pipeline.yml", "load: { replace: file }", "where: { source: [vk] }\n    load: { replace: file }")
        let result = try company.run()
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try company.bytesRead() == Company.spend.utf8.count)
        #expect(try company.rows("SELECT sum(cost_micros) FROM v1_spend") == ["50000000"])
        // Comments and layout are no definition.
        try company.edit("pipeline.yml", "pipeline: shop", "# our shop\npipeline:   shop")
        #expect(try company.run().errors.contains("nothing to do"))
    }

    @Test func movingTheFolderOrTheWorkingDirectoryChangesNothing() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let path = company.folder.path(of: "pipeline.yml")
        let result = try company.program.run(["run", path, "--at", "2026-06-01"], workingDirectory: "/")
        #expect(result.errors.contains("nothing to do"), "\(result.errors)")
    }

    @Test func aRemovedSourceLeaves() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let text = try company.folder.text(of: "pipeline.yml")
        let crm = try #require(text.firstRange(of: "  crm:"))
        try company.write(String(text[..<crm.lowerBound]), to: "pipeline.yml")
        let result = try company.run()
        #expect(result.exitCode == 0)
        #expect(result.errors.contains("there is no source 'crm' any more: its 4 loaded rows are taken out"))
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["0"])
        #expect(try company.rows("SELECT total(leads_all) FROM v1_channel_daily") == ["0.0"])
        try company.write(text, to: "pipeline.yml")
        #expect(try company.run().exitCode == 0)
        let fresh = try Company()
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
    }

    @Test func onlyOneSourceIsReadWhereAsked() throws {
        let company = try Company()
        #expect(try company.run("run", ["--only", "crm"]).exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM v1_spend") == ["0"])
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["4"])
        #expect(try company.run().exitCode == 0)
        let fresh = try Company()
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
        let wrong = try company.run("run", ["--only", "crn"])
        #expect(wrong.exitCode == 2)
        #expect(wrong.errors.contains("the sources are: ads, crm"))
    }

    @Test func whatHoldsForAllSourcesChangesForAllAtOnce() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let digest = try company.digest()
        try company.edit("pipeline.yml", "time_zone: Europe/Moscow", "time_zone: Asia/Vladivostok")
        let only = try company.run("run", ["--only", "crm"])
        #expect(only.exitCode == 2)
        #expect(only.errors.contains("must be read anew together (run without --only)"), "\(only.errors)")
        try company.folder.remove("data/spend.csv")
        let unreachable = try company.run()
        #expect(unreachable.exitCode == 3)
        #expect(unreachable.errors.contains("make 'ads' reachable and run again"), "\(unreachable.errors)")
        #expect(try company.digest() == digest)
        try company.write(Company.spend, to: "data/spend.csv")
        #expect(try company.run().exitCode == 0)
    }

    @Test func leadsOfLaterFilesWin() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.write(
            """
            lead_id,created_at,updated_at,source,medium,campaign,outcome
            2,2026-01-02 11:00:00,2026-01-05 11:00:00,vk,cpc,sale,spam

            """, to: "data/leads-2.csv")
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT outcome, file FROM v1_lead WHERE lead_id = '2'") == ["spam|data/leads-2.csv"])
        let ledger =
            "SELECT path, rows_read, rows_loaded, rows_superseded FROM etl_file WHERE source = 'crm' ORDER BY path"
        #expect(try company.rows(ledger) == ["data/leads-2.csv|1|1|0", "data/leads.csv|4|3|1"])
        // The other order of arrival.
        let other = try Company()
        let later = try company.folder.text(of: "data/leads-2.csv")
        try other.folder.remove("data/leads.csv")
        try other.write(later, to: "data/leads-2.csv")
        #expect(try other.run().exitCode == 0)
        try other.write(Company.leads, to: "data/leads.csv")
        #expect(try other.run().exitCode == 0)
        #expect(try company.digest() == other.digest())
    }

    @Test func rowsOfTheLogicalDayWait() throws {
        let company = try Company()
        #expect(try company.run("run", ["--at", "2026-01-02"]).exitCode == 0)
        #expect(try company.rows("SELECT sum(cost_micros), max(day) FROM v1_spend") == ["100500000|2026-01-01"])
        #expect(try company.rows("SELECT rows_loaded, rows_filtered FROM etl_file ORDER BY path") == ["1|3", "1|2"])
        #expect(try company.run("run", ["--at", "2026-01-03"]).exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["4"])
        // Nothing waits any more, so a later day has nothing to do.
        #expect(try company.run("run", ["--at", "2026-01-04"]).errors.contains("nothing to do"))
        let fresh = try Company()
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
    }

    @Test func filesReadInPlaceAreNotCopied() throws {
        let company = try Company()
        try company.edit("pipeline.yml", "files: data/spend*.csv", "files: data/spend*.csv\n    in_place: true")
        #expect(try company.run().exitCode == 0)
        #expect(try company.folder.files().filter { $0.hasPrefix("var/landing") }.count == 1)
        // Hashed while it is read; what is landed is read twice.
        #expect(try company.bytesRead() == Company.spend.utf8.count + 2 * Company.leads.utf8.count)
        #expect(try company.run("run", ["--verify"]).errors.contains("nothing to do"))
        #expect(try company.run().errors.contains("nothing to do"))
        #expect(try company.bytesRead() == 0)
        try company.folder.remove("data/spend.csv")
        try company.write(Company.spend + "2026-01-03,vk,cpc,Sale,1,1,1\n", to: "data/spend-new.csv")
        let result = try company.run()
        #expect(result.exitCode == 3)
        #expect(result.errors.contains("data/spend.csv is gone; it was read in place"), "\(result.errors)")
    }

    @Test func aRefusedFileReadInPlaceIsKnownByItsBytes() throws {
        let company = try Company()
        try company.edit("pipeline.yml", "files: data/spend*.csv", "files: data/spend*.csv\n    in_place: true")
        try company.edit("data/spend.csv", "date,", "datum,")
        #expect(try company.run().exitCode == 4)
        #expect(try company.rows("SELECT length(content) FROM etl_file WHERE state = 'refused'") == ["64"])
    }

    @Test func landedCopiesThatAreGoneAreMadeAgain() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.folder.remove("var/landing")
        try company.edit("pipeline.yml", "pipeline: shop", "pipeline: store")
        let result = try company.run()
        #expect(result.exitCode == 3)
        #expect(
            result.errors.contains("the copy of data/spend.csv in the landing folder is gone (add --verify: "),
            "\(result.errors)")
        #expect(try company.run("run", ["--verify"]).exitCode == 0)
        #expect(try company.rows("SELECT pipeline FROM meta_pipeline") == ["store"])
    }

    /// The file that lies there has the column; the message must not seem to deny it.
    @Test func earlierVersionsAreNamedAsSuch() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.edit("data/leads.csv", ",outcome", ",result")
        try company.edit(
            "pipeline.yml", "files: data/leads*.csv", "files: data/leads*.csv\n    map: { outcome: result }")
        let result = try company.run()
        #expect(result.exitCode == 4)
        #expect(result.errors.contains("data/leads.csv, in an earlier version of it"), "\(result.errors)")
        try company.edit("pipeline.yml", "outcome: result", "outcome: [result, outcome]")
        #expect(try company.run().exitCode == 0)
    }

    @Test func ownSchemasTakeThePlaceOfBuiltInOnes() throws {
        let company = try Company()
        try company.write(
            "CREATE VIEW v1_spend AS SELECT day, cost_micros FROM fact_spend;", to: "schemas/views/v1_spend.sql")
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT * FROM v1_spend ORDER BY day LIMIT 1") == ["2026-01-01|100500000"])
        for number in 1...2 {
            try company.write(
                "CREATE VIEW mine AS SELECT \(number) AS number FROM v1_spend;", to: "schemas/views/mine.sql")
            #expect(try company.run().exitCode == 0)
            #expect(try company.rows("SELECT DISTINCT number FROM mine") == ["\(number)"])
        }
        try company.write("entity: spend\nfields: {}\nkey: lead\n", to: "schemas/entities/spend.yml")
        let result = try company.run()
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("schemas/entities/spend.yml:"), "\(result.errors)")
    }
}
