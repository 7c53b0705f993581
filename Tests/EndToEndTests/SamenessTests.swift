import TestSupport
import Testing

/// Whatever the way there, the warehouse is the one that a first run over the final files makes.
@Suite struct SamenessTests {
    struct Change: Sendable, CustomTestStringConvertible {
        var name: String
        /// Changes a company that has run once.
        var change: @Sendable (Company) throws -> Void
        /// Rows of spend and leads that count afterwards.
        var spend: Int
        var leads: Int

        init(
            _ name: String, spend: Int = 3, leads: Int = 4, _ change: @escaping @Sendable (Company) throws -> Void
        ) {
            self.name = name
            self.spend = spend
            self.leads = leads
            self.change = change
        }

        var testDescription: String { name }
    }

    static let inPlace = "load: { replace: file }"

    static let changes = [
        Change("a renamed file") { try $0.rename("data/spend.csv", "data/spend-january.csv") },
        Change("a renamed file of a source that adds up") {
            try $0.edit("pipeline.yml", "{ replace: file }", "{ replace: file, overlap: sum }")
            try $0.rename("data/spend.csv", "data/spend-january.csv")
        },
        Change("a renamed file that is read in place") {
            try $0.edit("pipeline.yml", inPlace, "in_place: true\n    " + inPlace)
            #expect(try $0.run().exitCode == 0)
            try $0.rename("data/spend.csv", "data/spend-january.csv")
        },
        Change("a file renamed there and back") {
            try $0.rename("data/spend.csv", "data/spend-january.csv")
            #expect(try $0.run().exitCode == 0)
            try $0.rename("data/spend-january.csv", "data/spend.csv")
        },
        Change("a file that took another's name", spend: 1) {
            try $0.write("date,source,medium,cost\n2026-03-01,vk,cpc,5\n", to: "data/spend-march.csv")
            #expect(try $0.run().exitCode == 0)
            try $0.folder.remove("data/spend.csv")
            try $0.rename("data/spend-march.csv", "data/spend.csv")
        },
        Change("a renamed file of leads") { try $0.rename("data/leads.csv", "data/leads-all.csv") },
        Change("leads that are merged no more", leads: 5) {
            try $0.write(Company.leads + "5,2026-01-03 10:00:00,,vk,cpc,sale,\n", to: "data/leads.csv")
            #expect(try $0.run().exitCode == 0)
            try $0.edit("pipeline.yml", "{ merge: lead_id, version: updated_at }", "{ replace: file }")
        },
        Change("a day far away", spend: 4) {
            try $0.write(
                "date,source,medium,cost\n2026-03-01,vk,cpc,5\n9999-12-30,vk,cpc,5\n", to: "data/spend-2.csv")
        },
    ]

    @Test(arguments: changes)
    func equalsAFirstRun(_ row: Change) throws {
        let company = try Company()
        #expect(try company.run().exitCode == 0)
        try row.change(company)
        let result = try company.run()
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try company.rows("SELECT count(*) FROM v1_spend") == ["\(row.spend)"])
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["\(row.leads)"])
        // A year has few days: what is held back isn't delivered.
        #expect(try company.rows("SELECT count(*) < 366 FROM etl_interval") == ["1"])
        let fresh = try Company(standard: false)
        for name in try company.folder.files() where !name.hasPrefix("var/") {
            try fresh.write(try company.folder.text(of: name), to: name)
        }
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
        #expect(try company.run().errors.contains("nothing to do"))
    }

    /// What a night brings to a company of many leads and deals: all others are known from the night before.
    struct Night: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var leads = ""
        var deals = ""
        var visits = ""
        /// Whether there are leads or deals that weren't there before.
        var bringsRecords = true
        var payments = ""
        /// What of the journeys it must show: conversion, id, identity, touches.
        var journeys: [String]
    }

    static let nights = [
        Night(
            testDescription: "a new lead joins two people",
            leads: "N1,2026-01-20 10:00:00,2026-01-20 10:00:00,c7,+79120007008,\n",
            journeys: ["lead N1 client_id:c7 2", "lead L7 client_id:c7 2", "lead L8 client_id:c7 2"]),
        Night(
            testDescription: "a lead is another's",
            leads: "L7,2026-01-07 10:00:00,2026-01-20 10:00:00,c9,+79120007777,\n",
            journeys: ["lead L7 client_id:c9 1", "deal D7 client_id:c9 1", "lead L9 client_id:c9 1"]),
        Night(
            testDescription: "a lead is gone",
            leads: "L7,2026-01-07 10:00:00,2026-01-20 10:00:00,c7,+79120007007,1\n",
            journeys: ["deal D7  0", "lead L8 client_id:c8 1"]),
        Night(
            testDescription: "a deal has another lead",
            deals: "D7,2026-01-08 10:00:00,2026-01-20 10:00:00,L8,x8,,open,1\n",
            journeys: ["lead L7 client_id:c7 1", "lead L8 client_id:c8 1", "deal D7 client_id:c8 1"]),
        Night(
            testDescription: "a deal is gone that made two one",
            deals: "D20,2026-01-08 10:00:00,2026-01-20 10:00:00,L20,c21,1,open,1\n", bringsRecords: false,
            journeys: ["lead L20 client_id:c20 1", "lead L21 client_id:c21 1"]),
        Night(
            testDescription: "a lead joins another by way of a third",
            leads: "N1,2026-01-20 10:00:00,2026-01-20 10:00:00,c70,+79120007008,\n"
                + "N2,2026-01-20 10:00:00,2026-01-20 10:00:00,c70,+79120007009,\n",
            journeys: ["lead N1 client_id:c70 2", "lead L8 client_id:c70 2", "lead L9 client_id:c70 2"]),
        Night(
            testDescription: "a phone is that of too many",
            leads: (1...10).map { "N\($0),2026-01-20 10:00:00,2026-01-20 10:00:00,n\($0),+79120007030,\n" }.joined(),
            journeys: ["lead L30 client_id:c30 1", "lead N1 client_id:n1 0"]),
        Night(
            testDescription: "a phone is that of fewer",
            leads: "L49,2026-01-07 10:00:00,2026-01-20 10:00:00,c49,+79120007049,\n",
            journeys: ["lead L40 client_id:c40 9", "lead L48 client_id:c40 9", "lead L49 client_id:c49 1"]),
        Night(
            testDescription: "a payment",
            bringsRecords: false,
            payments: "P5,2026-01-20 10:00:00,5,D5,payment,\nP6,2026-01-20 10:00:00,1,,refund,P5\n",
            journeys: ["payment P5 client_id:c5 1", "payment P6 client_id:c5 1"]),
        Night(
            testDescription: "a payment is of another deal",
            bringsRecords: false, payments: "P1,2026-01-09 09:00:00,10,D2,payment,\n",
            journeys: ["payment P1 client_id:c2 1", "payment R1 client_id:c2 1"]),
        Night(
            testDescription: "a visit before a payment", visits: "2026-01-06 09:00:00,c1,late,vk\n",
            bringsRecords: false,
            journeys: ["payment P1 client_id:c1 2", "payment R1 client_id:c1 2"]),
        Night(
            testDescription: "a visit that came late", visits: "2026-01-06 09:00:00,c9,late,vk\n",
            bringsRecords: false,
            journeys: ["lead L9 client_id:c9 2", "lead L8 client_id:c8 1"]),
    ]

    private static let heads = (
        leads: "lead_id,created_at,updated_at,client_id,phone,deleted\n",
        deals: "deal_id,created_at,updated_at,lead_id,client_id,deleted,status,amount\n",
        visits: "at,client_id,visit_id,source\n", payments: "payment_id,at,amount,deal_id,kind,refund_of\n"
    )

    /// A company that was published with so many leads, each with a deal and a visit; the phone of some of them is the same.
    private static func many(
        _ count: Int = 60, anchor: String = "lead", ofOnePhone: Range<Int> = 40..<50
    ) throws -> Company {
        let company = try Company(standard: false)
        try company.write(
            """
            version: 1
            pipeline: many
            time_zone: UTC
            currency: RUB
            start: 2026-01-01
            warehouse: var/shop.sqlite
            landing: var/landing
            attribution: { models: [first_touch, linear], conversions: [lead, deal_won, payment], anchor: \(anchor) }
            identity: { keys: [client_id, phone], max_links: { phone: 9, client_id: 10 }, store_contacts: plain }
            sources:
              site: { entity: visit, files: "data/visits-*.csv", load: { replace: file } }
              crm: { entity: lead, files: "data/leads-*.csv", load: { merge: lead_id, version: updated_at } }
              sales: { entity: deal, files: "data/deals-*.csv", load: { merge: deal_id, version: updated_at } }
              bank: { entity: payment, files: "data/payments-*.csv", load: { merge: payment_id } }

            """, to: "pipeline.yml")
        let moment = "2026-01-07 10:00:00"
        func phone(_ number: Int) -> Int { 7000 + (ofOnePhone.contains(number) ? ofOnePhone.lowerBound : number) }
        try company.write(
            heads.leads
                + (0..<count).map { "L\($0),\(moment),\(moment),c\($0),+7912000\(phone($0)),\n" }.joined(),
            to: "data/leads-1.csv")
        try company.write(
            heads.deals
                + (0..<count).map { "D\($0),2026-01-08 10:00:00,\(moment),L\($0),\($0 == 20 ? "c21" : ""),,open,1\n" }
                .joined(),
            to: "data/deals-1.csv")
        try company.write(
            heads.visits + (0..<count).map { "2026-01-05 10:00:00,c\($0),v\($0),yandex\n" }.joined(),
            to: "data/visits-1.csv")
        try company.write(
            heads.payments + "P1,2026-01-08 10:00:00,10,D1,payment,\nR1,2026-01-09 10:00:00,1,,refund,P1\n",
            to: "data/payments-1.csv")
        #expect(try company.run().exitCode == 0)
        return company
    }

    /// Lets a night pass, and compares what is published with a first run over all files.
    private static func pass(_ night: Night, number: Int = 2, in company: Company) throws {
        if !night.leads.isEmpty { try company.write(heads.leads + night.leads, to: "data/leads-\(number).csv") }
        if !night.deals.isEmpty { try company.write(heads.deals + night.deals, to: "data/deals-\(number).csv") }
        if !night.visits.isEmpty { try company.write(heads.visits + night.visits, to: "data/visits-\(number).csv") }
        if !night.payments.isEmpty {
            try company.write(heads.payments + night.payments, to: "data/payments-\(number).csv")
        }
        let result = try company.run()
        #expect(result.exitCode == 0, "\(result.errors)")
        let journeys = try company.rows(
            "SELECT conversion || ' ' || conversion_id || ' ' || identity || ' ' || touches FROM fact_journey")
        for journey in night.journeys {
            let name = journey.split(separator: " ").prefix(2).joined(separator: " ")
            #expect(journeys.contains(journey), "\(journeys.filter { $0.hasPrefix("\(name) ") })")
        }
        let fresh = try Company(standard: false)
        for name in try company.folder.files() where !name.hasPrefix("var/") {
            try fresh.write(try company.folder.text(of: name), to: name)
        }
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
    }

    private static let newerRecords = "SELECT total(length(places)) > 0 FROM etl_person WHERE is_newer = 1"

    @Test(arguments: nights, ["lead", "own"])
    func aNightAmongManyEqualsAFirstRun(_ night: Night, anchor: String) throws {
        let company = try Self.many(anchor: anchor)
        var night = night
        if anchor == "own" { night.journeys = [] }
        try Self.pass(night, in: company)
        // Otherwise all were read, and no night tried what it is for.
        #expect(try company.rows(Self.newerRecords) == [night.bringsRecords ? "1" : "0"])
    }

    /// What came the night before is found, too, and what left it isn't.
    @Test func nightsKnowWhatNightsBeforeBrought() throws {
        let company = try Self.many()
        let moment = "2026-01-20 10:00:00"
        let nights = [
            Night(
                testDescription: "a lead", leads: "N1,\(moment),\(moment),n1,+79120008001,\n",
                journeys: ["lead N1 client_id:n1 0"]),
            Night(
                testDescription: "its visit", visits: "2026-01-19 10:00:00,n1,n1,vk\n",
                journeys: ["lead N1 client_id:n1 1"]),
            Night(
                testDescription: "a lead by its phone", leads: "N2,\(moment),\(moment),c3,+79120008001,\n",
                journeys: ["lead N1 client_id:c3 2", "lead N2 client_id:c3 2", "lead L3 client_id:c3 1"]),
            Night(
                testDescription: "its deal", deals: "N3,\(moment),\(moment),N1,,,open,1\n",
                journeys: ["deal N3 client_id:c3 2"]),
            Night(
                testDescription: "the phone was a mistake",
                leads: "N2,\(moment),2026-01-21 10:00:00,c3,,\n",
                journeys: ["lead N1 client_id:n1 1", "deal N3 client_id:n1 1", "lead N2 client_id:c3 1"]),
            Night(
                testDescription: "another lead by the phone", leads: "N4,\(moment),\(moment),c4,+79120008001,\n",
                journeys: ["lead N1 client_id:c4 2", "lead N2 client_id:c3 1", "deal N3 client_id:c4 2"]),
        ]
        for (place, night) in nights.enumerated() { try Self.pass(night, number: place + 2, in: company) }
        #expect(try company.rows(Self.newerRecords) == ["1"])
    }

    /// Where most records change, all of them are read, and known the night after.
    @Test func aNightThatChangesMostReadsAll() throws {
        let company = try Self.many(2500)
        // How many places there are is what the bytes begin with.
        let places = "SELECT hex(substr(places, 1, 2)) FROM etl_person"
        let known = try company.rows(places)
        let leads = (0..<2400).map {
            "L\($0),2026-01-07 10:00:00,2026-01-20 10:00:00,c\($0 == 5 ? 6 : $0),+7912001\(1000 + $0),\n"
        }.joined()
        try Self.pass(
            Night(testDescription: "most leads", leads: leads, journeys: ["lead L5 client_id:c6 1"]), in: company)
        #expect(try company.rows(Self.newerRecords) == ["0"])
        #expect(try company.rows(places) == known)
        try Self.pass(
            Night(
                testDescription: "one lead", leads: "N1,2026-01-20 10:00:00,2026-01-20 10:00:00,n1,+79120011005,\n",
                journeys: ["lead N1 client_id:c6 1"]), number: 3, in: company)
        #expect(try company.rows(Self.newerRecords) == ["1"])
    }

    /// A phone that links nobody stands in more records than are worth while to be looked for one by one.
    @Test func aHubOfTooManyReadsAll() throws {
        let company = try Self.many(6000, ofOnePhone: 40..<2500)
        try Self.pass(
            Night(
                testDescription: "a lead of the hub",
                leads: "N1,2026-01-20 10:00:00,2026-01-20 10:00:00,c50,+79120007040,\n",
                journeys: ["lead N1 client_id:c50 1", "lead L50 client_id:c50 1", "lead L51 client_id:c51 1"]),
            in: company)
        #expect(try company.rows(Self.newerRecords) == ["0"])
    }

    /// A CRM's whole export of many leads, read anew after some were edited: quadratic work would take a minute.
    @Test(arguments: ["{ merge: lead_id }", "{ snapshot: lead_id }"])
    func aWholeExportIsReadAnew(_ load: String) throws {
        let company = try Self.many(1)
        try company.edit("pipeline.yml", "load: { merge: lead_id, version: updated_at }", "load: \(load)")
        func export(phones: Int) -> String {
            Self.heads.leads
                + (0..<50_000).map { lead in
                    "L\(lead),2026-01-07 10:00:00,2026-01-07 10:00:00,c\(lead),+7912\(1_000_000 + lead % phones),\n"
                }.joined()
        }
        func identities() throws -> [String] {
            try company.rows(
                """
                SELECT count(*) || ' ' || count(DISTINCT identity) FROM fact_journey
                WHERE conversion = 'lead' AND conversion_id <> 'L0'
                """)
        }
        try company.write(export(phones: 49_000), to: "data/leads-1.csv")
        #expect(try company.run().exitCode == 0)
        // A thousand phones are those of two leads.
        #expect(try identities() == ["49999 49000"])
        try company.write(export(phones: 50_000), to: "data/leads-1.csv")
        #expect(try company.run().exitCode == 0)
        #expect(try identities() == ["49999 49999"])
        #expect(try company.rows("SELECT count(*) FROM v1_lead") == ["50000"])
        guard load.contains("snapshot") else { return }
        // What a merged file held before stays beside it.
        try Self.pass(Night(testDescription: "nothing", journeys: ["lead L49500 client_id:c49500 0"]), in: company)
    }
}
