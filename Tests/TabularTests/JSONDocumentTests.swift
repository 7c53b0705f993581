import TestSupport
import Testing

@testable import Tabular

/// Where a document's records are, and how a document is refused.
@Suite struct JSONDocumentTests {
    @Test func tellsWhereRecordsStand() {
        let text = "{ \"result\":\n  [ {\"a\":1},\n\n   {\"a\":\n2} ],\n \"next\": 50 }\n"
        let result = JSONSampleResult.document(text.utf8, path: ["result"], columns: ["a"])
        #expect(result.refusal == nil)
        #expect(result.records.map(\.description) == ["2 @16+7 ok '1'", "4 @29+8 ok '2'"])
        for record in result.records {
            #expect(Array(text.utf8)[Int(record.offset)] == UInt8(ascii: "{"))
            #expect(Array(text.utf8)[Int(record.offset + record.length) - 1] == UInt8(ascii: "}"))
        }
    }

    static let found: [(text: String, path: [String], rows: [[String?]])] = [
        ("[]", [], []),
        (#"[{"a":1}]"#, [], [["1"]]),
        (#"{"a":1}"#, [], [["1"]]),
        ("\u{FEFF}[{\"a\":1}]", [], [["1"]]),
        (#"{"r":[]}"#, ["r"], []),
        (#"{"x":[{"a":0}],"r":[{"a":1},{"a":2}],"y":[{"a":3}]}"#, ["r"], [["1"], ["2"]]),
        (#"{"r":{"q":1,"i":[{"a":1}],"z":{"i":[]}},"i":[]}"#, ["r", "i"], [["1"]]),
        (#"{"x":{"r":[{"a":0}]},"r":[{"a":1}]}"#, ["r"], [["1"]]),
        (#"{"\u0072":[{"a":1}]}"#, ["r"], [["1"]]),
        (#"{"r.i":[{"a":1}]}"#, ["r.i"], [["1"]]),
        (#"[1,"x",null,[{"a":1}],{"a":1}]"#, [], Array(repeating: ["json_not_object"], count: 4) + [["1"]]),
        (#"[{}]"#, [], [[nil]]),
    ]

    @Test(arguments: found)
    func finds(text: String, path: [String], rows: [[String?]]) {
        let result = JSONSampleResult.document(text.utf8, path: path, columns: ["a"])
        #expect(result.refusal == nil)
        #expect(result.rows == rows)
    }

    static let refused: [(text: String, path: [String], message: String)] = [
        (
            "", [],
            "f.json:1:1: error: the file is empty (is the download complete? a document without records is [])"
        ),
        (
            #"[{"a":1},{"a":"#, [],
            "f.json:1:15: error: the file ends inside a record: expected a value, found the end "
                + "(is the download complete? get the file again)"
        ),
        (
            "[{\"a\":1}\n", [],
            "f.json:2:1: error: the file ends inside the document: expected ',' or ']' after the value, found the end "
                + "(is the download complete? get the file again)"
        ),
        (
            "[{\"a\":1},\n{\"a\":2,}]", [],
            "f.json:2:8: error: broken JSON: expected a key in double quotes after the comma, found '}' "
                + "(remove the comma before it)"
        ),
        (
            "{\"a\":1}\n{\"a\":2}\n", [],
            "f.json:2:1: error: the document ends here, but the file goes on "
                + "(if every line is a record of its own, write type: jsonl in the source's format)"
        ),
        ("12", [], "f.json:1: error: the document is a number, not a list of records"),
        (
            "[]", ["r"],
            "f.json:1: error: the document is a list, not an object with the key 'r' "
                + "(if it is the list of records itself, remove records from the source's format)"
        ),
        (
            #"{"error":"x","error_description":"y"}"#, ["result"],
            "f.json:1: error: the document has no key 'result'; it has the keys error, error_description "
                + "(correct records in the source's format)"
        ),
        (
            #"{"r":{}}"#, ["r", "items"],
            "f.json:1: error: 'r' has no key 'items'; it has no keys at all (correct records in the source's format)"
        ),
        (
            #"{"r":{"total":1,"items":[{"a":1}],"next":2}}"#, ["r"],
            "f.json:1: error: 'r' is an object, not a list of records; it has the keys total, items, next "
                + "(write records: r.items)"
        ),
        (
            #"{"r":null}"#, ["r"],
            "f.json:1: error: 'r' is null, not a list of records (correct records in the source's format)"
        ),
        (
            #"{"r":[]}"#, ["r", "items"],
            "f.json:1: error: 'r' is a list, not an object with the key 'items' "
                + "(correct records in the source's format)"
        ),
        (
            #"{"r":[{"a":1}],"r":[]}"#, ["r"],
            "f.json:1: error: the document has the key 'r' twice "
                + "(one of the two lists of records would be lost: ask whoever wrote the file)"
        ),
        (
            #"{"r":{"i":[]},"r":1}"#, ["r", "i"],
            "f.json:1: error: the document has the key 'r' twice "
                + "(one of the two lists of records would be lost: ask whoever wrote the file)"
        ),
        (
            "[\u{0}", [],
            "f.json: error: the file isn't UTF-8, it looks like utf-16le (add encoding: utf-16le to the source's format)"
        ),
    ]

    @Test(arguments: refused)
    func refuses(text: String, path: [String], message: String) {
        #expect(JSONSampleResult.document(text.utf8, path: path, columns: ["a"]).refusal == message)
    }

    @Test func everyCutIsNoticed() {
        let text = Array(#"{"result":{"items":[{"a":"я","b":[1.5,true]},{"a":null}]},"time":{"x":1}}"#.utf8)
        for count in 0..<text.count {
            let result = JSONSampleResult.document(text.prefix(count), path: ["result", "items"])
            #expect(result.refusal != nil, "cut after \(count) bytes")
        }
    }

    @Test func rejectsARecordThatIsTooLong() {
        let long = String(repeating: "x", count: 100)
        let text = "[{\"a\":1},{\"a\":\"\(long)\"},{\"a\":\"\(String(repeating: "y", count: 8))\"}]"
        for window in [1, 7, 64, 4096] {
            let result = JSONSampleResult.document(text.utf8, columns: ["a"], window: window, sizeLimit: 16)
            #expect(result.rows == [["1"], ["record_too_long"], ["yyyyyyyy"]])
            #expect(result.records.map(\.length) == [7, 108, 16])
            #expect(result.refusal == nil)
        }
        let single = JSONSampleResult.document("{\"a\":\"\(long)\"}".utf8, columns: ["a"], sizeLimit: 16)
        #expect(single.records.isEmpty && single.refusal?.contains("the document is one object") == true)
    }

    @Test func hidesWhatDisturbsATerminal() {
        let text = "{\"a\u{7F}b\":1,\"\(String(repeating: "k", count: 500))\":1}"
        let refusal = JSONSampleResult.document(text.utf8, path: ["r"]).refusal ?? ""
        #expect(refusal.contains("the keys a?b, \(String(repeating: "k", count: 40)) ("))
    }
}

/// Real answers of a CRM.
@Suite(.enabled(if: Fixtures.isPresent, "\(Fixtures.absence)"))
struct JSONFixtureTests {
    @Test func readsDeals() throws {
        let text = try Fixtures.bytes("bitrix24/crm-deal-list_0.json")
        let columns = ["ID", "OPPORTUNITY", "DATE_CREATE", "STAGE_ID"]
        let result = JSONSampleResult.document(text, path: ["result"], columns: columns)
        #expect(result.refusal == nil)
        #expect(result.records.count == 6)
        #expect(
            result.records.first?.description == "3 @26+339 ok '37' '19999.99' '2024-09-02T18:37:18+02:00' 'C1:NEW'"
        )
        #expect(result.rows.map(\.[1]).prefix(4) == ["19999.99", "20000.00", "12500.00", "13500.00"])
    }

    @Test func readsContactsOfLists() throws {
        let text = try Fixtures.bytes("bitrix24/crm-contact-list_0.json")
        let result = JSONSampleResult.document(text, path: ["result"], columns: ["ID", "EMAIL[0].VALUE"])
        #expect(result.rows.map(\.[0]) == ["75", "74", "78", "77", "73"])
        #expect(result.rows.first == ["75", "special-for@example.com"])
    }

    @Test func refusesWhatIsNoJSON() throws {
        let text = try Fixtures.bytes("bitrix24/crm-lead-list_0.invalid.json")
        let result = JSONSampleResult.document(text, path: ["result"], columns: ["ID"])
        #expect(result.rows == [["5"], ["6"], ["json_not_object"]])
        #expect(
            result.refusal
                == "f.json:116:10: error: broken JSON: expected ',' or ']' after the value, found a letter"
        )
    }

    @Test func namesTheKeysOfAnErrorAnswer() throws {
        let text = try Fixtures.bytes("bitrix24/crm-deal-list_1.json")
        let result = JSONSampleResult.document(text, path: ["result"], columns: ["ID"])
        #expect(result.refusal?.contains("has no key 'result'; it has the keys error, error_description") == true)
    }
}
