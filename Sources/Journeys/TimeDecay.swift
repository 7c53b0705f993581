import Definitions

/// Credit by age: a touch weighs half as much as one that is a half-life younger.
///
/// The weight is 2^(−age ÷ half-life), age in exact milliseconds before the conversion, after PostHog's continuous rule
/// rather than others' whole days. Weights are divided by that of the youngest touch, which changes no share and makes
/// the youngest weigh 1: however old all are, something is left to divide by, while a touch 62 half-lives older than the
/// youngest weighs exactly 0.
enum TimeDecay {
    /// - Complexity: O(*k*) in the kept touches
    static func weigh(
        _ journey: Journey, touches: Span<Touch>, halfLifeMilliseconds: UInt64, into weights: inout [UInt64]
    ) {
        weights.removeAll(keepingCapacity: true)
        let youngest = touches[journey.touch(at: journey.keptTouches - 1)].at.milliseconds
        for place in 0..<journey.keptTouches {
            let at = touches[journey.touch(at: place)].at.milliseconds
            // Later minus earlier fits without a sign, however far apart they are.
            let age = UInt64(bitPattern: youngest &- at)
            weights.append(Halving.weight(age: age, halfLife: halfLifeMilliseconds))
        }
    }
}
