import Definitions
import Journeys
import TestSupport
import Testing

struct SharesTests {
    private func shares(_ weights: [UInt64]) -> [Int64] {
        var apportionment = Apportionment()
        var shares: [Int64] = []
        apportionment.appendShares(by: weights, to: &shares)
        return shares
    }

    private func values(_ micros: Int64, _ shares: [Int64]) -> [Int64] {
        var apportionment = Apportionment()
        var values: [Int64] = []
        apportionment.appendValues(of: Money(micros: micros), by: shares.span, to: &values)
        return values
    }

    @Test(
        arguments: [
            ([1], [1_000_000_000]),
            ([1, 1], [500_000_000, 500_000_000]),
            ([1, 1, 1], [333_333_334, 333_333_333, 333_333_333]),
            ([1, 2], [333_333_333, 666_666_667]),
            ([0, 3, 0], [0, 1_000_000_000, 0]),
            ([40, 20, 40], [400_000_000, 200_000_000, 400_000_000]),
            ([1, 1, 1, 1, 1, 1, 1], [142_857_143] + Array(repeating: 142_857_143, count: 5) + [142_857_142]),
            ([.max, .max, .max], [333_333_334, 333_333_333, 333_333_333]),
            ([1, .max], [0, 1_000_000_000]),
            // A weight of nothing gets no unit that is over.
            ([0, 1, 0, 1, 0, 1], [0, 333_333_334, 0, 333_333_333, 0, 333_333_333]),
        ] as [([UInt64], [Int64])]
    )
    func proportional(weights: [UInt64], expected: [Int64]) {
        #expect(shares(weights) == expected)
    }

    /// Largest remainder as it is written in books, against the quick one.
    @Test func sharesAreThoseOfPlainLargestRemainder() {
        var random = SeededGenerator()
        var apportionment = Apportionment()
        for round in 0..<400 {
            let bits = UInt64.random(in: 0...63, using: &random)
            let weights =
                (0...random.below(40)).map { _ in (random.next() >> bits) >> UInt64(random.below(3) * 8) } + [1]
            let reference = ReferenceKernel(rules: Attribution(models: []))
            let expected = reference.largestRemainder(Shares.whole, by: weights)
            // What stands before in the column stays.
            var column: [Int64] = [7]
            apportionment.appendShares(by: weights, to: &column)
            #expect(column == [7] + expected, "round \(round), \(random)")
        }
    }

    @Test(
        arguments: [
            ("cents", 100_000_000, [333_333_334, 333_333_333, 333_333_333], [33_340_000, 33_330_000, 33_330_000]),
            ("a cent", 10_000, [500_000_000, 500_000_000], [10_000, 0]),
            ("a larger remainder", 10_000, [400_000_000, 600_000_000], [0, 10_000]),
            ("micros", 100_000_001, [500_000_000, 500_000_000], [50_000_001, 50_000_000]),
            ("a micro", 1, [333_333_334, 333_333_333, 333_333_333], [1, 0, 0]),
            ("nothing", 0, [500_000_000, 500_000_000], [0, 0]),
            (
                "a refund", -100_000_000, [333_333_334, 333_333_333, 333_333_333],
                [-33_340_000, -33_330_000, -33_330_000]
            ),
            ("no share", 30_000, [0, 1_000_000_000, 0], [0, 30_000, 0]),
            ("the most", .max, [1_000_000_000], [.max]),
            ("the least", .min, [1_000_000_000], [.min]),
            ("the least in two", .min, [500_000_000, 500_000_000], [.min / 2, .min / 2]),
        ] as [(String, Int64, [Int64], [Int64])]
    )
    func value(name: String, micros: Int64, shares: [Int64], expected: [Int64]) {
        #expect(values(micros, shares) == expected, "\(name)")
    }

    /// Parts sum to the amount, each is within a unit of the exact one, and a refund is the payment turned.
    @Test func valuesSumToTheAmount() {
        var random = SeededGenerator()
        for _ in 0..<1000 {
            let shares = shares((0...random.below(30)).map { _ in random.next() >> 8 } + [1])
            let isCents = random.below(2) == 0
            let micros = Int64(random.next() >> UInt64(1 + random.below(60))) / 10_000 * 10_000 + (isCents ? 0 : 1)
            let parts = values(micros, shares)
            let unit: Int64 = isCents ? 10_000 : 1
            #expect(parts.reduce(0, +) == micros, "\(random)")
            for (part, share) in zip(parts, shares) {
                let difference = Int128(part) * 1_000_000_000 - Int128(micros) * Int128(share)
                #expect(part.isMultiple(of: unit) && difference.magnitude < UInt128(unit) * 1_000_000_000, "\(random)")
            }
            #expect(values(-micros, shares) == parts.map { -$0 }, "\(random)")
        }
    }
}
