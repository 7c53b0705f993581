import Metrics
import Testing

struct MeasureTests {
    private let row = ChannelSums(
        costMicros: 10_000_000,
        impressions: 3000,
        clicks: 30,
        leadBillionths: 3_000_000_000,
        wonDealBillionths: 2_000_000_000,
        revenueMicros: 25_000_000
    )
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
            (.dealsWon, 2_000_000), (.revenue, 25_000_000), (.romi, 1_500_000), (.drr, 400_000),
        ] as [(Measure, Int64)]
    )
    func value(measure: Measure, micros: Int64) throws {
        #expect(try measure.micros(of: row, total: total) == micros)
    }

    @Test func romiOfCostWithoutRevenue() throws {
        let row = ChannelSums(costMicros: 5)
        #expect(try Measure.romi.micros(of: row, total: row) == -1_000_000)
        // Half of the largest amount, and back again: no sum passes through 64 bits.
        let large = ChannelSums(costMicros: .max / 2, revenueMicros: -.max)
        #expect(try Measure.romi.micros(of: large, total: large) == -3_000_000)
        #expect(try Measure.romi.micros(of: ChannelSums(revenueMicros: 5), total: row) == nil)
    }

    @Test(arguments: [Measure.ctr, .cpc, .cpl, .costShare, .leadShare, .drr])
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
        #expect(ChannelSums(revenueMicros: .max).adding(ChannelSums(revenueMicros: 1)) == nil)
        #expect(ChannelSums(costMicros: .max).adding(ChannelSums(costMicros: 1)) == nil)
        #expect(ChannelSums(clicks: 1).adding(ChannelSums(clicks: 2)) == ChannelSums(clicks: 3))
    }

    @Test func titles() {
        #expect(
            Measure.allCases.map { $0.title(.ru) }
                == [
                    "Расход", "Показы", "Клики", "Визиты", "Лиды", "CTR", "Цена клика", "Стоимость лида",
                    "Доля расхода",
                    "Доля лидов", "Сделки", "Выручка", "Оплаты", "ROMI", "ДРР",
                ]
        )
        #expect(Measure.cpl.title(.en) == "CPL")
        #expect(Measure.cpl.formula(.en)?.hasPrefix("cost ÷ leads") == true)
        #expect(Measure.cost.formula(.ru) == nil)
    }
}
