import TestSupport
import Testing

/// Everything again from landing gives what was there.
@Suite struct RebuildTests {
    /// A company after a life of changes: a restated and a second spend file, versions of leads, a changed definition,
    /// rows that wait.
    private func company() throws -> Company {
        let company = try Company()
        #expect(try company.run("run", ["--at", "2026-01-02"]).exitCode == 0)
        try company.edit("data/spend.csv", "99.50", "88.25")
        try company.edit("data/leads.csv", ",spam", ",won")
        #expect(try company.run("run", ["--at", "2026-01-03"]).exitCode == 0)
        try company.write(
            "lead_id,created_at,updated_at,source,medium,outcome\n2,2026-01-02 11:00:00,2026-01-05 11:00:00,vk,cpc,spam\n"
                + "7,2026-02-03 11:00:00,2026-02-03 11:00:00,vk,cpc,\nx,soon,,,,\n", to: "data/leads-2.csv")
        try company.write(
            "date,source,medium,cost\n2026-02-01,yandex,cpc,5\n2026-02-02,yandex,cpc,6\n", to: "data/spend-2.csv")
        #expect(try company.run("run", ["--at", "2026-02-02"]).exitCode == 0)
        try company.edit(
            "pipeline.yml", "load: { replace: file }", "where: { medium: [cpc] }\n    load: { replace: file }")
        let last = try company.run("run", ["--at", "2026-02-02"])
        #expect(last.exitCode == 0, "\(last.errors)")
        return company
    }

    @Test func theDigestStays() throws {
        let company = try company()
        let digest = try company.digest()
        // The input folder isn't looked at.
        try company.folder.remove("data")
        let result = try company.run("rebuild")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try company.digest() == digest)
        #expect(
            try company.rows("SELECT command, logical_day, state FROM etl_run ORDER BY run_id DESC LIMIT 1")
                == ["rebuild|2026-02-02|published"])
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)
    }

    @Test func whatSomebodyBrokeIsMended() throws {
        let company = try company()
        let digest = try company.digest()
        try company.execute(
            "DELETE FROM fact_lead; UPDATE fact_spend SET cost_micros = 1; DELETE FROM etl_reject; DELETE FROM dim_traffic"
        )
        #expect(try company.digest() != digest)
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)
    }

    @Test func anotherDayBringsWaitingRows() throws {
        let company = try company()
        #expect(try company.run("rebuild", ["--at", "2026-02-04"]).exitCode == 0)
        #expect(try company.rows("SELECT max(day) FROM v1_spend") == ["2026-02-02"])
        let digest = try company.digest()
        #expect(try company.run("run", ["--at", "2026-02-04"]).errors.contains("nothing to do"))
        #expect(try company.digest() == digest)
    }

    @Test func aDayOnlyOneSourceStandsAtIsKept() throws {
        let company = try Company()
        #expect(try company.run("run", ["--at", "2026-01-02"]).exitCode == 0)
        #expect(try company.run("run", ["--at", "2026-01-03", "--only", "crm"]).exitCode == 0)
        let digest = try company.digest()
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)
    }

    @Test func missingBytesChangeNothing() throws {
        let company = try company()
        let digest = try company.digest()
        try company.folder.remove("var/landing")
        let result = try company.run("rebuild")
        #expect(result.exitCode == 3)
        #expect(result.errors.contains("the bytes of data/spend.csv are gone"), "\(result.errors)")
        #expect(result.errors.contains("throughline forget-file pipeline.yml data/leads-2.csv"), "\(result.errors)")
        #expect(try company.digest() == digest)
    }

    @Test func damagedBytesChangeNothing() throws {
        let company = try company()
        let digest = try company.digest()
        let landed = try #require(
            try company.rows("SELECT content FROM etl_file WHERE path = 'data/spend-2.csv'").first)
        try company.write(
            "date,source,medium,cost\n2026-02-01,yandex,cpc,9\n", to: "var/landing/\(landed.prefix(2))/\(landed)")
        let result = try company.run("rebuild")
        #expect(result.exitCode == 3)
        #expect(result.errors.contains("doesn't hold the bytes it was known by"), "\(result.errors)")
        #expect(try company.digest() == digest)
    }
}
