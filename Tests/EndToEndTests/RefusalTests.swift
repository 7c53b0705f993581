import TestSupport
import Testing

/// Runs that must publish nothing, or only a part, and say so by message and exit code.
@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var exitCode: Int32
        /// What the log must hold.
        var message: String
        /// Breaks a company that has run once.
        var breaking: @Sendable (Company) throws -> Void

        init(_ name: String, exit: Int32, _ message: String, _ breaking: @escaping @Sendable (Company) throws -> Void) {
            self.name = name
            exitCode = exit
            self.message = message
            self.breaking = breaking
        }

        var testDescription: String { name }
    }

    static let cases = [
        Case("a file that had rows is empty", exit: 4, "the file has no rows now; its published version had 3") {
            try $0.write("date,source,medium,campaign,cost,impressions,clicks\n", to: "data/spend.csv")
        },
        Case("a lost column", exit: 4, "'cost'") {
            try $0.edit("data/spend.csv", ",cost,", ",price,")
        },
        Case("dates that don't fit", exit: 4, "dd.MM.yyyy") {
            try $0.write(
                "date,source,medium,cost\n31.01.2026,yandex,cpc,5\n01.02.2026,vk,cpc,5\n", to: "data/spend.csv")
        },
        Case("another currency", exit: 4, "the amount is in USD, and the pipeline reports in RUB") {
            try $0.write("date,source,medium,cost,currency\n2026-01-01,yandex,cpc,5,USD\n", to: "data/spend.csv")
        },
        Case("two files of one day", exit: 4, "data/spend.csv and data/spend-2.csv both cover 2026-01-02") {
            try $0.write("date,source,medium,cost\n2026-01-02,yandex,cpc,5\n", to: "data/spend-2.csv")
        },
        Case(
            "another file in the place of one that is gone", exit: 4,
            "data/spend.csv isn't there any more, but is published: throughline forget-file PIPELINE data/spend.csv"
        ) {
            try $0.folder.remove("data/spend.csv")
            try $0.write("date,source,medium,cost\n2026-01-02,yandex,cpc,5\n", to: "data/spend-2.csv")
        },
        Case("amounts whose sum doesn't fit", exit: 4, "a sum doesn't fit into 64 bits") {
            let row = "2026-01-03,yandex,cpc,9000000000000\n"
            try $0.write("date,source,medium,cost\n" + row + row, to: "data/spend-2.csv")
        },
        Case(
            "pageviews whose sum doesn't fit", exit: 4,
            "data/visits.csv: error: the sums of the visits of 2026-01-02 don't fit into 64 bits"
        ) {
            let pipeline = try $0.folder.text(of: "pipeline.yml")
            try $0.write(
                pipeline + "  site: { entity: visit, files: data/visits.csv, load: { replace: day } }\n",
                to: "pipeline.yml")
            let row = "2026-01-02 10:00:00,c1,9223372036854775807\n"
            try $0.write("at,client_id,pageviews\n" + row + row, to: "data/visits.csv")
        },
        Case("a misspelt file of schemas", exit: 2, "did you mean 'schemas/channels.yml'?") {
            try $0.write("channels: []\n", to: "schemas/chanels.yml")
        },
        Case("a file that belongs to the program", exit: 2, "the files of schemas/warehouse belong to the program") {
            try $0.write("SELECT 1;\n", to: "schemas/warehouse/facts.sql")
        },
        Case(
            "a view of a column that isn't there", exit: 2,
            "schemas/views/v1_spend.sql: error: SQLite says: no such column: nope"
        ) {
            try $0.write("CREATE VIEW v1_spend AS SELECT nope FROM fact_spend;\n", to: "schemas/views/v1_spend.sql")
        },
        Case("a file that makes another view", exit: 2, "the file makes no view 'mine'") {
            try $0.write("CREATE VIEW yours AS SELECT 1 AS one;\n", to: "schemas/views/mine.sql")
        },
        Case("too many rejected rows", exit: 4, "4 of 7 rows are rejected") { company in
            try company.edit("pipeline.yml", "sources:", "rejects: { max_rows: 3, max_ratio: 0.5 }\nsources:")
            try company.write(
                Company.spend + String(repeating: "2026-01-03,a,b,c,x,1,1\n", count: 4), to: "data/spend.csv")
        },
        Case("every row rejected", exit: 4, "1 of 1 row is rejected") {
            try $0.write("date,source,medium,cost\n2026-01-02,yandex,cpc,five\n", to: "data/spend.csv")
        },
        Case("no file of a source", exit: 3, "no file matches data/spend*.csv") {
            try $0.folder.remove("data/spend.csv")
        },
        Case("a folder that is a file", exit: 3, "data") {
            try $0.folder.remove("data")
            try $0.write("x", to: "data")
        },
        Case("a broken gzip file", exit: 3, "in the middle of its gzip data") {
            try $0.folder.write([0x1f, 0x8b, 8, 0], to: "data/spend.csv")
            try $0.folder.setModificationTime(of: "data/spend.csv", secondsAgo: 60)
        },
        Case(
            "a pipeline file that is wrong", exit: 2,
            "pipeline.yml:4:1: error: unknown key 'curency' (did you mean 'currency'?)"
        ) {
            try $0.edit("pipeline.yml", "currency:", "curency:")
        },
        Case("channel rules that are wrong", exit: 2, "schemas/channels.yml:1:1: error:") {
            try $0.write("rulez: []\n", to: "schemas/channels.yml")
        },
        Case("a warehouse that is no database", exit: 7, "it is not a readable SQLite file") {
            try $0.folder.remove("var/shop.sqlite")
            try $0.write(String(repeating: "not a database\n", count: 100), to: "var/shop.sqlite")
        },
    ]

    @Test(arguments: cases)
    func publishesNothing(_ row: Case) throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let before = row.exitCode == 7 ? "" : try company.digest()
        let saved = try company.folder.text(of: "pipeline.yml")
        try row.breaking(company)
        let result = try company.run()
        #expect(result.exitCode == row.exitCode, "\(result.errors)")
        #expect(result.errors.contains(row.message), "\(result.errors)")
        #expect(result.output == "")
        guard row.exitCode != 7 else { return }
        try company.write(saved, to: "pipeline.yml")
        if row.exitCode == 2, company.folder.has("schemas") { try company.folder.remove("schemas") }
        #expect(try company.digest() == before)
        // Once the data are mended the next run publishes as if nothing had happened.
        if company.folder.has("data/spend-2.csv") { try company.folder.remove("data/spend-2.csv") }
        if !company.folder.has("data/leads.csv") { try company.folder.remove("data") }
        try company.write(Company.leads, to: "data/leads.csv")
        try company.write(Company.spend, to: "data/spend.csv")
        let mended = try company.run()
        #expect(mended.exitCode == 0, "\(mended.errors)")
    }

    @Test func rejectsOfARefusedRunAreListed() throws {
        let company = try Company()
        try company.write(
            "date,source,medium,cost\n2026-01-02,yandex,cpc,five\n2026-01-40,yandex,cpc,5\n", to: "data/spend.csv")
        #expect(try company.run().exitCode == 4)
        let rejects = try company.rows(
            "SELECT path, line, column_name, rule, byte_offset, byte_length FROM etl_reject JOIN etl_file USING (file_id)"
        )
        #expect(rejects == ["data/spend.csv|2|cost|money|24|26", "data/spend.csv|3|date|date|51|23"])
        #expect(try company.rows("SELECT state, exit_code FROM etl_run") == ["refused|4"])
        #expect(try company.rows("SELECT source, state FROM etl_step ORDER BY 1") == ["ads|refused", "crm|read"])
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["0"])
    }

    @Test func whatCanBeReachedIsPublished() throws {
        let company = try Company()
        try company.folder.remove("data/spend.csv")
        let result = try company.run()
        #expect(result.exitCode == 5, "\(result.errors)")
        #expect(result.errors.contains("no file matches data/spend*.csv"))
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["4"])
        #expect(try company.rows("SELECT state, exit_code FROM etl_run") == ["partly|5"])
        // Nothing more to publish, and the source is still missing.
        #expect(try company.run().exitCode == 3)
    }
}
