import Definitions
import GRDB
import TestSupport
import Testing

@testable import Warehouse

@Suite struct WarehouseTests {
    @Test func openingAgainChangesNothing() throws {
        let first = try TestWarehouse()
        try first.publish { publication in
            try first.addSpend(
                publication, TestWarehouse.file("ads", "ads.csv", slot: ("2025-01-01", "2025-01-01")),
                [("2025-01-01", 1)])
        }
        let digest = try WarehouseDigest(first.warehouse)
        #expect(try WarehouseDigest(TestWarehouse(first.folder).warehouse) == digest)
        #expect(try WarehouseDigest(Warehouse(readingAt: first.warehouse.path)) == digest)
    }

    @Test func aChangedFactsDefinitionMakesThemAnewAndKeepsTheLedger() throws {
        let test = try TestWarehouse()
        try test.publish { publication in
            try test.addSpend(
                publication, TestWarehouse.file("ads", "ads.csv", slot: ("2025-01-01", "2025-01-01")),
                [("2025-01-01", 1)])
        }
        let facts = (SchemaLibrary.embedded.files["warehouse/facts.sql"] ?? "") + "\n-- changed\n"
        let changed = SchemaLibrary.embedded.overridden(by: ["warehouse/facts.sql": facts], in: "schemas")
        let again = try Warehouse(path: test.warehouse.path, schemas: changed)
        #expect(try again.files(.live).map(\.path) == ["ads.csv"])
        let count = "SELECT count(*) FROM v1_spend"
        // Readers keep the old facts until the publication that fills the new ones.
        #expect(try again.read { try Int.fetchOne($0, sql: count) } == 1)
        #expect(throws: Failure.self) { try again.publish(run: 1) { _ in throw Failure(.refused, "refused") } }
        #expect(try again.read { try Int.fetchOne($0, sql: count) } == 1)
        try again.publish(run: 1) { _ in }
        #expect(try again.read { try Int.fetchOne($0, sql: count) } == 0)
        #expect(derivedDefinition(changed) != derivedDefinition(.embedded))
    }

    /// Numbers that earlier versions listed stay listed, in the same columns of the same types.
    @Test func changesAreKeptWhenTheirTablesChange() throws {
        let folder = try WorkFolder()
        let path = folder.path(of: "test.sqlite")
        let changes = ["warehouse/0002-changes.sql": ""]
        let earlier = SchemaLibrary.embedded.overridden(by: changes, in: "schemas")
        let listed = try Warehouse(path: path, schemas: earlier).write { database in
            try database.execute(
                sql: """
                    UPDATE meta_schema SET ledger = 1;
                    INSERT INTO etl_run VALUES
                        (1, 'run', '2026-01-01', 'published', 0, '2026-01-02 00:00:00', NULL, 'test', 'd', ''),
                        (2, 'run', '2026-01-02', 'published', 0, '2026-01-03 00:00:00', NULL, 'test', 'd', '');
                    INSERT INTO etl_change VALUES
                        (1, '2025-12-01', 'SEO', 'google', 'organic', '', 'leads_billionths', 0, 1000000000, 'a'),
                        (1, '2025-12-01', 'Paid', 'vk', 'cpc', 'Sale', 'cost_micros', 5, -7, 'a'),
                        (1, '2025-12-01', 'Paid', 'vk', 'cpc', 'Sale', 'clicks', 2, 0, 'a'),
                        (2, '2025-12-01', 'Paid', 'vk', 'cpc', 'Sale', 'clicks', 0, 3, 'b'),
                        (2, '2025-12-02', 'Paid', 'vk', 'cpc', 'Шубы', 'cost_micros', 9223372036854775807, 0, 'c; d');
                    """)
            return try Self.changes(database)
        }
        let migrated = try Warehouse(path: path, schemas: .embedded)
        #expect(listed.rows.count == 5)
        #expect(try migrated.read(Self.changes) == listed)
        #expect(try migrated.read { try Bool.fetchOne($0, sql: "SELECT ledger = 2 FROM meta_schema") } == true)
    }

    struct Changes: Equatable {
        var rows: [String]
        var types: [String]
    }

    private static func changes(_ database: Database) throws -> Changes {
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM etl_change ORDER BY 1, 2, 3, 4, 5, 6, 7")
        let types = try Row.fetchAll(database, sql: "SELECT name, type FROM pragma_table_info('etl_change')")
        return Changes(rows: rows.map(\.description), types: types.map(\.description))
    }

    @Test func viewColumnsKeepTheirTypes() throws {
        let test = try TestWarehouse()
        let types = try test.warehouse.read { database in
            try Row.fetchAll(database, sql: "PRAGMA table_info(v1_channel_daily)").map {
                "\($0["name"] as String) \($0["type"] as String)"
            }
        }
        #expect(
            types == [
                "day DATE", "channel TEXT", "source TEXT", "medium TEXT", "campaign TEXT", "impressions INTEGER",
                "clicks INTEGER", "cost_micros INTEGER", "cost REAL", "visits INTEGER", "pageviews INTEGER",
                "visit_duration INTEGER", "bounces INTEGER", "leads_billionths INTEGER", "leads REAL",
                "leads_all_billionths INTEGER", "leads_all REAL", "deals_created_billionths INTEGER",
                "deals_created REAL", "deals_won_billionths INTEGER", "deals_won REAL", "revenue_micros INTEGER",
                "revenue REAL", "payments_micros INTEGER", "payments REAL",
            ])
    }

    @Test(arguments: ["v1_deal", "v1_payment"])
    func columnsOfSalesHaveTypes(view: String) throws {
        let test = try TestWarehouse()
        let types = try test.warehouse.read { database in
            try Row.fetchAll(database, sql: "PRAGMA table_info(\(view))").map {
                ($0["name"] as String, $0["type"] as String)
            }
        }
        for (name, type) in types {
            let expected =
                name.hasSuffix("_micros") || name == "line"
                ? "INTEGER"
                : name == "amount" || name == "margin"
                    ? "REAL"
                    : name == "at" || name.hasSuffix("_at") ? "DATETIME" : name.hasSuffix("day") ? "DATE" : "TEXT"
            #expect(type == expected, "\(name)")
        }
        #expect(types.count > 20)
    }

    static let unusable: [(name: String, prepare: @Sendable (WorkFolder) throws -> Void, message: String)] = [
        (
            "text", { try $0.write("day;cost\n2025-01-01;5\n".padded(to: 200), to: "test.sqlite") },
            "it is not a readable SQLite file"
        ),
        ("a folder", { try $0.write("x", to: "test.sqlite/x") }, "it cannot be opened"),
    ]

    @Test(arguments: unusable)
    func saysWhyAFileCannotBeUsed(
        _ row: (name: String, prepare: @Sendable (WorkFolder) throws -> Void, message: String)
    ) throws {
        let folder = try WorkFolder()
        try row.prepare(folder)
        let path = folder.path(of: "test.sqlite")
        let failure = #expect(throws: Failure.self) { try Warehouse(path: path, schemas: .embedded) }
        #expect(failure?.kind == .warehouse)
        #expect(failure?.diagnostics.first?.message == "warehouse \(path): \(row.message)")
    }

    @Test func aForeignDatabaseIsNotReadAsAWarehouse() throws {
        let folder = try WorkFolder()
        let path = folder.path(of: "other.sqlite")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE x (y)") }
        #expect(throws: Failure.self) { try Warehouse(readingAt: path) }
        let missing = #expect(throws: Failure.self) { try Warehouse(readingAt: folder.path(of: "none.sqlite")) }
        #expect(missing?.kind == .definition)
    }

    @Test func aNewerWarehouseIsLeftAlone() throws {
        let test = try TestWarehouse()
        try test.warehouse.write { try $0.execute(sql: "UPDATE meta_schema SET ledger = 99") }
        let failure = #expect(throws: Failure.self) { try TestWarehouse(test.folder) }
        #expect(failure?.diagnostics.first?.hint == "install the newer version, or set another `warehouse`")
    }

    @Test func runsThatNeverEndedAreLost() throws {
        let test = try TestWarehouse()
        _ = try test.beginRun()
        _ = try test.beginRun()
        #expect(try test.warehouse.runs(limit: 5).map(\.state) == [.running, .lost])
    }

    @Test func aRefusedRunListsItsRejects() throws {
        let test = try TestWarehouse()
        let reject = RejectEntry(line: 3, offset: 40, length: 12, column: "Расход", rule: "money")
        for _ in 1...2 {
            let run = try test.beginRun()
            var file = TestWarehouse.file("ads", "ads.csv", slot: ("2025-01-01", "2025-01-01"))
            file.counts.read = 1
            file.counts.rejected = 1
            try test.warehouse.endRun(
                run, state: .refused, exitCode: 4, message: "refused", steps: [StepRecord(source: "ads")], touched: [],
                refused: [(file: file, rejects: [reject])], clock: Instant(milliseconds: 0))
        }
        // The second try replaces the first in the list.
        #expect(try test.warehouse.files(.refused).map(\.path) == ["ads.csv"])
        let rejects = try test.warehouse.read { database in
            try Row.fetchAll(database, sql: "SELECT line, column_name, rule FROM etl_reject").map {
                "\($0["line"] as Int) \($0["column_name"] as String) \($0["rule"] as String)"
            }
        }
        #expect(rejects == ["3 Расход money"])
    }

    @Test func theDigestIsBlindToRunsAndSurrogates() throws {
        let first = try TestWarehouse()
        let second = try TestWarehouse()
        let slot = ("2025-01-01", "2025-01-01")
        let january = TestWarehouse.file("ads", "a.csv", slot: slot, content: "a")
        let february = TestWarehouse.file("ads", "b.csv", slot: ("2025-02-01", "2025-02-01"), content: "b")
        try first.publish { try first.addSpend($0, january, [("2025-01-01", 5)]) }
        try first.publish { try first.addSpend($0, february, [("2025-02-01", 6)]) }
        _ = try second.beginRun()
        try second.publish { publication in
            try second.addSpend(publication, february, [("2025-02-01", 6)])
            try second.addSpend(publication, january, [("2025-01-01", 5)])
        }
        #expect(try WarehouseDigest(first.warehouse) == WarehouseDigest(second.warehouse))
        try second.warehouse.write {
            try $0.execute(sql: "UPDATE fact_spend SET cost_micros = 7 WHERE day > '2025-01-31'")
        }
        #expect(try WarehouseDigest(first.warehouse) != WarehouseDigest(second.warehouse))
    }
}

extension String {
    /// The text repeated up to a length: SQLite reads a whole page before it judges a file.
    fileprivate func padded(to length: Int) -> String {
        String(repeating: self, count: length / count + 1)
    }
}
