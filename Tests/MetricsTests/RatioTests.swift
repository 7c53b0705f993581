import Metrics
import Testing

struct RatioTests {
    @Test(
        arguments: [
            (1, 3, 333_333), (2, 3, 666_667), (-2, 3, -666_667), (2, -3, -666_667),
            // Half to even, both signs.
            (1, 2_000_000, 0), (3, 2_000_000, 2), (5, 2_000_000, 2), (-1, 2_000_000, 0), (-3, 2_000_000, -2),
            (7, -2_000_000, -4), (0, 5, 0),
        ] as [(Int128, Int128, Int64)]
    )
    func rounded(numerator: Int128, denominator: Int128, micros: Int64) throws {
        #expect(try Ratio(numerator, denominator).micros() == micros)
    }

    @Test func zeroDenominator() throws {
        #expect(try Ratio(1, 0).micros() == nil)
        #expect(try Ratio(0, 0).micros() == nil)
    }

    @Test(arguments: [(.max, 1), (Int128(Int64.max), 1)] as [(Int128, Int128)])
    func overflow(numerator: Int128, denominator: Int128) {
        #expect(throws: Ratio.Overflow.self) { try Ratio(numerator, denominator).micros() }
    }
}
