import TestSupport
import Testing

/// VAT, fees and spread costs, from files to the report.
@Suite struct MoneyTests {
    static let vat =
        "vat: { included: true, rates: [{ from: 2019-01-01, rate: 20 }, { from: 2026-01-01, rate: 22 }] }"

    // MARK: VAT

    @Test func vatChangesAtTheYearsEnd() throws {
        let company = try Company.ofMoney(Self.vat)
        try company.write("date,source,medium,cost\n2025-12-31,yandex,cpc,120\n", to: "data/spend-12.csv")
        try company.publishes()
        try company.write(
            "date,source,medium,cost\n2026-01-01,yandex,cpc,122\n2026-01-01,yandex,cpc,100\n", to: "data/spend-01.csv")
        try company.publishes()
        let sql =
            "SELECT day, amount_micros, net_micros, vat_micros, fee_micros, levy_micros, cost_micros FROM v1_spend "
        #expect(
            try company.rows(sql + "ORDER BY day, line") == [
                "2025-12-31|120000000|100000000|20000000|0|0|120000000",
                "2026-01-01|122000000|100000000|22000000|0|0|122000000",
                "2026-01-01|100000000|81967213|18032787|0|0|100000000",
            ])
        try company.equalsFresh()
        #expect(try company.run("report").output.contains("currency: RUB · costs incl. VAT"))
        #expect(try company.run("report", ["--lang", "ru"]).output.contains("расходы с НДС"))

        // The other base: everything moves with it.
        try company.edit("pipeline.yml", "vat: gross", "vat: net")
        try company.publishes()
        #expect(try company.rows("SELECT sum(cost_micros) FROM v1_channel_daily") == ["281967213"])
        #expect(try company.rows("SELECT sum(net_micros) + sum(vat_micros) FROM v1_spend") == ["342000000"])
        #expect(try company.run("report").output.contains("costs excl. VAT"))
        try company.equalsFresh()
    }

    @Test func vatOnTop() throws {
        let company = try Company.ofMoney("vat: { included: false, rates: [{ from: 2026-01-01, rate: 22 }] }")
        try company.write("date,source,medium,cost\n2026-01-01,yandex,cpc,100\n", to: "data/spend.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT amount, net_micros, vat_micros, cost_micros FROM v1_spend")
                == ["100.0|100000000|22000000|122000000"])
    }

    @Test func aDayBeforeTheFirstRateRefuses() throws {
        let company = try Company.ofMoney("vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] }")
        try company.write(
            "date,source,medium,cost\n2026-01-01,yandex,cpc,1\n2025-12-31,yandex,cpc,1\n", to: "data/spend.csv")
        #expect(try company.run("validate").exitCode == 4)
        let result = try company.run()
        #expect(result.exitCode == 4)
        #expect(
            result.errors.contains(
                "data/spend.csv:3: error: the row's day, 2025-12-31, is before the first VAT rate, which holds from 2026-01-01"
            ), "\(result.errors)")
    }

    @Test func withoutVATAmountsAreAsGiven() throws {
        let company = try Company.ofMoney()
        try company.write("date,source,medium,cost\n2026-01-01,yandex,cpc,100\n", to: "data/spend.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT currency, amount_micros, net_micros, vat_micros, date_to, cost_type FROM v1_spend")
                == ["RUB|100000000|NULL|NULL|2026-01-01|"])
        #expect(try company.run("report").output.contains("amounts as exported"))
        try company.edit("pipeline.yml", "vat: gross", "vat: net")
        let result = try company.run()
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("source 'ads' has no 'vat', and the report is without VAT"), "\(result.errors)")
    }

    // MARK: Fees

    @Test func feesAreDated() throws {
        let company = try Company.ofMoney(
            """
            \(Self.vat)
            fees:
              - { kind: agency, rate: 10, base: net, to: 2025-12-31 }
              - { kind: agency, rate: 12, base: gross, from: 2026-01-01 }
              - { kind: levy, rate: 3, base: net, from: 2026-01-02 }
            """)
        try company.write(
            "date,source,medium,cost\n2025-12-31,yandex,cpc,120\n2026-01-01,yandex,cpc,122\n2026-01-02,yandex,cpc,122\n",
            to: "data/spend.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT day, net_micros, fee_micros, levy_micros, cost_micros FROM v1_spend ORDER BY day")
                == [
                    "2025-12-31|100000000|10000000|0|130000000",
                    "2026-01-01|100000000|14640000|0|136640000",
                    "2026-01-02|100000000|14640000|3000000|139640000",
                ])
        #expect(try company.rows("SELECT sum(cost_micros) FROM v1_channel_daily") == ["406280000"])
        try company.edit("pipeline.yml", "rate: 12,", "rate: 12.5,")
        try company.publishes()
        try company.equalsFresh()
    }

    @Test func aFixedFeeSpreadsOverItsMonths() throws {
        let company = try Company.ofMoney(
            """
            map: { source: { const: yandex }, medium: { const: cpc } }
            fees:
              - { kind: agency, rate: 10 }
              - { kind: service, fixed: 30000, from: 2025-12-10, to: 2026-02-15 }
            """)
        try company.write("date,campaign,cost\n2025-12-20,Brand,100\n", to: "data/spend-1.csv")
        try company.publishes()
        let months = """
            SELECT substr(day, 1, 7), count(*), sum(cost_micros), min(day), max(day) FROM v1_channel_daily
            WHERE campaign = '(service fee)' AND channel = 'Paid Search' AND source = 'yandex' GROUP BY 1 ORDER BY 1
            """
        // 31 parts of 967.741935, and a micro more on the first fifteen days.
        #expect(try company.rows(months) == ["2025-12|11|10645161291|2025-12-10|2025-12-20"])
        try company.write("date,campaign,cost\n2026-01-31,Brand,50\n", to: "data/spend-2.csv")
        try company.publishes()
        let begin = "2025-12|22|21290322576|2025-12-10|2025-12-31"
        #expect(try company.rows(months) == [begin, "2026-01|31|30000000000|2026-01-01|2026-01-31"])
        try company.equalsFresh()
        // Nothing new on a later day, and so nothing to do; then data of February, whose fee ends in its middle.
        #expect(try company.run("run", ["--at", "2026-06-20"]).errors.contains("nothing to do"))
        try company.write("date,campaign,cost\n2026-02-20,Brand,50\n", to: "data/spend-3.csv")
        try company.publishes()
        #expect(
            try company.rows(months) == [
                begin, "2026-01|31|30000000000|2026-01-01|2026-01-31", "2026-02|15|16071428577|2026-02-01|2026-02-15",
            ])
        #expect(
            try company.rows("SELECT kind, source_name, fee, sum(cost_micros) FROM v1_fee GROUP BY 1, 2, 3") == [
                "service|ads|2|67361751153"
            ])
        // Rows and fees together are the mart: 200 and their 10 %.
        #expect(try company.rows("SELECT sum(cost_micros) FROM v1_channel_daily") == ["67581751153"])
        try company.equalsFresh()
        let digest = try company.digest()
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)

        // Without a first day it begins with the source's first row, and no day before the start has any.
        try company.edit("pipeline.yml", "from: 2025-12-10, to: 2026-02-15", "to: 2026-01-01")
        try company.publishes()
        #expect(try company.rows("SELECT min(day), max(day) FROM v1_fee") == ["2025-12-20|2026-01-01"])
        try company.edit("pipeline.yml", "to: 2026-01-01", "from: 2025-01-01")
        try company.publishes()
        #expect(try company.rows("SELECT min(day), max(day) FROM v1_fee") == ["2025-12-01|2026-02-20"])
        try company.equalsFresh()
    }

    // MARK: Spread cost

    private static let contracts = """
        date,date_to,source,medium,cost,cost_type,impressions,clicks
        2025-11-15,2026-02-13,gallery,billboard,910.10,billboard,100,3
        2026-01-10,2026-01-12,seo,organic,-10,correction,,
        2026-01-05,,yandex,cpc,7,,50,5

        """

    @Test func aContractThatBeginsBeforeTheFirstDayWaitsForItsOwn() throws {
        let company = try Company.ofMoney(start: "2026-03-26")
        try company.write(
            "date,date_to,source,medium,cost\n2026-03-25,2026-04-05,vk,cpc,12\n", to: "data/spend.csv")
        try company.publishes("2026-03-25")
        #expect(try company.rows("SELECT rows_loaded, rows_filtered FROM etl_file") == ["0|1"])
        try company.publishes("2026-03-27")
        #expect(try company.rows("SELECT day, cost_micros FROM v1_channel_daily") == ["2026-03-26|1000000"])
        try company.equalsFresh("2026-03-27")
    }

    @Test func aContractSpreadsOverItsDays() throws {
        let company = try Company.ofMoney()
        try company.write(Self.contracts, to: "data/spend.csv")
        try company.publishes()
        let days =
            "SELECT count(*), sum(cost_micros), min(day), max(day), sum(impressions), sum(clicks) FROM v1_channel_daily "
        // 91 days of 10.001098 and one micro more for the first 82. Sixteen days lie before the start.
        #expect(
            try company.rows(days + "WHERE source = 'gallery'")
                == ["75|750082416|2025-12-01|2026-02-13|75|0"])
        #expect(
            try company.rows("SELECT day, cost_micros FROM v1_channel_daily WHERE source = 'seo' ORDER BY day")
                == ["2026-01-10|-3333334", "2026-01-11|-3333333", "2026-01-12|-3333333"])
        #expect(
            try company.rows("SELECT day, date_to, cost_type, cost_micros, line FROM v1_spend ORDER BY line") == [
                "2025-11-15|2026-02-13|billboard|910100000|2", "2026-01-10|2026-01-12|correction|-10000000|3",
                "2026-01-05|2026-01-05||7000000|4",
            ])
    }

    @Test func daysToComeAreNotShownYet() throws {
        let company = try Company.ofMoney(start: "2025-11-01")
        try company.write(Self.contracts, to: "data/spend.csv")
        let cost = "SELECT sum(cost_micros), max(day) FROM v1_channel_daily WHERE source = 'gallery'"
        try company.publishes("2025-11-17")
        #expect(try company.rows(cost) == ["20002198|2025-11-16"])
        // Nothing changed but the day.
        try company.publishes("2025-11-18")
        #expect(try company.rows(cost) == ["30003297|2025-11-17"])
        try company.equalsFresh("2025-11-18")
        try company.publishes("2026-02-13")
        try company.publishes("2026-02-14")
        #expect(try company.rows(cost) == ["910100000|2026-02-13"])
        #expect(
            try company.rows(
                "SELECT sum(cost_micros) FROM v1_channel_daily UNION ALL SELECT sum(cost_micros) FROM v1_spend")
                == ["907100000", "907100000"])
        #expect(try company.run("run", ["--at", "2026-02-15"]).errors.contains("nothing to do"))
        try company.equalsFresh("2026-02-15")
        // And back.
        try company.publishes("2025-12-01")
        try company.equalsFresh("2025-12-01")
    }

    @Test func aLastDayBeforeTheFirstIsRejected() throws {
        let company = try Company.ofMoney()
        try company.write(
            """
            date,date_to,source,medium,cost
            2026-01-10,2026-01-09,a,b,1
            2025-11-01,2025-11-30,a,b,1
            2025-11-01,2025-12-01,a,b,30
            2026-01-10,2026-01-10,a,b,1

            """, to: "data/spend.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT line, column_name, rule FROM etl_reject") == ["2|date_to|date_order"])
        #expect(try company.rows("SELECT rows_read, rows_loaded, rows_filtered FROM etl_file") == ["4|2|1"])
        // 31 days, of which the last is the pipeline's first.
        #expect(
            try company.rows("SELECT day, cost_micros FROM v1_channel_daily ORDER BY day")
                == ["2025-12-01|967741", "2026-01-10|1000000"])
    }

    @Test func randomContractsKeepTheirSums() throws {
        var random = SeededGenerator()
        let company = try Company.ofMoney(Self.vat, rates: ExchangeRateTests.rates, start: "2025-12-30")
        var text = "date,date_to,source,medium,cost,currency,impressions,clicks\n"
        for row in 0..<200 {
            let first = 1 + random.below(6)
            let length = random.below(3) == 0 ? 0 : random.below(70)
            let last = ["2026-01-", "2026-02-", "2026-03-"][length / 28] + (length % 28 + 1 < 10 ? "0" : "")
            let isSpread = length % 28 + 1 >= first || length >= 28
            let cost =
                random.below(4) == 0 ? "-\(random.below(1000))" : "\(random.below(1_000_000)).\(random.below(1000))"
            text += "2026-01-0\(first),\(isSpread ? last + String(length % 28 + 1) : ""),s\(row),cpc,\(cost),"
            text += "\(random.below(2) == 0 ? "USD" : "RUB"),\(random.below(1000)),\(random.below(100))\n"
        }
        try company.write(text, to: "data/spend.csv")
        try company.publishes()
        let spend = "SELECT source, sum(cost_micros), sum(impressions), sum(clicks)"
        let facts = try company.rows(spend + " FROM v1_spend GROUP BY 1 ORDER BY 1")
        #expect(facts.count == 200)
        #expect(try company.rows(spend + " FROM v1_channel_daily GROUP BY 1 ORDER BY 1") == facts, "\(random)")
        #expect(try company.rows("SELECT count(*) FROM v1_spend WHERE net_micros + vat_micros <> cost_micros") == ["0"])
        // Parts of one row differ by a micro at most, and the greater come first.
        let uneven = """
            SELECT count(*) FROM (
                SELECT abs(cost_micros) AS part, lag(abs(cost_micros)) OVER (PARTITION BY source ORDER BY day) AS before
                FROM v1_channel_daily
            ) WHERE before NOT IN (part, part + 1)
            """
        #expect(try company.rows(uneven) == ["0"], "\(random)")
        #expect(
            try company.rows(
                "SELECT count(*) FROM (SELECT max(abs(cost_micros)) - min(abs(cost_micros)) AS gap FROM v1_channel_daily "
                    + "GROUP BY source) WHERE gap > 1") == ["0"], "\(random)")
    }
}
