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
            deals: "D20,2026-01-08 10:00:00,2026-01-20 10:00:00,L20,c21,1,open,1\n",
            journeys: ["lead L20 client_id:c20 1", "lead L21 client_id:c21 1"]),
        Night(
            testDescription: "a visit that came late", visits: "2026-01-06 09:00:00,c9,late,vk\n",
            journeys: ["lead L9 client_id:c9 2", "lead L8 client_id:c8 1"]),
    ]

    @Test(arguments: nights)
    func aNightAmongManyEqualsAFirstRun(_ night: Night) throws {
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
            attribution: { models: [first_touch, linear] }
            identity: { keys: [client_id, phone], store_contacts: plain }
            sources:
              site: { entity: visit, files: "data/visits-*.csv", load: { replace: file } }
              crm: { entity: lead, files: "data/leads-*.csv", load: { merge: lead_id, version: updated_at } }
              sales: { entity: deal, files: "data/deals-*.csv", load: { merge: deal_id, version: updated_at } }

            """, to: "pipeline.yml")
        let leads = "lead_id,created_at,updated_at,client_id,phone,deleted\n"
        let deals = "deal_id,created_at,updated_at,lead_id,client_id,deleted,status,amount\n"
        let visits = "at,client_id,visit_id,source\n"
        let moment = "2026-01-07 10:00:00"
        try company.write(
            leads + (0..<60).map { "L\($0),\(moment),\(moment),c\($0),+7912000\(7000 + $0),\n" }.joined(),
            to: "data/leads-1.csv")
        try company.write(
            deals
                + (0..<60).map { "D\($0),2026-01-08 10:00:00,\(moment),L\($0),\($0 == 20 ? "c21" : ""),,open,1\n" }
                .joined(),
            to: "data/deals-1.csv")
        try company.write(
            visits + (0..<60).map { "2026-01-05 10:00:00,c\($0),v\($0),yandex\n" }.joined(), to: "data/visits-1.csv")
        #expect(try company.run().exitCode == 0)

        if !night.leads.isEmpty { try company.write(leads + night.leads, to: "data/leads-2.csv") }
        if !night.deals.isEmpty { try company.write(deals + night.deals, to: "data/deals-2.csv") }
        if !night.visits.isEmpty { try company.write(visits + night.visits, to: "data/visits-2.csv") }
        let result = try company.run()
        #expect(result.exitCode == 0, "\(result.errors)")
        let journeys = try company.rows(
            "SELECT conversion || ' ' || conversion_id || ' ' || identity || ' ' || touches FROM fact_journey")
        for journey in night.journeys { #expect(journeys.contains(journey), "\(journeys)") }
        let fresh = try Company(standard: false)
        for name in try company.folder.files() where !name.hasPrefix("var/") {
            try fresh.write(try company.folder.text(of: name), to: name)
        }
        #expect(try fresh.run().exitCode == 0)
        #expect(try company.digest() == fresh.digest())
    }
}
