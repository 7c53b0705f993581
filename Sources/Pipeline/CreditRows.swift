import Definitions
import Journeys

/// The credits of all journeys: a row for each touch that any model credits, four bytes a share.
struct CreditRows: Sendable {
    private let models: Int
    /// The position of each row's touch.
    private(set) var touches: [Int32] = []
    /// Of each row the share of each model in turn, in billionths: the whole of them fits in 30 bits.
    private var shares: [UInt32] = []

    init(models: Int) {
        self.models = models
    }

    var count: Int { touches.count }

    /// What a model gives to a row's touch, in billionths.
    func share(_ row: Int, _ model: Int) -> Int64 { Int64(shares[row * models + model]) }

    /// Makes room for so many rows in all.
    ///
    /// - Throws: where they can't be counted in 32 bits.
    mutating func reserve(_ count: Int) throws(Failure) {
        guard count < Int(Int32.max) else {
            throw Failure(
                .refused, "the touches that conversions are credited to are more than \(Int32.max)",
                hint: "attribution: { max_touches: … } keeps fewer of a journey")
        }
        touches.reserveCapacity(count)
        shares.reserveCapacity(count * models)
    }

    /// Adds the rows of a batch, whose touches are known by position.
    mutating func append(_ batch: CreditBatch) {
        for row in batch.touches.indices {
            touches.append(Int32(batch.touches[row]))
            for model in 0..<models { shares.append(UInt32(batch.shares[model][row])) }
        }
    }

    /// Adds the rows of another.
    mutating func append(contentsOf other: CreditRows) {
        touches.append(contentsOf: other.touches)
        shares.append(contentsOf: other.shares)
    }
}
