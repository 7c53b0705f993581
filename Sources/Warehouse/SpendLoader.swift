package import Definitions
import GRDB

/// Writes batches of ad spend into `fact_spend`.
package struct SpendLoader: ~Copyable {
    private var statement: BulkStatement
    private let date: Int?
    private let texts: [Int?]
    private let impressions: Int?
    private let clicks: Int?
    private let cost: Int?
    private var record: Int64 = 0
    private let file: Int64

    private static let textFields = [
        "account", "contractor", "platform", "network_type", "campaign_id", "campaign", "ad_group_id", "ad_group",
        "ad_id", "ad", "keyword", "device", "branch",
    ]

    /// Makes ready to load one file's rows.
    package init(_ publication: Publication, contract: EntityContract, file: Int64) throws {
        let parameters = Array(repeating: "?", count: 5 + Self.textFields.count + 3).joined(separator: ", ")
        statement = try BulkStatement(
            publication.database,
            """
            INSERT INTO fact_spend (
                file_id, record, line, day, traffic_id, account, contractor, platform, network_type, campaign_id,
                campaign_name, ad_group_id, ad_group, ad_id, ad, keyword, device, branch, impressions, clicks,
                cost_micros)
            VALUES (\(parameters))
            """)
        self.file = file
        date = contract.index(of: "date")
        texts = Self.textFields.map(contract.index)
        impressions = contract.index(of: "impressions")
        clicks = contract.index(of: "clicks")
        cost = contract.index(of: "cost")
    }

    /// Appends a batch.
    ///
    /// - Parameter traffic: the traffic id of each row.
    package mutating func load(_ batch: RecordBatch, traffic: [Int64]) throws {
        for row in 0..<batch.count {
            record += 1
            statement.bind(file)
            statement.bind(record)
            statement.bind(batch.lines[row])
            statement.bind(batch.days[row].description)
            statement.bind(traffic[row])
            for field in texts {
                statement.bind(batch.bytes(field, row))
            }
            statement.bind(batch.integer(impressions, row) ?? 0)
            statement.bind(batch.integer(clicks, row) ?? 0)
            statement.bind(batch.integer(cost, row) ?? 0)
            try statement.step()
        }
    }
}

extension RecordBatch {
    /// A field's text, empty where the contract or the row has none.
    func bytes(_ field: Int?, _ row: Int) -> ArraySlice<UInt8> {
        guard let field, case .texts(let column) = columns[field] else { return [] }
        return column.bytes(at: row)
    }

    /// A field's integer, nil where the contract or the row has none.
    func integer(_ field: Int?, _ row: Int) -> Int64? {
        field.flatMap { columns[$0].integer(at: row) }
    }
}
