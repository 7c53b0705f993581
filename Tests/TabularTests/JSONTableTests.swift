import Definitions
import TestSupport
import Testing

@testable import Tabular

/// JSON read by a source's plan: typed rows, rejects, counts, and what refuses a file.
@Suite struct JSONTableTests {
    /// What reading a file came to.
    struct Reading {
        var batches: [RecordBatch] = []
        var rejects: [RejectedRow] = []
        var summary: ReadSummary?
        var refusal: String?

        /// The rows' values of one column.
        func texts(_ column: Int) -> [String?] {
            batches.flatMap { batch in (0..<batch.count).map { batch.columns[column].text(at: $0) } }
        }

        func integers(_ column: Int) -> [Int64?] {
            batches.flatMap { batch in (0..<batch.count).map { batch.columns[column].integer(at: $0) } }
        }

        var lines: [Int64] {
            batches.flatMap(\.lines)
        }

        var counts: [Int] {
            guard let counts = summary?.counts, counts.balances else { return [] }
            return [counts.read, counts.loaded, counts.rejected, counts.duplicate, counts.filtered]
        }
    }

    static let location = SourceLocation(file: "p.yml", line: 3)
    static let contract = EntityContract(
        entity: "deal",
        key: "deal_id",
        day: "created_at",
        newColumns: .ignore,
        dropsIdenticalRows: true,
        fields: [
            FieldContract(name: "deal_id", type: .text, required: true),
            FieldContract(name: "created_at", type: .instant, required: true),
            FieldContract(name: "amount", type: .money),
            FieldContract(name: "status", type: .enum, allowed: ["open", "won", "lost"]),
            FieldContract(name: "phone", type: .text),
        ]
    )

    static func mapping(_ field: String, _ columns: String..., values: [String: String]? = nil) -> FieldMapping {
        FieldMapping(field: field, origin: .columns(columns), values: values, location: location)
    }

    static func read(
        _ text: some Sequence<UInt8>,
        name: String = "f.json",
        format: FormatDefinition = FormatDefinition(),
        map: [FieldMapping] = [],
        filters: [RowFilter] = [],
        newColumns: EntityContract.NewColumns = .ignore
    ) throws -> Reading {
        var contract = contract
        contract.newColumns = newColumns
        let source = SourceDefinition(
            name: "deals",
            entity: "deal",
            files: name,
            inPlace: false,
            format: format,
            map: map,
            filters: filters,
            load: LoadDefinition(mode: .merge(key: "deal_id", version: nil)),
            location: location,
            filesLocation: location,
            fingerprint: ""
        )
        let zone = try #require(ZoneTable(identifier: "UTC"))
        let plan = ReadPlan(source: source, contract: contract, zone: zone, sourceZone: zone)
        var reading = Reading()
        var stream = JSONSampleStream(text)
        do throws(Failure) {
            reading.summary = try TableReader().read(&stream, named: name, by: plan) { (batch) throws(Failure) in
                reading.batches.append(batch)
            } onReject: { (row) throws(Failure) in
                reading.rejects.append(row)
            }
            #expect(stream.bytes.isEmpty)
        } catch {
            reading.refusal = error.diagnostics.map(\.description).joined(separator: "\n")
        }
        return reading
    }

    static let good = """
        {"result": [
          {"deal_id": 37, "created_at": "2024-09-02T18:37:18+02:00", "amount": "19999.99", "status": "won"},
          {"deal_id": "38", "created_at": "2024-09-02T18:37:18+02:00", "amount": 20000.5, "status": null},
          {"deal_id": "39", "created_at": "2024-09-02", "amount": 0.000001, "phone": "\\u002b7 999"}
        ]}
        """

    @Test func readsADocument() throws {
        let reading = try Self.read(Self.good.utf8, format: FormatDefinition(records: ["result"]))
        #expect(reading.refusal == nil)
        #expect(reading.texts(0) == ["37", "38", "39"])
        #expect(reading.integers(2) == [19_999_990_000, 20_000_500_000, 1])
        #expect(reading.texts(3) == ["won", nil, nil])
        #expect(reading.texts(4) == [nil, nil, "+7 999"])
        #expect(reading.lines == [2, 3, 4])
        #expect(reading.counts == [3, 3, 0, 0, 0])
        #expect(reading.summary?.bytesRead == Int64(Self.good.utf8.count))
        #expect(reading.summary?.columns == ["deal_id", "created_at", "amount", "status", "phone"])
        #expect(reading.summary?.days == Day("2024-09-02").map { $0...$0 })
    }

    @Test(arguments: [TextEncoding.utf16, .utf16be])
    func readsUTF16(encoding: TextEncoding) throws {
        let bytes = Self.good.utf16.flatMap { unit in
            encoding == .utf16be ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        let reading = try Self.read(bytes, format: FormatDefinition(encoding: encoding, records: ["result"]))
        #expect(reading.refusal == nil)
        #expect(reading.texts(0) == ["37", "38", "39"])
        let undeclared = try Self.read(bytes, format: FormatDefinition(records: ["result"]))
        #expect(undeclared.refusal?.contains("the file isn't UTF-8, it looks like utf-16") == true)
    }

    @Test func countsWhatBecomesOfEveryLine() throws {
        let row = #"{"deal_id":"1","created_at":"2024-09-02","amount":"1","status":"won"}"#
        let text = """
            \(row)

            \(row)
            {"deal_id":"2","created_at":"2024-13-02"}
            {"deal_id":"3","created_at":"2024-09-02","amount":"x"}
            {"deal_id":"4"
            ["deal_id"]
            {"deal_id":"5","deal_id":"5","created_at":"2024-09-02"}
            {"deal_id":"6","created_at":"2024-09-02","status":"lost"}
            {"created_at":"2024-09-02","status":"won"}
            {"deal_id":"8","created_at":"2024-09-02","status":"WON"}

            """
        let filter = RowFilter(name: "status", values: ["won"], location: Self.location)
        let reading = try Self.read(text.utf8, name: "f.jsonl.gz", filters: [filter])
        #expect(reading.refusal == nil)
        #expect(reading.lines == [1])
        #expect(
            reading.rejects.map { "\($0.line) \($0.rule.rawValue) \($0.column ?? "-") \($0.length)" } == [
                "6 json_syntax - 14", "7 json_not_object - 11", "8 json_duplicate_key - 55",
                "10 required deal_id 42", "11 not_allowed status 56",
            ]
        )
        #expect(reading.counts == [10, 1, 5, 1, 3])
        #expect(
            reading.summary?.hints.first?.description
                == "f.jsonl.gz:6:15: warning: the first broken line: expected ',' or '}' after the value, found the end"
        )
    }

    @Test func mapsPathsAliasesAndValues() throws {
        let text = """
            [{"ID":"1","DATE":"2024-09-02","STAGE":"S","PHONE":[{"VALUE":"a"}]},
             {"ID":"2","CREATED":"2024-09-03","STAGE":"P","PHONE":[]},
             {"ID":"3","CREATED":"2024-09-04","DATE":"x","STAGE":"?","PHONE":null}]
            """
        let reading = try Self.read(
            text.utf8,
            map: [
                Self.mapping("deal_id", "ID"),
                Self.mapping("created_at", "CREATED", "DATE"),
                Self.mapping("status", "STAGE", values: ["S": "won", "P": "open"]),
                Self.mapping("phone", "PHONE[0].VALUE"),
            ]
        )
        #expect(reading.refusal == nil)
        #expect(reading.texts(0) == ["1", "2"])
        #expect(reading.texts(3) == ["won", "open"])
        #expect(reading.texts(4) == ["a", nil])
        #expect(
            reading.rejects.map { "\($0.line) \($0.rule.rawValue) \($0.column ?? "-")" } == ["3 unknown_value STAGE"]
        )
        #expect(reading.summary?.days.map { "\($0.lowerBound) \($0.upperBound)" } == "2024-09-02 2024-09-04")
        #expect(reading.summary?.newColumns == [])
    }

    @Test func filtersByAColumn() throws {
        let text = #"[{"deal_id":1,"created_at":"2024-09-02","c":{"id":0}},{"deal_id":2,"created_at":"2024-09-02"}]"#
        let filter = RowFilter(name: "c.id", values: ["0", "4"], location: Self.location)
        let reading = try Self.read(text.utf8, filters: [filter])
        #expect(reading.texts(0) == ["1"])
        #expect(reading.counts == [2, 1, 0, 0, 1])
    }

    /// `1.234` is a bit more than one, in JSON, whatever the texts' marks are.
    @Test func aNumberHasAPointWhateverTheTextsHave() throws {
        let text = """
            [{"deal_id":1,"created_at":"2024-09-02","amount":1.234},
             {"deal_id":1.5,"created_at":"2024-09-02","amount":"1.234,5"}]
            """
        let format = FormatDefinition(decimal: UInt8(ascii: ","), thousands: ".")
        let reading = try Self.read(text.utf8, format: format)
        #expect(reading.integers(2) == [1_234_000, 1_234_500_000])
        #expect(reading.texts(0) == ["1", "1.5"])
    }

    @Test func readsManyBatches() throws {
        let lines = (0..<20_000).map { #"{"deal_id":\#($0),"created_at":"2024-09-02"}"# }.joined(separator: "\n")
        let reading = try Self.read(lines.utf8, name: "f.jsonl")
        #expect(reading.batches.count == 3)
        #expect(reading.lines == Array(1...20_000))
        #expect(reading.texts(0).last == "19999")
        let array = try Self.read("[\(lines.split(separator: "\n").joined(separator: ","))]".utf8)
        #expect(array.texts(0) == reading.texts(0))
    }

    @Test(arguments: [("f.json", "[]"), ("f.jsonl", ""), ("f.jsonl", "\n\n")])
    func aFileWithoutRecordsLosesNoColumn(name: String, text: String) throws {
        let reading = try Self.read(text.utf8, name: name, map: [Self.mapping("amount", "SUM")])
        #expect(reading.refusal == nil)
        #expect(reading.counts == [0, 0, 0, 0, 0])
    }

    static let lost: [(text: String, map: [FieldMapping], refusal: String)] = [
        (
            #"[{"deal_id":1,"created_at":"2024-09-02","OPPORTUNITI":1,"x":2}]"#, [mapping("amount", "OPPORTUNITY")],
            "p.yml:3: error: no record of f.json has the column 'OPPORTUNITY' for the field 'amount' "
                + "(did you mean 'OPPORTUNITI'?; other keys: 'OPPORTUNITI', 'x')"
        ),
        (
            #"[{"deal_id":1}]"#, [mapping("amount", "A", "B")],
            """
            p.yml:3: error: no record of f.json has the column 'created_at' for the field 'created_at'
            p.yml:3: error: no record of f.json has the column 'A' or 'B' for the field 'amount'
            """
        ),
        (
            #"{"result":[{"deal_id":1,"created_at":"2024-09-02"}],"total":1}"#, [],
            """
            p.yml:3: error: no record of f.json has the column 'deal_id' for the field 'deal_id' \
            (the records seem to stand under 'result': set format: { records: result })
            p.yml:3: error: no record of f.json has the column 'created_at' for the field 'created_at' \
            (the records seem to stand under 'result': set format: { records: result })
            """
        ),
    ]

    @Test(arguments: lost)
    func aLostColumnRefusesTheFile(text: String, map: [FieldMapping], refusal: String) throws {
        #expect(try Self.read(text.utf8, map: map).refusal == refusal)
    }

    @Test func aColumnThatIsOnceThereIsNotLost() throws {
        let text = #"[{"deal_id":1,"created_at":"2024-09-02"},{"deal_id":2,"created_at":"2024-09-02","SUM":"7"}]"#
        let reading = try Self.read(text.utf8, map: [Self.mapping("amount", "SUM")])
        #expect(reading.integers(2) == [nil, 7_000_000])
    }

    @Test func anOptionalColumnMayBeMissing() throws {
        var mapping = Self.mapping("amount", "SUM")
        mapping.isOptional = true
        let text = #"[{"deal_id":1,"created_at":"2024-09-02"}]"#
        let reading = try Self.read(text.utf8, map: [mapping])
        #expect(reading.refusal == nil)
        #expect(reading.integers(2) == [nil])
        let later = try Self.read(#"[{"deal_id":1,"created_at":"2024-09-02","SUM":"7"}]"#.utf8, map: [mapping])
        #expect(later.integers(2) == [7_000_000])
    }

    @Test func refusesNewColumnsWhereTheContractDoes() throws {
        let text = #"[{"deal_id":1,"created_at":"2024-09-02","new":1}]"#
        #expect(try Self.read(text.utf8).summary?.newColumns == ["new"])
        #expect(
            try Self.read(text.utf8, newColumns: .reject).refusal
                == "p.yml:3: error: f.json has columns that no field takes: 'new' "
                + "(map them, or set new_columns: ignore in schemas/entities/deal.yml)"
        )
    }

    @Test func refusesAnEncodingThatJSONCannotHave() throws {
        let reading = try Self.read("[]".utf8, format: FormatDefinition(encoding: .windows1251))
        #expect(
            reading.refusal == "p.yml:3: error: JSON can't be written in windows-1251 "
                + "(remove encoding from the source's format, or set utf-16)"
        )
    }

    @Test func aFileWhoseRecordsAreAllBrokenIsLeftToItsThreshold() throws {
        let reading = try Self.read("{\n{\"a\"}\n".utf8, name: "f.ndjson")
        #expect(reading.refusal?.contains("one JSON document") == true)
        let lines = try Self.read("{\"a\"}\n{\"b\"}\n".utf8, name: "f.ndjson")
        #expect(lines.refusal == nil)
        #expect(lines.counts == [2, 0, 2, 0, 0])
    }
}

extension JSONFixtureTests {
    @Test func readsDealsByAPlan() throws {
        let reading = try JSONTableTests.read(
            Fixtures.bytes("bitrix24/crm-deal-list_0.json"),
            format: FormatDefinition(records: ["result"]),
            map: [
                JSONTableTests.mapping("deal_id", "ID"),
                JSONTableTests.mapping("created_at", "DATE_CREATE"),
                JSONTableTests.mapping("amount", "OPPORTUNITY"),
            ]
        )
        #expect(reading.refusal == nil)
        #expect(reading.texts(0) == ["37", "38", "39", "40", "41", "42"])
        #expect(reading.integers(2).first == 19_999_990_000)
        #expect(reading.summary?.newColumns.contains("TITLE") == true)
    }
}
