import Definitions
import TestSupport
import Testing

@testable import Tabular

@Suite("Fields read by distinct rows")
struct RecurringFieldsTests {
    private static let contract = EntityContract(
        entity: "visit", key: nil, day: "at", newColumns: .ignore, dropsIdenticalRows: true,
        fields: [
            FieldContract(name: "at", type: .instant, required: true),
            FieldContract(name: "source", type: .text),
            FieldContract(name: "medium", type: .text),
            FieldContract(name: "kind", type: .enum, allowed: ["new", "old"]),
            FieldContract(name: "landing", type: .url),
            FieldContract(name: "note", type: .text, required: true),
        ])

    /// Values that are alike as bytes and differ as values, and values that break rules.
    private static let values = [
        "", "\"\"", "a", "\"a\"", " a ", "a\"\"b", "\"a\"\"b\"", "\"a,b\"", "\"a,b,\"", "\"\"\"\"", "b", "ab", "new",
        "old", "-",
        "\"two\nlines\"", "ж", "a\u{0}b", "https://shop.example/?utm_source=x",
        "long enough to be more than one word",
    ]

    private func text(_ order: [String], _ random: inout SeededGenerator) -> String {
        var lines = [order.joined(separator: ",")]
        for _ in 0..<60 {
            var row = order.map { name in
                name == "at"
                    ? ["2025-01-01", "2025-01-02", "soon"][min(2, random.below(20))]
                    : name == "kind"
                        ? ["new", "old", "", "\"new\"", "?"][min(4, random.below(30) / 6)]
                        : Self.values[random.below(Self.values.count)]
            }
            if random.below(8) == 0 { row.removeLast(random.below(3)) }
            lines.append(row.joined(separator: ","))
        }
        return lines.joined(separator: "\n")
    }

    private func expectSame(_ read: ReadCase, _ text: String, _ comment: Comment) throws {
        var recurring = read
        let plain = try read.read(text)
        for groups in [
            [["source", "medium", "kind"], ["landing"]], [["source", "medium", "kind", "landing", "note"]],
            [["landing", "source"], ["note"]], [["medium"]],
        ] {
            recurring.recurring = groups
            let result = try recurring.read(text)
            #expect(result.rows == plain.rows, comment)
            #expect(result.rejected == plain.rejected, comment)
            #expect(result.summary.counts == plain.summary.counts, comment)
        }
    }

    @Test("rows, rejects and counts are those of reading field by field")
    func sameAsFieldByField() throws {
        var random = SeededGenerator()
        for round in 0..<40 {
            let order = ["at", "source", "medium", "kind", "landing", "note"].shuffled(using: &random)
            var read = ReadCase()
            read.contract = Self.contract
            read.format.shortRows = random.below(2) == 0 ? .fill : read.format.shortRows
            read.parallelism = Parallelism(blockSize: [64, 400, 1 << 16][random.below(3)], workers: 2)
            if random.below(2) == 0 { read.format.nulls = ["-"] }
            if random.below(3) == 0 { read.filters = [ReadCase.filter("source", "a", "b")] }
            if random.below(3) == 0 { read.map = [ReadCase.mapping("landing", "medium")] }
            if random.below(3) == 0 { read.map.append(ReadCase.constant("source", "here")) }
            try expectSame(read, text(order, &random), "\(random), round \(round)")
        }
    }

    @Test("what is kept of a file whose rows are all different doesn't grow with it")
    func manyDistinctRows() throws {
        var read = ReadCase()
        read.contract = Self.contract
        read.contract.dropsIdenticalRows = false
        read.parallelism = Parallelism(blockSize: 1 << 14, workers: 2)
        let rows = (0..<40_000).map { "2025-01-01,s\($0 % 3),m,,https://shop.example/?click=\($0),x" }
        try expectSame(read, (["at,source,medium,kind,landing,note"] + rows).joined(separator: "\n"), "")
    }

    @Test("values of JSON records are told apart by where they end")
    func json() throws {
        var read = ReadCase()
        read.contract = Self.contract
        read.fileName = "file.jsonl"
        var random = SeededGenerator()
        let values = ["", "a", "ab", "b", "c", "abc", "ж"]
        let lines = (0..<200).map { _ in
            let texts = (0..<3).map { _ in values[random.below(values.count)] }
            let pairs = zip(["source", "medium", "landing"], texts).map { "\"\($0)\":\"\($1)\"" }
            return "{\"at\":\"2025-01-01\",\(pairs.joined(separator: ",")),\"note\":\"n\"}"
        }
        try expectSame(read, lines.joined(separator: "\n"), "\(random)")
    }
}
