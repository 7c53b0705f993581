import TestSupport
import Testing

/// Records of one id and one version that say different things.
@Suite struct ConflictTests {
    private let conflicts = """
        SELECT source_name, id, winner_file, winner_line, loser_file, loser_line FROM v1_conflict ORDER BY 2, 5, 6
        """

    private static let header = "lead_id,created_at,updated_at,source,medium,status,phone\n"

    private static func lead(_ id: Int, _ status: String, updated: String = "2026-01-02 10:00:00", phone: String = "")
        -> String
    {
        "\(id),2026-01-01 10:00:00,\(updated),vk,cpc,\(status),\(phone)\n"
    }

    private func company(_ files: [String: String]) throws -> Company {
        let company = try Company()
        for (name, text) in files { try company.write(Self.header + text, to: "data/leads\(name).csv") }
        return company
    }

    @Test func equalVersionsThatDifferAreListed() throws {
        let company = try company([
            "": Self.lead(1, "new") + Self.lead(1, "old") + Self.lead(2, "same") + Self.lead(3, "a", phone: "1")
                + Self.lead(4, "early", updated: "2026-01-01 10:00:00") + Self.lead(5, "a", updated: ""),
            "-2": Self.lead(1, "other") + Self.lead(2, "same") + Self.lead(3, "a", phone: "2") + Self.lead(4, "late")
                + Self.lead(5, "b", updated: ""),
        ])
        let result = try company.run()
        #expect(result.exitCode == 0)
        let line =
            "data/leads-2.csv:2: warning: 2 records differ from the one that counts although updated_at is the same; "
            + "this one from data/leads.csv:3 (see them all in v1_conflict"
        #expect(result.errors.contains(line), "\(result.errors)")
        let found = ["crm|1|data/leads.csv|3|data/leads-2.csv|2", "crm|1|data/leads.csv|3|data/leads.csv|2"]
        #expect(try company.rows(conflicts) == found)
        #expect(try company.run("doctor").output.contains("although their version is the same: 2"))
        try company.equalsFresh()

        // A newer version settles it, and an older file that goes takes its part in it along.
        try company.write(Self.header + Self.lead(1, "final", updated: "2026-01-03 10:00:00"), to: "data/leads-3.csv")
        try company.publishes()
        #expect(try company.rows(conflicts) == [])
        #expect(!(try company.run("doctor").output.contains("although their version")))
        try company.folder.remove("data/leads-3.csv")
        #expect(try company.run("forget-file", ["data/leads-3.csv"]).exitCode == 0)
        #expect(try company.rows(conflicts) == found)
        try company.equalsFresh()
        let digest = try company.digest()
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)
    }

    /// A path's newest version is newer, whatever the records say.
    @Test func aFileThatIsExportedAnewContradictsNothing() throws {
        let company = try company(["": Self.lead(1, "new") + Self.lead(2, "x")])
        try company.publishes()
        try company.write(Self.header + Self.lead(1, "changed"), to: "data/leads.csv")
        try company.publishes()
        #expect(try company.rows(conflicts) == [])
        #expect(try company.rows("SELECT status FROM v1_lead ORDER BY lead_id") == ["changed", "x"])
    }

    @Test func withoutAVersionALaterFileIsNewer() throws {
        let company = try company(["": Self.lead(1, "new"), "-2": Self.lead(1, "other")])
        try company.edit("pipeline.yml", "{ merge: lead_id, version: updated_at }", "{ merge: lead_id }")
        try company.publishes()
        #expect(try company.rows(conflicts) == [])
    }

    /// What a deal takes from its lead is none of its own content.
    @Test func dealsAreComparedInWhatTheySay() throws {
        let sales = try SalesCompany()
        try sales.write(SalesCompany.deals, to: "data/deals-2.csv")
        try sales.run()
        #expect(try sales.rows(conflicts) == [])
        try sales.company.edit("data/deals-2.csv", "1000.50", "1000.51")
        try sales.run()
        #expect(try sales.rows(conflicts) == ["deals|11|data/deals.csv|2|data/deals-2.csv|2"])
        // Every version of a merged file stays, so that a first run over the newest alone has fewer records.
        let digest = try sales.digest()
        #expect(try sales.company.run("rebuild").exitCode == 0)
        #expect(try sales.digest() == digest)
    }
}
