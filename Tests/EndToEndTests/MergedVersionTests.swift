import TestSupport
import Testing

/// Of the versions of a merged file only the newest that holds a key keeps its record.
@Suite struct MergedVersionTests {
    private static let header = "lead_id,created_at,updated_at,source,medium,campaign\n"

    /// - Parameter day: of January 2026.
    private static func lead(_ id: Int, day: Int = 2) -> String {
        let at = "2026-01-\(day < 10 ? "0" : "")\(day) 10:00:00"
        return "\(id),\(at),\(at),ya,cpc,brand\n"
    }

    /// The records that are kept, by version of their file.
    private static let kept = """
        SELECT version, group_concat(lead_id, ' ') FROM (
            SELECT file.version, lead_id FROM fact_lead JOIN etl_file AS file USING (file_id) ORDER BY 1, 2)
        GROUP BY 1
        """
    private static let counts = """
        SELECT version, state, rows_read, rows_loaded, rows_superseded FROM etl_file WHERE source = 'crm' ORDER BY 1
        """

    @Test func aRecordStaysInTheNewestVersionThatHoldsIt() throws {
        let company = try Company()
        var digests: [String] = []
        for (leads, kept) in [
            ([1, 2, 3], ["1|1 2 3"]), ([1, 2], ["1|3", "2|1 2"]), ([2, 4], ["1|3", "2|1", "3|2 4"]),
            ([2], ["1|3", "2|1", "3|4", "4|2"]),
        ] {
            try company.write(
                Self.header + leads.map { Self.lead($0, day: 2 + digests.count) }.joined(), to: "data/leads.csv")
            #expect(try company.run().exitCode == 0)
            #expect(try company.rows(Self.kept) == kept)
            digests.append(try company.digest())
        }
        #expect(
            try company.rows(Self.counts) == [
                "1|live|3|1|2", "2|live|2|1|1", "3|live|2|1|1", "4|live|1|1|0",
            ])
        // Everything from landing: all versions are read at once.
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digests[3])
        // What a version held as well comes back to the older ones when it leaves.
        try company.rename("data/leads.csv", "gone.csv")
        for digest in digests.dropLast().reversed() {
            #expect(try company.run("forget-file", ["data/leads.csv"]).exitCode == 0)
            #expect(try company.digest() == digest)
        }
        #expect(try company.rows(Self.kept) == ["1|1 2 3"])
    }

    /// What an older version holds is read by today's definition, which may be none of its own.
    @Test func anOlderVersionThatCannotBeReadAgainLeavesAllAsItWas() throws {
        let company = try Company()
        for leads in ["lead_id,created_at\n1,2026-01-02 10:00:00\n", Self.header + Self.lead(1)] {
            try company.write(leads, to: "data/leads.csv")
            #expect(try company.run().exitCode == 0)
        }
        let digest = try company.digest()
        try company.edit("pipeline.yml", "load: { merge", "map: { campaign: campaign }\n    load: { merge")
        try company.rename("data/leads.csv", "gone.csv")
        let result = try company.run("forget-file", ["data/leads.csv"])
        #expect(result.exitCode == 4)
        #expect(
            result.errors.contains(", in an earlier version of it, which holds rows of its own"), "\(result.errors)")
        #expect(try company.digest() == digest)
    }

    /// The record of a row that waits for its day is that of an older version, when the day is put back.
    @Test func aVersionThatHoldsRowsBackGivesThemBack() throws {
        let company = try Company()
        for day in [2, 20] {
            try company.write(Self.header + Self.lead(1, day: day) + Self.lead(2), to: "data/leads.csv")
            #expect(try company.run().exitCode == 0)
        }
        let (digest, days) = (try company.digest(), "SELECT lead_id, day FROM v1_lead ORDER BY 1")
        #expect(try company.rows(days) == ["1|2026-01-20", "2|2026-01-02"])
        #expect(try company.run("run", ["--at", "2026-01-10"]).exitCode == 0)
        #expect(try company.rows(days) == ["1|2026-01-02", "2|2026-01-02"])
        #expect(try company.rows(Self.kept) == ["1|1", "2|2"])
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows(days) == ["1|2026-01-20", "2|2026-01-02"])
        #expect(try company.digest() == digest)
    }

    /// A file that takes the name of another one is a newer version of it.
    @Test func aFileThatIsRenamedOntoAnotherTakesItsRecords() throws {
        let company = try Company()
        try company.write(Self.header + Self.lead(1) + Self.lead(2), to: "data/leads.csv")
        #expect(try company.run().exitCode == 0)
        try company.write(Self.header + Self.lead(2) + Self.lead(3), to: "data/leads-2.csv")
        #expect(try company.run().exitCode == 0)
        // Two files may both hold a record.
        #expect(try company.rows("SELECT count(*) FROM fact_lead") == ["4"])
        try company.rename("data/leads.csv", "gone.csv")
        try company.rename("data/leads-2.csv", "data/leads.csv")
        #expect(try company.run().exitCode == 0)
        let digest = try company.digest()
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)
        #expect(try company.rows("SELECT lead_id FROM v1_lead ORDER BY 1") == ["1", "2", "3"])
    }

    /// A won deal without a date doesn't count, so the older version's does until a stage history dates the newer one's.
    @Test func aRecordThatMayYetBeRejectedTakesNoOthersPlace() throws {
        let sales = try SalesCompany(history: true)
        try sales.write(SalesCompany.event, to: "data/history.csv")
        func current() throws -> [String] {
            try sales.rows(
                """
                SELECT file.version, won_at FROM fact_deal JOIN etl_file AS file USING (file_id)
                WHERE deal_id = '11' AND is_current = 1
                """)
        }
        try sales.run()
        #expect(try current() == ["1|2026-02-01 07:00:00"])
        try sales.write(
            SalesCompany.changing(["11": "2026-01-05 10:00:00,2026-02-01 10:00:00,1,won,0,WON,,,1000.50,"]),
            to: "data/deals.csv")
        try sales.run()
        #expect(try current() == ["1|2026-02-01 07:00:00"])
        let events = SalesCompany.event + "11,1,2026-02-05 10:00:00,0,WON\n"
        try sales.write(events, to: "data/history-2.csv")
        try sales.run()
        #expect(try current() == ["2|2026-02-05 07:00:00"])
        try sales.company.rename("data/history-2.csv", "gone.csv")
        #expect(try sales.company.run("forget-file", ["data/history-2.csv"]).exitCode == 0)
        #expect(try current() == ["1|2026-02-01 07:00:00"])
        // The other deals' records are those of the second version.
        #expect(
            try sales.rows(
                """
                SELECT file.version, count(*) FROM fact_deal JOIN etl_file AS file USING (file_id) GROUP BY 1
                """) == ["1|1", "2|5"])
    }
}
