import Foundation
import TestSupport
import Testing

/// VAT on deals and payments, across a year's end at which the rate changes.
@Suite struct SalesVATTests {
    static let vat = MoneyTests.vat

    /// A company whose amounts of every kind are with VAT.
    private func company(report: String = "gross", sales: String = vat) throws -> Company {
        let company = try Company(standard: false)
        try company.write(
            """
            version: 1
            pipeline: shop
            time_zone: Europe/Moscow
            currency: RUB
            start: 2025-11-01
            warehouse: var/shop.sqlite
            landing: var/landing
            attribution: { report: { vat: \(report) } }
            sources:
              ads:
                entity: spend
                files: data/spend*.csv
                \(Self.vat)
              deals:
                entity: deal
                files: data/deals*.csv
                load: { merge: deal_id, version: updated_at }
                \(sales)
              history:
                entity: stage_event
                files: data/history*.csv
                load: { replace: file, overlap: sum }
              payments:
                entity: payment
                files: data/payments*.csv
                \(sales)

            """, to: "pipeline.yml")
        try company.write(
            "date,source,medium,cost\n2025-12-31,yandex,cpc,120\n2026-01-01,yandex,cpc,122\n", to: "data/spend.csv")
        try company.write(Self.deals, to: "data/deals.csv")
        try company.write(Self.payments, to: "data/payments.csv")
        try company.write("deal_id,at,stage\n1,2025-12-10 10:00:00,NEW\n", to: "data/history.csv")
        return company
    }

    private static let deals = """
        deal_id,created_at,updated_at,status,stage,won_at,amount,margin,deleted
        1,2025-12-10 10:00:00,2026-01-01 10:00:00,won,WON,2025-12-31 23:59:59,1200,100,
        2,2025-12-10 10:00:00,2026-01-01 10:00:00,won,WON,2026-01-01 00:00:00,1220,,
        3,2025-12-20 10:00:00,2025-12-20 10:00:00,open,NEW,,600,,
        4,2025-12-21 10:00:00,2026-01-01 10:00:00,won,WON,2025-12-30 10:00:00,1220,,
        5,2026-01-03 10:00:00,2026-01-03 10:00:00,lost,LOSE,,100,,
        6,2026-01-03 10:00:00,2026-01-03 10:00:00,open,NEW,,100,,yes

        """

    private static let payments = """
        payment_id,at,amount,deal_id,kind,refund_of
        p1,2025-12-31 23:30:00,1200,1,,
        p2,2026-01-01 00:00:00,1220,2,,
        r1,2026-02-01 10:00:00,120,1,refund,p1
        r2,2026-02-01 10:00:00,122,,refund,lost
        r3,2026-02-01 10:00:00,60,,refund,p9

        """

    private let dealRows = "SELECT deal_id, vat_day, net_micros, vat_micros, gross_micros FROM v1_deal ORDER BY 1"
    private let paymentRows =
        "SELECT payment_id, vat_day, amount_micros, net_micros, vat_micros, gross_micros FROM v1_payment ORDER BY 1"
    private let sums = "SELECT sum(cost_micros), sum(revenue_micros), sum(payments_micros) FROM v1_channel_daily"

    @Test func aDealHasTheRateOfTheDayItWasWon() throws {
        let company = try company()
        try company.publishes()
        #expect(
            try company.rows(dealRows) == [
                "1|2025-12-31|1000000000|200000000|1200000000", "2|2026-01-01|1000000000|220000000|1220000000",
                "3|2025-12-20|500000000|100000000|600000000", "4|2025-12-30|1016666667|203333333|1220000000",
                "5|2026-01-03|81967213|18032787|100000000",
            ])
        #expect(
            try company.rows("SELECT amount_micros, margin_micros FROM v1_deal WHERE deal_id = '1'") == [
                "1200000000|100000000"
            ])
        #expect(try company.rows("SELECT vat_day, net_micros FROM fact_deal WHERE deal_id = '6'") == ["NULL|NULL"])
        #expect(try company.rows(sums) == ["242000000|3640000000|2118000000"])

        // The history comes later, and says that deal 4 was won in the new year.
        try company.write(
            "deal_id,at,stage\n4,2025-12-21 10:00:00,NEW\n4,2026-01-05 10:00:00,WON\n", to: "data/history-2.csv")
        try company.publishes()
        #expect(
            try company.rows(dealRows).filter { $0.hasPrefix("4") } == ["4|2026-01-05|1000000000|220000000|1220000000"])
        try company.equalsFresh()

        // Won no more: the day it was created, and an older record has no VAT of its own.
        try company.write(
            "deal_id,created_at,updated_at,status,stage,amount\n4,2025-12-21 10:00:00,2026-01-07 10:00:00,open,NEW,1220\n",
            to: "data/deals-2.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT is_current, vat_day, vat_micros FROM fact_deal WHERE deal_id = '4' ORDER BY 1")
                == [
                    "0|NULL|NULL", "1|2025-12-21|203333333",
                ])
        try company.equalsFresh()
    }

    @Test func aRefundHasTheRateOfThePaymentItNames() throws {
        let company = try company()
        try company.publishes()
        let known = [
            "p1|2025-12-31|1200000000|1000000000|200000000|1200000000",
            "p2|2026-01-01|1220000000|1000000000|220000000|1220000000",
            "r1|2025-12-31|-120000000|-100000000|-20000000|-120000000",
            "r2|2026-02-01|-122000000|-100000000|-22000000|-122000000",
        ]
        #expect(try company.rows(paymentRows) == known + ["r3|2026-02-01|-60000000|-49180328|-10819672|-60000000"])
        // The payment that is paid back arrives after its refund.
        try company.write("payment_id,at,amount\np9,2025-12-15 10:00:00,300\n", to: "data/payments-2.csv")
        try company.publishes()
        #expect(
            try company.rows(paymentRows) == [
                known[0], known[1], "p9|2025-12-15|300000000|250000000|50000000|300000000", known[2], known[3],
                "r3|2025-12-15|-60000000|-50000000|-10000000|-60000000",
            ])
        try company.equalsFresh()
        // And goes again.
        try company.folder.remove("data/payments-2.csv")
        #expect(try company.run("forget-file", ["data/payments-2.csv"]).exitCode == 0)
        #expect(try company.rows(paymentRows).count == 5)
        try company.equalsFresh()
    }

    @Test func theReportHasOneBase() throws {
        let company = try company()
        try company.publishes()
        let gross = try company.run("report").output
        #expect(gross.contains("currency: RUB · costs and revenue incl. VAT"))
        #expect(gross.contains("ROMI") && gross.contains("3,640.00"), "\(gross)")
        try company.edit("pipeline.yml", "vat: gross", "vat: net")
        try company.publishes()
        // 1000 + 1000 + 1016.666667 of 200, and 1000 + 1000 - 100 - 100 - 49.180328.
        #expect(try company.rows(sums) == ["200000000|3016666667|1750819672"])
        let net = try company.run("report", ["--lang", "ru"]).output
        #expect(net.contains("расходы и выручка без НДС"))
        // (3016.67 − 200) ÷ 200 and 200 ÷ 3016.67.
        let total = try #require(net.split(separator: "\n").last { $0.hasPrefix("Итого") })
        #expect(total.contains("408,3%") && total.contains("6,6%"), "\(net)")
        try company.equalsFresh()
    }

    @Test func vatOnTopOfSales() throws {
        let company = try company(sales: Self.vat.replacingOccurrences(of: "included: true", with: "included: false"))
        try company.publishes()
        #expect(
            try company.rows(dealRows).prefix(2) == [
                "1|2025-12-31|1200000000|240000000|1440000000", "2|2026-01-01|1220000000|268400000|1488400000",
            ])
        try company.equalsFresh()
    }

    @Test func aRateThatChangesIsReadByAll() throws {
        let company = try company()
        try company.publishes()
        try company.edit("pipeline.yml", "rate: 22 }", "rate: 10 }")
        try company.publishes()
        #expect(try company.rows("SELECT vat_micros FROM v1_payment WHERE payment_id = 'p2'") == ["110909091"])
        try company.equalsFresh()
        // Without any, amounts are as given, and no trace of VAT is left.
        let text = try company.folder.text(of: "pipeline.yml")
        try company.write(
            text.split(separator: "\n").filter { !$0.contains("vat: {") || $0.contains("report") }
                .joined(separator: "\n") + "\n", to: "pipeline.yml")
        try company.publishes()
        #expect(try company.rows("SELECT count(vat_day), count(net_micros) FROM fact_payment") == ["0|0"])
        #expect(try company.run("report").output.contains("amounts as exported"))
        try company.equalsFresh()
    }

    /// Source, what is said, and where.
    static let early: [(name: String, edit: (String, String), message: String)] = [
        (
            "a payment", ("p2,2026-01-01", "p2,2018-12-31"),
            "data/payments.csv:3: error: the row's day, 2018-12-31, is before the first VAT rate, which holds from 2019-01-01"
        ),
        (
            "a deal that was won", ("2025-12-31 23:59:59", "2018-12-31 23:59:59"),
            "data/deals.csv:2: error: the day the deal was won, 2018-12-31, is before the first VAT rate"
        ),
    ]

    @Test(arguments: early)
    func aDayBeforeTheFirstRateRefuses(_ row: (name: String, edit: (String, String), message: String)) throws {
        let company = try company()
        try company.edit("pipeline.yml", "start: 2025-11-01", "start: 2018-01-01")
        for file in ["data/deals.csv", "data/payments.csv"] where try company.folder.text(of: file).contains(row.edit.0)
        {
            try company.edit(file, row.edit.0, row.edit.1)
        }
        let result = try company.run()
        #expect(result.exitCode == 4)
        #expect(result.errors.contains(row.message), "\(result.errors)")
        guard row.name == "a payment" else { return }
        // What lies before the start is in no mart, and may have no rate.
        try company.edit("pipeline.yml", "start: 2018-01-01", "start: 2025-11-01")
        try company.edit("data/payments.csv", "2018-12-31 00:00:00,1220,2", "2018-12-31 00:00:00,1220,")
        try company.publishes()
        #expect(try company.rows(paymentRows)[1] == "p2|NULL|1220000000|NULL|NULL|NULL")
        try company.equalsFresh()
    }
}
