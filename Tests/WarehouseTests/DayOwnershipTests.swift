import Definitions
import TestSupport
import Testing

@testable import Warehouse

@Suite struct DayOwnershipTests {
    /// A claim as `path#version first-last parts`, days of January 2025.
    private static func claim(_ text: String, file: Int64) -> DayOwnership.Claim {
        let words = text.split(separator: " ").map(String.init)
        let path = words[0].split(separator: "#").map(String.init)
        let days = words[1].split(separator: "-").compactMap { Int32($0) }
        let january = Day("2025-01-01")?.number ?? 0
        return DayOwnership.Claim(
            file: file, path: path[0], version: Int64(path[1]) ?? 1,
            slot: Day(number: january + days[0] - 1)...Day(number: january + days[1] - 1),
            parts: words.count > 2 ? words[2].split(separator: ",").map(String.init) : [""])
    }

    /// What each claim supplies, as `1+2` or `a1+b2`; a conflict as its two paths and the day.
    private static func outcome(_ claims: [String], _ overlap: LoadDefinition.Overlap) -> [String] {
        let january = Day("2025-01-01")?.number ?? 0
        do {
            let ownership = try DayOwnership(
                claims.enumerated().map { claim($1, file: Int64($0)) }, overlap: overlap)
            return claims.indices.map { index in
                (ownership.keys[Int64(index)] ?? []).sorted { ($0.part, $0.day) < ($1.part, $1.day) }
                    .map { "\($0.part)\($0.day.number - january + 1)" }.joined(separator: "+")
            }
        } catch {
            return ["\(error.first) and \(error.second) on \(error.part)\(error.day.number - january + 1)"]
        }
    }

    static let cases: [(name: String, claims: [String], overlap: LoadDefinition.Overlap, outcome: [String])] = [
        ("files apart", ["a#1 1-2", "b#1 3-4"], .error, ["1+2", "3+4"]),
        ("two paths of a day", ["a#1 1-2", "b#1 2-3"], .error, ["a and b on 2"]),
        ("two versions of a path", ["a#1 1-3", "a#2 2-4"], .error, ["1", "2+3+4"]),
        ("a version within an older one", ["a#1 1-4", "a#2 2-3"], .error, ["1+4", "2+3"]),
        ("an older version covered whole", ["a#1 2-3", "a#2 1-4"], .error, ["", "1+2+3+4"]),
        (
            "a day that only an old version shares with another path", ["a#1 1-3", "a#2 3-4", "b#1 1-1"], .error,
            ["b and a on 1"]
        ),
        ("the later slot counts", ["a#1 1-3", "b#1 2-4"], .newest, ["1", "2+3+4"]),
        ("then the later first day", ["b#1 1-3", "a#1 2-3"], .newest, ["1", "2+3"]),
        ("then the greater path", ["a#1 1-2", "b#1 1-2"], .newest, ["", "1+2"]),
        ("a new version of an older path", ["a#1 1-3", "b#1 2-4", "a#2 1-9"], .newest, ["", "", "1+2+3+4+5+6+7+8+9"]),
        ("they add up", ["a#1 1-2", "b#1 2-3"], .sum, ["1+2", "2+3"]),
        ("versions never add up", ["a#1 1-2", "a#2 2-3", "b#1 2-2"], .sum, ["1", "2+3", "2"]),
        ("other accounts", ["a#1 1-2 x", "b#1 2-3 y"], .error, ["x1+x2", "y2+y3"]),
        ("a common account", ["a#1 1-2 x,y", "b#1 2-3 y"], .error, ["a and b on y2"]),
        ("the newest for each account", ["a#1 1-2 x,y", "b#1 2-3 y"], .newest, ["x1+x2+y1", "y2+y3"]),
        ("an account that left a path", ["a#1 1-2 x,y", "a#2 2-3 x"], .error, ["x1+y1", "x2+x3"]),
    ]

    @Test(arguments: cases)
    func supplies(name: String, claims: [String], overlap: LoadDefinition.Overlap, outcome: [String]) {
        let found = Self.outcome(claims, overlap)
        if outcome.first?.contains(" and ") == true {
            let sides = outcome[0].split(separator: " on ").map(String.init)
            #expect(found.first?.hasSuffix(" on \(sides[1])") == true && found.count == 1)
        } else {
            #expect(found == outcome)
        }
    }

    @Test func orderPlaysNoPart() {
        var random = SeededGenerator()
        let seed = random.seed
        for _ in 0..<200 {
            let claims = (0..<6).map { _ in
                let first = 1 + random.below(9)
                let parts = ["x", "y", "x,y"][random.below(3)]
                return
                    "\(["a", "b", "c"][random.below(3)])#\(1 + random.below(3)) \(first)-\(first + random.below(6)) \(parts)"
            }
            let unique = Array(Set(claims.map { $0.prefix(3) })).sorted().compactMap { key in
                claims.first { $0.hasPrefix(key) }
            }
            for overlap in LoadDefinition.Overlap.allCases {
                let found = Self.outcome(unique, overlap)
                let order = Array(unique.indices).shuffled(using: &random)
                let shuffled = Self.outcome(order.map { unique[$0] }, overlap)
                if found.count == 1, found[0].contains(" on ") {
                    #expect(shuffled == found, "seed \(seed)")
                } else {
                    #expect(shuffled == order.map { found[$0] }, "seed \(seed)")
                }
            }
        }
    }
}
