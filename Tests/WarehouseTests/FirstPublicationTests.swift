import Definitions
import GRDB
import TestSupport
import Testing

@testable import Warehouse

@Suite struct FirstPublicationTests {
    /// Publishes rows of the day after those there are.
    ///
    /// - Returns: how the file was written meanwhile.
    @discardableResult
    private func publish(
        _ test: TestWarehouse, rows: Int = 1, _ during: (Database) throws -> Void = { _ in }
    ) throws -> String? {
        let day = "2025-01-0\(try test.warehouse.files(.live).count + 1)"
        var mode: String?
        try test.publish { publication in
            mode = try journal(publication.database)
            try test.addSpend(
                publication, TestWarehouse.file("ads", "\(day).csv", slot: (day, day)),
                (0..<rows).map { _ in (day, 1) })
            try during(publication.database)
        }
        return mode
    }

    private func journal(_ database: Database) throws -> String? {
        try String.fetchOne(database, sql: "PRAGMA journal_mode")
    }

    @Test func onlyTheFirstIsWrittenWithoutALog() throws {
        let test = try TestWarehouse()
        for mode in ["delete", "wal"] {
            #expect(try publish(test) == mode)
            // Readers are never in the way of what comes later.
            #expect(try test.warehouse.read { try journal($0) } == "wal")
        }
        #expect(try test.warehouse.files(.live).count == 2)
    }

    @Test func aReaderThatIsThereIsLeftAlone() throws {
        let test = try TestWarehouse()
        let reader = try Warehouse(readingAt: test.warehouse.path)
        #expect(try reader.files(.live).isEmpty)
        var seen: [FileVersion]?
        #expect(try publish(test) { _ in seen = try reader.files(.live) } == "wal")
        #expect(seen == [])
        #expect(try reader.files(.live).count == 1)
    }

    @Test func whatFailsLeavesNothing() throws {
        let test = try TestWarehouse()
        #expect(throws: Failure.self) {
            try publish(test) { _ in throw Failure(.refused, "refused") }
        }
        #expect(try test.warehouse.files(.live).isEmpty)
        #expect(try test.warehouse.read { try journal($0) } == "wal")
        #expect(try publish(test) == "delete")
    }

    private static let rewriting = "UPDATE fact_spend SET clicks = clicks + 1"

    /// The files as a power cut leaves them, once much was written that isn't published.
    @Test func whatAKilledOneHadWrittenIsTakenBackByAReader() throws {
        let test = try TestWarehouse()
        let killed = try WorkFolder()
        // What doesn't fit goes to the disk before it is published.
        try test.warehouse.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA cache_size = 10") }
        try publish(test, rows: 20_000) { database in
            try database.execute(sql: Self.rewriting)
            for name in ["test.sqlite", "test.sqlite-journal"] {
                try killed.write(test.folder.bytes(of: name), to: name)
            }
        }
        #expect(try killed.size(of: "test.sqlite") > 1 << 20)
        let reader = try Warehouse(readingAt: killed.path(of: "test.sqlite"))
        #expect(try reader.files(.live).isEmpty)
        #expect(
            try reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM etl_run WHERE state = 'running'") } == 1)
        let again = try TestWarehouse(killed)
        #expect(try publish(again, rows: 20_000) { try $0.execute(sql: Self.rewriting) } == "delete")
        #expect(try WarehouseDigest(again.warehouse) == WarehouseDigest(test.warehouse))
    }
}
