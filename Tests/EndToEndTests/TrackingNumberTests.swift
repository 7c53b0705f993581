import Foundation
import TestSupport
import Testing

/// Phone numbers on ads: which days each stands for which source.
@Suite struct TrackingNumberTests {
    private static let header = "number,from,to,source,medium,campaign\n"

    private func company(_ files: [String: String]) throws -> Company {
        let company = try Company()
        try company.write(
            Company.pipeline
                + "  numbers: { entity: tracking_number, files: data/numbers*.csv, load: { replace: file, overlap: sum } }\n",
            to: "pipeline.yml")
        for (name, rows) in files { try company.write(Self.header + rows, to: "data/\(name)") }
        return company
    }

    /// A number goes from vk to yandex the day after, and after a rest to avito for good; before `start` counts too.
    @Test func aRecycledNumberIsLoadedWithItsPlace() throws {
        let company = try company([
            "numbers.csv": """
            +7 (495) 123-45-67,2025-06-01,2025-12-31,vk,cpc,Зима
            84951234567,2026-01-01,2026-02-28,yandex,cpc,
            sip:office,2026-01-01,,site,call,

            """,
            "numbers-new.csv": "84951234567,2026-03-15,,avito,call,\n",
        ])
        #expect(try company.run().exitCode == 0)
        let rows = [
            "+7 (495) 123-45-67|74951234567|2025-06-01|2025-12-31|vk|cpc|Зима|numbers|data/numbers.csv|2",
            "84951234567|74951234567|2026-01-01|2026-02-28|yandex|cpc||numbers|data/numbers.csv|3",
            "84951234567|74951234567|2026-03-15|9999-12-31|avito|call||numbers|data/numbers-new.csv|2",
            "sip:office|sip:office|2026-01-01|9999-12-31|site|call||numbers|data/numbers.csv|4",
        ]
        let sql = "SELECT * FROM v1_tracking_number ORDER BY digits, date_from"
        #expect(try company.rows(sql) == rows)
        #expect(try company.run().errors.contains("nothing to do"))
        // A file that changes takes the place of its rows.
        try company.edit("data/numbers-new.csv", "2026-03-15", "2026-04-01")
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT date_from FROM v1_tracking_number WHERE source = 'avito'") == ["2026-04-01"])
        let digest = try company.digest()
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)
    }

    static let overlaps: [(name: String, first: String, second: String, place: String, hint: String)] = [
        (
            "a day that both have", "84951234567,2026-01-01,2026-02-01,vk,cpc,",
            "+7 495 123-45-67,2026-02-01,2026-03-01,ya,cpc,", "data/numbers-b.csv:2",
            "end it before: to 2026-01-31 at the latest"
        ),
        (
            "one that never ends", "84951234567,2026-01-01,,vk,cpc,", "84951234567,2026-05-01,,ya,cpc,",
            "data/numbers-b.csv:2", "end it before: to 2026-04-30 at the latest"
        ),
        (
            "one inside another", "84951234567,2026-02-01,2026-02-02,vk,cpc,",
            "84951234567,2026-01-01,2026-03-01,ya,cpc,",
            "data/numbers-a.csv:2", "end it before: to 2026-01-31 at the latest"
        ),
        (
            "the same first day", "84951234567,2026-02-01,2026-02-02,vk,cpc,", "84951234567,2026-02-01,,vk,cpc,",
            "data/numbers-b.csv:2", "keep one of the two"
        ),
    ]

    @Test(arguments: overlaps)
    func overlapIsRefused(_ overlap: (name: String, first: String, second: String, place: String, hint: String)) throws
    {
        let company = try company(["numbers-a.csv": overlap.first + "\n"])
        #expect(try company.run().exitCode == 0)
        let digest = try company.digest()
        try company.write(Self.header + overlap.second + "\n", to: "data/numbers-b.csv")
        let result = try company.run()
        #expect(result.exitCode == 4, "\(overlap.name): \(result.errors)")
        let other = overlap.place.contains("-a") ? "data/numbers-b.csv:2" : "data/numbers-a.csv:2"
        #expect(result.errors.contains("\(overlap.place): error: the number"), "\(result.errors)")
        #expect(result.errors.contains("still given at \(other)"), "\(result.errors)")
        #expect(result.errors.contains(overlap.hint), "\(result.errors)")
        #expect(try company.digest() == digest)
    }

    /// A short row between does not hide the long one before it.
    @Test func everyOverlapIsNamed() throws {
        let company = try company([
            "numbers.csv": """
            84951234567,2026-01-01,2026-12-31,vk,cpc,
            84951234567,2026-02-01,2026-02-02,ya,cpc,
            84951234567,2026-03-01,2026-03-02,avito,call,
            84951234568,2026-03-01,,avito,call,

            """
        ])
        let result = try company.run()
        #expect(result.exitCode == 4)
        for line in [3, 4] {
            #expect(result.errors.contains("data/numbers.csv:\(line): error: the number 84951234567"))
        }
        #expect(!result.errors.contains("84951234568"))
    }

    @Test func brokenRowsAreRejected() throws {
        let company = try company([
            "numbers.csv": """
            84951234567,2026-01-01,,vk,cpc,
            ,2026-01-01,,vk,cpc,
            84951234568,,,vk,cpc,
            84951234569,2026-02-01,2026-01-31,vk,cpc,
            84951234570,2026-02-31,,vk,cpc,

            """
        ])
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows("SELECT line, column_name, rule FROM etl_reject ORDER BY line")
                == ["3|number|required", "4|from|required", "5|to|date_order", "6|from|date"])
        #expect(try company.rows("SELECT count(*) FROM v1_tracking_number") == ["1"])
    }

    /// A number of an earlier month is there for a later one's calls.
    @Test func aBackfillReadsAllNumbers() throws {
        let company = try company(["numbers.csv": "84951234567,2024-05-01,,vk,cpc,\n"])
        #expect(try company.run("backfill", ["--from", "2026-01-01", "--to", "2026-01-31"]).exitCode == 0)
        #expect(try company.rows("SELECT date_from FROM v1_tracking_number") == ["2024-05-01"])
        // An old number is no export that is missing.
        let findings = try company.run("doctor").output.components(separatedBy: "Source numbers\n").last ?? ""
        let section = findings.components(separatedBy: "\n\n").first ?? ""
        #expect(section.contains("files in the folder: 1") && !section.contains("published"), "\(section)")
    }
}
