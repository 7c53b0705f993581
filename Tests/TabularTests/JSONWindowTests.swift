import TestSupport
import Testing

@testable import Tabular

/// The same bytes give the same records, however they arrive.
@Suite struct JSONWindowTests {
    static let documents: [[UInt8]] = [
        Array("\u{FEFF} [{\"a\":\"x\\u0041\\uD83D\\uDE00я\",\"b\":{\"c\":[1,-2.5e+10,null]}},\n{\"a\":true}] \n".utf8),
        Array("[{\"a\":1,\"a\":2},7,{\"b\":{\"c\":\"\\uD800\"}},\"я\"]".utf8),
        Array("[{\"a\":1},{\"a\":tru}]".utf8),
        Array("{\"a\":12,\"b\":{\"c\":".utf8),
        [0x5B, 0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D, 0x5D],
    ]

    @Test(arguments: documents)
    func everyWindowGivesTheSame(text: [UInt8]) {
        let columns = ["a", "b.c[1]", "b"]
        let document = JSONSampleResult.document(text, columns: columns, sizeLimit: 60)
        let lines = JSONSampleResult.lines(text, columns: columns, sizeLimit: 60)
        for window in 1...text.count {
            let same = JSONSampleResult.document(text, columns: columns, window: window, sizeLimit: 60)
            #expect(same == document, "window \(window)")
            #expect(
                JSONSampleResult.lines(text, columns: columns, window: window, sizeLimit: 60) == lines,
                "window \(window)"
            )
        }
    }

    @Test func randomTextsGiveTheSameInEveryWindow() {
        let seeded = SeededGenerator()
        var generator = JSONSampleGenerator(random: seeded)
        for round in 0..<150 {
            var text = Array(generator.document().utf8)
            // Half of the texts are broken somewhere.
            if generator.random.below(2) == 0, !text.isEmpty {
                let place = generator.random.below(text.count)
                switch generator.random.below(3) {
                case 0: text.remove(at: place)
                case 1: text[place] = UInt8(truncatingIfNeeded: generator.random.next())
                default: text.insert(Array("{}[],:\"\\0-e.nt \n".utf8)[generator.random.below(16)], at: place)
                }
            }
            let columns = ["a", "b.a", "c[1]", "ж"]
            let document = JSONSampleResult.document(text, path: ["r"], columns: columns)
            let lines = JSONSampleResult.lines(text, columns: columns)
            for _ in 0..<6 {
                let window = 1 + generator.random.below(text.count)
                let note: Testing.Comment = "\(seeded), round \(round), window \(window)"
                #expect(
                    JSONSampleResult.document(text, path: ["r"], columns: columns, window: window) == document,
                    note
                )
                #expect(JSONSampleResult.lines(text, columns: columns, window: window) == lines, note)
            }
        }
    }
}

/// Random JSON.
struct JSONSampleGenerator {
    var random: SeededGenerator

    mutating func document() -> String {
        let records = (0..<random.below(5)).map { _ in object(depth: 0) }
        return
            "{\"x\":\(value(depth: 2)),\(space())\"r\":\(space())[\(records.joined(separator: ","))],\"n\":1}\(space())"
    }

    mutating func space() -> String {
        ["", "", " ", "\n", "\r\n", "\t "][random.below(6)]
    }

    mutating func object(depth: Int) -> String {
        let members = (0..<random.below(5)).map { _ in
            "\(["\"a\"", "\"b\"", "\"c\"", "\"ж\"", "\"\\u0061\""][random.below(5)])\(space()):\(value(depth: depth + 1))"
        }
        return "{\(space())\(members.joined(separator: ","))\(space())}"
    }

    mutating func value(depth: Int) -> String {
        switch random.below(depth < 4 ? 8 : 6) {
        case 0: return "null"
        case 1: return "true"
        case 2: return ["0", "-1.5", "12e3", "100000000000000000000.25"][random.below(4)]
        case 3: return "\"\(["", "x", "яя", "😀"][random.below(4)])\""
        case 4: return "\"\\n\\u00e9\\uD83D\\uDE00\""
        case 5: return "\"\(String(repeating: "long ", count: random.below(20)))\""
        case 6: return object(depth: depth)
        default:
            return "[\((0..<random.below(4)).map { _ in value(depth: depth + 1) }.joined(separator: ",\(space())"))]"
        }
    }
}
