import TestSupport
import Testing

/// Cost that is divided over channels.
@Suite struct SharedCostTests {
    /// Two leads of Paid Search and one of Paid Social in January, and a spam one; cost of nobody's own.
    private func company(_ split: String) throws -> Company {
        let company = try Company(standard: false)
        try company.write(
            """
            version: 1
            pipeline: shop
            time_zone: Europe/Moscow
            currency: RUB
            start: 2026-01-01
            warehouse: var/shop.sqlite
            landing: var/landing
            sources:
              office:
                entity: spend
                files: data/office*.csv
                load: { replace: file, overlap: sum }
                split: \(split)
              ads: { entity: spend, files: data/ads.csv }
              crm: { entity: lead, files: data/leads*.csv }
              deals: { entity: deal, files: data/deals.csv }

            """, to: "pipeline.yml")
        try company.write(
            """
            date,date_to,source,medium,campaign,cost
            2026-01-10,2026-01-12,salary,staff,,100
            2026-01-20,,gallery,billboard,Billboard,10
            2026-02-05,,gallery,billboard,Billboard,-7

            """, to: "data/office.csv")
        try company.write("date,source,medium,campaign,cost\n2026-01-20,yandex,cpc,Brand,1\n", to: "data/ads.csv")
        try company.write(
            """
            lead_id,created_at,source,medium,outcome
            1,2026-01-01 10:00:00,yandex,cpc,
            2,2026-01-31 23:00:00,yandex,cpc,
            3,2026-01-20 10:00:00,vk,cpc,
            4,2026-01-20 10:00:00,vk,cpc,spam

            """, to: "data/leads.csv")
        try company.write(
            "deal_id,created_at,status,won_at,lead_id,amount\n1,2026-01-02 10:00:00,won,2026-02-02 10:00:00,1,300\n"
                + "3,2026-01-21 10:00:00,won,2026-02-02 10:00:00,3,700\n4,2026-01-21 10:00:00,lost,,2,5000\n",
            to: "data/deals.csv")
        return company
    }

    private let rows = """
        SELECT day, channel, source, campaign, cost_micros FROM v1_channel_daily WHERE cost_micros <> 0 ORDER BY 1, 2, 3, 4
        """
    private let ad = "2026-01-20|Paid Search|yandex|Brand|1000000"

    private func check(_ company: Company, _ total: String) throws {
        #expect(try company.rows("SELECT sum(cost_micros) FROM v1_channel_daily") == [total])
        #expect(try company.rows("SELECT sum(cost_micros) FROM v1_spend") == [total])
        try company.equalsFresh()
    }

    @Test func byTheLeadsOfTheMonth() throws {
        let company = try company("{ by: leads }")
        try company.publishes()
        let january = [
            "2026-01-10|Paid Search||office|22222223", "2026-01-10|Paid Social||office|11111111",
            "2026-01-11|Paid Search||office|22222222", "2026-01-11|Paid Social||office|11111111",
            "2026-01-12|Paid Search||office|22222222", "2026-01-12|Paid Social||office|11111111",
            "2026-01-20|Paid Search||Billboard|6666667", ad, "2026-01-20|Paid Social||Billboard|3333333",
        ]
        // February has no lead to go by.
        #expect(try company.rows(rows) == january + ["2026-02-05|Offline|gallery|Billboard|-7000000"])
        #expect(
            try company.rows("SELECT count(*) FROM v1_channel_daily WHERE source IN ('salary', 'gallery')") == ["1"])
        #expect(
            try company.rows("SELECT * FROM v1_cost_split WHERE day = '2026-01-20' AND channel = 'Paid Social'") == [
                "2026-01-20|Paid Social|Billboard|3333333|3.333333|Offline|gallery|billboard|Billboard|office"
            ])
        try check(company, "104000000")

        // Its leads come, of which one has no channel; a correction is divided like a cost.
        try company.write(
            "lead_id,created_at,source,medium\n5,2026-02-28 10:00:00,,\n6,2026-02-01 10:00:00,email,email\n7,2026-02-01 10:00:00,email,email\n",
            to: "data/leads-2.csv")
        try company.publishes()
        #expect(
            try company.rows(rows) == january + [
                "2026-02-05|(unattributed)||Billboard|-2333333", "2026-02-05|Email||Billboard|-4666667",
            ])
        #expect(
            try company.rows("SELECT old_value, new_value FROM etl_change WHERE day = '2026-02-05' ORDER BY channel")
                == [
                    "0|-2333333", "0|-4666667", "-7000000|0",
                ])
        try check(company, "104000000")
        let digest = try company.digest()
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)

        // And go again.
        try company.folder.remove("data/leads-2.csv")
        #expect(try company.run("forget-file", ["data/leads-2.csv"]).exitCode == 0)
        #expect(try company.rows(rows) == january + ["2026-02-05|Offline|gallery|Billboard|-7000000"])
        try check(company, "104000000")
    }

    @Test func byTheRevenueOfTheMonth() throws {
        let company = try company("{ by: revenue }")
        try company.publishes()
        // The sale of 300 and that of 700 lie on the days of their leads.
        #expect(
            try company.rows(rows + " LIMIT 2") == [
                "2026-01-10|Paid Search||office|10000000", "2026-01-10|Paid Social||office|23333334",
            ])
        #expect(
            try company.rows("SELECT channel, sum(cost_micros) FROM v1_cost_split GROUP BY 1") == [
                "Paid Search|33000000", "Paid Social|77000000",
            ])
        try check(company, "104000000")
    }

    @Test func byFixedShares() throws {
        let company = try company("{ by: fixed, shares: { organic_search: 66.67, Email: 33.33 } }")
        try company.publishes()
        #expect(
            try company.rows(rows) == [
                "2026-01-10|Email||office|11110000", "2026-01-10|Organic Search||office|22223334",
                "2026-01-11|Email||office|11110000", "2026-01-11|Organic Search||office|22223333",
                "2026-01-12|Email||office|11110000", "2026-01-12|Organic Search||office|22223333",
                "2026-01-20|Email||Billboard|3333000", "2026-01-20|Organic Search||Billboard|6667000", ad,
                "2026-02-05|Email||Billboard|-2333100", "2026-02-05|Organic Search||Billboard|-4666900",
            ])
        try check(company, "104000000")
        // Another definition moves them, and none brings them home.
        try company.edit("pipeline.yml", "organic_search: 66.67, Email: 33.33", "Email: 100")
        try company.publishes()
        #expect(
            try company.rows("SELECT channel, sum(cost_micros) FROM v1_cost_split GROUP BY 1") == ["Email|103000000"])
        try check(company, "104000000")
        try company.edit("pipeline.yml", "    split: { by: fixed, shares: { Email: 100 } }\n", "")
        try company.publishes()
        #expect(try company.rows("SELECT count(*) FROM v1_cost_split") == ["0"])
        try check(company, "104000000")
    }

    /// A retainer of a shared source is shared with it.
    @Test func fixedFeesAreSharedToo() throws {
        let company = try Company.ofMoney(
            """
            map: { source: { const: agency }, medium: { const: staff } }
            fees: { kind: service, fixed: 310, from: 2026-01-01 }
            split: { by: fixed, shares: { Email: 50, SMS: 50 } }
            """)
        try company.write("date,cost\n2026-01-31,5\n", to: "data/spend.csv")
        try company.publishes()
        #expect(
            try company.rows("SELECT channel, campaign, sum(cost_micros) FROM v1_channel_daily GROUP BY 1, 2") == [
                "Email|(service fee)|155000000", "Email|ads|2500000", "SMS|(service fee)|155000000", "SMS|ads|2500000",
            ])
        try company.equalsFresh()
    }

    /// Whatever the costs and the leads, sums stay, on every day.
    @Test func randomCostsKeepTheirSums() throws {
        var random = SeededGenerator()
        let company = try company("{ by: leads }")
        let sources = ["yandex,cpc", "vk,cpc", "email,email", "telegram,post", ","]
        var leads = "lead_id,created_at,source,medium\n"
        for id in 0..<200 {
            leads += "\(id),2026-0\(1 + random.below(4))-1\(random.below(9)) 10:00:00,\(sources[random.below(5)])\n"
        }
        try company.write(leads, to: "data/leads.csv")
        var office = "date,date_to,source,medium,campaign,cost\n"
        for row in 0..<100 {
            let sign = random.below(5) == 0 ? "-" : ""
            office +=
                "2026-0\(1 + random.below(4))-0\(1 + random.below(9)),2026-05-0\(1 + random.below(9)),s\(row % 7),m,"
            office +=
                "\(row % 3 == 0 ? "" : "c\(row % 5)"),\(sign)\(random.below(1000)).\(100_000 + random.below(900_000))\n"
        }
        try company.write(office, to: "data/office.csv")
        try company.publishes()
        let split = try company.rows("SELECT day, sum(cost_micros) FROM v1_channel_daily GROUP BY 1 ORDER BY 1")
        #expect(
            try company.rows("SELECT sum(cost_micros) FROM v1_spend")
                == company.rows("SELECT sum(cost_micros) FROM v1_channel_daily"))
        try company.equalsFresh()
        try company.edit("pipeline.yml", "    split: { by: leads }\n", "")
        try company.publishes()
        #expect(
            try company.rows("SELECT day, sum(cost_micros) FROM v1_channel_daily GROUP BY 1 ORDER BY 1") == split,
            "\(random)")
    }
}
