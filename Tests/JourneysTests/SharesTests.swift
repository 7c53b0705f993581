import Journeys
import Testing

struct SharesTests {
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
        ] as [([UInt64], [Int64])]
    )
    func proportional(weights: [UInt64], expected: [Int64]) {
        #expect(Shares(weights: weights)?.billionths == expected)
    }

    @Test func sumIsAlwaysWhole() throws {
        var state: UInt64 = 42
        for count in 1...200 {
            let weights = (0..<count).map { _ -> UInt64 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return state >> 20
            }
            let shares = try #require(Shares(weights: weights))
            #expect(shares.billionths.reduce(0, +) == Shares.whole)
            #expect(shares.billionths.allSatisfy { $0 >= 0 })
        }
    }

    @Test func nothingToShareBy() {
        #expect(Shares(weights: []) == nil)
        #expect(Shares(weights: [0, 0]) == nil)
    }
}
