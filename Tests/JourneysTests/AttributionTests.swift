import Definitions
import Journeys
import Testing

/// Which touches count for a conversion, and which a journey keeps.
struct AttributionTests {
    private static let day: Int64 = 86_400_000

    /// Instants in milliseconds; the lookback is a second.
    @Test(
        arguments: [
            ("at the conversion's instant", [0, 100], 100, 0..<2),
            ("up to it", [0, 50, 101], 100, 0..<2),
            ("at the lookback's first instant", [0], 1000, 0..<1),
            ("one outside, one inside", [0, 1], 1001, 1..<2),
            ("several at one instant", [0, 1, 1, 1, 1002], 1001, 1..<4),
            ("before 1970", [-2001, -2000, -1000], -1000, 1..<3),
        ] as [(String, [Int64], Int64, Range<Int>)]
    )
    func window(name: String, touches: [Int64], conversion: Int64, expected: Range<Int>) {
        let batch = KernelRun.batch(
            Attribution(models: [.linear], lookbackSeconds: 1), conversions: [conversion],
            touches: KernelRun.touches(at: touches))
        #expect(batch.journeys.first?.head == expected, "\(name)")
        #expect(batch.journeys.first?.tail.isEmpty == true && batch.journeys.first?.droppedTouches == 0, "\(name)")
        #expect(batch.touches == expected.map { Int64($0) }, "\(name)")
    }

    @Test(
        arguments: [
            ("no touch at all", [], 100, .noTouch),
            ("only later touches", [101], 100, .noTouch),
            ("a millisecond too old", [0], 1001, .outsideLookback),
            ("too old and too late", [0, 1002], 1001, .outsideLookback),
        ] as [(String, [Int64], Int64, UnattributedReason)]
    )
    func unattributed(name: String, touches: [Int64], conversion: Int64, reason: UnattributedReason) {
        let batch = KernelRun.batch(
            Attribution(models: AttributionModel.allCases, lookbackSeconds: 1), conversions: [conversion],
            touches: KernelRun.touches(at: touches))
        #expect(batch.journeys.map(\.reason) == [reason], "\(name)")
        #expect(batch.touches.isEmpty && batch.journeys.first?.credits.isEmpty == true, "\(name)")
    }

    @Test func extremeTimesFit() {
        let all = Attribution(models: [.timeDecay, .firstTouch], lookbackSeconds: .max, halfLifeSeconds: .max)
        let batch = KernelRun.batch(
            all, conversions: [-1, .max], touches: KernelRun.touches(at: [.min, -1, .max]))
        #expect(batch.journeys.map(\.head) == [0..<2, 2..<3])
        #expect(batch.shares[1] == [Shares.whole, 0, Shares.whole])
        let early = KernelRun.batch(
            Attribution(models: [.firstTouch]), conversions: [.min + 5], touches: KernelRun.touches(at: [.min]))
        #expect(early.shares == [[Shares.whole]])
    }

    /// A window slides from one conversion to the next, and another identity begins anew.
    @Test func conversionsOfOneIdentity() {
        let rules = Attribution(models: [.linear], lookbackSeconds: 10 * 86_400)
        let touches = KernelRun.touches(at: [0, 5, 12, 30].map { $0 * Self.day })
        var kernel = AttributionKernel(rules)
        var batch = CreditBatch(models: rules.models)
        let conversions = [0, 11, 11, 26, 30].map {
            Conversion(at: Instant(milliseconds: $0 * Self.day), reference: $0)
        }
        for _ in 0..<2 {
            batch.removeAll()
            kernel.attribute(conversions.span, touches: touches.span, into: &batch)
            #expect(batch.journeys.map(\.conversion) == [0, 11, 11, 26, 30])
            #expect(batch.journeys.map(\.head) == [0..<1, 1..<2, 1..<2, 0..<0, 3..<4])
            #expect(batch.journeys.map(\.reason) == [nil, nil, nil, .outsideLookback, nil])
            #expect(batch.journeys.map(\.credits) == [0..<1, 1..<2, 2..<3, 0..<0, 3..<4])
        }
    }

    @Test(
        arguments: [
            (4, 5, 0..<4, 4..<4, 0),
            (5, 5, 0..<5, 5..<5, 0),
            (6, 5, 0..<3, 4..<6, 1),
            (9, 4, 0..<2, 7..<9, 5),
            (9, 2, 0..<1, 8..<9, 7),
            (1001, 1000, 0..<500, 501..<1001, 1),
            (2500, 1000, 0..<500, 2000..<2500, 1500),
        ]
    )
    func longJourneys(count: Int, maxTouches: Int, head: Range<Int>, tail: Range<Int>, dropped: Int) throws {
        let touches = KernelRun.touches(at: (0..<count).map { Int64($0) })
        let batch = KernelRun.batch(
            Attribution(models: [.firstTouch, .lastTouch, .linear], maxTouches: maxTouches),
            conversions: [Int64(count)], touches: touches)
        let journey = try #require(batch.journeys.first)
        #expect(journey.head == head && journey.tail == tail && journey.droppedTouches == dropped)
        let kept = Array(head) + Array(tail)
        #expect((0..<journey.keptTouches).map(journey.touch(at:)) == kept)
        #expect(batch.touches == kept.map { Int64($0) })
        #expect(batch.shares[0].first == Shares.whole && batch.shares[1].last == Shares.whole)
        #expect(batch.shares.map { $0.reduce(0, +) } == [Shares.whole, Shares.whole, Shares.whole])
    }

    /// Where no model divides, only credited touches have a row.
    @Test func rowsAreThoseOfCreditedTouches() {
        let touches = KernelRun.touches("doodpodd")
        let sole = KernelRun.batch(
            Attribution(models: [.lastTouch, .lastPaid, .firstTouch, .lastNonDirect]), conversions: [10],
            touches: touches)
        #expect(sole.touches == [0, 4, 5, 7])
        #expect(
            sole.shares.map { $0.map { $0 / Shares.whole } } == [
                [0, 0, 0, 1], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0],
            ]
        )
        let ends = KernelRun.batch(
            Attribution(
                models: [.positionBased, .lastPaid], position: PositionWeights(first: 50, middle: 0, last: 50)),
            conversions: [10], touches: touches)
        #expect(ends.touches == [0, 4, 7])
        #expect(ends.shares == [[500_000_000, 0, 500_000_000], [0, Shares.whole, 0]])
        #expect(ends.journeys.first?.credits == 0..<3)
    }

    /// A million touches and a thousand conversions cost a pass over the touches and a bounded number each.
    @Test func workGrowsWithTouchesAndNotWithTheirProduct() {
        let touches = (0..<1_000_000).map {
            Touch(at: Instant(milliseconds: Int64($0)), reference: Int64($0), isPaid: $0 == 0, isDirect: $0 > 0)
        }
        let conversions = (1...1000).map { Conversion(at: Instant(milliseconds: Int64($0) * 1000), reference: 0) }
        func work(_ models: [AttributionModel], maxTouches: Int) -> AttributionKernel.Work {
            var kernel = AttributionKernel(Attribution(models: models, maxTouches: maxTouches))
            var batch = CreditBatch(models: models)
            kernel.attribute(conversions.span, touches: touches.span, into: &batch)
            #expect(batch.journeys.count == 1000 && batch.journeys.allSatisfy { $0.reason == nil })
            return kernel.work
        }
        #expect(work([.firstTouch, .lastTouch], maxTouches: 1000) == .init(touchesPassed: 1_000_000, touchesRead: 0))
        // All but the very first are direct, so that both look through all that is kept.
        let scanning = work([.lastNonDirect, .lastPaid], maxTouches: 1000)
        #expect(scanning == .init(touchesPassed: 1_000_000, touchesRead: 2 * 1000 * 1000))
        let dividing = work([.linear, .timeDecay, .positionBased], maxTouches: 20)
        #expect(dividing == .init(touchesPassed: 1_000_000, touchesRead: 2 * 1000 * 20))
    }
}
