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

    private static let sums = [
        "cost_micros", "impressions", "clicks", "visits", "leads", "leads_all", "deals_created", "deals_won",
        "revenue_micros", "payments_micros",
    ]
    /// The same out of `v1_channel_daily`, whose counts are billionths.
    private static let sumsInSQL = sums.map { name in
        name.hasPrefix("leads") || name.hasPrefix("deals") ? "sum(\(name)_billionths) / 1000000000" : "sum(\(name))"
    }.joined(separator: ", ")

    @Test func everyNumberIsTheGenerators() throws {
        let company = try demo()
        #expect(
            try company.rows(
                """
                SELECT source_name, substr(day, 1, 7) AS month, count(*), sum(amount_micros), sum(cost_micros),
                    sum(vat_micros), sum(impressions), sum(clicks)
                FROM v1_spend GROUP BY 1, 2 ORDER BY 1, 2
                """)
                == lines(
                    "spend",
                    [
                        "source", "month", "rows", "amount_micros", "cost_micros", "vat_micros", "impressions",
                        "clicks",
                    ]))
        #expect(
            try company.rows(
                "SELECT substr(day, 1, 7) AS month, channel, \(Self.sumsInSQL) FROM v1_channel_daily GROUP BY 1, 2 ORDER BY 1, 2"
            ) == lines("channels", ["month", "channel"] + Self.sums))
        #expect(
            try company.rows("SELECT day, \(Self.sumsInSQL) FROM v1_channel_daily GROUP BY 1 ORDER BY 1")
                == lines("daily", ["day"] + Self.sums))
    }

    /// Each sale and each payment has its channel, its days and its amount without VAT.
    @Test func everySaleIsTheGenerators() throws {
        let company = try demo()
        #expect(
            try company.rows(
                "SELECT deal_id, status, channel, report_day, vat_day, net_micros FROM v1_deal ORDER BY deal_id"
            ) == lines("deals", ["deal_id", "status", "channel", "report_day", "vat_day", "net_micros"]))
        #expect(
            try company.rows(
                """
                SELECT payment_id, kind, channel, report_day, vat_day, net_micros FROM v1_payment
                ORDER BY payment_id
                """) == lines("payments", ["payment_id", "kind", "channel", "report_day", "vat_day", "net_micros"]))
    }

    /// Visits and spend meet in the generator's own campaigns, and what doesn't meet says why.
    @Test func everyMatchIsTheGenerators() throws {
        let company = try demo()
        let columns = ["source", "medium", "campaign", "cost_micros", "impressions", "clicks", "visits", "leads"]
        #expect(
            try company.rows(
                """
                SELECT source, medium, campaign, sum(cost_micros), sum(impressions), sum(clicks), sum(visits),
                    sum(leads_billionths) / 1000000000
                FROM v1_channel_daily
                WHERE source IN ('yandex', 'google', 'vk', 'telegram', 'unisender') AND medium IN ('cpc', 'cpm', 'email')
                GROUP BY 1, 2, 3
                """
            ).sorted() == lines("campaigns", columns).sorted())
        #expect(
            try company.rows(
                """
                SELECT platform, match_status, sum(visits), sum(leads) FROM v1_match
                WHERE match_status IN ('matched', 'not_matched', 'macro_not_expanded', 'ambiguous')
                GROUP BY 1, 2 ORDER BY 1, 2
                """) == lines("match", ["platform", "status", "visits", "leads"]))
        // What didn't meet stands in rows of its own, by platform.
        let wanted = Dictionary(grouping: try expected("campaigns")) { $0["source"] ?? "" }.mapValues { rows in
            rows.reduce(into: [0, 0, 0]) { sums, row in
                func number(_ name: String) -> Int { row[name].flatMap(Int.init) ?? -1 }
                if number("visits") + number("leads") == 0 { sums[0] += number("cost_micros") }
                if row["campaign"] == "(not matched)" { sums[1] += number("visits") }
                if row["campaign"] == "(not matched)" { sums[2] += number("leads") }
            }
        }
        #expect(
            try company.rows(
                """
                SELECT platform, sum(spend_without_visits_micros), sum(visits_without_spend),
                    sum(leads_without_spend_billionths) / 1000000000
                FROM v1_match_daily WHERE platform NOT IN ('avito', 'billboard', 'mosbuild') GROUP BY 1 ORDER BY 1
                """)
                == wanted.sorted { $0.key < $1.key }.map { key, sums in
                    ([key] + sums.map(String.init)).joined(separator: "|")
                })
        // Two tags that people typed, like enough to a campaign to suggest it.
        #expect(
            try company.rows("SELECT alias FROM v1_match WHERE alias LIKE '%,712%' ORDER BY campaign")
                == ["yandex,,,,poisk_okna_moskva_2025,71204501,,", "yandex,,,,retargeting_30d,71204506,,"])
    }

    /// Each lead has the touches of its person, by cookie and phone, and each model divides it as it should.
    @Test func everyJourneyIsTheGenerators() throws {
        let company = try demo()
        #expect(
            try company.rows(
                """
                SELECT conversion_id, touches, path, unattributed_reason FROM v1_journey WHERE conversion = 'lead'
                ORDER BY conversion_id
                """) == lines("journeys", ["lead_id", "touches", "path", "reason"]))
        let found = try company.rows(
            """
            SELECT model, channel, sum((conversion = 'lead') * conversions_billionths),
                sum((conversion = 'deal_won') * revenue_micros)
            FROM v1_attribution_daily WHERE basis = 'lead' GROUP BY 1, 2 ORDER BY 1, 2
            """)
        let wanted = try lines("attribution", ["model", "channel", "leads_billionths", "revenue_micros"])
        #expect(found.filter { !$0.hasPrefix("time_decay") } == wanted.filter { !$0.hasPrefix("time_decay") })
        // The generator weighs ages in floating point: its time decay is off by a few billionths a touch.
        func parts(_ lines: [String]) -> [[Substring]] {
            lines.filter { $0.hasPrefix("time_decay") }.map { $0.split(separator: "|") }
        }
        let (decayed, expected) = (parts(found), parts(wanted))
        #expect(decayed.map { $0.prefix(2) } == expected.map { $0.prefix(2) })
        #expect(decayed.count >= 9)
        for (row, other) in zip(decayed, expected) {
            for (column, tolerance) in [(2, 1000), (3, 10_000)] {
                let difference = (Int(row[column]) ?? .max) - (Int(other[column]) ?? 0)
                #expect(abs(difference) <= tolerance, "\(row)")
            }
        }
    }

    /// What the demo is there to show: each of these would vanish unnoticed from totals.
    @Test func salesShowWhatTheyShould() throws {
        let company = try demo()
        func count(_ sql: String) throws -> Int { try company.rows("SELECT \(sql)").first.flatMap(Int.init) ?? 0 }
        #expect(try count("count(*) FROM v1_payment WHERE unattributed_reason = 'refund_target_unknown'") == 1)
        #expect(try count("count(*) FROM v1_payment WHERE kind = 'refund'") >= 10)
        #expect(
            try company.rows("SELECT scope, part > 20, whole > 20 FROM v1_quality WHERE measure = 'hub'")
                == ["email|1|1"])
        // Requests by phone that the visits of an earlier form brought.
        #expect(
            try count(
                """
                count(*) FROM v1_lead JOIN v1_journey ON conversion = 'lead' AND conversion_id = lead_id
                WHERE kind = 'Звонок' AND client_id = '' AND touches > 1
                """) >= 5)
        #expect(
            try count("count(*) FROM v1_payment WHERE kind = 'refund' AND vat_day < '2026-01-01' AND day > vat_day")
                >= 1)
        #expect(
            try count(
                """
                count(*) FROM v1_deal JOIN v1_lead USING (lead_id)
                WHERE julianday(v1_deal.won_at) - julianday(v1_lead.created_at) = 120 AND v1_lead.day < '2026-01-01'
                    AND v1_deal.report_day = v1_lead.day AND v1_deal.channel = 'Paid Search'
                """) == 1)
        #expect(try count("count(*) FROM v1_deal WHERE unattributed_reason = 'no_lead' AND lead_id <> ''") == 1)
        #expect(
            try company.rows("SELECT source, pipeline, stage, deals > 0 FROM etl_stage WHERE mapped_to = ''")
                == ["deals|0|UC_SPRING|1", "stage_history|0|UC_SPRING|0"])
        #expect(try company.run("doctor").output.contains("'UC_SPRING' of pipeline '0' is not in the funnel"))
        // Sold, reopened, and still open; or won again.
        for status in ["open", "won"] {
            let reopened = """
                count(*) FROM v1_deal AS deal WHERE status = '\(status)' AND EXISTS (
                    SELECT 1 FROM fact_stage_event AS won JOIN fact_stage_event AS later USING (deal_id)
                    WHERE won.deal_id = deal.deal_id AND won.stage = 'WON' AND later.stage = 'CONTRACT'
                        AND later.at > won.at)
                """
            #expect(try count(reopened) >= 1, "\(status)")
        }
        #expect(
            try company.rows("SELECT DISTINCT substr(vat_day, 1, 4) FROM v1_deal WHERE status = 'won' ORDER BY 1")
                == ["2025", "2026"])
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
                FROM v1_lead WHERE day >= '2025-12-01' GROUP BY 1, 2 ORDER BY 1, 2
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

    @Test func theREADMEsQueriesFindSomething() throws {
        let company = try demo()
        let readme = try String(contentsOfFile: "\(Self.source)/README.md", encoding: .utf8)
        let block = try #require(readme.components(separatedBy: "```sql\n").last?.components(separatedBy: "```").first)
        let queries = block.components(separatedBy: ";\n").filter { $0.contains("SELECT") }
        #expect(queries.count == 10)
        for query in queries { #expect(try !company.rows(query).isEmpty, "\(query)") }
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
