package import Definitions
import GRDB

/// Writes the batches of a source's files into its fact table.
///
/// What is the same in all rows of a batch is bound once for it; the rest lies in the batch's own memory until the step.
package final class FactLoader {
    /// A column that the transform computed for a batch.
    package enum GivenColumn: Sendable {
        /// The same number in every row.
        case integer(Int64)
        /// One a row; `RecordColumn.null` where it has none.
        case integers([Int64])
        /// The same text in every row.
        case text(String)
        case texts(TextColumn)
        case days([Day])
        /// Milliseconds of instants, one a row; `RecordColumn.null` where it has none.
        case instants([Int64])
        /// Of each row the place of its number.
        case codedIntegers([UInt32], [Int64])
        /// Of each row the place of its text.
        case codedTexts([UInt32], TextColumn)
    }

    private var statement: BulkStatement
    private let publication: Publication
    private let table: FactTable
    private let isKeyed: Bool
    private let key: Int?
    private let version: Int?
    private let fields: [(kind: FactTable.Field.Kind, index: Int?)]
    /// The number of the first given column.
    private let firstGiven: Int32
    private let source: String
    private var record: Int64 = 0

    /// Makes ready to load the rows of one source.
    ///
    /// - Parameters:
    ///   - source: the pipeline's source, within which keys are unique.
    ///   - versionField: the field whose greatest value wins, where the source declares one.
    package init(
        _ publication: Publication, table: FactTable, contract: EntityContract, source: String, versionField: String?
    ) throws {
        let columns = table.columns
        let parameters = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        statement = try BulkStatement(
            publication.database,
            "INSERT INTO \(table.name) (\(columns.joined(separator: ", "))) VALUES (\(parameters))")
        self.publication = publication
        self.table = table
        self.source = source
        isKeyed = table.key != nil
        key = table.key.flatMap { contract.index(of: $0) }
        version = versionField.flatMap { contract.index(of: $0) }
        fields = table.fields.map { ($0.kind, contract.index(of: $0.field)) }
        firstGiven = Int32(columns.count - table.fields.count - table.given.count + 1)
        if isKeyed {
            statement.bind(constant: source, at: 5)
            // Until the source is settled, every record counts.
            statement.bind(1, at: 8)
        }
    }

    /// Goes on with another file, from its first row.
    package func begin(file: Int64) {
        statement.bind(file, at: 1)
        record = 0
    }

    /// Appends a batch.
    ///
    /// - Parameter given: the table's given columns, in its order.
    package func load(_ batch: RecordBatch, given: [GivenColumn]) throws {
        var columns: [(column: GivenColumn, at: Int32)] = []
        if isKeyed {
            columns.append((Self.text(batch, key), 6))
            columns.append((Self.number(batch, version, otherwise: RecordColumn.null), 7))
        }
        var place = firstGiven
        for column in given {
            columns.append((column, place))
            place += 1
        }
        for field in fields {
            let column: GivenColumn =
                switch field.kind {
                case .text: Self.text(batch, field.index)
                case .instant: Self.instant(batch, field.index)
                case .number: Self.number(batch, field.index, otherwise: 0)
                case .numberOrNull: Self.number(batch, field.index, otherwise: RecordColumn.null)
                }
            columns.append((column, place))
            place += 1
        }
        if table == .lead { publication.note(leads: batch, key: key, source: source) }
        var cells: [Cell] = []
        cells.reserveCapacity(columns.count)
        // Given away whole: an access to a property of a class is watched, and there are many a row.
        try Self.insert(batch, columns[...], &cells, &statement, after: record)
        record += Int64(batch.count)
    }

    private static func text(_ batch: RecordBatch, _ field: Int?) -> GivenColumn {
        guard let field, case .texts(let texts) = batch.columns[field] else { return .text("") }
        return .texts(texts)
    }

    private static func instant(_ batch: RecordBatch, _ field: Int?) -> GivenColumn {
        guard let field, case .integers(let values) = batch.columns[field] else { return .integer(RecordColumn.null) }
        return .instants(values)
    }

    private static func number(_ batch: RecordBatch, _ field: Int?, otherwise: Int64) -> GivenColumn {
        guard let field, case .integers(let values) = batch.columns[field] else { return .integer(otherwise) }
        guard otherwise != RecordColumn.null, values.contains(RecordColumn.null) else { return .integers(values) }
        return .integers(values.map { $0 == RecordColumn.null ? otherwise : $0 })
    }

    // MARK: Rows

    /// A parameter that differs from row to row, and the memory that it is bound from.
    private struct Cell {
        enum Values {
            case texts(FieldTexts)
            case integers(UnsafePointer<Int64>)
            case instants(UnsafePointer<Int64>)
            case days(UnsafePointer<Day>)
            case codedIntegers(UnsafePointer<UInt32>, UnsafePointer<Int64>)
            case codedTexts(UnsafePointer<UInt32>, FieldTexts)
        }

        var index: Int32
        var values: Values
    }

    /// Binds constant columns, turns the others into cells one after the other, each within the memory of the one before,
    /// and inserts the rows.
    private static func insert(
        _ batch: RecordBatch, _ columns: ArraySlice<(column: GivenColumn, at: Int32)>, _ cells: inout [Cell],
        _ statement: inout BulkStatement, after record: Int64
    ) throws {
        guard let (column, index) = columns.first else {
            return try Self.insert(batch, cells, &statement, after: record)
        }
        let rest = columns.dropFirst()
        func goOn(with values: Cell.Values) throws {
            cells.append(Cell(index: index, values: values))
            try Self.insert(batch, rest, &cells, &statement, after: record)
        }
        func withTexts(_ texts: TextColumn, _ values: (FieldTexts) -> Cell.Values) throws {
            try texts.bytes.withUnsafeBufferPointer { bytes in
                try texts.ends.withUnsafeBufferPointer { ends in
                    try goOn(with: values(FieldTexts(bytes: bytes.baseAddress, ends: ends.baseAddress)))
                }
            }
        }
        switch column {
        case .integer(let value):
            if value == RecordColumn.null {
                statement.bindNull(at: index)
            } else {
                statement.bind(value, at: index)
            }
            try Self.insert(batch, rest, &cells, &statement, after: record)
        case .text(let text):
            statement.bind(constant: text, at: index)
            try Self.insert(batch, rest, &cells, &statement, after: record)
        case .integers(let values):
            try values.withUnsafeBufferPointer { try goOn(with: .integers($0.baseAddress.unsafelyUnwrapped)) }
        case .instants(let values):
            try values.withUnsafeBufferPointer { try goOn(with: .instants($0.baseAddress.unsafelyUnwrapped)) }
        case .days(let values):
            try values.withUnsafeBufferPointer { try goOn(with: .days($0.baseAddress.unsafelyUnwrapped)) }
        case .texts(let texts):
            try withTexts(texts) { .texts($0) }
        case .codedIntegers(let codes, let values):
            try codes.withUnsafeBufferPointer { codes in
                try values.withUnsafeBufferPointer { values in
                    try goOn(
                        with: .codedIntegers(
                            codes.baseAddress.unsafelyUnwrapped, values.baseAddress.unsafelyUnwrapped))
                }
            }
        case .codedTexts(let codes, let texts):
            try codes.withUnsafeBufferPointer { codes in
                try withTexts(texts) { .codedTexts(codes.baseAddress.unsafelyUnwrapped, $0) }
            }
        }
    }

    private static func insert(
        _ batch: RecordBatch, _ cells: [Cell], _ statement: inout BulkStatement, after record: Int64
    ) throws {
        for row in 0..<batch.count {
            statement.bind(record + Int64(row) + 1, at: 2)
            statement.bind(batch.lines[row], at: 3)
            statement.bind(batch.days[row], at: 4)
            for cell in cells { bind(cell, row, &statement) }
            try statement.step()
        }
    }

    @inline(__always)
    private static func bind(_ cell: Cell, _ row: Int, _ statement: inout BulkStatement) {
        switch cell.values {
        case .texts(let texts): statement.bind(texts[row], at: cell.index)
        case .integers(let values):
            let value = values[row]
            if value == RecordColumn.null {
                statement.bindNull(at: cell.index)
            } else {
                statement.bind(value, at: cell.index)
            }
        case .instants(let values):
            let value = values[row]
            if value == RecordColumn.null {
                statement.bindNull(at: cell.index)
            } else {
                statement.bind(Instant(milliseconds: value), at: cell.index)
            }
        case .days(let values): statement.bind(values[row], at: cell.index)
        case .codedIntegers(let codes, let values): statement.bind(values[Int(codes[row])], at: cell.index)
        case .codedTexts(let codes, let texts): statement.bind(texts[Int(codes[row])], at: cell.index)
        }
    }
}

extension RecordBatch {
    /// A field's integer, nil where the contract or the row has none.
    func integer(_ field: Int?, _ row: Int) -> Int64? {
        field.flatMap { columns[$0].integer(at: row) }
    }
}
