import TestSupport
import Testing

/// Whatever the way there, the warehouse is the one that a first run over the final files makes.
@Suite struct SamenessTests {
    struct Change: Sendable, CustomTestStringConvertible {
        var name: String
        /// Changes a company that has run once.
        var change: @Sendable (Company) throws -> Void
        /// Rows of spend and leads that count afterwards.
        var spend: Int
        var leads: Int

        init(
            _ name: String, spend: Int = 3, leads: Int = 4, _ change: @escaping @Sendable (Company) throws -> Void
        ) {
            self.name = name
            self.spend = spend
            self.leads = leads
            self.change = change
        }

        var testDescription: String { name }
    }

    static let inPlace = "load: { replace: file }"

    static let changes = [
        Change("a renamed file") { try $0.rename("data/spend.csv", "data/spend-january.csv") },
        Change("a renamed file of a source that adds up") {
            try $0.edit("pipeline.yml", "{ replace: file }", "{ replace: file, overlap: sum }")
            try $0.rename("data/spend.csv", "data/spend-january.csv")
        },
        Change("a renamed file that is read in place") {
            try $0.edit("pipeline.yml", inPlace, "in_place: true\n    " + inPlace)
            #expect(try $0.run().exitCode == 0)
            try $0.rename("data/spend.csv", "data/spend-january.csv")
        },
        Change("a file renamed there and back") {
            try $0.rename("data/spend.csv", "data/spend-january.csv")
            #expect(try $0.run().exitCode == 0)
            try $0.rename("data/spend-january.csv", "data/spend.csv")
        },
        Change("a file that took another's name", spend: 1) {
            try $0.write("date,source,medium,cost\n2026-03-01,vk,cpc,5\n", to: "data/spend-march.csv")
            #expect(try $0.run().exitCode == 0)
            try $0.folder.remove("data/spend.csv")
            try $0.rename("data/spend-march.csv", "data/spend.csv")
        },
        Change("a renamed file of leads") { try $0.rename("data/leads.csv", "data/leads-all.csv") },
        Change("leads that are merged no more", leads: 5) {
            try $0.write(Company.leads + "5,2026-01-03 10:00:00,,vk,cpc,sale,\n", to: "data/leads.csv")
            #expect(try $0.run().exitCode == 0)
            try $0.edit("pipeline.yml", "{ merge: lead_id, version: updated_at }", "{ replace: file }")
        },
        Change("a day far away", spend: 4) {
            try $0.write(
                "date,source,medium,cost\n2026-03-01,vk,cpc,5\n9999-12-30,vk,cpc,5\n", to: "data/spend-2.csv")
        },
    ]

    @Test(arguments: changes)
    func equalsAFirstRun(_ row: Change) throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try row.change(company)
        let result = try company.run()
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try company.rows("SELECT count(*) FROM v1_spend") == ["\(row.spend)"])
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["\(row.leads)"])
        // A year has few days: what is held back isn't delivered.
        #expect(try company.rows("SELECT count(*) < 366 FROM etl_interval") == ["1"])
        let fresh = try Company(standard: false)
        for name in try company.folder.files() where !name.hasPrefix("var/") {
            try fresh.write(try company.folder.text(of: name), to: name)
        }
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
        #expect(try company.run().errors.contains("nothing to do"))
    }
}
