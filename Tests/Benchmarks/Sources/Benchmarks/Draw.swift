/// Random numbers that are a function of seed, series and index: any row can be made without those before it.
struct Draw {
    private var state: UInt64

    init(seed: UInt64, series: UInt64, index: Int) {
        state = Self.mixed(seed &* 0x9E37_79B9_7F4A_7C15 ^ series &* 0xD1B5_4A32_D192_ED03) &+ UInt64(index)
        state = Self.mixed(state)
    }

    /// The next number below a bound.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// The next number from 0 to 1.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// The finalizer of SplitMix64.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
