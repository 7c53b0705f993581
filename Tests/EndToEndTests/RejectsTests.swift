import Foundation
import TestSupport
import Testing

/// Rejected rows: listed, shown as they stand in their files, and read again.
@Suite struct RejectsTests {
    /// A company with one rejected row of spend and two of leads.
    private func company() throws -> Company {
        let company = try Company()
        try company.edit("data/spend.csv", "100.50", "a lot")
        try company.write(Company.leads + "5,2026-01-40 10:00:00,,,,,\n6,2026-01-02 10:00:00\n", to: "data/leads.csv")
        #expect(try company.run().exitCode == 0)
        return company
    }

    @Test func theyAreListedWithPlaceAndRule() throws {
        let company = try company()
        let result = try company.run("rejects list")
        #expect(result.exitCode == 0)
        #expect(Golden.mismatch(result.output, "rejects-list.txt") == nil)
        let lines = { (arguments: [String]) in
            try company.run("rejects list", arguments).output.split(separator: "\n").filter { $0.contains("data/") }
                .count
        }
        #expect(try lines(["--source", "ads"]) == 1)
        #expect(try lines(["--rule", "field_count"]) == 1)
        #expect(try lines(["--file", "./data/leads.csv"]) == 2)
        #expect(try lines(["--file", company.folder.path(of: "data/leads.csv")]) == 2)
        #expect(try company.run("rejects list", ["--limit", "1"]).output.contains("the first 1 of 3 rows"))
        #expect(try company.run("rejects list", ["--rule", "overflow"]).output == "no rejected rows\n")
    }

    static let mistakes: [(command: String, arguments: [String], message: String)] = [
        ("rejects list", ["--source", "adz"], "the sources are: ads, crm"),
        ("rejects list", ["--rule", "mony"], "did you mean 'money'?"),
        ("rejects list", ["--file", "data/lead.csv"], "did you mean 'data/leads.csv'?"),
        ("rejects list", ["--limit", "-1"], "--limit"),
        ("rejects show", ["data/leads.csv:3"], "no rejected row starts on line 3 of data/leads.csv"),
        ("rejects show", ["data/leads.csv"], "type them as in data/leads.csv:12"),
        ("rejects replay", ["--source", "adz"], "the sources are: ads, crm"),
    ]

    @Test(arguments: mistakes)
    func wrongArgumentsSayWhatToType(_ row: (command: String, arguments: [String], message: String)) throws {
        let result = try company().run(row.command, row.arguments)
        #expect(result.exitCode == 2)
        #expect(result.errors.contains(row.message), "\(result.errors)")
    }

    @Test func aRowIsShownAsItStands() throws {
        let company = try company()
        let money = try company.run("rejects show", ["data/spend.csv:2"])
        #expect(money.exitCode == 0, "\(money.errors)")
        #expect(Golden.mismatch(money.output, "rejects-show-money.txt") == nil)
        let fields = try company.run("rejects show", ["data/leads.csv:7"])
        #expect(Golden.mismatch(fields.output, "rejects-show-fields.txt") == nil)
    }

    @Test func encodingsPackingAndControlCharactersAreUndone() throws {
        let company = try Company()
        try company.edit(
            "pipeline.yml", "load: { replace: file }",
            "format: { encoding: windows-1251, delimiter: \";\", skip_rows: 1 }\n    load: { replace: file }")
        let text =
            "Отчет\r\ndate;source;medium;campaign;cost\r\n2026-01-01;ya;cpc;\"Окна\n\tи двери\";много\r\n"
            + "2026-01-02;ya;cpc;x;1\r\n"
        try company.folder.write([UInt8](try #require(text.data(using: .windowsCP1251))), to: "data/spend.csv")
        try Self.gzip(company.folder.path(of: "data/spend.csv"))
        try company.edit("pipeline.yml", "data/spend*.csv", "data/spend*.csv.gz")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        let result = try company.run("rejects show", ["data/spend.csv.gz:3"])
        #expect(Golden.mismatch(result.output, "rejects-show-packed.txt") == nil)
    }

    @Test func rowsOfUTF16AndJSONAreRead() throws {
        let company = try Company()
        try company.edit(
            "pipeline.yml", "load: { replace: file }",
            "format: { encoding: utf-16, type: tsv }\n    load: { replace: file }")
        let text = "date\tsource\tmedium\tcost\n2026-01-01\tya\tЦПК\t5\n2026-01-41\tya\tЦПК\t5\n"
        try company.folder.write(
            [0xFF, 0xFE] + [UInt8](try #require(text.data(using: .utf16LittleEndian))), to: "data/spend.csv")
        try company.edit("pipeline.yml", "data/leads*.csv", "data/leads*.json")
        try company.write(
            "[{\"lead_id\": 1, \"created_at\": \"2026-01-01 10:00:00\"}, {\"lead_id\": 2, \"created_at\": \"soon\"}]\n",
            to: "data/leads.json")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        let table = try company.run("rejects show", ["data/spend.csv:3"])
        #expect(table.output.contains("row     2026-01-41␉ya␉ЦПК␉5\n        ^^^^^^^^^^\n"), "\(table.output)")
        let record = try company.run("rejects show", ["data/leads.json:1"])
        #expect(
            record.output.contains(
                "row     {\"lead_id\": 2, \"created_at\": \"soon\"}\n                       ^^^^^^^^^^^^\n"),
            "\(record.output)")
    }

    @Test func aLineOfManyRecordsShowsTheFirst() throws {
        let company = try Company()
        try company.edit("pipeline.yml", "sources:", "rejects: { max_rows: 100, max_ratio: 0.99 }\nsources:")
        try company.edit("pipeline.yml", "data/leads*.csv", "data/leads*.json")
        let broken = (2...26).map { "{\"lead_id\": \($0), \"created_at\": \"soon\"}" }.joined(separator: ", ")
        try company.write(
            "[{\"lead_id\": 1, \"created_at\": \"2026-01-01 10:00:00\"}, \(broken)]\n", to: "data/leads.json")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        let output = try company.run("rejects show", ["data/leads.json:1"]).output
        #expect(output.split(separator: "\n").filter { $0.hasPrefix("row ") }.count == 20)
        #expect(output.hasSuffix("\n… and 5 more rows on this line\n"))
    }

    @Test func goneBytesAreSaidToBeGone() throws {
        let company = try company()
        try company.folder.remove("var/landing")
        let result = try company.run("rejects show", ["data/spend.csv:2"])
        #expect(result.exitCode == 3)
        #expect(result.output == "")
        #expect(result.errors.contains("the bytes of data/spend.csv as they were read are gone"), "\(result.errors)")
    }

    @Test func aFileReadInPlaceMayHaveChanged() throws {
        let company = try Company()
        try company.edit("pipeline.yml", "files: data/spend*.csv", "files: data/spend*.csv\n    in_place: true")
        try company.edit("data/spend.csv", "100.50", "a lot")
        #expect(try company.run().exitCode == 0)
        #expect(try company.run("rejects show", ["data/spend.csv:2"]).exitCode == 0)
        try company.edit("data/spend.csv", "a lot", "A LOT")
        let result = try company.run("rejects show", ["data/spend.csv:2"])
        #expect(result.exitCode == 3)
        #expect(result.errors.contains("the file changed since"), "\(result.errors)")
    }

    @Test func refusedFilesAreListedUntilARunMakesUpForThem() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try company.write("date,source,medium,cost\n2026-01-02,yandex,cpc,five\n", to: "data/spend.csv")
        let refused = try company.run()
        #expect(refused.exitCode == 4)
        #expect(refused.errors.contains("1 of 1 row is rejected (1 money)"), "\(refused.errors)")
        let list = try company.run("rejects list")
        #expect(list.output.contains("data/spend.csv *") && list.output.contains("* the file was refused"))
        #expect(try company.run("rejects show", ["data/spend.csv:2"]).output.contains("cpc,five\n"))
        try company.write(Company.spend, to: "data/spend.csv")
        #expect(try company.run().errors.contains("nothing to do"))
        #expect(try company.run("rejects list").output == "no rejected rows\n")
    }

    @Test func aReplayPublishesWhatNowPasses() throws {
        let company = try company()
        let digest = try company.digest()
        let again = try company.run("rejects replay")
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(try company.digest() == digest)
        #expect(try company.rows("SELECT command, state FROM etl_run WHERE run_id = 2") == ["rejects replay|published"])
        // Only what has rejects is read, though its size and times are as they were.
        #expect(try company.bytesRead() == Company.spend.utf8.count - 1 + Company.leads.utf8.count + 49)
        try company.edit("pipeline.yml", "load: { merge", "format: { short_rows: fill }\n    load: { merge")
        #expect(try company.run("rejects replay", ["--source", "crm"]).exitCode == 0)
        #expect(try company.rows("SELECT rule FROM etl_reject ORDER BY 1") == ["instant", "money"])
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["5"])
    }

    @Test func aFileWithoutRejectsIsNotReplayed() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        #expect(try company.run("rejects replay").errors.contains("nothing to do"))
    }

    private static func gzip(_ path: String) throws {
        let result = try Program(path: "/usr/bin/gzip").run([path])
        #expect(result.exitCode == 0, "\(result.errors)")
    }
}
