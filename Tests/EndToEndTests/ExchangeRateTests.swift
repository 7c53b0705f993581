import Foundation
import TestSupport
import Testing

/// Spend in other currencies: converted by the latest rate within a week, whatever came first.
@Suite struct ExchangeRateTests {
    static let rates = """
        date,currency,rate,per
        2025-12-30,USD,80.1234,
        2026-01-09,USD,81.5,1
        2026-01-09,KZT,17.8,100
        2026-01-09,VND,35.123456789,10000

        """

    @Test func otherCurrenciesAreConverted() throws {
        let company = try Company.ofMoney(MoneyTests.vat, rates: Self.rates)
        try company.write(
            """
            date,source,medium,cost,currency
            2025-12-30,google,cpc,10,USD
            2026-01-06,google,cpc,10,usd
            2026-01-09,google,cpc,10,USD
            2026-01-12,google,cpc,1000,KZT
            2026-01-12,google,cpc,1000000,VND
            2026-01-12,google,cpc,10,
            2026-01-12,google,cpc,0.000001,USD

            """, to: "data/spend.csv")
        try company.publishes()
        let sql =
            "SELECT line, currency, amount_micros, cost_micros, net_micros + vat_micros FROM v1_spend ORDER BY line"
        #expect(
            try company.rows(sql) == [
                "2|USD|10000000|801234000|801234000",
                "3|USD|10000000|801234000|801234000",
                "4|USD|10000000|815000000|815000000",
                "5|KZT|1000000000|178000000|178000000",
                "6|VND|1000000000000|3512345679|3512345679",
                "7|RUB|10000000|10000000|10000000",
                "8|USD|1|82|82",
            ])
        #expect(
            try company.rows("SELECT day, currency, rate_e10, per_e10, line FROM v1_rate ORDER BY line LIMIT 1")
                == ["2025-12-30|USD|801234000000|10000000000|2"])

        // A rate that is corrected reaches the spend, which is not read again.
        try company.edit("data/rates.csv", "2025-12-30,USD,80.1234", "2025-12-30,USD,79.25")
        try company.publishes()
        #expect(
            try company.rows("SELECT cost_micros, net_micros FROM v1_spend WHERE day < '2026-01-09' ORDER BY day")
                == ["792500000|660416667", "792500000|649590164"])
        #expect(
            try company.rows("SELECT source, files_read FROM etl_step WHERE run_id = 2 ORDER BY 1") == [
                "ads|0", "cbr|1",
            ])
        try company.equalsFresh()
    }

    @Test func aRateHoldsForSevenDays() throws {
        let company = try Company.ofMoney(rates: Self.rates)
        try company.write(
            "date,source,medium,cost,currency\n2026-01-06,google,cpc,10,USD\n", to: "data/spend.csv")
        try company.publishes()
        let digest = try company.digest()
        try company.write(
            """
            date,source,medium,cost,currency
            2026-01-08,google,cpc,10,USD
            2026-01-07,google,cpc,10,USD
            2026-01-07,google,cpc,10,EUR

            """, to: "data/spend-2.csv")
        let refused = try company.run()
        #expect(refused.exitCode == 4)
        for message in [
            "data/spend-2.csv:4: error: there is no rate of EUR to RUB for 2026-01-07 or the 7 days before it (add a rate",
            "data/spend-2.csv:3: error: there is no rate of USD to RUB for 2026-01-07 or the 7 days before it, nor for 1 more day (add",
            "add a rate of USD of 2025-12-31 to 2026-01-07 to source 'cbr'",
        ] {
            #expect(refused.errors.contains(message), "\(refused.errors)")
        }
        #expect(try company.digest() == digest)

        // The rates come in a file of their own after the spend.
        try company.write(
            "date,currency,rate\n2026-01-01,EUR,95.5\n2026-01-01,USD,81\n", to: "data/rates-2.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT cost_micros FROM v1_spend WHERE file = 'data/spend-2.csv' ORDER BY line")
                == ["810000000", "810000000", "955000000"])
        try company.equalsFresh()
    }

    /// The tables of the Bank of Russia and of the ECB, by the recipes of pipelines/README.md.
    @Test func ratesOfCentralBanks() throws {
        let company = try Company.ofMoney()
        try company.write(
            "date,source,medium,cost,currency\n2026-01-06,google,cpc,1000,KZT\n2026-01-06,google,cpc,1.5,USD\n",
            to: "data/spend.csv")
        let text = try company.folder.text(of: "pipeline.yml")
        try company.write(
            text + """
                  cbr:
                    entity: rate
                    files: data/cbr-*.csv
                    format: { delimiter: ";", decimal: ",", date: dd.MM.yyyy }
                    map: { date: Дата, currency: Букв. код, rate: Курс, per: Единиц }

                """, to: "pipeline.yml")
        try company.write(
            "Дата;Букв. код;Единиц;Курс\n31.12.2025;USD;1;80,1234\n31.12.2025;KZT;100;15,4967\n", to: "data/cbr-1.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT cost_micros FROM v1_spend ORDER BY line") == ["154967000", "120185100"])

        try company.write(
            text.replacingOccurrences(of: "currency: RUB", with: "currency: EUR") + """
                  usd:
                    entity: rate
                    files: data/eurofxref-hist.csv
                    format: { null: [N/A] }
                    map: { date: Date, currency: { const: USD }, rate: { const: 1 }, per: USD }
                  kzt:
                    entity: rate
                    files: data/eurofxref-hist.csv
                    format: { null: [N/A] }
                    map: { date: Date, currency: { const: KZT }, rate: { const: 1 }, per: KZT }

                """, to: "pipeline.yml")
        try company.write(
            "Date,USD,KZT,\n2026-01-06,1.1300,N/A,\n2026-01-05,1.1200,600.5,\n", to: "data/eurofxref-hist.csv")
        try company.publishes()
        // 1000 ÷ 600.5 and 1.5 ÷ 1.13
        #expect(try company.rows("SELECT cost_micros FROM v1_spend ORDER BY line") == ["1665279", "1327434"])
        #expect(try company.rows("SELECT line, column_name, rule FROM etl_reject") == ["2|KZT|required"])
        try company.equalsFresh()
    }

    @Test func ratesThatContradictRefuse() throws {
        let company = try Company.ofMoney(rates: Self.rates)
        try company.write("date,source,medium,cost\n2026-01-06,google,cpc,10\n", to: "data/spend.csv")
        // The same rate in other words is no contradiction.
        try company.write("date,currency,rate,per\n2026-01-09,KZT,0.178,1\n", to: "data/rates-2.csv")
        try company.publishes()
        try company.write("date,currency,rate,per\n2026-01-09,KZT,0.179,1\n", to: "data/rates-2.csv")
        let result = try company.run()
        #expect(result.exitCode == 4)
        #expect(
            result.errors.contains("another rate of KZT for 2026-01-09 than at data/rates-2.csv:2"), "\(result.errors)")
    }

    @Test func ratesThatCannotBeKeptAreRejected() throws {
        let company = try Company.ofMoney(rates: Self.rates)
        try company.write("date,source,medium,cost\n2026-01-06,google,cpc,10\n", to: "data/spend.csv")
        try company.write(
            """
            date,currency,rate,per
            2026-01-09,EUR,0.12345678901,1
            2026-01-10,EUR,0,1
            2026-01-11,EUR,much,1
            2026-01-12,EUR,922337203.6854775807,1
            2026-01-13,EUR,0.1234567891,
            2026-01-14,EUR,922337204,

            """, to: "data/rates-2.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT line, rule FROM etl_reject ORDER BY line")
                == ["2|decimals", "3|out_of_range", "4|decimal", "7|overflow"])
    }

    @Test func withoutRatesAnotherCurrencyRefuses() throws {
        let company = try Company.ofMoney(rates: Self.rates)
        try company.write("date,source,medium,cost,currency\n2026-01-06,google,cpc,10,USD\n", to: "data/spend.csv")
        try company.publishes()
        let text = try company.folder.text(of: "pipeline.yml")
        let rates = try #require(text.firstRange(of: "  cbr:"))
        try company.write(String(text[..<rates.lowerBound]), to: "pipeline.yml")
        let result = try company.run()
        #expect(result.exitCode == 4)
        #expect(result.errors.contains("there is no rate of USD to RUB for 2026-01-06"), "\(result.errors)")
        #expect(result.errors.contains("add a source of exchange rates, entity: rate"), "\(result.errors)")
    }
}
