import Foundation
import TestSupport
import Testing

/// The demo that the README promises, against numbers its generator added up by itself.
@Suite struct DemoTests {
    private static let source = "\(PackageFolder.path)/pipelines/demo"

    /// A copy of the demo whose files look old, run once.
    private func demo() throws -> Company {
        let company = try Company(standard: false)
        let manager = FileManager.default
        try manager.copyItem(atPath: "\(Self.source)/data", toPath: company.folder.path(of: "data"))
        try manager.copyItem(atPath: "\(Self.source)/pipeline.yml", toPath: company.folder.path(of: "pipeline.yml"))
        for file in try company.folder.files() {
            try company.folder.setModificationTime(of: file, secondsAgo: 3600)
        }
        try company.edit("pipeline.yml", "var/demo.sqlite", "var/shop.sqlite")
        let result = try company.run()
        #expect(result.exitCode == 0, "\(result.errors)")
        return company
    }

    private func expected(_ name: String) throws -> [[String: String]] {
        Fixtures.rows(ofText: try String(contentsOfFile: "\(Self.source)/expected/\(name).csv", encoding: .utf8))
    }

    /// Expected rows as the query's lines: the named columns joined by `|`.
    private func lines(_ name: String, _ columns: [String]) throws -> [String] {
        try expected(name).map { row in columns.map { row[$0] ?? "?" }.joined(separator: "|") }
    }

    @Test func everyNumberIsTheGenerators() throws {
        let company = try demo()
        #expect(
            try company.rows(
                """
                SELECT source_name, substr(day, 1, 7) AS month, count(*), sum(cost_micros), sum(impressions), sum(clicks)
                FROM v1_spend GROUP BY 1, 2 ORDER BY 1, 2
                """) == lines("spend", ["source", "month", "rows", "cost_micros", "impressions", "clicks"]))
        #expect(
            try company.rows(
                """
                SELECT substr(day, 1, 7) AS month, channel, sum(cost_micros), sum(impressions), sum(clicks),
                    sum(leads_billionths) / 1000000000, sum(leads_all_billionths) / 1000000000
                FROM v1_channel_daily GROUP BY 1, 2 ORDER BY 1, 2
                """)
                == lines(
                    "channels", ["month", "channel", "cost_micros", "impressions", "clicks", "leads", "leads_all"]))
        #expect(
            try company.rows(
                """
                SELECT day, sum(cost_micros), sum(impressions), sum(clicks), sum(leads_billionths) / 1000000000,
                    sum(leads_all_billionths) / 1000000000
                FROM v1_channel_daily GROUP BY 1 ORDER BY 1
                """) == lines("daily", ["day", "cost_micros", "impressions", "clicks", "leads", "leads_all"]))
    }

    @Test func leadsHaveTheirOutcomes() throws {
        let company = try demo()
        let outcomes = [
            "in_work", "qualified", "won", "lost", "non_target", "unreachable", "duplicate", "spam", "test",
        ]
        let counts = outcomes.map { "sum(outcome = '\($0)')" }.joined(separator: ", ")
        #expect(
            try company.rows(
                """
                SELECT substr(day, 1, 7) AS month, channel, sum(is_counted), count(*), \(counts)
                FROM v1_lead WHERE day >= '2026-01-01' GROUP BY 1, 2 ORDER BY 1, 2
                """) == lines("leads", ["month", "channel", "leads", "leads_all"] + outcomes))
    }

    @Test func everyRowIsAccountedFor() throws {
        let company = try demo()
        #expect(
            try company.rows(
                """
                SELECT source, substr(path, 6), rows_read, rows_loaded, rows_rejected, rows_duplicate, rows_superseded,
                    rows_filtered
                FROM etl_file WHERE state = 'live' ORDER BY 1, 2
                """)
                == lines(
                    "rows", ["source", "file", "read", "loaded", "rejected", "duplicate", "superseded", "filtered"]))
        #expect(
            try company.rows(
                """
                SELECT source, substr(path, 6), line, column_name, rule
                FROM etl_reject JOIN etl_file USING (file_id)
                """
            ).sorted() == lines("rejects", ["source", "file", "line", "column", "rule"]).sorted())
    }

    @Test func aSecondRunChangesNothing() throws {
        let company = try demo()
        let digest = try company.digest()
        #expect(try company.run().errors.contains("nothing to do"))
        #expect(try company.bytesRead() == 0)
        #expect(try company.digest() == digest)
        let rows = try company.rows("SELECT count(*) FROM v1_channel_daily").first.flatMap(Int.init) ?? 0
        #expect(rows >= 300)
    }

    @Test func theReportIsTheREADMEs() throws {
        let report = try demo().run("report").output
        let readme = try String(contentsOfFile: "\(PackageFolder.path)/README.md", encoding: .utf8)
        for line in report.split(separator: "\n") {
            #expect(readme.contains(line), "the README doesn't show: \(line)")
        }
    }

    @Test func theGeneratorMakesTheSameData() throws {
        let folder = try WorkFolder()
        let compiler = Program(path: "/usr/bin/env")
        let built = try compiler.run(
            ["swiftc", "-o", folder.path(of: "generate"), "\(Self.source)/generate.swift"],
            workingDirectory: folder.path, deadline: .seconds(600))
        #expect(built.exitCode == 0, "\(built.errors)")
        let made = try Program(path: folder.path(of: "generate")).run([folder.path(of: "made")])
        #expect(made.exitCode == 0, "\(made.errors)")
        for part in ["data", "expected"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.source)/\(part)").sorted()
            let madeNames = try folder.files().filter { $0.hasPrefix("made/\(part)/") }
            #expect(madeNames == names.map { "made/\(part)/\($0)" })
            for name in names {
                let committed = FileManager.default.contents(atPath: "\(Self.source)/\(part)/\(name)") ?? Data()
                #expect(try folder.bytes(of: "made/\(part)/\(name)").elementsEqual(committed), "\(part)/\(name)")
            }
        }
    }
}
