internal import Foundation

/// Random numbers that can be had again: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, 2014).
///
/// Print the generator with every expectation; what it prints, put before `swift test`, repeats the run.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    package let seed: UInt64
    private var state: UInt64

    /// Numbers that follow from `THROUGHLINE_SEED`, or others every time where it isn't set.
    package init() {
        let given = ProcessInfo.processInfo.environment["THROUGHLINE_SEED"].flatMap { UInt64($0) }
        self.init(seed: given ?? .random(in: .min ... .max))
    }

    /// Numbers that follow from a seed.
    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number from 0 up to, but without, a bound.
    package mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self)
    }
}

extension SeededGenerator: CustomStringConvertible {
    package var description: String {
        "THROUGHLINE_SEED=\(seed)"
    }
}
