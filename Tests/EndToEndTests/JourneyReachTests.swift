import TestSupport
import Testing

/// A run looks only at the journeys that its changes may reach; none is forgotten.
extension JourneyTests {
    struct ReachingChange: Sendable, CustomTestStringConvertible {
        var name: String
        /// Files written anew, over those of the company.
        var files: [String: String] = [:]
        /// Edits of the company's files: what is replaced by what.
        var edits: [(file: String, old: String, new: String)] = []
        /// The conversions that are another thing afterwards.
        var changed: [String]

        var testDescription: String { name }
    }

    static let reachingChanges = [
        ReachingChange(
            name: "a visit that comes in late",
            files: ["data/visits-2.csv": "at,client_id,visit_id,source\n2026-01-06 09:00:00,c2,9,vk\n"],
            changed: ["deal D2", "lead L3"]),
        ReachingChange(
            name: "a visit after everything",
            files: ["data/visits-2.csv": "at,client_id,visit_id,source\n2026-05-05 09:00:00,c2,9,vk\n"],
            changed: []),
        ReachingChange(
            name: "a visit before the lookback",
            files: ["data/visits-2.csv": "at,client_id,visit_id,source\n2026-01-07 09:00:00,c10,9,vk\n"],
            changed: ["deal D6", "lead L9"]),
        ReachingChange(
            name: "a visit that goes",
            edits: [("data/visits.csv", "2026-01-03 12:00:00,c2,5,yandex,cpc,poisk_moskva,\n", "")],
            // All visits stand in another file now.
            changed: [
                "deal D1", "deal D2", "deal D5", "lead L1", "lead L2", "lead L3", "lead L7", "payment P1", "payment P2",
            ]),
        ReachingChange(
            name: "a campaign that is called otherwise",
            edits: [("data/spend.csv", "33333333,Sale,", "33333333,Распродажа,")],
            changed: ["deal D1", "lead L1", "lead L2", "lead L4", "payment P1", "payment P2"]),
        ReachingChange(
            name: "a lead of somebody known",
            files: ["data/leads-2.csv": "lead_id,created_at,client_id\nL0,2026-01-05 10:00:00,c1\n"],
            changed: ["lead L0"]),
        ReachingChange(
            name: "a lead that joins two people",
            files: ["data/leads-2.csv": "lead_id,created_at,client_id,phone\nL0,2026-01-07 15:00:00,c2,+79123456789\n"],
            // Who were two are one now, with both their visits.
            changed: [
                "deal D1", "deal D2", "lead L0", "lead L1", "lead L2", "lead L3", "lead L7", "payment P1", "payment P2",
            ]),
        // Leads with tags of their own stand in another file now, too.
        ReachingChange(
            name: "a lead that is another's",
            edits: [("data/leads.csv", "L1,2026-01-04 10:00:00,c1,8", "L1,2026-01-04 10:00:00,c3,8")],
            changed: ["deal D1", "lead L1", "lead L2", "lead L4", "payment P1", "payment P2"]),
        ReachingChange(
            name: "a lead that is gone",
            edits: [("data/leads.csv", "L1,2026-01-04 10:00:00,c1,8 (912) 345-67-89,,,,,\n", "")],
            changed: ["deal D1", "lead L1", "lead L2", "lead L4", "payment P1", "payment P2"]),
        ReachingChange(
            name: "a deal that is open again",
            edits: [
                ("data/deals.csv", "D1,2026-01-07 10:00:00,won,2026-05-07 10:00:00", "D1,2026-01-07 10:00:00,open,")
            ],
            changed: ["deal D1", "deal D3", "payment P1", "payment P2"]),
        ReachingChange(
            name: "a deal of another lead",
            edits: [("data/deals.csv", "2026-05-07 10:00:00,L1,", "2026-05-07 10:00:00,L3,")],
            changed: ["deal D1", "deal D3", "payment P1", "payment P2"]),
        // The deal's cookie is its lead's no more.
        ReachingChange(
            name: "a deal that parts from its lead", edits: [("data/deals-2.csv", ",L9,", ",,")],
            changed: ["deal D6", "lead L9"]),
        ReachingChange(
            name: "a refund of another payment", edits: [("data/payments.csv", "refund,P9", "refund,P1")],
            changed: ["payment P3"]),
    ]

    @Test(arguments: reachingChanges, ["lead", "own"])
    func aChangeReaches(_ change: ReachingChange, _ anchor: String) throws {
        let company = try company()
        try company.edit("pipeline.yml", "  lookback: 30d\n", "  lookback: 60d\n  anchor: \(anchor)\n")
        // Versions of merged files live on beside each other, which no first run can know.
        for key in ["lead_id", "deal_id", "payment_id"] {
            try company.edit("pipeline.yml", "{ merge: \(key) }", "{ replace: file, overlap: sum }")
        }
        try company.edit("data/leads.csv", "L8,", "L9,2026-03-21 10:00:00,c10,,,,,,\nL8,")
        try company.write(
            "deal_id,created_at,status,lead_id,amount,client_id\nD6,2026-03-21 11:00:00,open,L9,1,a1\n",
            to: "data/deals-2.csv")
        #expect(try company.run().exitCode == 0)
        let journeys = "SELECT conversion || ' ' || conversion_id, signature FROM fact_journey"
        let before = try Set(company.rows(journeys))
        for (file, old, new) in change.edits { try company.edit(file, old, new) }
        for (file, text) in change.files { try company.write(text, to: file) }
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        try check(company)
        if anchor == "lead" {
            let differing = try before.symmetricDifference(company.rows(journeys))
            #expect(
                Set(differing.compactMap { $0.split(separator: "|").first.map(String.init) }) == Set(change.changed))
        }
    }

    /// A visit that the models give nothing is stored in no row; its journey shows it all the same.
    @Test(arguments: ["its row goes", "its row goes, and the indexes are lost", "another file has its day"])
    func aVisitThatWasGivenNothingIsMissed(_ way: String) throws {
        let company = try company()
        try company.edit(
            "pipeline.yml",
            "[first_touch, last_touch, last_non_direct, last_paid, linear, time_decay, position_based]",
            "[first_touch]")
        try company.edit("pipeline.yml", "load: { replace: day } }", "load: { replace: day, overlap: newest } }")
        #expect(try company.run().exitCode == 0)
        let path = "SELECT path FROM fact_journey WHERE conversion_id = 'L1'"
        let before = try company.rows(path)
        if way == "another file has its day" {
            try company.write(
                "at,client_id,visit_id\n2026-01-03 10:00:00,c9,1\n2026-01-06 10:00:00,c9,2\n", to: "data/visits-2.csv")
        } else {
            try company.edit("data/visits.csv", "2026-01-03 10:00:00,c1,2,vk,cpc,sale,\n", "")
        }
        if way == "its row goes, and the indexes are lost" {
            // Nothing tells any more who came by the file that is replaced.
            for name in try company.folder.files() where name.hasPrefix("var/landing/visits/") {
                try company.folder.remove(name)
            }
        }
        #expect(try company.run().exitCode == 0)
        #expect(try company.rows(path) != before)
        try check(company)
    }
}
