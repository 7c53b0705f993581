import Definitions
import TestSupport
import Testing

/// VAT, fees and exchange rates against rules stated in other words.
@Suite struct MoneyArithmeticTests {
    static let day = Day(number: 20_000)

    /// Any amount, small ones and the greatest more often than chance.
    static func amount(_ random: inout SeededGenerator) -> Int64 {
        let bits = random.below(58)
        let amount = Int64(truncatingIfNeeded: random.next() >> UInt64(63 - bits))
        return random.below(3) == 0 ? -amount : amount
    }

    static func vat(_ hundredths: Int64, included: Bool) -> VATDefinition {
        VATDefinition(
            included: included, rates: [VATDefinition.Rate(from: day, rate: Percent(hundredths: hundredths))])
    }

    /// Whether an integer is a fraction rounded half to even, without dividing.
    static func isRounded(_ value: Int128, _ numerator: Int128, _ denominator: Int128) -> Bool {
        let distance = 2 * (numerator - value * denominator)
        return distance.magnitude < denominator.magnitude
            || (distance.magnitude == denominator.magnitude && value.isMultiple(of: 2))
    }

    @Test func netAndVATAreGross() throws {
        var random = SeededGenerator()
        var sums: (given: Int128, net: Int128, vat: Int128) = (0, 0, 0)
        for _ in 0..<5000 {
            let micros = Self.amount(&random)
            let rate = Int64(random.below(10_001))
            let included = random.below(2) == 0
            let gross = try CostRule(vat: Self.vat(rate, included: included), fees: [], base: .gross)
                .cost(of: micros, on: Self.day)
            let net = try CostRule(vat: Self.vat(rate, included: included), fees: [], base: .net)
                .cost(of: micros, on: Self.day)
            let (netMicros, vatMicros) = try (#require(gross.net), #require(gross.vat))
            #expect(net.net == netMicros && net.vat == vatMicros, "\(random)")
            #expect(net.cost == netMicros && gross.cost == netMicros + vatMicros, "\(random)")
            if included {
                #expect(gross.cost == micros, "\(random)")
                let isExact = Self.isRounded(Int128(netMicros), Int128(micros) * 10_000, Int128(10_000 + rate))
                #expect(isExact, "\(random) \(micros) \(rate)")
                sums.given += Int128(micros)
                sums.net += Int128(netMicros)
                sums.vat += Int128(vatMicros)
            } else {
                #expect(netMicros == micros, "\(random)")
                #expect(Self.isRounded(Int128(vatMicros), Int128(micros) * Int128(rate), 10_000), "\(random)")
            }
        }
        #expect(sums.given == sums.net + sums.vat, "\(random)")
    }

    @Test func feesOfEachBase() throws {
        let fees = [
            FeeDefinition(kind: .agency, rate: Percent(hundredths: 1000), base: .net),
            FeeDefinition(kind: .service, rate: Percent(hundredths: 100), base: .gross),
            FeeDefinition(kind: .levy, rate: Percent(hundredths: 300), base: .net, from: Day(number: 20_001)),
            FeeDefinition(kind: .surcharge, rate: Percent(hundredths: 50), base: .net, to: Day(number: 20_000)),
        ]
        let rule = CostRule(vat: Self.vat(2000, included: true), fees: fees, base: .gross)
        #expect(
            try rule.cost(of: 120_000_000, on: Self.day)
                == SpendCost(net: 100_000_000, vat: 20_000_000, fee: 11_700_000, levy: 0, cost: 131_700_000))
        #expect(
            try rule.cost(of: 120_000_000, on: Self.day.advanced(by: 1))
                == SpendCost(net: 100_000_000, vat: 20_000_000, fee: 11_200_000, levy: 3_000_000, cost: 134_200_000))
        #expect(
            try CostRule(vat: Self.vat(2000, included: true), fees: fees, base: .net).cost(
                of: -120_000_000, on: Self.day)
                == SpendCost(net: -100_000_000, vat: -20_000_000, fee: -11_700_000, levy: 0, cost: -111_700_000))
    }

    /// Whole months bear the amount, whatever their length, and their days differ by a micro at most.
    @Test func fixedFeesOfWholeMonths() throws {
        var random = SeededGenerator()
        for _ in 0..<500 {
            let amount = Money(micros: Int64(1 + random.below(1_000_000_000)))
            let fee = FeeDefinition(kind: .service, charge: .monthly(amount))
            let (year, month) = (2020 + random.below(10), 1 + random.below(12))
            let length = Day.length(ofMonth: month, year: year)
            let days = try (1...length).map {
                fee.fixedMicros(on: try #require(Day(year: year, month: month, day: $0)))
            }
            #expect(days.reduce(0, +) == amount.micros, "\(random)")
            #expect(days == days.sorted(by: >) && (days.first ?? 0) - (days.last ?? 0) <= 1, "\(random)")
        }
        let part = FeeDefinition(
            kind: .service, charge: .monthly(Money(micros: 30)), from: Day("2026-01-31"), to: Day("2026-02-01"))
        let days = ["2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02"].compactMap { Day($0) }
        #expect(days.map(part.fixedMicros) == [0, 0, 2, 0])
    }

    /// Number, weights, parts.
    static let divisions: [(Int64, [Int64], [Int64]?)] = [
        (10, [1, 1, 1], [4, 3, 3]), (-10, [1, 1, 1], [-4, -3, -3]), (10, [2, 1], [7, 3]), (10, [1, 2], [3, 7]),
        (11, [1, 2, 3], [2, 4, 5]), (0, [1, 2], [0, 0]), (7, [0, 5], [0, 7]), (7, [0, 0], nil), (7, [], nil),
        (.min, [1], [.min]), (.min, [1, 1], [.min / 2, .min / 2]), (.max, [.max, .max], [.max / 2 + 1, .max / 2]),
    ]

    @Test(arguments: divisions)
    func divisionsInProportion(number: Int64, weights: [Int64], parts: [Int64]?) {
        #expect(number.divided(inProportionTo: weights) == parts)
    }

    @Test func withoutVATAmountsAreAsGiven() throws {
        let fees = [FeeDefinition(kind: .levy, rate: Percent(hundredths: 300), base: nil)]
        let cost = try CostRule(vat: nil, fees: fees, base: .gross).cost(of: 50, on: Self.day)
        // 1.5 micros round to the even 2.
        #expect(cost == SpendCost(levy: 2, cost: 52))
    }

    @Test func whatHasNoCost() {
        let vat = Self.vat(2000, included: false)
        #expect(throws: CostRule.Defect.beforeFirstRate(Self.day)) {
            try CostRule(vat: vat, fees: [], base: .gross).cost(of: 1, on: Self.day.advanced(by: -1))
        }
        #expect(throws: CostRule.Defect.overflow) {
            try CostRule(vat: vat, fees: [], base: .net).cost(of: .max, on: Self.day)
        }
        let fee = FeeDefinition(kind: .agency, rate: Percent(hundredths: 1), base: nil)
        #expect(throws: CostRule.Defect.overflow) {
            try CostRule(vat: nil, fees: [fee], base: .gross).cost(of: .max, on: Self.day)
        }
    }

    /// A number as its decimal digits, least first.
    private struct Digits: Equatable {
        var digits: [Int]

        init(_ number: Int64) {
            digits = String(number.magnitude).reversed().compactMap(\.wholeNumberValue)
        }

        /// Long multiplication, as on paper.
        static func * (left: Digits, right: Digits) -> Digits {
            var result = Digits(0)
            result.digits = Array(repeating: 0, count: left.digits.count + right.digits.count)
            for (place, digit) in left.digits.enumerated() {
                var carry = 0
                for (offset, other) in right.digits.enumerated() {
                    let sum = result.digits[place + offset] + digit * other + carry
                    result.digits[place + offset] = sum % 10
                    carry = sum / 10
                }
                result.digits[place + right.digits.count] += carry
            }
            return result
        }

        /// Long division by digits, rounded half to even; nil beyond 64 bits.
        func divided(by divisor: Int64) -> Int64? {
            var quotient: Int64 = 0
            var rest: UInt64 = 0
            let divisor = UInt64(divisor)
            for digit in digits.reversed() {
                let (high, low) = rest.multipliedFullWidth(by: 10)
                let (sum, carries) = low.addingReportingOverflow(UInt64(digit))
                let part = divisor.dividingFullWidth((high + (carries ? 1 : 0), sum))
                rest = part.remainder
                let (product, first) = quotient.multipliedReportingOverflow(by: 10)
                let (next, second) = product.addingReportingOverflow(Int64(part.quotient))
                if first || second { return nil }
                quotient = next
            }
            let distance = divisor - rest
            return rest > distance || (rest == distance && quotient % 2 == 1) ? quotient + 1 : quotient
        }
    }

    @Test func conversionIsLongDivision() {
        var random = SeededGenerator()
        for _ in 0..<5000 {
            let micros = Self.amount(&random)
            let rate = abs(Self.amount(&random)) + 1
            let per: Int64 = [10_000_000_000, 1_000_000_000_000, abs(Self.amount(&random)) + 1][random.below(3)]
            let expected = (Digits(micros) * Digits(rate)).divided(by: per).map { micros < 0 ? -$0 : $0 }
            #expect(
                ExchangeRate(rate: rate, per: per).converted(micros) == expected, "\(random) \(micros) \(rate) \(per)")
        }
    }

    @Test func ratesHoldForAWeek() {
        var rates = ExchangeRates()
        let first = ExchangeRate(rate: 9_000_000_000, per: 100)
        let added = [first, ExchangeRate(rate: 90_000_000, per: 1), ExchangeRate(rate: 90_000_001, per: 1)].map {
            rates.add($0, of: "USD", on: Self.day)
        }
        #expect(added == [true, true, false])
        #expect(rates.rate(of: "USD", on: Self.day.advanced(by: -1)) == nil)
        #expect(rates.rate(of: "USD", on: Self.day) == first)
        #expect(rates.rate(of: "USD", on: Self.day.advanced(by: 7)) == first)
        #expect(rates.rate(of: "USD", on: Self.day.advanced(by: 8)) == nil)
        #expect(rates.rate(of: "EUR", on: Self.day) == nil)
    }

    @Test(
        arguments: [
            ("22", 2200), ("22.5", 2250), ("0", 0), ("100", 10_000), ("7.05", 705), ("22.50", 2250), ("22.555", nil),
            ("100.01", nil), ("-1", nil), ("22,5", nil), ("22%", nil), ("", nil), ("1e1", nil),
        ] as [(String, Int64?)]
    )
    func percentages(text: String, hundredths: Int64?) {
        #expect(Percent(decimal: text)?.hundredths == hundredths)
    }
}
