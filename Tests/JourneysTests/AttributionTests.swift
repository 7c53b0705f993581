import Definitions
import Journeys
import Testing

struct AttributionTests {
    private static let lookback: Int64 = 90 * 86_400

    private func touch(_ seconds: Int64, _ source: String = "visits", _ id: String = "") -> Touch {
        Touch(at: Instant(milliseconds: seconds * 1000), source: source, id: id, channel: 0)
    }

    private func outcome(_ touches: [Touch], at seconds: Int64) -> Attribution.Outcome? {
        Attribution(model: .lastTouch, lookbackSeconds: Self.lookback)
            .outcomes(of: [Conversion(id: "1", at: Instant(milliseconds: seconds * 1000))], touches: touches).first
    }

    @Test(
        arguments: [
            ("at the conversion's instant", [0, 100], 100, 1),
            ("the last before it", [0, 50, 101], 100, 1),
            ("at the lookback's first instant", [0], lookback, 0),
            ("a touch outside, one inside", [0, 1], lookback + 1, 1),
        ] as [(String, [Int64], Int64, Int)]
    )
    func lastTouch(name: String, touches: [Int64], conversion: Int64, credited: Int) {
        let outcome = outcome(touches.map { touch($0) }, at: conversion)
        #expect(outcome == .credited([Credit(touch: credited, share: Shares.whole)]), "\(name)")
    }

    @Test(
        arguments: [
            ("no touch at all", [], 100, .noTouch),
            ("only later touches", [101], 100, .noTouch),
            ("a second too old", [0], lookback + 1, .outsideLookback),
        ] as [(String, [Int64], Int64, UnattributedReason)]
    )
    func unattributed(name: String, touches: [Int64], conversion: Int64, reason: UnattributedReason) {
        #expect(outcome(touches.map { touch($0) }, at: conversion) == .unattributed(reason), "\(name)")
    }

    @Test func windowIsInclusiveToTheMillisecond() {
        let attribution = Attribution(model: .lastTouch, lookbackSeconds: 1)
        let touches = [Touch(at: Instant(milliseconds: 0), source: "a", id: "", channel: 0)]
        let conversions = [1000, 1001].map { Conversion(id: "\($0)", at: Instant(milliseconds: $0)) }
        #expect(
            attribution.outcomes(of: conversions, touches: touches)
                == [.credited([Credit(touch: 0, share: Shares.whole)]), .unattributed(.outsideLookback)]
        )
    }

    @Test func equalInstantsFollowSourceAndID() {
        let expected = [
            touch(1, "calls", "b"), touch(2, "a", "9"), touch(2, "a", "10"), touch(2, "a", "1a"), touch(2, "b", "1"),
            touch(2, "Я", "1"), touch(3, "a", ""),
        ]
        for shift in expected.indices {
            let shuffled = Array(expected[shift...] + expected[..<shift]).reversed()
            #expect(shuffled.sorted { $0.precedes($1) } == expected)
        }
        let tied = [touch(2, "visits", "9"), touch(2, "visits", "10")]
        #expect(outcome(tied, at: 2) == .credited([Credit(touch: 1, share: Shares.whole)]))
    }

    @Test func extremeLookbackTakesEverything() {
        let attribution = Attribution(model: .lastTouch, lookbackSeconds: .max)
        let conversion = Conversion(id: "1", at: Instant(milliseconds: -5))
        #expect(
            attribution.outcomes(of: [conversion], touches: [touch(-1000)])
                == [.credited([Credit(touch: 0, share: Shares.whole)])]
        )
    }
}
