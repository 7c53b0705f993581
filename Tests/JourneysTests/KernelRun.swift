import Definitions
import Journeys

/// What the kernel makes of journeys, for tests.
enum KernelRun {
    /// The credits of one identity; touches and conversions are known by their positions.
    static func batch(_ attribution: Attribution, conversions: [Int64], touches: [Touch]) -> CreditBatch {
        var kernel = AttributionKernel(attribution)
        var batch = CreditBatch(models: attribution.models)
        let numbered = conversions.enumerated().map {
            Conversion(at: Instant(milliseconds: $1), reference: Int64($0))
        }
        kernel.attribute(numbered.span, touches: touches.span, into: &batch)
        return batch
    }

    /// One model's share of each touch, 0 where it has no row, for a conversion that has them all.
    static func shares(_ attribution: Attribution, conversion: Int64, touches: [Touch]) -> [Int64] {
        let batch = batch(attribution, conversions: [conversion], touches: touches)
        var shares = Array(repeating: Int64(0), count: touches.count)
        for (touch, share) in zip(batch.touches, batch.shares[0]) {
            shares[Int(touch)] = share
        }
        return shares
    }

    /// Touches at these instants, known by their positions.
    static func touches(at milliseconds: [Int64]) -> [Touch] {
        milliseconds.enumerated().map { Touch(at: Instant(milliseconds: $1), reference: Int64($0)) }
    }

    /// A touch a letter, a millisecond apart: `d` is direct, `p` paid, and any other neither.
    static func touches(_ kinds: String) -> [Touch] {
        kinds.enumerated().map { place, kind in
            Touch(
                at: Instant(milliseconds: Int64(place)), reference: Int64(place), isPaid: kind == "p",
                isDirect: kind == "d")
        }
    }
}
