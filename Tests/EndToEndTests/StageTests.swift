import Foundation
import TestSupport
import Testing

/// Stages of deals: the funnel, the history, and what they say of a sale's date.
@Suite struct StageTests {
    private static let funnel = """
        funnel:
          stages:
            - { id: new, title: { en: New, ru: Новый }, match: ["*/NEW"], milestone: mql }
            - { id: won, match: ["0/WON", SOLD] }
            - { id: lost, match: ["*/LOSE"] }

        """

    private func check(_ sales: SalesCompany) throws {
        #expect(try sales.digest() == sales.freshDigest())
        #expect(try sales.differences() == [])
    }

    // MARK: The funnel

    @Test func theStageTellsTheStatusOfADealWithoutOne() throws {
        let sales = try SalesCompany(funnel: Self.funnel, status: "{ from: pipeline, values: { 0: \"\", 4: \"\" } }")
        #expect(!(try sales.run()).contains("warning"))
        #expect(
            try sales.rows("SELECT deal_id, status, funnel_stage FROM v1_deal ORDER BY 1") == [
                "11|won|won", "12|won|won", "13|lost|lost", "14|open|new", "15|won|won",
            ])
        #expect(
            try sales.rows("SELECT source, pipeline, stage, mapped_to, deals FROM etl_stage") == [
                "deals|0|LOSE|lost|1", "deals|0|NEW|new|1", "deals|0|WON|won|2", "deals|4|SOLD|won|1",
            ])
        #expect(try sales.rows("SELECT * FROM dim_funnel_stage WHERE position = 1") == ["new|1|New|Новый|mql"])
        try check(sales)
    }

    /// A file is forgotten under another funnel than its source was read by; the next run reads the source by it.
    @Test func anotherFunnelThatAForgottenFileBringsFirst() throws {
        let sales = try SalesCompany(funnel: Self.funnel)
        try sales.write(SalesCompany.deals.replacing("NEW", with: "HOLD"), to: "data/deals-2.csv")
        try sales.run()
        try sales.company.edit("pipeline.yml", "id: new", "id: fresh")
        try sales.company.rename("data/deals-2.csv", "gone.csv")
        #expect(try sales.company.run("forget-file", ["data/deals-2.csv"]).exitCode == 0)
        try sales.run()
        #expect(try sales.rows("SELECT mapped_to FROM etl_stage WHERE stage = 'NEW'") == ["fresh"])
        let digest = try sales.digest()
        #expect(try sales.company.run("rebuild").exitCode == 0)
        #expect(try sales.digest() == digest)
    }

    static let unmapped: [(setting: String, exit: Int32, message: String)] = [
        (
            "", 0,
            "2 deals stand in stages that the funnel doesn't list, without a status: '4/HOLD', '7/HOLD'; they count as open"
        ),
        ("  unmapped: warn\n", 0, "they count as open (add them to a stage's match, or map status)"),
        (
            "  unmapped: fail\n", 4,
            "2 deals stand in stages that the funnel doesn't list, without a status: '4/HOLD', '7/HOLD' (add them"
        ),
    ]

    @Test(arguments: unmapped)
    func stagesThatTheFunnelDoesNotList(_ row: (setting: String, exit: Int32, message: String)) throws {
        let sales = try SalesCompany(funnel: Self.funnel + row.setting, status: "status")
        let deals = """
            16,2026-01-10 10:00:00,2026-01-10 10:00:00,1,,4,HOLD,,,10,
            17,2026-01-10 10:00:00,2026-01-10 10:00:00,1,,7,HOLD,,,10,
            18,2026-01-10 10:00:00,2026-01-10 10:00:00,1,lost,7,HOLD,,,10,

            """
        try sales.write(SalesCompany.header + deals, to: "data/deals-2.csv")
        let errors = try sales.run(exitCode: row.exit)
        #expect(errors.contains("pipeline.yml:8:1: "), "\(errors)")
        #expect(errors.contains(row.message), "\(errors)")
        if row.exit == 0 {
            #expect(
                try sales.rows("SELECT deal_id, status FROM v1_deal WHERE stage = 'HOLD' ORDER BY 1")
                    == ["16|open", "17|open", "18|lost"])
            #expect(
                try sales.rows("SELECT pipeline, mapped_to, deals FROM etl_stage WHERE stage = 'HOLD'")
                    == ["4||1", "7||2"])
            try check(sales)
        } else {
            #expect(try sales.rows("SELECT count(*) FROM v1_deal") == ["0"])
        }
    }

    @Test func aChangedFunnelReadsDealsAgain() throws {
        let sales = try SalesCompany(funnel: Self.funnel)
        try sales.run()
        try sales.company.edit("pipeline.yml", "id: new,", "id: fresh,")
        try sales.run()
        #expect(try sales.rows("SELECT funnel_stage FROM v1_deal WHERE deal_id = '14'") == ["fresh"])
        #expect(try sales.company.bytesRead() == SalesCompany.deals.utf8.count)
        try check(sales)
        try sales.company.edit("pipeline.yml", Self.funnel.replacingOccurrences(of: "id: new,", with: "id: fresh,"), "")
        try sales.run()
        #expect(try sales.rows("SELECT DISTINCT mapped_to FROM etl_stage") == [""])
        #expect(try sales.rows("SELECT count(*) FROM dim_funnel_stage") == ["0"])
        try check(sales)
    }

    @Test func aDealWithNeitherStatusNorStageIsRejected() throws {
        let sales = try SalesCompany(funnel: Self.funnel)
        try sales.write(
            SalesCompany.deals + "16,2026-01-10 10:00:00,2026-01-10 10:00:00,1,,4,,,,10,\n", to: "data/deals.csv")
        #expect(try sales.run().contains("1 of 6 rows is rejected: 1 required"))
        let plain = try SalesCompany()
        try plain.write(
            SalesCompany.deals + "16,2026-01-10 10:00:00,2026-01-10 10:00:00,1,,4,NEW,,,10,\n", to: "data/deals.csv")
        #expect(try plain.run().contains("1 of 6 rows is rejected: 1 required"))
    }

    // MARK: The date of a sale

    static let histories: [(name: String, funnel: Bool, events: String, wonAt: String)] = [
        ("none", false, "", "2026-02-01 07:00:00"),
        ("the deal's own stage", false, "11,,2026-02-07 10:00:00,0,WON\n", "2026-02-07 07:00:00"),
        ("a stage of another pipeline", false, "11,,2026-02-07 10:00:00,4,WON\n", "2026-02-01 07:00:00"),
        ("a stage without a pipeline", false, "11,,2026-02-07 10:00:00,,WON\n", "2026-02-07 07:00:00"),
        ("another deal's", false, "12,,2026-02-07 10:00:00,0,WON\n", "2026-02-01 07:00:00"),
        (
            "won, reopened, won again", false,
            "11,,2026-02-07 10:00:00,0,WON\n11,,2026-02-08 10:00:00,0,NEW\n11,,2026-02-09 10:00:00,0,WON\n",
            "2026-02-09 07:00:00"
        ),
        (
            "the last entry and not the last event", false,
            "11,,2026-02-07 10:00:00,0,WON\n11,,2026-02-09 10:00:00,0,WON\n", "2026-02-07 07:00:00"
        ),
        (
            "two stages that are won", true,
            "11,,2026-02-03 10:00:00,0,NEW\n11,,2026-02-04 10:00:00,5,SOLD\n11,,2026-02-09 10:00:00,0,WON\n",
            "2026-02-04 07:00:00"
        ),
        (
            "the funnel before the deal's own stage", true,
            "11,,2026-02-04 10:00:00,5,SOLD\n11,,2026-02-05 10:00:00,5,DELIVERED\n", "2026-02-04 07:00:00"
        ),
    ]

    @Test(arguments: histories)
    func aSaleIsDatedByItsHistory(_ row: (name: String, funnel: Bool, events: String, wonAt: String)) throws {
        let sales = try SalesCompany(funnel: row.funnel ? Self.funnel : "", history: true)
        // There must be a file, if only with a lead's event.
        try sales.write(SalesCompany.event + ",1,2026-01-03 10:00:00,,NEW\n", to: "data/history.csv")
        try sales.run()
        try sales.write(SalesCompany.event + row.events + ",2,2026-01-03 10:00:00,,NEW\n", to: "data/history-2.csv")
        try sales.run()
        #expect(try sales.rows("SELECT won_at FROM v1_deal WHERE deal_id = '11'") == [row.wonAt])
        #expect(
            try sales.rows("SELECT mapped_to, deals FROM etl_stage WHERE source = 'history' AND stage = 'NEW'").first
                == (row.funnel ? "new|0" : "|0"))
        try check(sales)
    }

    @Test func anEventOfNothingIsRejected() throws {
        let sales = try SalesCompany(history: true)
        try sales.write(
            SalesCompany.event + ",,2026-01-03 10:00:00,,NEW\n11,,2026-01-03 10:00:00,,NEW\n", to: "data/history.csv")
        #expect(try sales.run().contains("1 of 2 rows is rejected: 1 required"))
        #expect(try sales.rows("SELECT line, rule FROM etl_reject") == ["2|required"])
    }

    private static let dateless = "16,2026-01-10 10:00:00,2026-01-11 10:00:00,2,won,0,WON,,,10,\n"

    @Test func aWonDealWithoutADateIsRejectedUntilItsHistoryComes() throws {
        let sales = try SalesCompany(history: true)
        try sales.write(SalesCompany.event + "11,,2026-01-20 10:00:00,0,NEW\n", to: "data/history.csv")
        try sales.write(
            SalesCompany.deals + Self.dateless + "16,2026-01-10 10:00:00,2026-01-10 11:00:00,2,open,0,NEW,,,10,\n",
            to: "data/deals.csv")
        let errors = try sales.run()
        let warning = "data/deals.csv:7: warning: 1 of 7 rows is rejected (1 won_without_date)"
        #expect(errors.contains(warning), "\(errors)")
        let ledger = """
            SELECT rows_read, rows_loaded, rows_rejected, rows_superseded FROM etl_file WHERE source = 'deals'
            """
        #expect(try sales.rows(ledger) == ["7|6|1|0"])
        #expect(try sales.rows("SELECT line, rule FROM etl_reject") == ["7|won_without_date"])
        let text = try sales.company.folder.text(of: "data/deals.csv")
        let place = try sales.rows("SELECT byte_offset, byte_length FROM etl_reject").first ?? ""
        let parts = place.split(separator: "|").compactMap { Int($0) }
        #expect(Array(text.utf8.dropFirst(parts[0]).prefix(parts[1] + 1)) == Array(Self.dateless.utf8))
        // A row that doesn't count doesn't supersede either.
        #expect(try sales.rows("SELECT status FROM v1_deal WHERE deal_id = '16'") == ["open"])
        try check(sales)
        try sales.write(SalesCompany.event + "16,,2026-01-11 10:00:00,0,WON\n", to: "data/history-2.csv")
        #expect(!(try sales.run()).contains("won_without_date"))
        #expect(try sales.rows(ledger) == ["7|6|0|1"])
        let deal = "SELECT status, won_at FROM v1_deal WHERE deal_id = '16'"
        #expect(try sales.rows(deal) == ["won|2026-01-11 07:00:00"])
        #expect(try sales.rows("SELECT count(*) FROM etl_reject") == ["0"])
        try check(sales)
        // And back, when the history turns out wrong.
        try sales.write(SalesCompany.event + "16,,2026-01-11 10:00:00,0,NEW\n", to: "data/history-2.csv")
        #expect(try sales.run().contains("won_without_date"))
        #expect(try sales.rows(ledger) == ["7|6|1|0"])
        try check(sales)
    }

    @Test func aFileOfWonDealsWithoutDatesIsRefused() throws {
        let sales = try SalesCompany()
        try sales.run()
        let digest = try sales.digest()
        try sales.write(SalesCompany.header + Self.dateless, to: "data/deals-2.csv")
        let errors = try sales.run(exitCode: 4)
        #expect(
            errors.contains(
                "data/deals-2.csv:2: error: 1 of 1 row is rejected (1 won_without_date): the deal is won, and neither"
            ),
            "\(errors)")
        #expect(try sales.digest() == digest)
        #expect(
            try sales.rows("SELECT path, line, rule FROM etl_reject JOIN etl_file USING (file_id)")
                == ["data/deals-2.csv|2|won_without_date"])
        #expect(
            try sales.rows("SELECT source, state FROM etl_step WHERE run_id = 2 AND state <> 'unchanged'")
                == ["deals|refused"])
        try sales.company.edit("data/deals-2.csv", "0,WON,,,", "0,WON,2026-01-11,,")
        try sales.run()
        try check(sales)
    }

    @Test func aDeletedDealNeedsNoDate() throws {
        let sales = try SalesCompany()
        try sales.write(
            SalesCompany.deals + "11,2026-01-05 10:00:00,2026-02-11 10:00:00,1,won,0,WON,,,1,да\n",
            to: "data/deals.csv")
        #expect(!(try sales.run()).contains("warning"))
        #expect(try sales.rows("SELECT count(*) FROM v1_deal WHERE deal_id = '11'") == ["0"])
        try check(sales)
    }

    // MARK: A CRM's JSON

    @Test func dealsAsJSONOfTwoPipelines() throws {
        let sales = try SalesCompany(
            funnel: Self.funnel, status: "{ from: STAGE_SEMANTIC_ID, values: { S: won, F: lost, P: open } }")
        try sales.company.edit(
            "pipeline.yml", "files: data/deals*.csv\n",
            "files: data/deals*.json\n    format: { records: result }\n    where: { pipeline: [\"0\", \"4\"] }\n")
        try sales.company.edit(
            "pipeline.yml", "P: open } } }",
            "P: open } }, deal_id: ID, created_at: DATE_CREATE, updated_at: DATE_MODIFY, closed_at: CLOSEDATE, "
                + "pipeline: CATEGORY_ID, stage: STAGE_ID, lead_id: LEAD_ID, amount: OPPORTUNITY }")
        func deal(_ id: Int, _ pipeline: Int, _ stage: String, _ semantic: String, closed: String = "") -> String {
            """
            { "ID": \(id), "DATE_CREATE": "2026-01-05T10:00:00+03:00", "DATE_MODIFY": "2026-02-05T10:00:00+03:00",
              "CLOSEDATE": "\(closed)", "CATEGORY_ID": \(pipeline), "STAGE_ID": "\(stage)",
              "STAGE_SEMANTIC_ID": "\(semantic)", "LEAD_ID": "1", "OPPORTUNITY": "150.25" }
            """
        }
        let deals = [
            deal(1, 0, "WON", "S", closed: "2026-02-05T03:00:00+03:00"), deal(2, 4, "C4:NEW", "P"),
            deal(3, 4, "SOLD", "S", closed: "2026-02-05T03:00:00+03:00"), deal(4, 7, "C7:WON", "S"),
            deal(5, 4, "C4:ODD", "X"),
        ]
        try sales.write("{ \"result\": [\n\(deals.joined(separator: ",\n"))\n] }\n", to: "data/deals.json")
        #expect(try sales.run().contains("1 of 5 rows is rejected: 1 unknown_value"))
        #expect(
            try sales.rows("SELECT deal_id, pipeline, status, funnel_stage, won_at, channel FROM v1_deal ORDER BY 1")
                == [
                    "1|0|won|won|2026-02-05 00:00:00|Paid Search", "2|4|open||NULL|Paid Search",
                    "3|4|won|won|2026-02-05 00:00:00|Paid Search",
                ])
        #expect(
            try sales.rows("SELECT rows_loaded, rows_filtered, rows_rejected FROM etl_file WHERE source = 'deals'")
                == ["3|1|1"])
        try check(sales)
    }
}
