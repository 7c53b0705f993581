import Definitions
import TestSupport
import Testing

@testable import Warehouse

@Suite struct BulkInsertionTests {
    /// Inserts into a table of its own and gives its rows, each value as `quote` shows it.
    private func rows(
        _ columns: [String], constraints: String = "", onConflict: String = "",
        _ insert: (borrowing BulkInsertion) throws -> Void
    ) throws -> [String] {
        try TestWarehouse().warehouse.write { database in
            var table = try BulkStatement(
                database,
                "CREATE TABLE taken (\((columns + [constraints]).filter { !$0.isEmpty }.joined(separator: ", ")))")
            try table.step()
            let failure = Result {
                try insert(BulkInsertion(database, into: "taken", columns, onConflict: onConflict))
            }
            let reader = try RowReader(
                database, "SELECT \(columns.map { "quote(\($0))" }.joined(separator: " || ' ' || ")) FROM taken")
            var rows: [String] = []
            while try reader.next() { rows.append(reader.text(0)) }
            if case .failure(let error) = failure { rows.append("\(error)") }
            return rows
        }
    }

    private static func column(_ texts: [String]) -> TextColumn {
        var column = TextColumn()
        for text in texts { column.append(text.utf8) }
        return column
    }

    @Test func eachKindOfColumnIsReadWhereItLies() throws {
        let numbers: [Int64] = [7, RecordColumn.null, .max]
        let instants: [Int64] = [1_760_000_000_999, RecordColumn.null, -62_135_596_801_000 - 366 * 86_400_000]
        let days = [Day(number: 0), Day(number: 20_000), Day(number: 2_932_897)]
        let codes: [UInt32] = [1, 0, 1]
        let texts = Self.column(["", "Поиск", "it's"])
        let rows = try rows(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]) { insertion in
            try insertion.insert(
                3,
                [
                    .integer(-5), .integer(RecordColumn.null), .text("one for all"), .counted(from: 41),
                    .integers(numbers), .instants(instants), .days(days), .texts(texts),
                    .codedIntegers(codes, numbers), .codedTexts(codes, texts),
                ])
            try insertion.insert(
                1,
                [
                    .text(""), .integer(1), .integer(1), .integer(1), .integer(1), .integer(1), .integer(1),
                    .integer(1), .integer(1), .integer(1),
                ])
        }
        #expect(
            rows == [
                "-5 NULL 'one for all' 41 7 '2025-10-09 08:53:20' '1970-01-01' '' NULL 'Поиск'",
                "-5 NULL 'one for all' 42 NULL NULL '2024-10-04' 'Поиск' 7 ''",
                "-5 NULL 'one for all' 43 9223372036854775807 '-1-12-31 23:59:59' '10000-01-01' 'it''s' NULL 'Поиск'",
                "'' 1 1 1 1 1 1 1 1 1",
            ])
    }

    @Test(arguments: [1, 2047, 2048, 2049, 10_000])
    func rowsOfABatchAreInsertedInOrder(count: Int) throws {
        let rows = try rows(["number", "name", "day", "note"]) { insertion in
            let batch = RowBatch(width: 4)
            for turn in 0..<2 {
                batch.removeAll()
                for row in 0..<count {
                    batch.append(Int64(row + turn * count))
                    batch.append("row \(row)")
                    batch.append(row % 2 == 0 ? Day(number: Int32(row)) : nil)
                    batch.append("")
                }
                try insertion.insert(batch)
            }
        }
        #expect(rows.count == 2 * count)
        #expect(
            rows.last == "\(2 * count - 1) 'row \(count - 1)' "
                + (count % 2 == 1 ? "'\(Day(number: Int32(count - 1)))'" : "NULL") + " ''")
        #expect(rows.map { $0.prefix { $0 != " " } } == (0..<2 * count).map { "\($0)"[...] })
    }

    @Test func aRowAtFaultTakesItsBatchBack() throws {
        let rows = try rows(["number"], constraints: "CHECK (number < 3)") { insertion in
            let numbers: [Int64] = [1, 2, 3, 0]
            try insertion.insert(2, [.integers(numbers)])
            try insertion.insert(4, [.integers(numbers)])
        }
        #expect(rows.prefix(2) == ["1", "2"])
        #expect(rows.count == 3)
        #expect(rows.last?.contains("CHECK constraint failed") == true)
    }

    @Test func whatIsThereAlreadyMayBeAddedTo() throws {
        let rows = try rows(
            ["place", "sum"], constraints: "PRIMARY KEY (place)",
            onConflict: "(place) DO UPDATE SET sum = sum + excluded.sum"
        ) { insertion in
            let places: [Int64] = [1, 2, 1]
            try insertion.insert(3, [.integers(places), .integer(10)])
            try insertion.insert(1, [.integers(places), .integer(-5)])
        }
        #expect(rows == ["1 15", "2 10"])
    }

    @Test func noRowsAreNoStatement() throws {
        #expect(try rows(["number"]) { try $0.insert(RowBatch(width: 1)) }.isEmpty)
    }
}
