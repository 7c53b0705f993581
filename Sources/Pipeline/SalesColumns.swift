import Definitions
import Warehouse

/// Computes what a row of a deal, a stage event or a payment tells of itself.
///
/// What depends on other records, such as the lead that opened a deal, is settled once all is read; until then a row
/// lies in `(unattributed)`.
final class SalesColumns {
    private enum Kind {
        case deal, stageEvent, payment
    }

    private struct Place: Hashable {
        var pipeline: String
        var stage: String
    }

    private let kind: Kind
    private let contract: EntityContract
    private let funnel: FunnelDefinition?
    private let publication: Publication
    private var known: [Place: String] = [:]

    /// Gives nil for entities that are no part of a sale.
    init?(_ pipeline: LoadedPipeline, source: SourceDefinition, publication: Publication) {
        switch source.entity {
        case "deal": kind = .deal
        case "stage_event": kind = .stageEvent
        case "payment": kind = .payment
        default: return nil
        }
        guard let contract = pipeline.contracts[source.entity] else { return nil }
        self.contract = contract
        self.publication = publication
        funnel = pipeline.definition.funnel
    }

    /// The columns that the fact table of the source's entity is given.
    func columns(of batch: RecordBatch) throws -> [FactLoader.GivenColumn] {
        switch kind {
        case .deal: try columns(ofDeals: batch)
        case .stageEvent: [.texts(stages(of: batch))]
        case .payment: try columns(ofPayments: batch)
        }
    }

    private func columns(ofDeals batch: RecordBatch) throws -> [FactLoader.GivenColumn] {
        let field = contract.index(of: "status")
        let stages = stages(of: batch)
        var statuses: [String] = []
        var assumed: [Int64] = []
        for row in 0..<batch.count {
            let status = batch.text(field, row)
            statuses.append(status.isEmpty ? Self.status(ofStage: stages[row]) : status)
            assumed.append(status.isEmpty && stages[row].isEmpty ? 1 : 0)
        }
        return try unsettled(batch) + [
            .texts(statuses), .integers(assumed), .texts(stages), .integers(batch.places.map(\.offset)),
            .integers(batch.places.map(\.length)),
        ]
    }

    /// The status of a deal that states none.
    private static func status(ofStage stage: String) -> String {
        stage == FunnelDefinition.won || stage == FunnelDefinition.lost ? stage : "open"
    }

    /// A refund counts negative, whichever sign the export gives it.
    private func columns(ofPayments batch: RecordBatch) throws -> [FactLoader.GivenColumn] {
        let kind = contract.index(of: "kind")
        let amount = contract.index(of: "amount")
        let kinds = (0..<batch.count).map { batch.text(kind, $0) == "refund" ? "refund" : "payment" }
        let amounts = (0..<batch.count).map { row in
            let micros = batch.integer(amount, row)
            return kinds[row] == "refund" && micros > 0 ? -micros : micros
        }
        return try unsettled(batch) + [.texts(kinds), .integers(amounts)]
    }

    /// Traffic, reason and day of rows that nothing is known of yet.
    private func unsettled(_ batch: RecordBatch) throws -> [FactLoader.GivenColumn] {
        let traffic = try publication.trafficID(of: .unattributed)
        return [
            .integers(batch.days.map { _ in traffic }), .texts(batch.days.map { _ in "" }),
            .texts(batch.days.map(\.description)),
        ]
    }

    /// The funnel's stage of each row; '' where it lists none.
    private func stages(of batch: RecordBatch) -> [String] {
        guard let funnel else { return batch.lines.map { _ in "" } }
        let pipeline = contract.index(of: "pipeline")
        let stage = contract.index(of: "stage")
        return (0..<batch.count).map { row in
            let place = Place(pipeline: batch.text(pipeline, row), stage: batch.text(stage, row))
            if let known = known[place] { return known }
            let id = funnel.stage(pipeline: place.pipeline, stage: place.stage)?.id ?? ""
            known[place] = id
            return id
        }
    }
}

extension Publication.Traffic {
    /// What nothing brought, as far as the data tell.
    static let unattributed = Publication.Traffic(
        channel: OriginResolver.unattributed, source: "", medium: "", campaign: "")
}
