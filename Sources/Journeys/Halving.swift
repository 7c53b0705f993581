/// Powers of one half in integers, because the exponentials of C libraries differ between machines.
package enum Halving {
    /// 2^(−age ÷ half-life), where one is 2^62.
    ///
    /// Off by less than 2^−58 of one, and up to 21 half-lives by less than 10^−12 of the weight itself; after 62 it is 0.
    ///
    /// - Parameter halfLife: more than 0, in the unit of the age.
    package static func weight(age: UInt64, halfLife: UInt64) -> UInt64 {
        let (halvings, rest) = age.quotientAndRemainder(dividingBy: halfLife)
        guard halvings <= 62 else { return 0 }
        guard rest > 0 else { return (1 << 62) >> halvings }
        let fraction = halfLife.dividingFullWidth((high: rest, low: 0)).quotient
        return power(fraction) >> (2 + halvings)
    }

    /// 2^−*f*, where one is 2^64, for an *f* above zero and below one in units of 2^−64.
    ///
    /// The alternating series of e^(−*f* ln 2), summed from its smallest term (Horner's scheme), is off by less than
    /// 2^−58 of the result.
    package static func power(_ fraction: UInt64) -> UInt64 {
        var sum: UInt64 = 0
        for term in terms.reversed() {
            sum = term &- fraction.multipliedFullWidth(by: sum).high
        }
        let missing = fraction.multipliedFullWidth(by: sum).high
        return missing == 0 ? .max : 0 &- missing
    }

    /// (ln 2)^*n* ÷ *n*! in units of 2^−64, for *n* from 1 on as far as they aren't zero.
    private static let terms: [UInt64] = [
        0xB172_17F7_D1CF_79AC, 0x3D7F_7BFF_058B_1D51, 0x0E35_846B_8250_5FC6, 0x0276_556D_F749_CEE5,
        0x0057_61FF_9E29_9CC4, 0x000A_1848_97C3_63C4, 0x0000_FFE5_FE2C_4586, 0x0000_162C_0223_A5C8,
        0x0000_01B5_253D_395E, 0x0000_001E_4CF5_158C, 0x0000_0001_E8CA_C735, 0x0000_0000_1C3B_D651,
        0x0000_0000_0181_6193, 0x0000_0000_0013_1496, 0x0000_0000_0000_E1B7, 0x0000_0000_0000_09C7,
        0x0000_0000_0000_0066, 0x0000_0000_0000_0004,
    ]
}
