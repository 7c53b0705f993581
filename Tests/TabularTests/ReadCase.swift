import Definitions
import Testing

@testable import Tabular

/// A file, how it is read, and what came of it; the defaults are those of a pipeline file.
struct ReadCase {
    static let zone = ZoneTable(identifier: "Europe/Moscow")
    static let location = SourceLocation(file: "pipeline.yml", line: 10, column: 3)

    var format = FormatDefinition()
    var map: [FieldMapping] = []
    var filters: [RowFilter] = []
    var contract = ReadCase.lead
    var bounds = RowBounds()
    var sourceZone = "Europe/Moscow"
    var fileName = "file.csv"
    var parallelism = Parallelism(blockSize: 1 << 16, workers: 2)
    var recurring: [[String]] = []

    /// A small entity with a field of every type.
    static let lead = EntityContract(
        entity: "lead",
        key: "id",
        day: "at",
        newColumns: .ignore,
        dropsIdenticalRows: true,
        fields: [
            FieldContract(name: "id", type: .text, required: true),
            FieldContract(name: "at", type: .instant, required: true),
            FieldContract(name: "born", type: .date),
            FieldContract(name: "clicks", type: .integer, minimum: 0, maximum: 1000),
            FieldContract(name: "cost", type: .money),
            FieldContract(name: "deleted", type: .boolean),
            FieldContract(name: "outcome", type: .enum, allowed: ["won", "lost"]),
            FieldContract(name: "phone", type: .phone),
            FieldContract(name: "note", type: .text),
        ]
    )

    static let spend = EntityContract(
        entity: "spend",
        key: nil,
        day: "date",
        newColumns: .ignore,
        dropsIdenticalRows: false,
        fields: [
            FieldContract(name: "date", type: .date, required: true),
            FieldContract(name: "source", type: .text, required: true),
            FieldContract(name: "cost", type: .money, required: true),
            FieldContract(name: "clicks", type: .integer, minimum: 0),
        ]
    )

    static func mapping(
        _ field: String,
        _ columns: String...,
        format: String? = nil,
        values: [String: String]? = nil,
        unit: FieldMapping.Unit = .whole,
        round: Bool = false,
        required: Bool = false
    ) -> FieldMapping {
        FieldMapping(
            field: field,
            origin: .columns(columns),
            format: format,
            values: values,
            unit: unit,
            round: round,
            required: required,
            location: SourceLocation(file: "pipeline.yml", line: 20, column: 7)
        )
    }

    static func constant(_ field: String, _ text: String) -> FieldMapping {
        FieldMapping(field: field, origin: .constant(text), location: location)
    }

    static func filter(_ name: String, _ values: String...) -> RowFilter {
        RowFilter(name: name, values: values, location: SourceLocation(file: "pipeline.yml", line: 30, column: 7))
    }

    struct Result {
        /// The loaded rows, `line: field=value …` with absent values left out.
        var rows: [String] = []
        /// `line: rule column`.
        var rejects: [String] = []
        var rejected: [RejectedRow] = []
        var summary: ReadSummary
    }

    func plan() throws -> ReadPlan {
        let source = SourceDefinition(
            name: "leads",
            entity: contract.entity,
            files: "*.csv",
            inPlace: false,
            format: format,
            map: map,
            filters: filters,
            load: LoadDefinition(mode: .replace(.day, overlap: .error)),
            location: Self.location,
            filesLocation: Self.location,
            fingerprint: ""
        )
        var plan = ReadPlan(
            source: source,
            contract: contract,
            zone: try #require(Self.zone),
            sourceZone: try #require(ZoneTable(identifier: sourceZone)),
            bounds: bounds
        )
        if !recurring.isEmpty {
            plan.recurring = RecurringGroups(fields: recurring) { field, text, set in
                set += [UInt8(field), UInt8(text.count)] + text
            }
        }
        return plan
    }

    func read(_ text: String) throws -> Result {
        try read(Array(text.utf8))
    }

    func read(_ bytes: [UInt8]) throws -> Result {
        var stream = MemoryStream(bytes)
        var result = Result(summary: ReadSummary(columns: [], newColumns: []))
        let contract = self.contract
        var rows: [String] = []
        var rejected: [RejectedRow] = []
        result.summary = try TableReader(parallelism: parallelism).read(
            &stream,
            named: fileName,
            by: try plan(),
            onBatch: { batch in
                for row in 0..<batch.count { rows.append(Self.describe(batch, row, contract)) }
            },
            onReject: { rejected.append($0) }
        )
        result.rows = rows
        result.rejected = rejected
        result.rejects = rejected.map { "\($0.line): \($0.rule.rawValue)\($0.column.map { " \($0)" } ?? "")" }
        #expect(result.summary.counts.balances)
        #expect(result.summary.counts.loaded == rows.count)
        #expect(result.summary.counts.rejected == rejected.count)
        #expect(result.summary.bytesRead > 0)
        return result
    }

    static func describe(_ batch: RecordBatch, _ row: Int, _ contract: EntityContract) -> String {
        var parts = ["\(batch.lines[row]):"]
        for (index, (column, field)) in zip(batch.columns, contract.fields).enumerated() {
            if let text = column.text(at: row) ?? recurring(batch, index, row) { parts.append("\(field.name)=\(text)") }
            guard let integer = column.integer(at: row) else { continue }
            switch field.type {
            case .date: parts.append("\(field.name)=\(Day(number: Int32(integer)))")
            case .instant: parts.append("\(field.name)=\(Instant(milliseconds: integer))")
            case .money: parts.append("\(field.name)=\(Money(micros: integer))")
            default: parts.append("\(field.name)=\(integer)")
            }
        }
        return parts.joined(separator: " ")
    }

    /// A field's text out of a set of them, each with its field and its length before it.
    private static func recurring(_ batch: RecordBatch, _ field: Int, _ row: Int) -> String? {
        for group in batch.recurring {
            var set = group.texts.bytes(at: Int(group.rows[row]))
            while let found = set.popFirst(), let length = set.popFirst() {
                let text = set.prefix(Int(length))
                set = set.dropFirst(Int(length))
                if found == field { return text.isEmpty ? nil : String(decoding: text, as: UTF8.self) }
            }
        }
        return nil
    }

    /// The failure that reading ends with, or nil.
    func failure(_ text: String) throws -> Failure? {
        try failure(Array(text.utf8))
    }

    func failure(_ bytes: [UInt8]) throws -> Failure? {
        do {
            _ = try read(bytes)
            return nil
        } catch let failure as Failure {
            return failure
        }
    }
}
