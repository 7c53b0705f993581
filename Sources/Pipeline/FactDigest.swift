import Definitions
import Journeys
import Warehouse

/// What a block's rows tell by themselves, without a look at other blocks or at the warehouse.
///
/// Made on the core that read the block, while another one writes the block before.
struct FactDigest: Sendable {
    struct Block: Sendable {
        /// The sets of tags that rows have of their own; nil for entities without.
        var tags: RecordedTagColumn?
        /// What rows of spend name; nil for other entities.
        var adverts: AdvertColumn?
        /// Columns in the table's order, from the first that the warehouse has no say in.
        var columns: [GivenColumn] = []
        var spend: SpendColumns.Block?
        /// Of a lead, whether CPL divides by it.
        var counted: GivenColumn?
    }

    private let contract: EntityContract
    private let contacts: ContactColumns?
    private let sales: SalesColumns?
    private let spend: SpendColumns?

    /// Outcomes that CPL doesn't divide by.
    private static let uncounted = ["spam", "test", "duplicate"].map { Array($0.utf8) }

    /// Where the tags of leads and calls stand, in the order of `RecordedTagColumn`.
    private static let ownTags = [
        "source", "medium", "campaign", "content", "term", "click_id", "referrer", "landing", "crm_source",
    ]

    init(_ pipeline: LoadedPipeline, source: SourceDefinition, contract: EntityContract) {
        self.contract = contract
        contacts = ContactColumns(pipeline, source: source)
        sales = SalesColumns(pipeline, source: source)
        spend =
            contract.entity == "spend" ? SpendColumns(pipeline.definition, source: source, contract: contract) : nil
    }

    func make(_ batch: RecordBatch) -> any Sendable {
        block(of: batch)
    }

    /// Digests a batch.
    func block(of batch: RecordBatch) -> Block {
        var block = Block()
        switch contract.entity {
        case "rate": block.columns = RateColumns(contract: contract).columns(of: batch)
        case "tracking_number": block.columns = TrackingNumberColumns(contract: contract).columns(of: batch)
        case "spend":
            let names = ["source", "medium", "campaign"].map { contract.index(of: $0) }
            block.tags = RecordedTagColumn(
                batch, fields: names + Array(repeating: nil, count: Self.ownTags.count - names.count),
                campaignID: contract.index(of: "campaign_id"))
            block.adverts = AdvertColumn(batch, contract)
            block.spend = spend?.block(of: batch)
            block.columns = block.spend?.columns ?? []
        case "lead", "call":
            block.tags = RecordedTagColumn(batch, fields: Self.ownTags.map { contract.index(of: $0) })
            if contract.entity == "lead" { block.counted = counted(batch) }
        default: break
        }
        if let sales { block.columns += sales.columns(of: batch) }
        if let contacts { block.columns += contacts.columns(of: batch) }
        return block
    }

    private func counted(_ batch: RecordBatch) -> GivenColumn {
        batch.withTexts(of: [contract.index(of: "outcome")]) { texts in
            guard !texts[0].isAbsent else { return .integer(1) }
            return .integers(
                (0..<batch.count).map { row in Self.uncounted.contains { texts[0][row].elementsEqual($0) } ? 0 : 1 })
        }
    }
}
