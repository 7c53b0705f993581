import Definitions

/// Finds the first amount in another currency than the pipeline's that isn't converted: the two can't be added.
struct CurrencyCheck {
    private let field: Int?
    private let entity: String
    private let expected: String
    private var foreign: (line: Int64, currency: String)?

    init(contract: EntityContract, of pipeline: PipelineDefinition) {
        entity = contract.entity
        expected = pipeline.currency
        // Rates convert spend, and are in other currencies themselves.
        let isConverted = entity == "rate" || entity == "spend" && pipeline.hasRates
        field = isConverted ? nil : contract.index(of: "currency")
    }

    /// Looks through a batch; rows without a currency are in the pipeline's.
    mutating func look(at batch: RecordBatch) {
        guard foreign == nil, let field, case .texts(let column) = batch.columns[field] else { return }
        for row in 0..<batch.count {
            let text = column.bytes(at: row)
            if text.isEmpty || text.elementsEqual(expected.utf8) { continue }
            let name = String(decoding: text, as: UTF8.self).uppercased()
            if name == expected { continue }
            foreign = (batch.lines[row], name)
            return
        }
    }

    /// Why a file with a foreign currency is refused.
    func refusal(_ path: String) -> Diagnostic? {
        foreign.map { line, currency in
            let rest =
                "keep only \(expected) rows with where: { currency: [\(expected)] }, or use a pipeline of its own for "
                + currency
            let place = SourceLocation(file: path, line: Int(line))
            let message = "the amount is in \(currency), and the pipeline reports in \(expected)"
            guard entity == "spend" else { return Diagnostic(at: place, message, hint: rest) }
            return Diagnostic(
                at: place, "\(message) without exchange rates",
                hint: "add a source of exchange rates (entity: rate), \(rest)")
        }
    }
}
