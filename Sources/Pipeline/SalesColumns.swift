import Definitions
import Warehouse

/// Computes what a row of a deal, a stage event or a payment tells of itself.
///
/// What depends on other records, such as the lead that opened a deal, is settled once all is read; until then a row
/// lies in `(unattributed)`.
struct SalesColumns: Sendable {
    private enum Kind {
        case deal, stageEvent, payment
    }

    private let kind: Kind
    private let contract: EntityContract
    private let funnel: FunnelDefinition?

    /// Gives nil for entities that are no part of a sale.
    init?(_ pipeline: LoadedPipeline, source: SourceDefinition) {
        switch source.entity {
        case "deal": kind = .deal
        case "stage_event": kind = .stageEvent
        case "payment": kind = .payment
        default: return nil
        }
        guard let contract = pipeline.contracts[source.entity] else { return nil }
        self.contract = contract
        funnel = pipeline.definition.funnel
    }

    /// The columns that a row gives by itself: of a deal those from `won_at` on, of a payment those after its day.
    func columns(of batch: RecordBatch) -> [GivenColumn] {
        switch kind {
        case .deal: columns(ofDeals: batch)
        case .stageEvent: [column(of: stages(of: batch))]
        case .payment: columns(ofPayments: batch)
        }
    }

    private func columns(ofDeals batch: RecordBatch) -> [GivenColumn] {
        let stages = stages(of: batch)
        var statuses = TextColumn()
        var assumed = [Int64](repeating: 0, count: batch.count)
        var won = [Int64](repeating: RecordColumn.null, count: batch.count)
        let dates = ["won_at", "closed_at"].map { contract.index(of: $0) }
        batch.withTexts(of: [contract.index(of: "status")]) { texts in
            for row in 0..<batch.count {
                var isWon = texts[0][row].elementsEqual(FunnelDefinition.won.utf8)
                if texts[0][row].isEmpty {
                    let stage = stages.names[Int(stages.codes[row])]
                    let status = Self.status(ofStage: stage)
                    isWon = status == FunnelDefinition.won
                    statuses.append(status.utf8)
                    if stage.isEmpty { assumed[row] = 1 }
                } else {
                    statuses.append(texts[0][row])
                }
                // As it stands, until a stage history tells more.
                if isWon, let date = dates.lazy.compactMap({ batch.instant($0, row) }).first { won[row] = date }
            }
        }
        return [
            .instants(won), .texts(statuses), .integers(assumed), column(of: stages),
            .integers(batch.places.map(\.offset)), .integers(batch.places.map(\.length)),
        ]
    }

    /// The status of a deal that states none.
    private static func status(ofStage stage: String) -> String {
        stage == FunnelDefinition.won || stage == FunnelDefinition.lost ? stage : "open"
    }

    /// A refund counts negative, whichever sign the export gives it.
    private func columns(ofPayments batch: RecordBatch) -> [GivenColumn] {
        let kind = contract.index(of: "kind")
        let amount = contract.index(of: "amount")
        var kinds = TextColumn()
        var amounts: [Int64] = []
        for row in 0..<batch.count {
            let isRefund = batch.bytes(kind, row).elementsEqual("refund".utf8)
            let micros = batch.integer(amount, row)
            kinds.append((isRefund ? "refund" : "payment").utf8)
            amounts.append(isRefund && micros > 0 ? -micros : micros)
        }
        return [.texts(kinds), .integers(amounts)]
    }

    // MARK: Stages

    /// The funnel's stages of a batch: their names, '' where it lists none, and which each row has.
    private struct Stages {
        var names: [String] = []
        var codes: [UInt32] = []
    }

    private func column(of stages: Stages) -> GivenColumn {
        guard stages.names.count > 1 else { return .text(stages.names.first ?? "") }
        var names = TextColumn()
        for name in stages.names { names.append(name.utf8) }
        return .codedTexts(stages.codes, names)
    }

    /// Asks the funnel once for each stage met.
    private func stages(of batch: RecordBatch) -> Stages {
        guard let funnel else {
            return Stages(names: [""], codes: Array(repeating: 0, count: batch.count))
        }
        var stages = Stages()
        var known = TextTable()
        var raw: [UInt8] = []
        batch.withTexts(of: [contract.index(of: "pipeline"), contract.index(of: "stage")]) { texts in
            for row in 0..<batch.count {
                let (pipeline, stage) = (texts[0][row], texts[1][row])
                raw.removeAll(keepingCapacity: true)
                raw.append(contentsOf: pipeline)
                // No byte of UTF-8: it tells where the pipeline ends.
                raw.append(0xFF)
                raw.append(contentsOf: stage)
                let code = raw.withUnsafeBufferPointer { known.position(of: $0) }
                if code == stages.names.count {
                    let found = funnel.stage(
                        pipeline: String(decoding: pipeline, as: UTF8.self),
                        stage: String(decoding: stage, as: UTF8.self))
                    stages.names.append(found?.id ?? "")
                }
                stages.codes.append(UInt32(code))
            }
        }
        return stages
    }
}

extension RecordBatch {
    /// A field's milliseconds, nil where the contract or the row has none.
    fileprivate func instant(_ field: Int?, _ row: Int) -> Int64? {
        field.flatMap { columns[$0].integer(at: row) }
    }
}

extension Publication.Traffic {
    /// What nothing brought, as far as the data tell.
    static let unattributed = Publication.Traffic(
        channel: OriginResolver.unattributed, source: "", medium: "", campaign: "")
}
