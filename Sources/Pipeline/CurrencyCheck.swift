import Definitions

/// Finds the first amount in another currency than the pipeline's: without rates the two can't be added.
struct CurrencyCheck {
    private let field: Int?
    private let expected: String
    private var foreign: (line: Int64, currency: String)?

    init(contract: EntityContract, expected: String) {
        field = contract.index(of: "currency")
        self.expected = expected
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
            Diagnostic(
                at: SourceLocation(file: path, line: Int(line)),
                "the amount is in \(currency), and the pipeline reports in \(expected) without exchange rates",
                hint:
                    "add a source of exchange rates (entity: rate), keep only \(expected) rows with where: { currency: [\(expected)] }, or use a pipeline of its own "
                    + "for \(currency)")
        }
    }
}
