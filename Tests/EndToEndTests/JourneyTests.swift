import Foundation
import TestSupport
import Testing

/// From visits, leads, deals and payments to credits; each state is compared with a warehouse that is new.
@Suite struct JourneyTests {
    /// A company whose leads come from visits: one person with three visits and a phone on two leads.
    private static let pipeline = """
        version: 1
        pipeline: shop
        time_zone: Europe/Moscow
        currency: RUB
        start: 2026-01-01
        warehouse: var/shop.sqlite
        landing: var/landing
        attribution:
          conversions: [lead, deal_won, payment]
          models: [first_touch, last_touch, last_non_direct, last_paid, linear, time_decay, position_based]
          lookback: 30d
        identity: { store_contacts: plain }
        sources:
          ads: { entity: spend, files: data/spend*.csv, load: { replace: file } }
          site: { entity: visit, files: data/visits*.csv, load: { replace: day } }
          crm: { entity: lead, files: data/leads*.csv, load: { merge: lead_id } }
          sales: { entity: deal, files: data/deals*.csv, load: { merge: deal_id } }
          bank: { entity: payment, files: data/payments*.csv, load: { merge: payment_id } }

        """

    private static let files: [String: String] = [
        "data/spend.csv": """
        date,source,medium,campaign_id,campaign,cost
        2026-01-01,yandex,cpc,11111111,Поиск Москва,1000
        2026-01-02,yandex,cpc,22222222,Бренд,500
        2026-01-02,vk,cpc,33333333,Sale,300

        """,
        "data/visits.csv": """
        at,client_id,visit_id,source,medium,campaign,referrer
        2026-01-02 10:00:00,c1,1,yandex,cpc,11111111,
        2026-01-03 10:00:00,c1,2,vk,cpc,sale,
        2026-01-04 10:00:00,c1,3,,,,
        2026-01-04 10:00:01,c1,4,,,,
        2026-01-03 12:00:00,c2,5,yandex,cpc,poisk_moskva,
        2026-01-05 12:00:00,c3,6,yandex,cpc,unknown_tag,
        2026-01-05 13:00:00,c4,7,,,,https://www.google.com/

        """,
        "data/leads.csv": """
        lead_id,created_at,client_id,phone,email,source,medium,campaign,kind
        L1,2026-01-04 10:00:00,c1,8 (912) 345-67-89,,,,,
        L2,2026-01-06 09:00:00,,+79123456789,,,,,
        L3,2026-01-06 10:00:00,c2,,,,,,
        L4,2026-01-06 11:00:00,,,,vk,cpc,sale,
        L5,2026-01-06 12:00:00,,,,,,,
        L6,2026-01-06 13:00:00,,+79990001122,,,,,
        L7,2026-03-20 10:00:00,c2,,,,,,
        L8,2026-01-06 14:00:00,,,,,,,call

        """,
        "data/deals.csv": """
        deal_id,created_at,status,won_at,lead_id,amount,source,medium,client_id
        D1,2026-01-07 10:00:00,won,2026-05-07 10:00:00,L1,100.01,,,
        D2,2026-01-07 11:00:00,open,,L3,50,,,
        D3,2026-01-08 11:00:00,won,2026-01-09 10:00:00,,30,email,email,
        D4,2026-01-08 12:00:00,won,2026-01-10 10:00:00,,20,,,
        D5,2026-01-08 12:00:00,won,2026-01-10 10:00:00,,7,,,c4

        """,
        "data/payments.csv": """
        payment_id,at,amount,deal_id,kind,refund_of
        P1,2026-05-08 10:00:00,100.01,D1,payment,
        P2,2026-05-20 10:00:00,50.02,,refund,P1
        P3,2026-05-21 10:00:00,5,,refund,P9

        """,
    ]

    func company(_ changes: [String: String] = [:]) throws -> Company {
        let company = try Company(standard: false)
        try company.write(Self.pipeline, to: "pipeline.yml")
        for (name, text) in Self.files.merging(changes, uniquingKeysWith: { $1 }) { try company.write(text, to: name) }
        return company
    }

    func check(_ company: Company, _ comment: Comment? = nil) throws {
        for law in AttributionLaws.all { #expect(try company.rows(law.sql) == [], "\(law.name)") }
        let fresh = try Company(standard: false)
        try FileManager.default.copyItem(
            atPath: company.folder.path(of: "data"), toPath: fresh.folder.path(of: "data"))
        for name in ["pipeline.yml", "aliases.csv"] where company.folder.has(name) {
            try fresh.write(company.folder.text(of: name), to: name)
        }
        let run = try fresh.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        // By table, so that a difference says where it is.
        let tables = try [fresh, company].map { try $0.run("digest", ["--tables"]).output.split(separator: "\n") }
        #expect(tables[0] == tables[1], comment)
    }

    private func shares(_ company: Company, _ id: String, _ model: String) throws -> [String] {
        try company.rows(
            """
            SELECT channel || ' ' || campaign, share_billionths FROM v1_attribution
            WHERE conversion = 'lead' AND conversion_id = '\(id)' AND model = '\(model)' ORDER BY position
            """)
    }

    @Test func aPersonsVisitsShareTheLead() throws {
        let company = try company()
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        // L1 came in the second of its third visit; the fourth came later.
        #expect(try shares(company, "L1", "first_touch") == ["Paid Search Поиск Москва|1000000000"])
        #expect(try shares(company, "L1", "last_touch") == ["Direct |1000000000"])
        #expect(try shares(company, "L1", "last_non_direct") == ["Paid Social Sale|1000000000"])
        #expect(try shares(company, "L1", "last_paid") == ["Paid Social Sale|1000000000"])
        #expect(
            try shares(company, "L1", "linear")
                == ["Paid Search Поиск Москва|333333334", "Paid Social Sale|333333333", "Direct |333333333"])
        #expect(
            try shares(company, "L1", "position_based")
                == ["Paid Search Поиск Москва|400000000", "Paid Social Sale|200000000", "Direct |400000000"])
        try check(company)
    }

    @Test func aRunWritesOnlyTheJourneysItChanges() throws {
        let company = try company()
        #expect(try company.run().exitCode == 0)
        let journeys = "SELECT journey_id, conversion, conversion_id FROM fact_journey"
        let touches = "SELECT touch_id, kind, record_id FROM fact_touch"
        let (oldJourneys, oldTouches) = try (Set(company.rows(journeys)), Set(company.rows(touches)))
        // First by its id: journeys that are numbered anew would all get other numbers.
        try company.write("lead_id,created_at,client_id\nL0,2026-01-03 15:00:00,c2\n", to: "data/leads-2.csv")
        #expect(try company.run().exitCode == 0)
        let new = try company.rows(journeys)
        #expect(Set(new).subtracting(oldJourneys).count == 1 && oldJourneys.isSubset(of: new))
        #expect(try oldTouches == Set(company.rows(touches)))
        try check(company)
        // A visit of somebody who became a lead three weeks later, and the same taken back.
        try company.write(
            "at,client_id,visit_id,source,medium\n2026-03-01 10:00:00,c2,9,vk,cpc\n", to: "data/visits-2.csv")
        #expect(try company.run().exitCode == 0)
        #expect(try Set(new).subtracting(company.rows(journeys)).map { $0.hasSuffix("|L7") } == [true])
        #expect(try company.rows("SELECT count(*) FROM fact_touch WHERE record_id = '9'") == ["1"])
        try check(company)
        try company.folder.remove("data/visits-2.csv")
        #expect(try company.run("forget-file", ["data/visits-2.csv"]).exitCode == 0)
        #expect(try Set(company.rows(touches)) == oldTouches)
        try check(company)
    }

    @Test func aPhoneJoinsWhatACookieDoesNot() throws {
        let company = try company()
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows("SELECT identity, touches, path FROM v1_journey WHERE conversion_id IN ('L1', 'L2')") == [
                "client_id:c1|3|Paid Search > Paid Social > Direct",
                "client_id:c1|4|Paid Search > Paid Social > Direct > Direct",
            ])
    }

    @Test func whatNothingBroughtSaysWhy() throws {
        let company = try company()
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows(
                """
                SELECT conversion, conversion_id, unattributed_reason, path FROM v1_journey
                WHERE unattributed_reason <> '' OR conversion_id IN ('L4', 'D3') ORDER BY 1, 2
                """) == [
                    "deal|D3||Email", "deal|D4|no_lead|", "lead|L4||Paid Social", "lead|L5|no_identity|",
                    "lead|L6|no_touch|", "lead|L7|outside_lookback|", "lead|L8|call_without_source|",
                    "payment|P3|refund_target_unknown|",
                ])
        #expect(
            try company.rows(
                "SELECT channel FROM v1_journey JOIN v1_deal ON deal_id = conversion_id WHERE deal_id = 'D5'")
                == ["Organic Search"])
    }

    @Test func dealsAndPaymentsTakeTheSharesOfTheirLead() throws {
        let company = try company()
        #expect(try company.run().exitCode == 0)
        let values = """
            SELECT conversion, conversion_id, channel, value_micros FROM v1_attribution
            WHERE model = 'linear' AND conversion_id IN ('D1', 'P1', 'P2') ORDER BY 1, 2, position
            """
        #expect(
            try company.rows(values) == [
                "deal_won|D1|Paid Search|33340000", "deal_won|D1|Paid Social|33340000", "deal_won|D1|Direct|33330000",
                "payment|P1|Paid Search|33340000", "payment|P1|Paid Social|33340000", "payment|P1|Direct|33330000",
                "payment|P2|Paid Search|-16680000", "payment|P2|Paid Social|-16670000", "payment|P2|Direct|-16670000",
            ])
        #expect(
            try company.rows(
                """
                SELECT DISTINCT basis, day FROM v1_attribution_daily
                WHERE conversion = 'deal_won' AND model = 'linear' AND channel = 'Direct' ORDER BY 1, 2
                """) == [
                    "deal_created|2026-01-07", "deal_won|2026-05-07", "lead|2026-01-04", "touch|2026-01-04",
                ])
        // A sale of 120 days keeps its source: the report lies on the day of the lead.
        #expect(
            try company.rows(
                "SELECT day, channel, revenue_micros FROM v1_channel_daily WHERE revenue_micros <> 0 ORDER BY 1, 2")
                == [
                    "2026-01-04|Paid Social|100010000", "2026-01-08|(unattributed)|20000000",
                    "2026-01-08|Email|30000000",
                    "2026-01-08|Organic Search|7000000",
                ])
    }

    @Test func touchesMeetTheCampaignsOfSpend() throws {
        let company = try company()
        #expect(try company.run().exitCode == 0)
        let matches = """
            SELECT own_campaign, campaign, match_status, match_rule FROM v1_touch WHERE platform <> '' ORDER BY at
            """
        #expect(
            try company.rows(matches) == [
                "11111111|Поиск Москва|matched|utm_is_id", "sale|Sale|matched|name",
                "poisk_moskva|Поиск Москва|matched|name",
                "sale|Sale|matched|name",
            ])
        let campaigns = """
            SELECT campaign, sum(cost_micros) / 1000000, sum(visits), sum(leads) FROM v1_channel_daily
            WHERE source = 'yandex' GROUP BY 1 ORDER BY 1
            """
        #expect(
            try company.rows(campaigns) == ["(not matched)|0|1|0.0", "Бренд|500|0|0.0", "Поиск Москва|1000|2|1.0"])
        // A line of the alias file brings the rest together, without reading anything again.
        try company.edit("pipeline.yml", "identity:", "matching: { aliases: aliases.csv }\nidentity:")
        try company.write("platform;campaign;campaign_id\nyandex;unknown_*;22222222\n", to: "aliases.csv")
        #expect(try company.run().exitCode == 0)
        #expect(try company.bytesRead() == 0)
        #expect(try company.rows(campaigns) == ["Бренд|500|1|0.0", "Поиск Москва|1000|2|1.0"])
        try check(company)
        try company.write("platform;campaign;campaign_id\nyandex;unknown_*\n", to: "aliases.csv")
        let refused = try company.run()
        #expect(refused.exitCode == 2)
        #expect(refused.errors.contains("aliases.csv:2"))
    }

    @Test func whatComesLaterChangesWhatItReaches() throws {
        let late = ["data/visits.csv", "data/leads.csv", "data/spend.csv", "data/payments.csv", "data/deals.csv"]
        var random = SeededGenerator()
        let company = try Company(standard: false)
        try company.write(Self.pipeline, to: "pipeline.yml")
        for name in Self.files.keys {
            let header = Self.files[name, default: ""].split(separator: "\n").first.map { "\($0)\n" } ?? ""
            try company.write(header, to: name)
        }
        for name in late.shuffled(using: &random) {
            try company.write(Self.files[name, default: ""], to: name)
            let run = try company.run()
            #expect(run.exitCode == 0, "\(random) \(run.errors)")
            try check(company, "\(random)")
        }
    }

    @Test func aVisitOfABrowserAndItsUserIsOneTouch() throws {
        let company = try company([
            "data/visits.csv": """
            at,client_id,user_id,visit_id,source,medium
            2026-01-02 10:00:00,c1,u1,1,yandex,cpc
            2026-01-03 10:00:00,c1,,2,vk,cpc
            2026-01-03 11:00:00,c9,u1,3,email,email

            """,
            "data/leads.csv": """
            lead_id,created_at,client_id,user_id
            L1,2026-01-04 10:00:00,c1,u1
            L2,2026-01-04 10:00:00,,u1

            """,
        ])
        try company.edit("pipeline.yml", "identity: {", "identity: { keys: [client_id, user_id],")
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows(
                "SELECT conversion_id, touches, path FROM v1_journey WHERE conversion = 'lead' ORDER BY 1")
                == ["L1|3|Paid Search > Paid Social > Email", "L2|3|Paid Search > Paid Social > Email"])
        #expect(try company.rows("SELECT count(*) FROM fact_touch WHERE kind = 'visit'") == ["3"])
        try check(company)
    }

    @Test func visitsOfOneSecondStandInAnOrderThatNoArrivalChanges() throws {
        let header = "at,client_id,source,medium\n"
        let visits = [
            "data/visits-a.csv": header + "2026-01-02 10:00:00,c1,yandex,cpc\n",
            "data/visits-b.csv": header + "2026-01-02 10:00:00,c1,vk,cpc\n",
        ]
        for (first, second) in [("data/visits-a.csv", "data/visits-b.csv"), ("data/visits-b.csv", "data/visits-a.csv")]
        {
            let company = try company(["data/visits.csv": header])
            try company.edit(
                "pipeline.yml", "files: data/visits*.csv, load: { replace: day }",
                "files: data/visits*.csv, load: { replace: day, overlap: sum }")
            for name in [first, second] {
                try company.write(visits[name, default: ""], to: name)
                #expect(try company.run().exitCode == 0)
            }
            try check(company, "\(second) came last")
        }
    }

    @Test func aPhoneThatLinksTooManyLinksNobody() throws {
        var leads = "lead_id,created_at,client_id,phone\nA,2026-01-04 10:00:00,c1,+79123456789\n"
        for number in 0..<12 {
            leads += "H\(number),2026-01-05 10:00:00,h\(number),+79123456789\n"
        }
        let company = try company(["data/leads.csv": leads])
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows("SELECT identity FROM v1_journey WHERE conversion_id IN ('A', 'H0') ORDER BY 1") == [
                "client_id:c1", "client_id:h0",
            ])
        // With two leads fewer it may link again, and they share the journey.
        let kept = leads.split(separator: "\n").dropLast(4).joined(separator: "\n") + "\n"
        try company.edit("pipeline.yml", "{ merge: lead_id }", "{ snapshot: lead_id, max_shrink: 0.5 }")
        try company.write(kept, to: "data/leads.csv")
        #expect(try company.run().exitCode == 0)
        #expect(
            try company.rows("SELECT DISTINCT identity FROM v1_journey WHERE conversion_id IN ('A', 'H0')")
                == ["client_id:c1"])
        try check(company)
    }

    @Test func contactsAreStoredAsHashes() throws {
        let company = try company()
        try company.edit("pipeline.yml", "identity: { store_contacts: plain }\n", "")
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows("SELECT count(*) FROM fact_lead WHERE phone LIKE '%7912%'") == ["0"])
        #expect(try company.rows("SELECT count(DISTINCT phone) FROM fact_lead WHERE phone <> ''") == ["2"])
        #expect(company.folder.has("var/identity.key"))
        // What is linked is the same.
        #expect(
            try company.rows("SELECT touches FROM v1_journey WHERE conversion_id = 'L2' AND conversion = 'lead'")
                == ["4"])
        #expect(try company.run().errors.contains("nothing to do"))
    }

    @Test func otherModelsNeedNoReading() throws {
        let company = try company()
        #expect(try company.run().exitCode == 0)
        try company.edit("pipeline.yml", "lookback: 30d", "lookback: 90d")
        let plan = try company.run("plan", ["--detailed-exitcode"])
        #expect(plan.exitCode == 10)
        #expect(try company.run().exitCode == 0)
        #expect(try company.bytesRead() == 0)
        #expect(
            try company.rows("SELECT unattributed_reason FROM v1_journey WHERE conversion_id = 'L7'") == [""])
        #expect(
            try company.rows("SELECT count(*) > 0 FROM etl_change WHERE cause LIKE 'changed: attribution%'") == ["1"])
        try check(company)
    }
}
