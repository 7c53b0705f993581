import Definitions
import Foundation
import Journeys
import TestSupport
import Testing

/// Each model by journeys made by hand.
struct AttributionModelTests {
    @Test(
        arguments: [
            ("d", [0, 0, 0, 0]),
            ("p", [0, 0, 0, 0]),
            ("ddd", [0, 2, 2, 2]),
            ("odd", [0, 2, 0, 0]),
            ("pod", [0, 2, 1, 0]),
            ("pop", [0, 2, 2, 2]),
            ("oodo", [0, 3, 3, 3]),
            ("ood", [0, 2, 1, 1]),
            ("dpd", [0, 2, 1, 1]),
        ]
    )
    func oneTouch(kinds: String, expected: [Int]) {
        let models: [AttributionModel] = [.firstTouch, .lastTouch, .lastNonDirect, .lastPaid]
        for (model, touch) in zip(models, expected) {
            let shares = KernelRun.shares(
                Attribution(models: [model]), conversion: 100, touches: KernelRun.touches(kinds))
            #expect(shares.firstIndex(of: Shares.whole) == touch, "\(model)")
            #expect(shares.reduce(0, +) == Shares.whole)
        }
    }

    /// Of touches at one instant, their order decides.
    @Test func tiesGoByOrder() {
        let tied = KernelRun.touches(at: [5, 5, 5])
        #expect(KernelRun.shares(Attribution(models: [.firstTouch]), conversion: 5, touches: tied)[0] == Shares.whole)
        #expect(KernelRun.shares(Attribution(models: [.lastTouch]), conversion: 5, touches: tied)[2] == Shares.whole)
    }

    /// The dropped middle is asked by no model: its only paid touch, and its only one that isn't direct, get nothing.
    @Test func onlyKeptTouchesAreAsked() {
        for model in [AttributionModel.lastNonDirect, .lastPaid] {
            let shares = KernelRun.shares(
                Attribution(models: [model], maxTouches: 4), conversion: 100, touches: KernelRun.touches("ddpdd"))
            #expect(shares == [0, 0, 0, 0, Shares.whole], "\(model)")
            let kept = KernelRun.shares(
                Attribution(models: [model], maxTouches: 4), conversion: 100, touches: KernelRun.touches("dpddd"))
            #expect(kept == [0, Shares.whole, 0, 0, 0], "\(model)")
        }
    }

    @Test(
        arguments: [
            (1, [1_000_000_000]),
            (2, [500_000_000, 500_000_000]),
            (3, [333_333_334, 333_333_333, 333_333_333]),
            (7, Array(repeating: 142_857_143, count: 6) + [142_857_142]),
        ] as [(Int, [Int64])]
    )
    func linear(count: Int, expected: [Int64]) {
        let touches = KernelRun.touches(String(repeating: "o", count: count))
        #expect(KernelRun.shares(Attribution(models: [.linear]), conversion: 100, touches: touches) == expected)
    }

    @Test(
        arguments: [
            ([40, 20, 40], [1_000_000_000]),
            ([40, 20, 40], [500_000_000, 500_000_000]),
            ([40, 20, 40], [400_000_000, 200_000_000, 400_000_000]),
            ([40, 20, 40], [400_000_000, 100_000_000, 100_000_000, 400_000_000]),
            ([40, 20, 40], [400_000_000, 66_666_667, 66_666_667, 66_666_666, 400_000_000]),
            // Two touches divide 3 to 4: what would be between them is nobody's.
            ([30, 30, 40], [428_571_429, 571_428_571]),
            ([30, 30, 40], [300_000_000, 300_000_000, 400_000_000]),
            ([0, 0, 100], [0, 1_000_000_000]),
            ([0, 0, 100], [1_000_000_000]),
            ([50, 0, 50], [500_000_000, 0, 0, 500_000_000]),
            ([1, 98, 1], [10_000_000, 326_666_667, 326_666_667, 326_666_666, 10_000_000]),
        ] as [([Int], [Int64])]
    )
    func positionBased(weights: [Int], expected: [Int64]) {
        let rules = Attribution(
            models: [.positionBased],
            position: PositionWeights(first: weights[0], middle: weights[1], last: weights[2]))
        let touches = KernelRun.touches(String(repeating: "o", count: expected.count))
        #expect(KernelRun.shares(rules, conversion: 100, touches: touches) == expected)
    }

    /// Ages in milliseconds; shares from decimal arithmetic of 80 digits.
    static let decays: [(String, [Int64], Int64, [Int64])] = [
        ("one", [7_776_000_000], 604_800, [1_000_000_000]),
        ("a half-life", [604_800_000, 0], 604_800, [333_333_333, 666_666_667]),
        ("none young", [7_689_600_000, 7_084_800_000], 604_800, [333_333_333, 666_666_667]),
        (
            "two half-lives", [1_209_600_000, 604_800_000, 0], 604_800,
            [142_857_143, 285_714_286, 571_428_571]
        ),
        ("at one instant", [5, 5, 5], 1, [333_333_334, 333_333_333, 333_333_333]),
        ("milliseconds", [3, 2, 1, 0], 604_800, [250_000_000, 250_000_000, 250_000_000, 250_000_000]),
        (
            "hours", [360_000_000, 180_000_000, 108_000_000, 3_600_000], 604_800,
            [197_298_751, 242_502_711, 263_362_236, 296_836_302]
        ),
        ("a second", [10_000, 5500, 250], 1, [1_130_320, 25_576_218, 973_293_462]),
        (
            "ninety days", [7_776_000_000, 5_184_000_000, 2_592_000_000], 604_800, [2_494_271, 48_648_805, 948_856_924]
        ),
        (
            "ten",
            [
                360_000_000, 291_600_000, 230_400_000, 176_400_000, 129_600_000, 90_000_000, 57_600_000, 32_400_000,
                14_400_000, 3_600_000,
            ], 172_800,
            [
                37_283_402, 49_053_866, 62_702_958, 77_868_158, 93_948_286, 110_122_205, 125_405_916, 138_745_285,
                149_133_608, 155_736_316,
            ]
        ),
        ("too old to weigh", [144_000_000, 25_200_000], 3600, [0, 1_000_000_000]),
        ("all as old as can be", [.max, .max - 1], 1, [499_826_713, 500_173_287]),
    ]

    @Test(arguments: decays)
    func timeDecay(name: String, ages: [Int64], halfLife: Int64, expected: [Int64]) {
        let rules = Attribution(models: [.timeDecay], lookbackSeconds: .max, halfLifeSeconds: halfLife)
        let shares = KernelRun.shares(rules, conversion: 0, touches: KernelRun.touches(at: ages.map { -$0 }))
        #expect(shares == expected, "\(name)")
    }

    /// The pipeline file's schema offers the models that are computed.
    @Test func schemaListsTheModels() throws {
        let text = try Data(contentsOf: URL(filePath: "\(PackageFolder.path)/schemas/pipeline.v1.json"))
        let schema = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
        let model = (schema["$defs"] as? [String: Any])?["model"] as? [String: Any]
        #expect(model?["enum"] as? [String] == AttributionModel.allCases.map(\.rawValue))
    }

    @Test func rulesOfAPipelineFile() {
        let definition = AttributionDefinition(
            models: ["linear", "last_paid"], reportModel: "linear", lookbackSeconds: 5, halfLifeSeconds: 6,
            position: PositionWeights(first: 10, middle: 20, last: 70), maxTouches: 8)
        let expected = Attribution(
            models: [.linear, .lastPaid], lookbackSeconds: 5, halfLifeSeconds: 6,
            position: PositionWeights(first: 10, middle: 20, last: 70), maxTouches: 8)
        #expect(Attribution(definition) == expected)
        #expect(Attribution(definition, models: [.linear]).models == [.linear])
    }
}
