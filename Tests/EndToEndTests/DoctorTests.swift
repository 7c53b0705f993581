import Foundation
import TestSupport
import Testing

/// `doctor` says in words what is wrong and what to do.
@Suite struct DoctorTests {
    /// A healthy company whose newest day is the day before the checkup's.
    private func doctor(_ company: Company, _ arguments: [String] = []) throws -> ProgramResult {
        try company.run("doctor", ["--at", "2026-01-03"] + arguments)
    }

    /// Sizes of SQLite files differ between its versions.
    private func stable(_ text: String) -> String {
        text.replacing(/shop.sqlite takes [0-9.]+ [KM]B/, with: "shop.sqlite takes SOME ROOM")
    }

    @Test func aHealthyCompanyIsSaidToBe() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let before = try company.folder.files()
        let result = try doctor(company)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.errors == "")
        #expect(Golden.mismatch(stable(result.output), "doctor-healthy.txt") == nil)
        #expect(try company.folder.files().filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") } == before)
    }

    @Test func notesSayWhatToDo() throws {
        let company = try Company()
        try company.write(
            Company.spend + "2026-01-02,vk,cpc,Sale,50,5000,7\n2026-01-08,fax,fax,,9,,\n2026-01-09,vk,cpc,,much,,\n",
            to: "data/spend.csv")
        try company.write(Company.leads + "3,2026-01-02 12:00:00,2026-01-02 12:00:00,,,,\n", to: "data/leads.csv")
        try company.write("lead_id,created_at\n7,2026-01-02 10:00:00\n", to: "data/leads-2.csv")
        #expect(try company.run().exitCode == 0)
        try company.edit("data/leads.csv", ",spam", ",won")
        #expect(try company.run().exitCode == 0)
        try company.folder.remove("data/leads-2.csv")
        try company.write("unknown", to: "var/landing/ab/ab12")
        let result = try company.run("doctor", ["--at", "2026-02-01"])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(Golden.mismatch(stable(result.output), "doctor-notes.txt") == nil)
    }

    @Test func withoutAWarehouseItLooksAtTheFiles() throws {
        let company = try Company()
        try company.folder.remove("data/leads.csv")
        let result = try doctor(company)
        #expect(result.exitCode == 4)
        #expect(result.output.contains("BROKEN  no file matches data/leads*.csv"), "\(result.output)")
        #expect(result.output.contains("→ fill it: throughline run pipeline.yml"))
        #expect(!company.folder.has("var"))
    }

    @Test func aRefusedFileIsBroken() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.edit("data/spend.csv", ",cost,", ",price,")
        #expect(try company.run().exitCode == 4)
        let result = try doctor(company)
        #expect(result.exitCode == 4)
        #expect(
            result.output.contains("BROKEN  refused in run 2: no column for the field 'cost' in data/spend.csv"),
            "\(result.output)")
    }

    /// A run that ends before it looks at a source has nothing to say of it.
    @Test func aRunThatLooksAtNothingTakesNoTroubleBack() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.edit("data/spend.csv", ",cost,", ",price,")
        #expect(try company.run().exitCode == 4)
        try company.write("no folder", to: "var/landing/http")
        try company.write(Company.pipeline + "  rates: { connector: bank-of-russia-rates }\n", to: "pipeline.yml")
        let stopped = try company.run()
        #expect(stopped.exitCode == 7, "\(stopped.errors)")
        #expect(try company.rows("SELECT source FROM etl_step WHERE run_id = 3") == [])
        let result = try doctor(company)
        #expect(result.output.contains("BROKEN  refused in run 2: "), "\(result.output)")
    }

    @Test func goneAndDamagedBytesAreFound() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let contents = try company.rows("SELECT content FROM etl_file ORDER BY source")
        let places = contents.map { "var/landing/\($0.prefix(2))/\($0)" }
        // Of the same size, so only hashing finds it.
        try company.write(Company.spend.replacing("vk", with: "ok"), to: places[0])
        #expect(try doctor(company).exitCode == 0)
        let verified = try doctor(company, ["--verify"])
        #expect(verified.exitCode == 4)
        #expect(
            verified.output.contains("BROKEN  the landed bytes of data/spend.csv are damaged"), "\(verified.output)")
        try company.folder.remove(places[1])
        let result = try doctor(company)
        #expect(result.exitCode == 4)
        #expect(result.output.contains("BROKEN  the landed bytes of data/leads.csv are gone"), "\(result.output)")
    }

    @Test func theJSONHoldsEveryFinding() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let result = try doctor(company, ["--json"])
        #expect(result.exitCode == 0)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(object["broken"] as? Int == 0)
        let sections = try #require(object["sections"] as? [[String: Any]])
        #expect(
            sections.compactMap { $0["title"] as? String } == [
                "Pipeline", "Source ads", "Source crm", "Channels", "Warehouse",
            ])
    }

    @Test func aWrongPipelineFileIsToldAsEverywhere() throws {
        let company = try Company()
        try company.edit("pipeline.yml", "currency:", "curency:")
        let result = try doctor(company)
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("did you mean 'currency'?"))
    }
}
