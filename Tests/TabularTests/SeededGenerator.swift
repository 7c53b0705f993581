import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// The seed of `THROUGHLINE_SEED`, or a new one, which is printed so that a failure can be repeated.
    static func seed(for test: String) -> UInt64 {
        let fixed = ProcessInfo.processInfo.environment["THROUGHLINE_SEED"].flatMap(UInt64.init)
        let seed = fixed ?? UInt64.random(in: 0...999_999_999)
        print("\(test): THROUGHLINE_SEED=\(seed)")
        return seed
    }
}
