import Definitions
import Warehouse

/// Computes the given columns of exchange rates.
struct RateColumns {
    private let currency: Int?
    private let rate: Int?
    private let per: Int?

    /// One unit, in units of 10⁻¹⁰.
    private static let one: Int64 = 10_000_000_000

    init(contract: EntityContract) {
        currency = contract.index(of: "currency")
        rate = contract.index(of: "rate")
        per = contract.index(of: "per")
    }

    func columns(of batch: RecordBatch) -> [GivenColumn] {
        let rows = 0..<batch.count
        return [
            .texts(TextColumn(rows.map { batch.text(currency, $0).uppercased() })),
            .integers(rows.map { batch.integer(rate, $0) }),
            .integers(rows.map { row in per.flatMap { batch.columns[$0].integer(at: row) } ?? Self.one }),
        ]
    }
}

extension TextColumn {
    /// Packs texts, one a row.
    init(_ texts: [String]) {
        self.init()
        for text in texts { append(text.utf8) }
    }
}
