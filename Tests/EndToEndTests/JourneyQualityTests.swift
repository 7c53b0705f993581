import TestSupport
import Testing

/// What tells how far the numbers can be trusted, and the report over them.
extension JourneyTests {
    @Test func qualityNamesWhatIsMissing() throws {
        let company = try company()
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows(
                "SELECT scope, item, part, whole FROM v1_quality WHERE measure IN ('unattributed', 'match') ORDER BY 1, 2"
            )
                == [
                    "deal|no_lead|1|5", "lead|call_without_source|1|8", "lead|no_identity|1|8", "lead|no_touch|1|8",
                    "lead|outside_lookback|1|8", "payment|refund_target_unknown|1|3",
                    "vk|cost_micros|300000000|300000000",
                    "vk|leads_billionths|3000000000|3000000000", "vk|visits|1|1",
                    "yandex|cost_micros|1000000000|1500000000", "yandex|leads_billionths|1000000000|1000000000",
                    "yandex|visits|2|3",
                ])
        #expect(
            try company.rows("SELECT campaign, match_status, visits, alias FROM v1_match WHERE alias <> ''") == [
                "unknown_tag|not_matched|1|yandex,,yandex,,unknown_tag,,,"
            ])
        #expect(
            try company.rows(
                "SELECT platform, campaign, cost FROM v1_match WHERE match_status = 'spend_without_visits'")
                == ["yandex|Бренд|500.0"])
    }

    /// Spend and visits that have nothing to meet are rows of their own, whatever else matches.
    @Test func spendAndVisitsThatDontMeetAreRows() throws {
        let company = try company([
            "data/spend-more.csv": """
            date,source,medium,campaign_id,campaign,cost,platform
            2026-01-03,billboard,offline,,Щит,70,
            2026-01-03,yandex,organic,,SEO,40,
            2026-01-03,instagram,cpc,44444444,Reels,30,Meta
            2026-01-03,vk,cpc,,,5,

            """,
            "data/visits-more.csv": """
            at,client_id,visit_id,source,medium,campaign,referrer
            2026-01-06 12:00:00,c8,11,avito,cpc,okna,
            2026-01-06 13:00:00,c9,12,,,,https://yandex.ru/
            2026-01-06 14:00:00,c9,13,instagram,cpc,44444444,

            """,
        ])
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(
            try company.rows(
                """
                SELECT platform, sum(cost), sum(spend_without_visits), sum(visits), sum(visits_without_spend)
                FROM v1_match_daily GROUP BY 1 ORDER BY 1
                """) == [
                    "avito|0.0|0.0|1|1", "billboard|70.0|70.0|0|0", "facebook|30.0|0.0|1|0", "vk|305.0|0.0|1|0",
                    "yandex|1540.0|500.0|3|1",
                ])
        let report = try company.run("report", ["--by", "campaign"]).output
        for line in [
            "yandex Spend without visits 500.00 32.5%", "yandex Visits without spend 1 0 33.3%",
            "billboard Spend without visits 70.00 100.0%", "avito Visits without spend 1 0 100.0%",
        ] {
            let lines = report.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
            #expect(lines.contains(line), "\(report)")
        }
        #expect(report.contains("its campaigns' CPL is off: yandex 66.7%"))
        // Marked are the campaigns of the platform, and no others.
        let marked = report.split(separator: "\n").filter { $0.contains("* ") && !$0.hasPrefix("*") }
        #expect(marked.count == 1 && marked.allSatisfy { $0.contains("yandex / cpc") }, "\(report)")
        #expect(report.contains("no such campaign  yandex,,yandex,,unknown_tag,,,"))
        #expect(try !company.run("report").output.contains("CPL is off"))
        try check(company)
    }

    /// Leads with tags are touches, too.
    @Test func leadsWithoutVisitsHaveMatchRates() throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        let report = try company.run("report").output
        #expect(report.contains("Unattributed: of leads 33.3%\nMatched to campaigns: cost 100.0%, leads 100.0%\n"))
        try company.edit("data/leads.csv", "vk,cpc,sale,\n", "vk,cpc,other,\n")
        #expect(try company.run().exitCode == 0)
        // The spam lead of the same campaign still shows that it was visited.
        #expect(try company.run("report").output.contains("Matched to campaigns: cost 100.0%, leads 50.0%\n"))
        #expect(try company.run("report", ["--by", "campaign"]).output.contains("CPL is off: vk 0.0%"))
    }

    @Test func theReportTakesAnotherModelAndDate() throws {
        let company = try company()
        #expect(try company.run().exitCode == 0)
        let usual = try company.run("report").output
        #expect(usual.contains("Model: last_non_direct · basis: lead date"))
        #expect(usual.contains("Unattributed: of leads"))
        #expect(usual.contains("Matched to campaigns: cost 72.2%, paid visits 75.0%, leads 100.0%"))
        #expect(try company.run("report", ["--model", "last_non_direct", "--basis", "lead"]).output == usual)
        let touch = try company.run("report", ["--model", "first_touch", "--basis", "touch", "--lang", "ru"])
        #expect(touch.output.contains("Модель: first_touch · база: дата касания"))
        let unknown = try company.run("report", ["--model", "markov"])
        #expect(unknown.exitCode == 2)
        #expect(unknown.errors.contains("use one of: first_touch"))
    }
}
