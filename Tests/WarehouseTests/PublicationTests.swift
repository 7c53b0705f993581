import Definitions
import GRDB
import TestSupport
import Testing

@testable import Warehouse

@Suite struct PublicationTests {
    @Test func spendAndLeadsMeetInTheMart() throws {
        let test = try TestWarehouse()
        try test.publish { publication in
            try test.addSpend(
                publication, TestWarehouse.file("ads", "ads.csv", slot: ("2025-01-01", "2025-01-02")),
                [("2025-01-01", 1_500_000), ("2025-01-01", 250_001), ("2025-01-02", -1)])
            try test.addLeads(
                publication, TestWarehouse.file("crm", "leads.csv", slot: ("2025-01-01", "2025-01-01")),
                [("1", nil, "2025-01-01"), ("2", nil, "2024-12-31")])
            try publication.settle(.lead, source: "crm")
        }
        let totals = try test.warehouse.totals(
            in: TestWarehouse.day("2024-01-01")...TestWarehouse.day("2026-01-01"), byCampaign: false)
        #expect(totals.count == 1)
        #expect(totals.first?.cost == Money(micros: 1_750_000))
        #expect(totals.first?.clicks == 9)
        // The lead before `start` is known, but no mart counts it.
        let leads = try test.warehouse.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM fact_lead WHERE is_current = 1")
        }
        #expect(leads == 2)
    }

    /// What is inserted without checks is checked again later, and so is all that is inserted after it.
    @Test func checksAreLeftOutForAWhile() throws {
        let test = try TestWarehouse()
        let visitors = "INSERT INTO mart_visitors VALUES ('year', '2025-01-01', 'total', 0, 0, 1)"
        var isChecked: [Bool] = []
        try test.publish { publication in
            func insert() {
                isChecked.append((try? publication.database.execute(sql: visitors)) == nil)
            }
            insert()
            try publication.withoutChecks { insert() }
            try publication.database.execute(sql: "DELETE FROM mart_visitors")
            insert()
            publication.scope = .changes
            try publication.withoutChecks { insert() }
            publication.scope = .everything
            try publication.withoutChecks { insert() }
        }
        #expect(isChecked == [true, false, true, true, false])
        #expect(try WarehouseInspection(test.warehouse).damage() == ["CHECK constraint failed in mart_visitors"])
    }

    static let winners:
        [(
            name: String,
            files: [(path: String, version: Int64, slot: (String, String), rows: [(String, Int64?, String)])],
            winner: String
        )] = [
            (
                "the greatest version",
                [
                    ("a", 1, ("2025-01-01", "2025-01-09"), [("7", 2, "2025-01-01")]),
                    ("b", 1, ("2025-01-01", "2025-01-31"), [("7", 1, "2025-01-01")]),
                ], "a:2"
            ),
            (
                "then the slot that ends later",
                [
                    ("b", 1, ("2025-01-01", "2025-01-09"), [("7", 1, "2025-01-01")]),
                    ("a", 1, ("2025-01-01", "2025-01-31"), [("7", 1, "2025-01-01")]),
                ], "a:2"
            ),
            (
                "then the slot that begins later",
                [
                    ("b", 1, ("2025-01-01", "2025-01-31"), [("7", 1, "2025-01-01")]),
                    ("a", 1, ("2025-01-15", "2025-01-31"), [("7", 1, "2025-01-15")]),
                ], "a:2"
            ),
            (
                "then the greater path",
                [
                    ("a", 1, ("2025-01-01", "2025-01-31"), [("7", nil, "2025-01-01")]),
                    ("b", 1, ("2025-01-01", "2025-01-31"), [("7", nil, "2025-01-01")]),
                ], "b:2"
            ),
            (
                "then the later line",
                [
                    ("a", 1, ("2025-01-01", "2025-01-31"), [("7", 1, "2025-01-01"), ("7", 1, "2025-01-02")])
                ], "a:3"
            ),
            (
                "of one path's versions the newest landed, whatever it says",
                [
                    ("a", 1, ("2025-01-01", "2025-01-31"), [("7", 9, "2025-01-01"), ("8", 1, "2025-01-01")]),
                    ("a", 2, ("2025-01-01", "2025-01-31"), [("9", 1, "2025-01-01"), ("7", 1, "2025-01-01")]),
                ], "a:3"
            ),
            (
                "no version is less than any",
                [
                    ("b", 1, ("2025-01-01", "2025-01-31"), [("7", nil, "2025-01-01")]),
                    ("a", 1, ("2025-01-01", "2025-01-31"), [("7", -5, "2025-01-01")]),
                ], "a:2"
            ),
        ]

    @Test(arguments: winners)
    func theWinnerOfAnIDIs(
        _ row: (
            name: String,
            files: [(path: String, version: Int64, slot: (String, String), rows: [(String, Int64?, String)])],
            winner: String
        )
    ) throws {
        var digests: Set<String> = []
        // Arrival plays no part, except that versions of one path follow each other.
        for files in [row.files, row.files.sorted { ($0.version, $1.path) < ($1.version, $0.path) }] {
            let test = try TestWarehouse()
            try test.publish { publication in
                for (index, file) in files.enumerated() {
                    try test.addLeads(
                        publication,
                        TestWarehouse.file(
                            "crm", file.path, version: file.version, slot: file.slot,
                            content: "\(file.path)\(file.version)"),
                        file.rows.map { (id: $0.0, version: $0.1, day: $0.2) })
                    _ = index
                }
                try publication.settle(.lead, source: "crm")
            }
            let winner = try test.warehouse.read { database in
                try String.fetchOne(
                    database,
                    sql: """
                        SELECT path || ':' || line FROM fact_lead JOIN etl_file USING (file_id)
                        WHERE lead_id = '7' AND is_current = 1
                        """)
            }
            #expect(winner == row.winner)
            for file in try test.warehouse.files(.live) {
                #expect(file.counts.balances)
            }
            digests.insert(try WarehouseDigest(test.warehouse).whole)
        }
        #expect(digests.count == 1)
    }

    @Test func idsFoundOnlyInOlderVersionsStay() throws {
        let test = try TestWarehouse()
        try test.publish { publication in
            let slot = ("2025-01-01", "2025-01-31")
            try test.addLeads(
                publication, TestWarehouse.file("crm", "a", version: 1, slot: slot, content: "1"),
                [("7", 1, "2025-01-01"), ("8", 1, "2025-01-01")])
            try test.addLeads(
                publication, TestWarehouse.file("crm", "a", version: 2, slot: slot, content: "2"),
                [("7", 1, "2025-01-02")])
            try publication.settle(.lead, source: "crm")
        }
        let rows = try test.warehouse.read {
            try String.fetchAll(
                $0, sql: "SELECT lead_id || ' ' || day FROM fact_lead WHERE is_current = 1 ORDER BY lead_id")
        }
        #expect(rows == ["7 2025-01-02", "8 2025-01-01"])
        let counts = try test.warehouse.files(.live).map { [$0.counts.loaded, $0.counts.superseded] }
        #expect(counts == [[1, 1], [1, 0]])
    }

    @Test func aThrowLeavesNothing() throws {
        let test = try TestWarehouse()
        try test.publish { publication in
            try test.addSpend(
                publication, TestWarehouse.file("ads", "ads.csv", slot: ("2025-01-01", "2025-01-01")),
                [("2025-01-01", 1)])
        }
        let before = try WarehouseDigest(test.warehouse)
        #expect(throws: Failure.self) {
            try test.publish { publication in
                try test.addSpend(
                    publication, TestWarehouse.file("ads", "b.csv", slot: ("2025-01-02", "2025-01-02")),
                    [("2025-01-02", 1)])
                throw Failure(.refused, "refused")
            }
        }
        #expect(try WarehouseDigest(test.warehouse) == before)
    }
}
