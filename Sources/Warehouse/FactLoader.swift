package import Definitions
import GRDB

/// Writes the batches of a source's files into its fact table.
///
/// Each batch is one statement, which reads the values from the batch's own memory.
package final class FactLoader {
    private let insertion: BulkInsertion
    private let publication: Publication
    private let table: FactTable
    private let isKeyed: Bool
    private let key: Int?
    private let version: Int?
    private let fields: [(kind: FactTable.Field.Kind, index: Int?)]
    private let source: String
    private var file: Int64 = 0
    private var record: Int64 = 0

    /// Makes ready to load the rows of one source.
    ///
    /// - Parameters:
    ///   - source: the pipeline's source, within which keys are unique.
    ///   - versionField: the field whose greatest value wins, where the source declares one.
    package init(
        _ publication: Publication, table: FactTable, contract: EntityContract, source: String, versionField: String?
    ) throws {
        insertion = BulkInsertion(publication.database, into: table.name, table.columns)
        self.publication = publication
        self.table = table
        self.source = source
        isKeyed = table.key != nil
        key = table.key.flatMap { contract.index(of: $0) }
        version = versionField.flatMap { contract.index(of: $0) }
        fields = table.fields.map { ($0.kind, contract.index(of: $0.field)) }
    }

    /// Goes on with another file, from its first row.
    package func begin(file: Int64) {
        self.file = file
        record = 0
    }

    /// Appends a batch.
    ///
    /// - Parameter given: the table's given columns, in its order.
    package func load(_ batch: RecordBatch, given: [GivenColumn]) throws {
        var columns: [GivenColumn] = [
            .integer(file), .counted(from: record + 1), .integers(batch.lines), .days(batch.days),
        ]
        if isKeyed {
            columns.append(.text(source))
            columns.append(Self.text(batch, key))
            columns.append(Self.number(batch, version, otherwise: RecordColumn.null))
            // Until the source is settled, every record counts.
            columns.append(.integer(1))
        }
        columns += given
        for field in fields {
            let column: GivenColumn =
                switch field.kind {
                case .text: Self.text(batch, field.index)
                case .instant: Self.instant(batch, field.index)
                case .number: Self.number(batch, field.index, otherwise: 0)
                case .numberOrNull: Self.number(batch, field.index, otherwise: RecordColumn.null)
                }
            columns.append(column)
        }
        if table == .lead { publication.note(leads: batch, key: key, source: source) }
        try insertion.insert(batch.count, columns)
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
}

extension RecordBatch {
    /// A field's integer, nil where the contract or the row has none.
    func integer(_ field: Int?, _ row: Int) -> Int64? {
        field.flatMap { columns[$0].integer(at: row) }
    }
}
