import Definitions

/// Weights for the first touch, the last, and equal parts of a third weight for those between.
///
/// One touch has everything. Two divide in proportion of the first and last weights, which is half and half for 40, 20,
/// 40: there is nothing between them, and the weight of nothing goes to neither in particular.
enum PositionBased {
    /// - Complexity: O(*k*) in the kept touches
    static func weigh(_ journey: Journey, by position: PositionWeights, into weights: inout [UInt64]) {
        weights.removeAll(keepingCapacity: true)
        let between = journey.keptTouches - 2
        guard between >= 0 else { return weights.append(1) }
        // The middle weight is divided by multiplying the others.
        let scale = UInt64(max(1, between))
        weights.append(UInt64(position.first) * scale)
        for _ in 0..<between {
            weights.append(UInt64(position.middle))
        }
        weights.append(UInt64(position.last) * scale)
    }
}
