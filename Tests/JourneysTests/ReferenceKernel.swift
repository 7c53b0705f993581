import Definitions
import Journeys

/// Attribution as its rules are written, for each conversion over all touches: the naive kernel that the quick one is
/// held against.
struct ReferenceKernel {
    let rules: Attribution

    struct Outcome: Equatable {
        var kept: [Int] = []
        var dropped = 0
        var reason: UnattributedReason?
        /// For each model, what each touch that has anything gets.
        var shares: [[Int: Int64]] = []
    }

    func outcome(of conversion: Int64, touches: [Touch]) -> Outcome {
        let before = touches.indices.filter { touches[$0].at.milliseconds <= conversion }
        let inside = before.filter { conversion - touches[$0].at.milliseconds <= rules.lookbackSeconds * 1000 }
        guard !inside.isEmpty else { return Outcome(reason: before.isEmpty ? .noTouch : .outsideLookback) }
        let half = rules.maxTouches / 2
        let kept =
            inside.count <= rules.maxTouches ? inside : inside.prefix(rules.maxTouches - half) + inside.suffix(half)
        let shares = rules.models.map { model in
            var shares: [Int: Int64] = [:]
            for (touch, share) in zip(kept, self.shares(by: model, kept.map { touches[$0] })) where share != 0 {
                shares[touch] = share
            }
            return shares
        }
        return Outcome(kept: kept, dropped: inside.count - kept.count, shares: shares)
    }

    private func shares(by model: AttributionModel, _ touches: [Touch]) -> [Int64] {
        let count = touches.count
        var weights = Array(repeating: UInt64(0), count: count)
        switch model {
        case .firstTouch: weights[0] = 1
        case .lastTouch: weights[count - 1] = 1
        case .lastNonDirect: weights[touches.lastIndex { !$0.isDirect } ?? count - 1] = 1
        case .lastPaid:
            weights[touches.lastIndex(where: \.isPaid) ?? touches.lastIndex { !$0.isDirect } ?? count - 1] = 1
        case .linear: weights = weights.map { _ in 1 }
        case .positionBased:
            let position = rules.position
            if count > 2 {
                weights = weights.map { _ in UInt64(position.middle) }
                weights[0] = UInt64(position.first * (count - 2))
                weights[count - 1] = UInt64(position.last * (count - 2))
            } else {
                weights[count - 1] = UInt64(count == 1 ? 1 : position.last)
                if count == 2 { weights[0] = UInt64(position.first) }
            }
        case .timeDecay:
            weights = touches.map {
                Halving.weight(
                    age: UInt64(touches[count - 1].at.milliseconds - $0.at.milliseconds),
                    halfLife: UInt64(rules.halfLifeSeconds * 1000))
            }
        }
        return largestRemainder(Shares.whole, by: weights)
    }

    /// Largest remainder as it is written in books, equal remainders by position.
    func largestRemainder(_ whole: Int64, by weights: [UInt64]) -> [Int64] {
        let total = weights.reduce(UInt128(0)) { $0 + UInt128($1) }
        var parts = weights.map { Int64(UInt128($0) * UInt128(whole) / total) }
        let rests = weights.map { UInt128($0) * UInt128(whole) % total }
        let order = rests.indices.sorted { (rests[$1], $0) < (rests[$0], $1) }
        for part in order.prefix(Int(whole - parts.reduce(0, +))) {
            parts[part] += 1
        }
        return parts
    }
}
