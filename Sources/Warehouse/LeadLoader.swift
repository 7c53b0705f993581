package import Definitions
import GRDB

/// Writes batches of leads into `fact_lead`.
package struct LeadLoader: ~Copyable {
    /// What brought a lead, or why nothing did.
    package struct Origin: Sendable {
        package var traffic: Int64
        /// Empty where a touch brought it.
        package var unattributedReason: String

        package init(traffic: Int64, unattributedReason: String) {
            self.traffic = traffic
            self.unattributedReason = unattributedReason
        }
    }

    private enum Binding {
        case text(Int?)
        case instant(Int?)
    }

    private static let fields = [
        "created_at", "updated_at", "client_id", "user_id", "contact_id", "company_id", "tax_id", "promo_code",
        "content", "term", "click_id", "referrer", "landing", "declared_source", "crm_source", "form", "kind",
        "scheme", "pipeline", "branch", "product", "status", "outcome", "mql_at", "sql_at", "sal_at",
        "sales_rejected_at", "reject_reason", "bant", "first_response_at", "merged_into", "manager",
    ]
    private static let instants: Set<String> = [
        "created_at", "updated_at", "mql_at", "sql_at", "sal_at", "sales_rejected_at", "first_response_at",
    ]
    /// Outcomes that CPL doesn't divide by.
    private static let uncounted: Set<String> = ["spam", "test", "duplicate"]

    private var statement: BulkStatement
    private let file: Int64
    private let source: String
    private let bindings: [Binding]
    private let leadID: Int?
    private let version: Int?
    private let outcome: Int?
    private let deleted: Int?
    private var record: Int64 = 0

    /// Makes ready to load one file's rows.
    ///
    /// - Parameters:
    ///   - source: the pipeline's source, within which ids are unique.
    ///   - versionField: the field whose greatest value wins, where the source declares one.
    package init(
        _ publication: Publication, contract: EntityContract, file: Int64, source: String, versionField: String?
    ) throws {
        let columns =
            ["file_id", "record", "line", "source_name", "lead_id", "version", "is_current", "day", "traffic_id"]
            + ["unattributed_reason", "is_deleted", "is_counted"] + Self.fields
        let parameters = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        statement = try BulkStatement(
            publication.database,
            "INSERT INTO fact_lead (\(columns.joined(separator: ", "))) VALUES (\(parameters))")
        self.file = file
        self.source = source
        bindings = Self.fields.map {
            let index = contract.index(of: $0)
            return Self.instants.contains($0) ? .instant(index) : .text(index)
        }
        leadID = contract.index(of: "lead_id")
        version = versionField.flatMap { contract.index(of: $0) }
        outcome = contract.index(of: "outcome")
        deleted = contract.index(of: "deleted")
    }

    /// Appends a batch.
    ///
    /// - Parameter origins: what brought each row's lead.
    package mutating func load(_ batch: RecordBatch, origins: [Origin]) throws {
        for row in 0..<batch.count {
            record += 1
            statement.bind(file)
            statement.bind(record)
            statement.bind(batch.lines[row])
            statement.bind(source)
            statement.bind(batch.bytes(leadID, row))
            statement.bind(batch.integer(version, row))
            statement.bind(1)
            statement.bind(batch.days[row].description)
            statement.bind(origins[row].traffic)
            statement.bind(origins[row].unattributedReason)
            statement.bind(batch.integer(deleted, row) ?? 0)
            let outcomeText = String(decoding: batch.bytes(outcome, row), as: UTF8.self)
            statement.bind(Self.uncounted.contains(outcomeText) ? 0 : 1)
            for binding in bindings {
                switch binding {
                case .text(let field):
                    statement.bind(batch.bytes(field, row))
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
