import Foundation
import TestSupport
import Testing

/// Deals and payments from files to the daily mart; each state is compared with a warehouse that is new.
@Suite struct DealTests {
    /// Checks that the order of arrival left no trace and that the mart has what the facts have.
    private func check(_ sales: SalesCompany, _ comment: Comment? = nil) throws {
        #expect(try sales.digest() == sales.freshDigest(), comment)
        #expect(try sales.differences() == [], comment)
        let broken = """
            SELECT path FROM etl_file WHERE state = 'live' AND rows_rejected
                <> (SELECT count(*) FROM etl_reject WHERE etl_reject.file_id = etl_file.file_id)
            """
        #expect(try sales.rows(broken) == [], comment)
    }

    private static let mart = """
        SELECT day, channel, deals_created, deals_won, revenue_micros, payments_micros FROM v1_channel_daily
        WHERE deals_created > 0 OR payments_micros <> 0 ORDER BY day, channel
        """

    private static func deal(_ id: String) -> String {
        """
        SELECT status, won_at, amount_micros, channel, unattributed_reason, report_day FROM v1_deal
        WHERE deal_id = '\(id)'
        """
    }

    @Test func dealsAndPaymentsTakeTheirLeadsChannelAndDay() throws {
        let sales = try SalesCompany()
        try sales.run()
        #expect(
            try sales.rows(Self.mart) == [
                "2026-01-01|Paid Search|2.0|1.0|1000500000|900500000",
                "2026-01-02|Paid Social|2.0|1.0|300000000|300000000",
                // Without a lead: the deal's own day.
                "2026-01-09|(unattributed)|1.0|1.0|20000000|20000000",
            ])
        #expect(
            try sales.rows("SELECT deal_id, day, won_at, unattributed_reason, file, line FROM v1_deal ORDER BY 1") == [
                "11|2026-01-05|2026-02-01 07:00:00||data/deals.csv|2",
                "12|2026-01-06|2026-02-02 06:00:00||data/deals.csv|3",
                "13|2026-01-07|NULL||data/deals.csv|4", "14|2026-01-08|NULL||data/deals.csv|5",
                "15|2026-01-09|2026-01-30 07:00:00|no_lead|data/deals.csv|6",
            ])
        #expect(
            try sales.rows(
                "SELECT payment_id, kind, amount_micros, channel, report_day, line FROM v1_payment ORDER BY 1")
                == [
                    "p1|payment|600000000|Paid Search|2026-01-01|2", "p2|payment|400500000|Paid Search|2026-01-01|3",
                    "p3|refund|-100000000|Paid Search|2026-01-01|4", "p4|payment|300000000|Paid Social|2026-01-02|5",
                    "p5|payment|20000000|(unattributed)|2026-01-09|6",
                ])
        try check(sales)
        #expect(try sales.company.run().errors.contains("nothing to do"))
    }

    static let changes: [(name: String, id: String, line: String, deal: [String])] = [
        (
            "reopened", "11", "2026-01-05 10:00:00,2026-02-05 10:00:00,1,open,0,NEW,2026-02-01 10:00:00,,1000.50,",
            ["open|NULL|1000500000|Paid Search||2026-01-01"]
        ),
        (
            "won again", "11", "2026-01-05 10:00:00,2026-03-05 10:00:00,1,won,0,WON,2026-03-05 10:00:00,,1000.50,",
            ["won|2026-03-05 07:00:00|1000500000|Paid Search||2026-01-01"]
        ),
        (
            "another amount", "11", "2026-01-05 10:00:00,2026-02-05 10:00:00,1,won,0,WON,2026-02-01 10:00:00,,999.99,",
            ["won|2026-02-01 07:00:00|999990000|Paid Search||2026-01-01"]
        ),
        (
            "an older version", "11", "2026-01-05 10:00:00,2026-01-05 10:00:00,1,lost,0,LOSE,,,1,",
            ["won|2026-02-01 07:00:00|1000500000|Paid Search||2026-01-01"]
        ),
        (
            "another lead", "11", "2026-01-05 10:00:00,2026-02-05 10:00:00,3,won,0,WON,2026-02-01 10:00:00,,5,",
            ["won|2026-02-01 07:00:00|5000000|(unattributed)|no_touch|2026-01-02"]
        ),
        ("deleted", "11", "2026-01-05 10:00:00,2026-02-05 10:00:00,1,won,0,WON,,,1000.50,true", []),
    ]

    @Test(arguments: changes)
    func aDealIsChangedByALaterFile(_ row: (name: String, id: String, line: String, deal: [String])) throws {
        let sales = try SalesCompany()
        try sales.run()
        try sales.write(SalesCompany.header + "\(row.id),\(row.line)\n", to: "data/deals-2.csv")
        try sales.run()
        #expect(try sales.rows(Self.deal(row.id)) == row.deal)
        try check(sales)
        // The other order of arrival.
        let other = try SalesCompany()
        try other.company.folder.remove("data/deals.csv")
        try other.write(SalesCompany.header + "\(row.id),\(row.line)\n", to: "data/deals-2.csv")
        try other.run()
        try other.write(SalesCompany.deals, to: "data/deals.csv")
        try other.run()
        #expect(try sales.digest() == other.digest())
    }

    @Test func wonReopenedAndWonAgainLeavesTheLastState() throws {
        let sales = try SalesCompany()
        for change in Self.changes.prefix(3) {
            try sales.write(SalesCompany.header + "\(change.id),\(change.line)\n", to: "data/deals-\(change.name).csv")
            try sales.run()
            #expect(try sales.differences() == [])
        }
        #expect(try sales.rows(Self.deal("11")) == Self.changes[1].deal)
        try check(sales)
    }

    @Test func aNewVersionOfTheFileTakesRevenueBack() throws {
        let sales = try SalesCompany()
        try sales.run()
        try sales.write(
            SalesCompany.changing(["11": "2026-01-05 10:00:00,2026-02-05 10:00:00,1,open,0,NEW,,,1000.50,"]),
            to: "data/deals.csv")
        try sales.run()
        #expect(try sales.rows("SELECT sum(revenue_micros), sum(deals_won) FROM v1_channel_daily") == ["320000000|2.0"])
        #expect(try sales.differences() == [])
    }

    // MARK: Leads

    @Test func aLeadMayArriveChangeAndVanish() throws {
        let sales = try SalesCompany()
        let late = SalesCompany.deals.replacingOccurrences(of: ",1,won", with: ",77,won")
        try sales.write(late, to: "data/deals.csv")
        try sales.run()
        #expect(try sales.rows(Self.deal("11")).first?.hasSuffix("(unattributed)|no_lead|2026-01-05") == true)
        try check(sales, "not there yet")
        let header = "lead_id,created_at,updated_at,source,medium,campaign,outcome,deleted\n"
        try sales.write(header + "77,2026-01-03 10:00:00,2026-01-03 10:00:00,vk,cpc,sale,,\n", to: "data/leads-2.csv")
        try sales.run()
        #expect(try sales.rows(Self.deal("11")).first?.hasSuffix("Paid Social||2026-01-03") == true)
        #expect(try sales.rows("SELECT channel FROM v1_payment WHERE payment_id = 'p3'") == ["Paid Social"])
        try check(sales, "arrived")
        try sales.write(header + "77,2026-01-04 10:00:00,2026-01-05 10:00:00,ya,cpc,x,,\n", to: "data/leads-3.csv")
        try sales.run()
        #expect(try sales.rows(Self.deal("11")).first?.hasSuffix("Paid Search||2026-01-04") == true)
        try check(sales, "changed")
        try sales.write(header + "77,2026-01-04 10:00:00,2026-01-06 10:00:00,ya,cpc,x,,true\n", to: "data/leads-4.csv")
        try sales.run()
        #expect(try sales.rows(Self.deal("11")).first?.hasSuffix("(unattributed)|no_lead|2026-01-05") == true)
        try check(sales, "deleted")
    }

    @Test func dealsOfLeadsBeforeTheStartAreInNoMart() throws {
        let sales = try SalesCompany()
        let header = "lead_id,created_at,updated_at,source,medium,campaign,outcome\n"
        try sales.write(header + "1,2025-12-31 10:00:00,2026-02-03 10:00:00,ya,cpc,brand,\n", to: "data/leads-2.csv")
        try sales.run()
        #expect(try sales.rows("SELECT count(*) FROM v1_deal WHERE report_day < '2026-01-01'") == ["2"])
        let sums = "SELECT sum(revenue_micros), sum(deals_created) FROM v1_channel_daily"
        #expect(try sales.rows(sums) == ["320000000|3.0"])
        try check(sales)
    }

    // MARK: Payments

    static let refunds: [(name: String, line: String, payment: String)] = [
        ("of a payment", "r,2026-02-20 12:00:00,10,,refund,p4,", "-10000000|Paid Social||2026-01-02"),
        ("with a minus", "r,2026-02-20 12:00:00,-10,,refund,p4,", "-10000000|Paid Social||2026-01-02"),
        ("of another deal than it says", "r,2026-02-20 12:00:00,10,11,refund,p4,", "-10000000|Paid Social||2026-01-02"),
        ("dated before its payment", "r,2026-02-02 12:00:00,10,,refund,p4,", "-10000000|Paid Social||2026-01-02"),
        (
            "of an unknown payment", "r,2026-02-20 12:00:00,10,11,refund,p99,",
            "-10000000|(unattributed)|refund_target_unknown|2026-02-20"
        ),
        (
            "of a refund", "r,2026-02-20 12:00:00,10,,refund,p3,",
            "-10000000|(unattributed)|refund_target_unknown|2026-02-20"
        ),
        (
            "of nothing", "r,2026-02-20 12:00:00,10,,refund,,",
            "-10000000|(unattributed)|refund_target_unknown|2026-02-20"
        ),
        ("of a deal", "r,2026-02-20 12:00:00,10,12,refund,,", "-10000000|Paid Social||2026-01-02"),
        (
            "of a deal without a lead", "r,2026-02-20 12:00:00,10,,refund,p5,",
            "-10000000|(unattributed)|no_lead|2026-01-09"
        ),
        ("that is no refund", "r,2026-02-20 12:00:00,10,99,,,", "10000000|(unattributed)|no_lead|2026-02-20"),
        ("deleted", "r,2026-02-20 12:00:00,10,12,refund,,true", ""),
    ]

    @Test(arguments: refunds)
    func refundsFollowTheirTarget(_ row: (name: String, line: String, payment: String)) throws {
        let sales = try SalesCompany()
        let header = "payment_id,at,amount,deal_id,kind,refund_of,deleted\n"
        // The refund is there first, then the payments.
        try sales.company.folder.remove("data/payments.csv")
        try sales.write(header + row.line + "\n", to: "data/payments-0.csv")
        try sales.run()
        try check(sales, "before")
        try sales.write(SalesCompany.payments, to: "data/payments.csv")
        try sales.run()
        let payment = try sales.rows(
            "SELECT amount_micros, channel, unattributed_reason, report_day FROM v1_payment WHERE payment_id = 'r'")
        #expect(payment == (row.payment.isEmpty ? [] : [row.payment]))
        try check(sales, "after")
    }

    @Test func paymentsOutliveTheirDeal() throws {
        let sales = try SalesCompany()
        try sales.run()
        try sales.write(
            SalesCompany.header + "12,2026-01-06 10:00:00,2026-02-09 10:00:00,2,won,4,SOLD,,,300,true\n",
            to: "data/deals-2.csv")
        try sales.run()
        #expect(
            try sales.rows("SELECT channel, unattributed_reason, report_day FROM v1_payment WHERE payment_id = 'p4'")
                == ["(unattributed)|no_lead|2026-02-03"])
        try check(sales)
    }

    // MARK: The report

    @Test func theReportShowsRevenueWhereThereAreDeals() throws {
        let sales = try SalesCompany()
        try sales.run()
        let english = try sales.company.run("report")
        #expect(Golden.mismatch(english.output, "report-sales-en.txt") == nil)
        let russian = try sales.company.run("report", ["--lang", "ru"])
        #expect(Golden.mismatch(russian.output, "report-sales-ru.txt") == nil)
    }
}
