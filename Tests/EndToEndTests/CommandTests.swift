import Foundation
import TestSupport
import Testing

/// What each command prints, and where.
@Suite struct CommandTests {
    @Test func theReportSumsByChannel() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let english = try company.run("report")
        #expect(english.exitCode == 0)
        #expect(english.errors == "")
        #expect(Golden.mismatch(english.output, "report-en.txt") == nil)
        let russian = try company.run("report", ["--lang", "ru", "--by", "campaign", "--from", "2026-01-02"])
        #expect(Golden.mismatch(russian.output, "report-ru-campaign.txt") == nil)
    }

    static let invocations: [(arguments: [String], exit: Int32, message: String)] = [
        ([], 0, "USAGE: throughline <subcommand>"),
        (["--help"], 0, "EXIT CODES"),
        (["--version"], 0, "0.1.0"),
        (["help", "run"], 0, "--verify"),
        (["help", "backfill"], 0, "--redo"),
        (["backfill", "pipeline.yml", "--from", "2026-01-01"], 2, "Missing expected argument '--to <YYYY-MM-DD>'"),
        (["help", "plan"], 0, "--detailed-exitcode"),
        (["help", "doctor"], 0, "Ends with 4 where something is broken"),
        (["help", "rejects"], 0, "replay"),
        (["help", "rejects", "show"], 0, "<file:line>"),
        (["rebuild", "--help"], 0, "Make everything again from landing"),
        (["forget-file", "--help"], 0, "gone for good"),
        (["forget-file", "pipeline.yml"], 2, "Missing expected argument '<file>'"),
        (["--generate-completion-script", "bash"], 0, "forget-file"),
        (["--generate-completion-script", "zsh"], 0, "rebuild"),
        (["--generate-completion-script", "fish"], 0, "doctor"),
        (["rum", "pipeline.yml"], 2, "unexpected arguments: 'rum'"),
        (["run"], 2, "Missing expected argument '<pipeline>'"),
        (
            ["run", "pipeline.yml", "--at", "01.02.2026"], 2,
            "The value '01.02.2026' is invalid for '--at <YYYY-MM-DD>'"
        ),
        (["run", "pipelin.yml"], 2, "cannot read the pipeline file pipelin.yml"),
        (["report", "pipeline.yml", "--from", "2026-02-01", "--to", "2026-01-01"], 2, "lies after its last"),
        (["report", "pipeline.yml", "--lang", "de"], 2, "'de'"),
        (
            ["status", "pipeline.yml", "--warehouse", "var/none.sqlite"], 2,
            "there is no warehouse at var/none.sqlite yet"
        ),
    ]

    @Test(arguments: invocations)
    func usage(_ row: (arguments: [String], exit: Int32, message: String)) throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let result = try company.program.run(row.arguments, workingDirectory: company.folder.path)
        #expect(result.exitCode == row.exit, "\(result.errors)")
        let text = row.exit == 0 ? result.output : result.errors
        #expect(text.contains(row.message), "\(text)")
    }

    @Test func statusShowsSourcesAndRuns() throws {
        let company = try Company()
        try company.write(
            "date,source,medium,cost\n2026-01-04,vk,cpc,5\n2026-01-07,vk,cpc,5\n", to: "data/spend-2.csv")
        #expect(try company.run().exitCode == 0)
        try company.edit("data/spend.csv", ",cost,", ",price,")
        #expect(try company.run().exitCode == 4)
        let result = try company.run("status")
        #expect(result.exitCode == 0)
        // The times of the runs are all that differs from day to day.
        let text = result.output.replacing(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, with: "YYYY-MM-DD HH:MM:SS")
        #expect(Golden.mismatch(text, "status.txt") == nil)
    }

    @Test func aPipeGetsALineAStep() throws {
        let company = try Company()
        let result = try company.run()
        #expect(result.output == "")
        #expect(Golden.mismatch(result.errors, "run-log.txt") == nil)
        #expect(!result.errors.contains("\u{1B}"))
    }

    @Test func theJSONLogIsAnObjectALine() throws {
        let company = try Company()
        try company.edit("data/spend.csv", "100.50", "a lot")
        try company.edit("pipeline.yml", "files: data/leads*.csv", "files: data/none.csv")
        let result = try company.run("run", ["--log", "json"])
        #expect(result.exitCode == 5)
        let objects = try result.errors.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        }
        #expect(objects.allSatisfy { $0["time"] != nil && $0["level"] != nil && $0["message"] != nil })
        let read = try #require(objects.first { $0["path"] == "data/spend.csv" })
        #expect(read["rows_read"] == "3" && read["rows_rejected"] == "1")
        let warning = try #require(objects.first { $0["level"] == "warning" })
        #expect(warning["line"] == "2" && warning["file"] == "data/spend.csv")
        let error = try #require(objects.first { $0["level"] == "error" })
        #expect(error["file"] == "pipeline.yml" && error["hint"] == "the folder holds 'leads.csv', 'spend.csv'")
    }

    @Test func aTerminalGetsABar() throws {
        let company = try Company()
        let result = try company.program.runOnTerminal(
            ["run", "pipeline.yml", "--at", "2026-06-01"], columns: 80, rows: 24, workingDirectory: company.folder.path)
        #expect(result.exitCode == 0)
        #expect(result.output.contains("100%") || result.output.contains("█"))
        // The bar is taken away before a line is printed.
        #expect(result.output.contains("\r\u{1B}[K"))
        #expect(result.output.contains("published var/shop.sqlite"))
        let dumb = try company.program.runOnTerminal(
            ["run", "pipeline.yml", "--verify"], columns: 80, rows: 24, environment: ["TERM": "dumb"],
            workingDirectory: company.folder.path)
        #expect(!dumb.output.contains("\u{1B}"))
    }

    @Test func validateReadsEverythingAndLoadsNothing() throws {
        let company = try Company()
        let result = try company.run("validate")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output == "pipeline.yml is valid: 7 rows, 7 loaded\n")
        #expect(!company.folder.has("var"))
        try company.edit("data/spend.csv", ",cost,", ",price,")
        try company.folder.remove("data/leads.csv")
        let wrong = try company.run("validate")
        #expect(wrong.exitCode == 4)
        #expect(wrong.errors.contains("'cost'") && wrong.errors.contains("no file matches data/leads*.csv"))
    }

    /// What a run would refuse only after reading is found all the same.
    @Test func validateFindsWhatARunRefuses() throws {
        let rows: [(row: String, message: String)] = [
            ("2026-01-02,vk,cpc,5,", "data/spend-2.csv both cover 2026-01-02: loading both would count that day twice"),
            ("2026-01-03,vk,cpc,5,USD", "data/spend-2.csv:2: error: the amount is in USD"),
        ]
        for (row, message) in rows {
            let company = try Company()
            try company.write("date,source,medium,cost,currency\n\(row)\n", to: "data/spend-2.csv")
            let result = try company.run("validate")
            #expect(result.exitCode == 4)
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }

    @Test func aPeriodWithoutRowsSaysWhatThereIs() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let result = try company.run("report", ["--from", "2027-01-01"])
        #expect(result.exitCode == 0)
        #expect(result.output.contains("No rows in this period; the warehouse holds 2026-01-01 – 2026-01-02."))
    }

    @Test func theDigestSaysWhichTableDiffers() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let before = try company.run("digest", ["--tables"]).output.split(separator: "\n")
        try company.edit("data/leads.csv", ",spam", ",won")
        #expect(try company.run().exitCode == 0)
        let after = try company.run("digest", ["--tables"]).output.split(separator: "\n")
        let changed = zip(before, after).filter { $0 != $1 }.map { $0.0.split(separator: "  ").dropFirst().first }
        #expect(
            changed == [
                "fact_lead", "mart_channel_daily", "fact_touch", "fact_journey", "mart_touch_daily", "mart_match_daily",
                "mart_quality", nil,
            ])
        #expect(try company.digest() == "\(after.last ?? "")\n")
    }
}
