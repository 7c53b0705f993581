import Testing

@testable import Tabular

/// One object a line, each on its own.
@Suite struct JSONLinesTests {
    @Test func readsLines() {
        let text = "{\"a\":1}\n\n  \t\r\n{\"a\":\"я\"}\r\n {\"a\":3} \n{\"a\":4}"
        let result = JSONSampleResult.lines(text.utf8, columns: ["a"])
        #expect(
            result.records.map(\.description) == [
                "1 @0+7 ok '1'", "4 @14+10 ok 'я'", "5 @27+7 ok '3'", "6 @36+7 ok '4'",
            ]
        )
        #expect(JSONSampleResult.lines("".utf8).records.isEmpty)
        #expect(JSONSampleResult.lines("\u{FEFF}".utf8).records.isEmpty)
        #expect(JSONSampleResult.lines("\u{FEFF}{\"a\":1}".utf8, columns: ["a"]).rows == [["1"]])
    }

    static let bad: [(line: String, rule: String)] = [
        (#"{"a":2"#, "json_syntax"),
        (#"{"a":2}}"#, "json_syntax"),
        (#"{"a":2}{"a":3}"#, "json_syntax"),
        (#"{"a":2},"#, "json_syntax"),
        (#"{"a":NaN}"#, "json_syntax"),
        (#"{"a":"x}"#, "json_syntax"),
        ("not json", "json_syntax"),
        ("[1]", "json_not_object"),
        ("12", "json_not_object"),
        ("\"x\"", "json_not_object"),
        (#"{"a":1,"a":2}"#, "json_duplicate_key"),
        (#"{"a":"\uD800"}"#, "encoding"),
        ("{\"a\":\"\(String(repeating: "x", count: 200))\"}", "record_too_long"),
        (String(repeating: " ", count: 200), "record_too_long"),
    ]

    @Test(arguments: bad)
    func aBadLineCostsOnlyItself(line: String, rule: String) {
        for window in [1, 5, 16, 4096] {
            let text = "{\"a\":1}\n\(line)\n{\"a\":3}\n"
            let result = JSONSampleResult.lines(text.utf8, columns: ["a"], window: window, sizeLimit: 100)
            #expect(result.rows == [["1"], [rule], ["3"]])
            #expect(result.records.map(\.line) == [1, 2, 3])
            #expect(result.refusal == nil)
        }
    }

    @Test func aFaultNamesItsPlace() {
        let result = JSONSampleResult.lines("{\"a\":1}\n  {\"я\": x}\n".utf8)
        guard case .syntax(let fault) = result.records[1].defect else {
            Issue.record("no fault")
            return
        }
        #expect(fault.line == 2 && fault.column == 9)
        #expect(fault.message == "expected a value, found a letter")
    }

    @Test(arguments: ["[\n{\"a\":1}\n]", "[{\"a\":1}]", "{\n\"a\":1}"])
    func refusesADocument(text: String) {
        let result = JSONSampleResult.lines(text.utf8)
        #expect(result.records.isEmpty)
        #expect(
            result.refusal
                == "f.jsonl:1: error: the file is one JSON document, not an object a line "
                + "(write type: json in the source's format)"
        )
    }
}
