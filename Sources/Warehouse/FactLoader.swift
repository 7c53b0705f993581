package import Definitions
import GRDB

/// Writes the batches of one file into a fact table.
package final class FactLoader {
    /// A column that the transform computed for a batch, one value a row.
    package enum GivenColumn: Sendable {
        case integers([Int64])
        case nullables([Int64?])
        case texts([String])
    }

    private enum Binding {
        case text(Int?)
        case instant(Int?)
        case number(Int?)
        case numberOrNull(Int?)
    }

    private var statement: BulkStatement
    private let file: Int64
    private let source: String
    private let isKeyed: Bool
    private let key: Int?
    private let version: Int?
    private let bindings: [Binding]
    private var record: Int64 = 0

    /// Makes ready to load one file's rows.
    ///
    /// - Parameters:
    ///   - source: the pipeline's source, within which keys are unique.
    ///   - versionField: the field whose greatest value wins, where the source declares one.
    package init(
        _ publication: Publication, table: FactTable, contract: EntityContract, file: Int64, source: String,
        versionField: String?
    ) throws {
        let columns = table.columns
        let parameters = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        statement = try BulkStatement(
            publication.database,
            "INSERT INTO \(table.name) (\(columns.joined(separator: ", "))) VALUES (\(parameters))")
        self.file = file
        self.source = source
        isKeyed = table.key != nil
        key = table.key.flatMap { contract.index(of: $0) }
        version = versionField.flatMap { contract.index(of: $0) }
        bindings = table.fields.map { field in
            let index = contract.index(of: field.field)
            return switch field.kind {
            case .text: .text(index)
            case .instant: .instant(index)
            case .number: .number(index)
            case .numberOrNull: .numberOrNull(index)
            }
        }
    }

    /// Appends a batch.
    ///
    /// - Parameter given: the table's given columns, in its order.
    package func load(_ batch: RecordBatch, given: [GivenColumn]) throws {
        for row in 0..<batch.count {
            record += 1
            statement.bind(file)
            statement.bind(record)
            statement.bind(batch.lines[row])
            statement.bind(batch.days[row].description)
            if isKeyed {
                statement.bind(source)
                statement.bind(batch.bytes(key, row))
                statement.bind(batch.integer(version, row))
                // Until the source is settled, every record counts.
                statement.bind(1)
            }
            for column in given {
                switch column {
                case .integers(let values): statement.bind(values[row])
                case .nullables(let values): statement.bind(values[row])
                case .texts(let values): statement.bind(values[row])
                }
            }
            for binding in bindings {
                switch binding {
                case .text(let field): statement.bind(batch.bytes(field, row))
                case .number(let field): statement.bind(batch.integer(field, row) ?? 0)
                case .numberOrNull(let field): statement.bind(batch.integer(field, row))
                case .instant(let field):
                    if let milliseconds = batch.integer(field, row) {
                        statement.bind(Instant(milliseconds: milliseconds).description)
                    } else {
                        statement.bindNull()
                    }
                }
            }
            try statement.step()
        }
    }
}

extension RecordBatch {
    /// A field's integer, nil where the contract or the row has none.
    func integer(_ field: Int?, _ row: Int) -> Int64? {
        field.flatMap { columns[$0].integer(at: row) }
    }
}
