import Definitions
import Foundation
import TestSupport
import Testing

@testable import Extract

/// Records cut out of JSON while it comes, however its bytes are divided, and answers too large for the memory.
@Suite struct StreamingTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var path: [String]
        var json: String
        var records: [String]
        var around: String
    }

    static let samples = [
        Sample(
            testDescription: "a list", path: [], json: #"[1, {"a":[2]} ,"x,]",null,[3]]"#,
            records: ["1", #"{"a":[2]}"#, #""x,]""#, "[3]"], around: "[]"),
        Sample(testDescription: "an empty list", path: ["r"], json: #"{"r":[ ]}"#, records: [], around: #"{"r":[]}"#),
        Sample(
            testDescription: "a list among others", path: ["data", "rows"],
            json: #"{"rows":[9],"data":{"n":[1,{"rows":[8]}],"rows":[{"t":"\"}]"},{}],"next":"c"},"total":2}"#,
            records: [#"{"t":"\"}]"}"#, "{}"],
            around: #"{"rows":[9],"data":{"n":[1,{"rows":[8]}],"rows":[],"next":"c"},"total":2}"#),
        Sample(
            testDescription: "lists in a list", path: ["*", "results"],
            json: #"[{"results":[{"a":1},{"a":2}],"id":"x"},{"id":"y"},{"results":[{"a":3}]}]"#,
            records: [#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#],
            around: #"[{"results":[],"id":"x"},{"id":"y"},{"results":[]}]"#),
        Sample(
            testDescription: "an object in place of a list", path: ["r"], json: #"{"r":{"a":1},"n":2}"#,
            records: [#"{"a":1}"#], around: #"{"r":null,"n":2}"#),
        Sample(
            testDescription: "null in place of a list", path: ["r"], json: #"{"r":null}"#, records: [],
            around: #"{"r":null}"#),
        Sample(
            testDescription: "all values of an object", path: ["r", "*"],
            json: #"{"r":{"p0":[{"a":1}],"p1":[2,3]},"e":[]}"#,
            records: [#"{"a":1}"#, "2", "3"], around: #"{"r":{"p0":[],"p1":[]},"e":[]}"#),
        Sample(
            testDescription: "an escaped key", path: ["r\"1"], json: #"{"r\"1":[5],"r":[6]}"#, records: ["5"],
            around: #"{"r\"1":[],"r":[6]}"#),
        Sample(
            testDescription: "a number is no way into a list", path: ["1"], json: "[[1],[2,3]]", records: [],
            around: "[[1],[2,3]]"),
    ]

    private static func cut(_ json: String, _ path: [String], block: Int) throws -> (records: [String], around: String)
    {
        func text(_ part: JSONPart) -> String {
            var line: [UInt8] = []
            part.appendLine(to: &line)
            return String(decoding: line.dropLast(), as: UTF8.self)
        }
        var cutter = RecordCutter(path: path)
        var records: [String] = []
        let bytes = Array(json.utf8)
        for start in stride(from: 0, to: bytes.count, by: block) {
            try bytes[start..<min(start + block, bytes.count)].withUnsafeBytes {
                records += try cutter.take($0).map(text)
            }
        }
        return (records, text(try cutter.finish()))
    }

    @Test(arguments: samples)
    func recordsAreCutOut(sample: Sample) throws {
        for block in [1, 2, 3, 7, 1000] {
            let cut = try Self.cut(sample.json, sample.path, block: block)
            #expect(cut.records == sample.records, "\(block)")
            #expect(cut.around == sample.around, "\(block)")
        }
        // As it is when all of it is there.
        let whole = try JSONPart(Array(sample.json.utf8)).values(at: sample.path)
        let elements = whole.flatMap { $0.kind == .array ? $0.elements : [$0] }.filter { $0.kind != .null }
        #expect(elements.count == sample.records.count)
    }

    static let broken = [
        "", "{", "[1", "[1,", #"{"r":[{"a":1}"#, #"{"r":[{"a":1}]"#, #"{"r":[{"a"}]}"#, #"{"r":[1]]"#, "[1]]", "[1] x",
        #"{"r" [1]}"#, #"{"r":[tru]}"#,
    ]

    @Test(arguments: broken)
    func whatIsNoJSONIsNoticed(json: String) {
        for block in [1, 1000] {
            #expect(throws: RecordCutter.Defect.self) {
                try Self.cut(json, json.hasPrefix("{") ? ["r"] : [], block: block)
            }
        }
    }

    private static let connector = """
        request: { url: "{{ base }}/a", query: { after: "{{ cursor }}" } }
        answer:
          records: "*.results"
          streamed: true
          missing: empty
          error: { code: [0.error.status, "*.error.status"] }
          rules: [{ code: BUSY, means: again }]
        paging: { cursor: 0.next }
        limits: { attempts: 2 }
        """

    /// Two hundred thousand records on two pages, with less memory than one of them has bytes.
    @Test func aLargeAnswerLands() throws {
        func page(_ first: Int, next: String) -> [UInt8] {
            let batches = (0..<10).map { batch in
                let rows = (0..<10_000).map { "{\"id\":\(first + batch * 10_000 + $0),\"note\":\"[\\\"{\"}" }
                return "{\"results\":[\(rows.joined(separator: ",\n"))]\(batch == 0 ? ",\"next\":\(next)" : "")}"
            }
            return Array("[\(batches.joined(separator: ","))]".utf8)
        }
        let pages = [page(0, next: "\"c\""), page(100_000, next: "null")]
        let test = try TestConnector(Self.connector) { request in
            request["after"] == nil ? .gzip(pages[0]) : ServerReply(bytes: pages[1])
        }
        var settings = HTTPTest.settings
        settings.memoryLimit = 1 << 20
        let delivery = try test.extraction(settings: settings).extract([:], to: test.folder.path(of: "delivery"))
        #expect(delivery.records == 200_000)
        #expect(delivery.pages == 2)
        let lines = try test.folder.text(of: "delivery").split(separator: "\n")
        #expect(lines.count == 200_000)
        #expect(lines.first == #"{"id":0,"note":"[\"{"}"#)
        #expect(lines.last == #"{"id":199999,"note":"[\"{"}"#)
        #expect(try test.folder.files() == ["delivery"])
    }

    static let endings: [(name: String, replies: [ServerReply], landed: String?, message: String)] = [
        ("no rows", [.json("[]")], "", ""),
        ("no place for rows", [.json(#"[{"id":1}]"#)], "", ""),
        (
            "busy, once", [.json(#"[{"error":{"status":"BUSY"}}]"#, status: 503), .json(#"[{"results":[1]}]"#)], "1\n",
            ""
        ),
        ("broken, once", [.json(#"[{"results":[1"#), .json(#"[{"results":[1]}]"#)], "1\n", ""),
        ("cut, once", [.cut(Array(long.utf8), after: 90_000), .json(#"[{"results":[1]}]"#)], "1\n", ""),
        (
            "an error after many rows", [.json(String(long.dropLast()) + #",{"error":{"status":"INTERNAL"}}]"#)], nil,
            "127.0.0.1 answered 200 with error INTERNAL"
        ),
        (
            "broken after many rows", [.json(String(long.dropLast(9)))], nil,
            "127.0.0.1 sent broken JSON: it ends too early"
        ),
    ]

    /// More than the start by which an answer is judged.
    private static let long = "[{\"results\":[\((0..<20_000).map(String.init).joined(separator: ","))]}]"

    @Test(arguments: endings)
    func whatIsSaidOfIt(_ row: (name: String, replies: [ServerReply], landed: String?, message: String)) throws {
        let test = try TestConnector(Self.connector) { row.replies[min($0.number, row.replies.count) - 1] }
        let result = Result { try test.extract() }
        switch (row.landed, result) {
        case (let landed?, .success(let text)): #expect(text == landed, "\(row.name)")
        case (nil, .failure(let error)):
            let message = (error as? Failure)?.diagnostics.first?.message ?? ""
            #expect(message.hasPrefix(row.message), "\(row.name): \(message)")
            #expect(try test.folder.files() == [], "\(row.name)")
        default: Issue.record("\(row.name): \(result)")
        }
    }
}
