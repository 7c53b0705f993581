import Foundation
import TestSupport
import Testing

/// Sources of many small files, which are read ahead of their loading.
@Suite struct ManyFilesTests {
    private static let pipeline = """
        version: 1
        pipeline: shop
        time_zone: Europe/Moscow
        currency: RUB
        start: 2020-01-01
        warehouse: var/shop.sqlite
        landing: var/landing
        sources:
          site:
            entity: visit
            files: "data/visits-{{ day }}.tsv"
            in_place: true
            load: { replace: day }

        """

    /// A day each, the first on 2020-01-01.
    private static func days(_ count: Int) -> [String] {
        let format = Date.ISO8601FormatStyle().year().month().day()
        return (0..<count).map { Date(timeIntervalSince1970: 1_577_836_800 + 86_400 * Double($0)).formatted(format) }
    }

    private static func company(_ days: [String]) throws -> Company {
        let company = try Company(standard: false)
        try company.write(pipeline, to: "pipeline.yml")
        for (number, day) in days.enumerated() {
            try company.write(visits(day, campaign: number % 7), to: "data/visits-\(day).tsv")
        }
        return company
    }

    private static func visits(_ day: String, campaign: Int) -> String {
        """
        at\tclient_id\tsource\tmedium\tcampaign
        \(day)T10:00:00\t1\tyandex\tcpc\tCampaign \(campaign)
        \(day)T11:00:00\t2\tvk\tcpc\tCampaign \(campaign)

        """
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    /// What is said of a file, and that it has no rows, breaks rules or can't be read at all, comes in its turn.
    @Test func messagesComeInTheOrderOfFiles() throws {
        let days = Self.days(60)
        let company = try Self.company(days)
        try company.write(
            "at\tclient_id\n\(days[7])T10:00:00\t1\nnever\t2\n", to: "data/visits-\(days[7]).tsv")
        try company.write("at\tclient_id\n", to: "data/visits-\(days[8]).tsv")
        let rejected = [
            "site: read data/visits-\(days[7]).tsv: 2 rows, 1 loaded, 1 rejected",
            "data/visits-\(days[7]).tsv:3: warning: 1 of 2 rows is rejected: 1 instant: the instant in column 'at' "
                + "doesn't fit ISO 8601 (no common format would fit either: look at the line)",
        ]
        func expected(without refused: [Int] = []) -> [String] {
            ["site: 60 files, 60 to read"]
                + days.indices.filter { !refused.contains($0) }.flatMap { number in
                    switch number {
                    case 7: rejected
                    case 8: ["site: read data/visits-\(days[8]).tsv: 0 rows, 0 loaded"]
                    default: ["site: read data/visits-\(days[number]).tsv: 2 rows, 2 loaded"]
                    }
                }
        }
        let run = try company.run()
        #expect(run.exitCode == 0)
        #expect(Self.lines(run.errors).prefix(62) == expected()[...])

        // Two that are refused, between others: each is told, in order, and the others are read all the same.
        for number in [20, 40] {
            try company.write("when\tclient_id\n", to: "data/visits-\(days[number]).tsv")
        }
        try company.folder.remove("var")
        let refused = try company.run()
        #expect(refused.exitCode == 4)
        let lines = Self.lines(refused.errors)
        #expect(lines.prefix(60) == expected(without: [20, 40])[...])
        #expect(
            lines.dropFirst(60).filter { $0.contains("no column") }.map { String($0.prefix(80)) }
                == [20, 40].map {
                    String(
                        "pipeline.yml:9:3: error: no column for the field 'at' in data/visits-\(days[$0]).tsv".prefix(
                            80))
                })
        #expect(
            try company.rows("SELECT path FROM etl_file WHERE state = 'refused' ORDER BY file_id")
                == [20, 40].map { "data/visits-\(days[$0]).tsv" })
    }

    @Test func aSignalAmongManyFilesEndsTheRunCleanly() throws {
        let days = Self.days(1500)
        let company = try Self.company(days)
        let running = try company.program.start(
            ["run", "pipeline.yml", "--at", "2026-06-01"], workingDirectory: company.folder.path)
        #expect(running.waits { $0.errors.contains("site: read data/visits-\(days[30]).tsv") })
        running.send(signal: SIGINT)
        let stopped = try running.wait()
        #expect(stopped.exitCode == 130, "\(stopped.errors)")
        #expect(!stopped.errors.contains("site: read data/visits-\(days[1499]).tsv"))
        #expect(try company.rows("SELECT state FROM etl_run") == ["interrupted"])
        #expect(try company.rows("SELECT count(*) FROM etl_file") == ["0"])
        let again = try company.run()
        #expect(again.exitCode == 0, "\(again.errors)")
        let fresh = try Self.company(days)
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
    }
}
