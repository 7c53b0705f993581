import Journeys
import Testing

/// Powers of one half against decimal arithmetic of 80 digits.
struct HalvingTests {
    @Test(
        arguments: [
            (0x1, 18_446_744_073_709_551_615),
            (0x1_0000_0000, 18_446_744_070_732_507_144),
            (0x1000_0000_0000_0000, 17_664_662_643_191_237_676),
            (0x4000_0000_0000_0000, 15_511_800_964_685_064_948),
            (0x8000_0000_0000_0000, 13_043_817_825_332_782_212),
            (0x9E37_79B9_7F4A_7C15, 12_019_127_812_898_856_703),
            (0xAB54_A98C_EB1F_0AD2, 11_599_845_603_273_998_113),
            (0xFFFF_FFFF_0000_0000, 9_223_372_038_343_298_044),
            (0xFFFF_FFFF_FFFF_FFFF, 9_223_372_036_854_775_808),
        ] as [(UInt64, UInt64)]
    )
    func power(fraction: UInt64, expected: UInt64) {
        let power = Halving.power(fraction)
        // 2^5 of 2^63 and more is 2^−58.
        #expect(max(power, expected) - min(power, expected) < 32)
    }

    @Test(
        arguments: [
            (0, 604_800_000, 4_611_686_018_427_387_904),
            (1, 604_800_000, 4_611_686_013_142_042_071),
            (3_600_000, 604_800_000, 4_592_697_971_519_754_422),
            (86_400_000, 604_800_000, 4_176_913_159_044_679_997),
            (302_400_000, 604_800_000, 3_260_954_456_333_195_553),
            (604_799_999, 604_800_000, 2_305_843_011_856_366_871),
            (604_800_000, 604_800_000, 2_305_843_009_213_693_952),
            (604_800_001, 604_800_000, 2_305_843_006_571_021_035),
            (7_776_000_000, 604_800_000, 621_547_140_295_631),
            (1, 3, 3_660_297_618_499_336_453),
            (2, 3, 2_905_180_145_061_270_980),
            (999, 1000, 2_307_441_851_846_961_925),
            (20_001, 1000, 4_394_999_073_848),
            (59_007, 1000, 7),
            (61_500, 1000, 1),
            (62_000, 1000, 1),
            (62_001, 1000, 0),
            (63_000, 1000, 0),
            (.max, 1, 0),
            (1, 1 << 63, 4_611_686_018_427_387_903),
            (.max, .max - 1, 2_305_843_009_213_693_951),
            (1, .max, 4_611_686_018_427_387_903),
        ] as [(UInt64, UInt64, UInt64)]
    )
    func weight(age: UInt64, halfLife: UInt64, expected: UInt64) {
        let weight = Halving.weight(age: age, halfLife: halfLife)
        let difference = max(weight, expected) - min(weight, expected)
        #expect(difference < 16)
        if age / halfLife <= 21 { #expect(difference < expected / 1_000_000_000_000) }
        if age / halfLife > 21 { #expect(difference <= 1) }
    }

    /// A touch that is older never weighs more, and a half-life halves.
    @Test func weightsFall() {
        var last = UInt64.max
        for age in stride(from: UInt64(0), to: 70_000, by: 7) {
            let weight = Halving.weight(age: age, halfLife: 1000)
            #expect(weight <= last)
            #expect(Halving.weight(age: age + 1000, halfLife: 1000) == weight >> 1)
            last = weight
        }
    }
}
