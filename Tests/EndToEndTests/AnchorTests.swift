import Foundation
import TestSupport
import Testing

/// Journeys of conversions of their own, and marts on other dates than the lead's.
@Suite struct AnchorTests {
    private static let files: [String: String] = [
        "data/visits-later.csv": """
        at,client_id,visit_id,source,medium,campaign,referrer
        2026-05-01 10:00:00,c1,21,unisender,email,,
        2026-05-10 10:00:00,c1,22,,,,https://www.google.com/

        """,
        "data/deals-more.csv": """
        deal_id,created_at,status,won_at,lead_id,amount,source,medium,client_id
        D6,2026-01-08 12:00:00,won,2026-01-20 10:00:00,L4,11,,,
        D7,2026-01-08 12:00:00,won,2026-03-20 10:00:00,L4,13,,,
        D8,2026-01-08 12:00:00,won,2026-01-20 10:00:00,L8,17,,,
        D9,2026-03-10 12:00:00,won,2026-03-20 10:00:00,L4,19,avito,cpc,

        """,
        "data/payments-more.csv": """
        payment_id,at,amount,deal_id,kind,refund_of
        P4,2026-01-25 10:00:00,11,D6,payment,
        P5,2026-03-25 10:00:00,1,D6,payment,
        P6,2026-01-25 10:00:00,3,D4,payment,

        """,
    ]

    private func company(_ attribution: String) throws -> Company {
        let company = try JourneyTests().company(Self.files)
        try company.edit("pipeline.yml", "  lookback: 30d\n", "  lookback: 30d\n\(attribution)")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        return company
    }

    private func origins(_ company: Company, _ conversion: String) throws -> [String] {
        try company.rows(
            """
            SELECT conversion_id, path || unattributed_reason FROM v1_journey
            WHERE conversion = '\(conversion)' ORDER BY 1
            """)
    }

    @Test func eachConversionHasItsOwnJourney() throws {
        let company = try company("  anchor: own\n")
        #expect(
            try origins(company, "deal") == [
                // Won in May, when its lead's visits of January were forgotten, and open: as of its creation.
                "D1|Email", "D2|Paid Search",
                "D3|Email", "D4|no_lead", "D5|Organic Search",
                // The lead's own tags count as long as they aren't older than the lookback; a deal's own go before.
                "D6|Paid Social", "D7|outside_lookback", "D8|call_without_source", "D9|Classifieds",
            ])
        #expect(
            try origins(company, "payment") == [
                // A refund has what its payment has, whatever came in between.
                "P1|Email", "P2|Email", "P3|refund_target_unknown", "P4|Paid Social", "P5|outside_lookback",
                "P6|no_lead",
            ])
        #expect(
            try company.rows(
                "SELECT channel, unattributed_reason FROM v1_deal WHERE deal_id IN ('D1', 'D7') ORDER BY 1")
                == ["(unattributed)|outside_lookback", "Email|"])
        // What nothing brought lies on the conversion's own day.
        #expect(
            try company.rows(
                """
                SELECT DISTINCT day FROM v1_attribution WHERE conversion = 'deal_won' AND conversion_id = 'D7'
                """) == ["2026-03-20"])
        try JourneyTests().check(company)
    }

    @Test func theAnchorIsSwitchedWithoutReading() throws {
        let company = try company("")
        #expect(try origins(company, "deal").first == "D1|Paid Search > Paid Social > Direct")
        let before = try company.digest()
        try company.edit("pipeline.yml", "  lookback: 30d\n", "  lookback: 30d\n  anchor: own\n")
        #expect(try company.run().exitCode == 0)
        #expect(try company.bytesRead() == 0)
        #expect(try origins(company, "deal").first == "D1|Email")
        try company.edit("pipeline.yml", "  anchor: own\n", "")
        #expect(try company.run().exitCode == 0)
        #expect(try company.digest() == before)
    }

    /// Won deals, revenue and payments of Direct by day: of one deal with a lead of 4 January.
    private static let days: [(basis: String, days: [String])] = [
        ("touch", ["2026-01-04|1|100010000|49990000"]),
        ("lead", ["2026-01-04|1|100010000|49990000"]),
        ("deal_created", ["2026-01-07|1|100010000|49990000"]),
        ("deal_won", ["2026-05-07|1|100010000|49990000"]),
        ("payment", ["2026-05-07|1|100010000|0", "2026-05-08|0|0|100010000", "2026-05-20|0|0|-50020000"]),
    ]

    /// Every date axis has the same conversions, each on its day.
    @Test func theMartsFollowTheBasis() throws {
        let company = try JourneyTests().company()
        try company.edit("pipeline.yml", "  lookback: 30d\n", "  lookback: 30d\n  report: { model: last_touch }\n")
        #expect(try company.run().exitCode == 0)
        let sums = """
            SELECT sum(cost_micros), sum(visits), sum(leads_billionths), sum(deals_created_billionths),
                sum(deals_won_billionths), sum(revenue_micros), sum(payments_micros) FROM v1_channel_daily
            """
        let all = try company.rows(sums)
        var basis = ""
        for row in Self.days {
            let settings = basis.isEmpty ? "{ model: last_touch }" : "{ model: last_touch, basis: \(basis) }"
            try company.edit("pipeline.yml", settings, "{ model: last_touch, basis: \(row.basis) }")
            basis = row.basis
            let run = try company.run()
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(try company.bytesRead() == 0)
            #expect(try company.rows(sums) == all, "\(basis)")
            for period in ["weekly", "monthly"] {
                #expect(
                    try company.rows(sums.replacingOccurrences(of: "_daily", with: "_\(period)")) == all, "\(basis)")
            }
            #expect(
                try company.rows(
                    """
                    SELECT day, deals_won_billionths / 1000000000, revenue_micros, payments_micros
                    FROM v1_channel_daily WHERE channel = 'Direct' AND deals_won + abs(revenue) + abs(payments) > 0
                    ORDER BY 1
                    """) == row.days, "\(basis)")
            let report = try company.run("report")
            #expect(try company.run("report", ["--basis", basis, "--model", "last_touch"]).output == report.output)
            #expect(report.output.contains("Payments") == (basis == "payment"))
            try JourneyTests().check(company)
        }
        #expect(try company.run("report").output.contains("basis: payment date"))
        #expect(try company.run("report", ["--lang", "ru"]).output.contains("база: дата оплаты"))
    }
}
