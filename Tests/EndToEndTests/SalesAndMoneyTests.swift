import TestSupport
import Testing

/// Deals and payments beside VAT, rates and costs that spread.
@Suite struct SalesAndMoneyTests {
    /// A cost in dollars over four days, of which the rate makes 200 a day.
    private func company() throws -> SalesCompany {
        let sales = try SalesCompany()
        let vat = "\n    vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] }"
        let pipeline = "pipeline.yml"
        try sales.company.edit(pipeline, "load: { replace: file }", "load: { replace: file, overlap: sum }" + vat)
        for load in ["{ merge: deal_id, version: updated_at }", "{ merge: payment_id }"] {
            try sales.company.edit(pipeline, "load: \(load)", "load: \(load)" + vat)
        }
        let text = try sales.company.folder.text(of: "pipeline.yml")
        try sales.write(
            text + "  cbr:\n    entity: rate\n    files: data/rates*.csv\n    load: { replace: file, overlap: sum }\n",
            to: "pipeline.yml")
        try sales.write("date,currency,rate\n2026-01-05,USD,80\n", to: "data/rates.csv")
        try sales.write(
            "date,date_to,source,medium,cost,currency\n2026-01-05,2026-01-08,vk,cpc,10,USD\n", to: "data/spend-2.csv")
        return sales
    }

    private let sums = "SELECT sum(cost_micros), sum(revenue_micros), sum(payments_micros) FROM v1_channel_daily"

    @Test func theMartHasAllOfIt() throws {
        let sales = try company()
        try sales.run()
        #expect(try sales.rows(sums) == ["1050000000|1320500000|1220500000"])
        #expect(
            try sales.rows("SELECT day, cost_micros FROM v1_channel_daily WHERE day >= '2026-01-05' AND cost > 0") == [
                "2026-01-05|200000000", "2026-01-06|200000000", "2026-01-07|200000000", "2026-01-08|200000000",
            ])
        #expect(try sales.differences() == [])
        // Neither is read again when the other's part changes, and every number that changes is listed.
        try sales.write("date,currency,rate\n2026-01-05,USD,84\n", to: "data/rates.csv")
        try sales.write(
            SalesCompany.header + "12,2026-01-06 10:00:00,2026-02-09 10:00:00,2,lost,4,LOSE,,,300,\n",
            to: "data/deals-2.csv")
        try sales.run()
        #expect(try sales.rows(sums) == ["1090000000|1020500000|1220500000"])
        #expect(
            try sales.rows("SELECT measure, count(*), sum(new_value - old_value) FROM etl_change GROUP BY 1") == [
                "cost_micros|4|40000000", "deals_won_billionths|1|-1000000000", "revenue_micros|1|-300000000",
            ])
        #expect(try sales.digest() == sales.freshDigest())
        let digest = try sales.digest()
        #expect(try sales.company.run("rebuild").exitCode == 0)
        #expect(try sales.digest() == digest)
    }

    /// Cost and revenue are on one base: as exported, or with VAT by what each source says.
    @Test func ratiosOfCostAndRevenueAreThere() throws {
        let sales = try company()
        try sales.run()
        let plain = try SalesCompany()
        try plain.run()
        for company in [sales.company, plain.company] {
            let report = try company.run("report").output
            #expect(report.contains("ROMI") && report.contains("Cost ÷ revenue"), "\(report)")
        }
    }

    @Test func forgettingAFileSettlesDeals() throws {
        let sales = try company()
        try sales.run()
        try sales.company.folder.remove("data/leads.csv")
        let result = try sales.company.run("forget-file", ["data/leads.csv"])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(
            try sales.rows("SELECT DISTINCT channel, unattributed_reason FROM v1_deal") == ["(unattributed)|no_lead"])
        #expect(try sales.rows(sums) == ["1050000000|1320500000|1220500000"])
        #expect(try sales.differences() == [])
    }

    @Test func aRateThatIsNeededIsNotForgotten() throws {
        let sales = try company()
        try sales.run()
        let digest = try sales.digest()
        try sales.company.folder.remove("data/rates.csv")
        let result = try sales.company.run("forget-file", ["data/rates.csv"])
        #expect(result.exitCode == 4)
        #expect(result.errors.contains("there is no rate of USD to RUB for 2026-01-05"), "\(result.errors)")
        #expect(try sales.digest() == digest)
        #expect(
            try sales.rows("SELECT command, state, exit_code FROM etl_run ORDER BY run_id DESC LIMIT 1") == [
                "forget-file|refused|4"
            ])
    }

    /// Rates convert spend alone.
    @Test func dealsInAnotherCurrencyAreRefused() throws {
        let sales = try company()
        try sales.write(
            "deal_id,created_at,updated_at,status,amount,currency\n21,2026-01-05 10:00:00,2026-01-05 10:00:00,open,5,USD\n",
            to: "data/deals-2.csv")
        let message =
            "data/deals-2.csv:2: error: the amount is in USD, and the pipeline reports in RUB (keep only RUB rows"
        for command in ["run", "validate"] {
            let result = try sales.company.run(command)
            #expect(result.exitCode == 4)
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }

    /// Rows of days that a later file takes over are superseded, beside those that another record supersedes.
    @Test func dealsByDayAreAccountedFor() throws {
        let sales = try SalesCompany()
        try sales.company.edit(
            "pipeline.yml", "load: { merge: deal_id, version: updated_at }", "load: { replace: file, overlap: newest }")
        try sales.write(
            SalesCompany.header + """
                16,2026-01-09 10:00:00,2026-01-30 10:00:00,1,won,0,WON,,,5,
                17,2026-01-09 10:00:00,2026-01-30 10:00:00,1,won,0,WON,2026-01-30 10:00:00,,7,
                11,2026-01-10 10:00:00,2026-01-30 10:00:00,1,open,0,NEW,,,9,

                """, to: "data/deals-2.csv")
        try sales.run()
        #expect(
            try sales.rows(
                """
                SELECT path, rows_read, rows_loaded, rows_rejected, rows_superseded FROM etl_file
                WHERE source = 'deals' ORDER BY path
                """) == ["data/deals-2.csv|3|2|1|0", "data/deals.csv|5|3|0|2"])
        #expect(try sales.differences() == [])
        #expect(try sales.digest() == sales.freshDigest())
    }

    @Test func theDoctorNamesStagesWhereThereIsAFunnel() throws {
        let plain = try company()
        try plain.run()
        #expect(!(try plain.company.run("doctor").output.contains("funnel")))
        let sales = try SalesCompany(funnel: "funnel: { stages: [{ id: won, match: [WON, SOLD] }] }\n")
        try sales.run()
        let result = try sales.company.run("doctor")
        #expect(
            result.output.contains("stage 'LOSE' of pipeline '0' is not in the funnel; deals there: 1"), "\(result)")
    }
}
