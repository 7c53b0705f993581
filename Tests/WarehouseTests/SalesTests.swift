import Definitions
import GRDB
import TestSupport
import Testing

@testable import Warehouse

/// What deals and payments take over from other records, on facts put in by hand.
@Suite struct SalesTests {
    private let test: TestWarehouse

    init() throws {
        test = try TestWarehouse()
    }

    /// Adds a file of deals: `(id, status, lead, stated date)` a row.
    private func addDeals(
        _ publication: Publication, _ source: String, _ rows: [(id: String, status: String, lead: String, won: Bool)]
    ) throws {
        var file = TestWarehouse.file(source, "\(source).csv", slot: ("2025-02-01", "2025-02-01"), content: source)
        file.counts.read = rows.count
        file.counts.loaded = rows.count
        let id = try publication.add(file).id ?? 0
        let loader = try FactLoader(
            publication, table: .deal, contract: test.contracts["deal"] ?? TestWarehouse.noContract, source: source,
            versionField: nil)
        loader.begin(file: id)
        var statuses = TextColumn()
        for row in rows { statuses.append(row.status.utf8) }
        let created = Int64(TestWarehouse.day("2025-02-01").number) * 86_400_000
        try loader.load(
            test.batch(
                "deal", days: rows.map { _ in "2025-02-01" },
                texts: ["deal_id": rows.map(\.id), "lead_id": rows.map(\.lead)],
                integers: [
                    "created_at": rows.map { _ in created },
                    "won_at": rows.map { $0.won ? created : RecordColumn.null },
                    "amount": rows.map { _ in 5_000_000 },
                ]),
            given: [
                .days(rows.map { _ in TestWarehouse.day("2025-02-01") }), .text(""),
                .instants(rows.map { _ in RecordColumn.null }), .texts(statuses), .integer(0), .text(""),
                .integers(rows.indices.map { Int64($0 * 10) }), .integer(9), .text(""), .text(""), .integer(0),
                .integer(0),
            ])
    }

    private func settle(_ publication: Publication) throws {
        try publication.settleDeals(rejecting: "won_without_date")
        try publication.linkSales()
        try publication.listStages()
    }

    private func deals(_ columns: String) throws -> [String] {
        try test.warehouse.read {
            try String.fetchAll(
                $0, sql: "SELECT \(columns) FROM fact_deal WHERE is_current = 1 ORDER BY source_name, deal_id")
        }
    }

    @Test func aRejectedRecordNeitherCountsNorSupersedes() throws {
        try test.publish { publication in
            try addDeals(
                publication, "deals",
                [("1", "open", "", false), ("1", "won", "", false), ("2", "won", "", true), ("3", "won", "", false)])
            #expect(try publication.hasSales())
            try settle(publication)
        }
        #expect(try deals("deal_id || ' ' || status") == ["1 open", "2 won"])
        let counts = try #require(try test.warehouse.files(.live).first?.counts)
        #expect(counts.balances)
        #expect([counts.loaded, counts.rejected, counts.superseded] == [2, 2, 0])
        try test.publish { publication in
            let file = try #require(try publication.files(withRejects: "won_without_date").first)
            #expect(
                try publication.rejects(of: file).map { [$0.line, $0.offset, $0.length] } == [[3, 10, 9], [5, 30, 9]])
            #expect(try publication.files(withRejects: "money").isEmpty)
        }
    }

    @Test func aLeadIsThatOfTheFirstSourceByName() throws {
        try test.publish { publication in
            #expect(!(try publication.hasSales()))
            try addDeals(
                publication, "deals", [("1", "won", "7", true), ("2", "won", "", true), ("3", "won", "9", true)])
            for (source, day) in [("crm_b", "2025-01-02"), ("crm_a", "2025-01-01")] {
                try test.addLeads(
                    publication,
                    TestWarehouse.file(source, source, slot: (day, day), content: source), [("7", nil, day)])
                try publication.settle(.lead, source: source)
            }
            try settle(publication)
        }
        #expect(
            try deals("lead_source || ' ' || report_day") == ["crm_a 2025-01-01", " 2025-02-01", " 2025-02-01"])
        // Settling once more changes nothing.
        let before = try WarehouseDigest(test.warehouse)
        try test.publish { try settle($0) }
        #expect(try WarehouseDigest(test.warehouse) == before)
    }
}
