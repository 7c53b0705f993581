import Metrics
import Testing

struct MeasureTests {
    private let row = ChannelSums(costMicros: 10_000_000, impressions: 3000, clicks: 30, leadBillionths: 3_000_000_000)
    private let total = ChannelSums(
        costMicros: 40_000_000,
        impressions: 9000,
        clicks: 90,
        leadBillionths: 7_000_000_000
    )

    @Test(
        arguments: [
            (Measure.cost, 10_000_000), (.impressions, 3_000_000_000), (.clicks, 30_000_000), (.leads, 3_000_000),
            (.ctr, 10_000), (.cpc, 333_333), (.cpl, 3_333_333), (.costShare, 250_000), (.leadShare, 428_571),
        ] as [(Measure, Int64)]
    )
    func value(measure: Measure, micros: Int64) throws {
        #expect(try measure.micros(of: row, total: total) == micros)
    }

    @Test(arguments: [Measure.ctr, .cpc, .cpl, .costShare, .leadShare])
    func zeroDenominatorIsNoValue(measure: Measure) throws {
        #expect(try measure.micros(of: ChannelSums(costMicros: 5), total: ChannelSums()) == nil)
    }

    @Test func aPartOfALead() throws {
        let row = ChannelSums(costMicros: 1_000_000, leadBillionths: 333_333_333)
        #expect(try Measure.cpl.micros(of: row, total: row) == 3_000_000)
        #expect(try Measure.leads.micros(of: row, total: row) == 333_333)
    }

    @Test func correctionsMayBeNegative() throws {
        #expect(try Measure.cpc.micros(of: ChannelSums(costMicros: -10, clicks: 4), total: total) == -2)
    }

    @Test func sumsThatDoNotFit() {
        #expect(ChannelSums(costMicros: .max).adding(ChannelSums(costMicros: 1)) == nil)
        #expect(ChannelSums(clicks: 1).adding(ChannelSums(clicks: 2)) == ChannelSums(clicks: 3))
    }

    @Test func titles() {
        #expect(
            Measure.allCases.map { $0.title(.ru) }
                == [
                    "Расход", "Показы", "Клики", "Лиды", "CTR", "Цена клика", "Стоимость лида", "Доля расхода",
                    "Доля лидов",
                ]
        )
        #expect(Measure.cpl.title(.en) == "CPL")
        #expect(Measure.cpl.formula(.en)?.hasPrefix("cost ÷ leads") == true)
        #expect(Measure.cost.formula(.ru) == nil)
    }
}

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
