import Foundation
import TestSupport
import Testing

/// `plan` says what a run would do, and does nothing.
@Suite struct PlanTests {
    /// The plan's files as `source path reason changes`.
    private func files(_ company: Company, _ arguments: [String] = [], exit: Int32 = 0) throws -> [String] {
        let result = try company.run("plan", ["--json"] + arguments)
        #expect(result.exitCode == exit, "\(result.errors)")
        let plan = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let sources = try #require(plan["sources"] as? [[String: Any]])
        return sources.flatMap { source in
            (source["files"] as? [[String: Any]] ?? []).map { file in
                let changes = (file["changes"] as? [String] ?? []).joined(separator: ", ")
                return "\(source["source"] ?? "") \(file["path"] ?? "") \(file["reason"] ?? "") \(changes)"
            }
        }
    }

    @Test func withoutAWarehouseEverythingIsNew() throws {
        let company = try Company()
        let before = try company.folder.files()
        let result = try company.run("plan")
        #expect(result.exitCode == 0)
        #expect(result.errors == "")
        #expect(Golden.mismatch(result.output, "plan-new.txt") == nil)
        #expect(try company.folder.files() == before)
        #expect(try company.run("plan", ["--detailed-exitcode"]).exitCode == 10)
    }

    @Test func nothingToDoEndsWithZero() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        // Touched, not changed: it is hashed and left alone.
        try company.folder.setModificationTime(of: "data/spend.csv", secondsAgo: 1800)
        let result = try company.run("plan", ["--detailed-exitcode"])
        #expect(result.exitCode == 0)
        #expect(result.output == "nothing to do: every file is as it was, logical day 2026-06-01\n")
    }

    @Test func aPlanWritesNothing() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.edit("data/spend.csv", "99.50", "88.25")
        try company.write(Company.leads, to: "data/leads-2.csv")
        let runs = try company.rows("SELECT count(*) FROM etl_run")
        let files = try company.folder.files().filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
        let digest = try company.digest()
        #expect(try company.run("plan").exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM etl_run") == runs)
        #expect(try company.digest() == digest)
        #expect(try company.folder.files().filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") } == files)
    }

    @Test func everyFileHasItsReason() throws {
        let company = try Company()
        #expect(try company.run("run", ["--at", "2026-01-02"]).exitCode == 0)
        #expect(
            try files(company, ["--at", "2026-01-03"]) == [
                "ads data/spend.csv waiting ", "crm data/leads.csv waiting ",
            ])
        #expect(try company.run("run", ["--at", "2026-01-03"]).exitCode == 0)
        #expect(try files(company) == [])
        try company.edit("data/spend.csv", "99.50", "88.25")
        try company.write("lead_id,created_at\n9,2026-01-02 10:00:00\n", to: "data/leads-2.csv")
        #expect(try files(company) == ["ads data/spend.csv changed ", "crm data/leads-2.csv new "])
        #expect(try files(company, ["--only", "crm"]) == ["crm data/leads-2.csv new "])
        #expect(try company.run().exitCode == 0)
        #expect(try files(company) == [])
    }

    static let definitions: [(name: String, expected: [String], change: @Sendable (Company) throws -> Void)] = [
        (
            "source", ["ads data/spend.csv redefined the source in the pipeline file"],
            { try $0.edit("pipeline.yml", "load: { replace: file }", "format: { decimal: \",\" }") }
        ),
        (
            "head",
            [
                "ads data/spend.csv redefined the head of the pipeline file",
                "crm data/leads.csv redefined the head of the pipeline file",
            ], { try $0.edit("pipeline.yml", "start: 2026-01-01", "start: 2026-01-02") }
        ),
        (
            "channels",
            ["ads data/spend.csv redefined the channel rules", "crm data/leads.csv redefined the channel rules"],
            { company in
                let shipped = try String(contentsOfFile: "\(PackageFolder.path)/schemas/channels.yml", encoding: .utf8)
                try company.write(shipped + "\n# ours\n", to: "schemas/channels.yml")
            }
        ),
        (
            "contract", ["crm data/leads.csv redefined the entity's contract"],
            { company in
                let shipped = try String(
                    contentsOfFile: "\(PackageFolder.path)/schemas/entities/lead.yml", encoding: .utf8)
                try company.write(shipped + "\n# ours\n", to: "schemas/entities/lead.yml")
            }
        ),
        (
            "removed source", ["crm data/leads.csv removed "],
            { company in
                let text = try company.folder.text(of: "pipeline.yml")
                let crm = try #require(text.firstRange(of: "  crm:"))
                try company.write(String(text[..<crm.lowerBound]), to: "pipeline.yml")
            }
        ),
    ]

    @Test(arguments: definitions.map(\.name))
    func changedDefinitionsAreNamed(_ name: String) throws {
        let row = try #require(Self.definitions.first { $0.name == name })
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try row.change(company)
        #expect(try files(company) == row.expected)
        #expect(try company.run("plan", ["--detailed-exitcode"]).exitCode == 10)
    }

    @Test func whatCannotBeReachedIsListed() throws {
        let company = try Company()
        try company.folder.remove("data/leads.csv")
        let result = try company.run("plan", ["--detailed-exitcode"])
        #expect(result.exitCode == 3)
        #expect(Golden.mismatch(result.output, "plan-unreachable.txt") == nil)
        #expect(result.errors.contains("pipeline.yml:15:12: error: no file matches data/leads*.csv"))
        #expect(try files(company, exit: 3) == ["ads data/spend.csv new "])
    }
}
