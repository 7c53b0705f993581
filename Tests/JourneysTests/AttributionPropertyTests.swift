import Definitions
import Foundation
import Journeys
import TestSupport
import Testing

/// Random lives of customers: the kernel against the rules as they are written.
struct AttributionPropertyTests {
    private static func rules(_ random: inout SeededGenerator) -> Attribution {
        let first = random.below(100)
        let middle = random.below(100 - first)
        var models = AttributionModel.allCases.shuffled(using: &random)
        models.removeLast(random.below(models.count))
        return Attribution(
            models: models,
            lookbackSeconds: Int64(random.below(20)),
            halfLifeSeconds: Int64(1 + random.below(9)),
            position: PositionWeights(first: first, middle: middle, last: 100 - first - middle),
            maxTouches: 2 + random.below(random.below(3) == 0 ? 40 : 8))
    }

    /// Instants within half a minute, some of them in whole seconds so that window ends and touches meet.
    private static func instants(_ count: Int, _ random: inout SeededGenerator) -> [Int64] {
        (0..<count).map { _ in
            let instant = Int64(random.below(30_000)) - 15_000
            return random.below(2) == 0 ? instant : instant / 1000 * 1000
        }.sorted()
    }

    @Test func kernelFollowsTheRules() {
        var random = SeededGenerator()
        for _ in 0..<600 {
            let rules = Self.rules(&random)
            let touches = Self.instants(random.below(60), &random).enumerated().map {
                Touch(
                    at: Instant(milliseconds: $1), reference: Int64($0), isPaid: random.below(4) == 0,
                    isDirect: random.below(3) > 0)
            }
            let conversions = Self.instants(random.below(12), &random)
            let batch = KernelRun.batch(rules, conversions: conversions, touches: touches)
            #expect(batch.journeys.map(\.conversion) == conversions.indices.map { Int64($0) }, "\(random)")
            for (journey, conversion) in zip(batch.journeys, conversions) {
                let expected = ReferenceKernel(rules: rules).outcome(of: conversion, touches: touches)
                #expect(Self.outcome(journey, in: batch) == expected, "\(rules) \(random)")
                // No row is without credit, and touches are in order.
                let rows = batch.touches[journey.credits]
                #expect(Array(rows) == Set(expected.shares.flatMap(\.keys)).sorted().map { Int64($0) }, "\(random)")
                for shares in expected.shares {
                    #expect(shares.values.reduce(0, +) == Shares.whole)
                }
            }
        }
    }

    private static func outcome(_ journey: Journey, in batch: CreditBatch) -> ReferenceKernel.Outcome {
        guard journey.reason == nil else { return ReferenceKernel.Outcome(reason: journey.reason) }
        let shares = batch.shares.map { column in
            var shares: [Int: Int64] = [:]
            for row in journey.credits where column[row] != 0 {
                shares[Int(batch.touches[row])] = column[row]
            }
            return shares
        }
        return ReferenceKernel.Outcome(
            kept: (0..<journey.keptTouches).map(journey.touch(at:)), dropped: journey.droppedTouches, shares: shares)
    }

    /// Amounts split by the kernel's shares, against plain largest remainder.
    @Test func valuesFollowTheRules() {
        var random = SeededGenerator()
        var apportionment = Apportionment()
        for _ in 0..<300 {
            let rules = Attribution(models: AttributionModel.allCases, lookbackSeconds: 60, halfLifeSeconds: 3)
            let batch = KernelRun.batch(
                rules, conversions: [15_000],
                touches: KernelRun.touches(at: Self.instants(1 + random.below(50), &random)))
            let cents = Int64(random.below(1_000_000))
            for shares in batch.shares {
                var values: [Int64] = []
                apportionment.appendValues(of: Money(micros: -cents * 10_000), by: shares.span, to: &values)
                let expected = ReferenceKernel(rules: rules).largestRemainder(cents, by: shares.map { UInt64($0) })
                #expect(values == expected.map { $0 * -10_000 }, "\(random)")
            }
        }
    }

    /// Time decay against floating point, which is near enough to tell a wrong formula.
    @Test func timeDecayIsExponential() throws {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let halfLife = 1 + random.below(20)
            let instants = Self.instants(1 + random.below(100), &random)
            let rules = Attribution(
                models: [.timeDecay], lookbackSeconds: 60, halfLifeSeconds: Int64(halfLife))
            let shares = KernelRun.shares(rules, conversion: 20_000, touches: KernelRun.touches(at: instants))
            let weights = instants.map { pow(2, -Double(20_000 - $0) / Double(halfLife * 1000)) }
            let total = weights.reduce(0, +)
            for (share, weight) in zip(shares, weights) {
                #expect(abs(Double(share) - weight / total * 1_000_000_000) < 1.01, "\(random)")
            }
        }
    }
}
