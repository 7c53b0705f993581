import Testing

@testable import Tabular

/// How columns address what stands in a record, and what bytes they get.
@Suite struct JSONColumnsTests {
    static func values(_ record: String, _ columns: [String]) -> [String?] {
        JSONSampleResult.document("[\(record)]".utf8, columns: columns).rows.first ?? []
    }

    static let paths: [(record: String, column: String, value: String?)] = [
        (#"{"a":"x"}"#, "a", "x"),
        (#"{"a":"x"}"#, "b", nil),
        (#"{"a":null}"#, "a", ""),
        (#"{"a":""}"#, "a", ""),
        (#"{"a":true,"b":false}"#, "b", "false"),
        (#"{"a":12.50}"#, "a", "12.50"),
        (#"{"a":-1E+2 }"#, "a", "-1E+2"),
        (#"{"a":0.1000000000000000055511151231257827}"#, "a", "0.1000000000000000055511151231257827"),
        (#"{"":"empty"}"#, "", "empty"),
        (#"{"utm":{"source":"ya"}}"#, "utm.source", "ya"),
        (#"{"utm":{"source":"ya"}}"#, "utm.medium", nil),
        (#"{"utm":"x"}"#, "utm.source", nil),
        (#"{"utm":null}"#, "utm.source", nil),
        (#"{"utm":[]}"#, "utm.source", nil),
        (#"{"utm.source":"flat"}"#, "utm.source", "flat"),
        (#"{"utm.source":"flat","utm":{"source":"deep"}}"#, "utm.source", "flat"),
        (#"{"utm":{"source":"deep"},"utm.source":"flat"}"#, "utm.source", "flat"),
        (#"{"utm":{"source":"deep"},"utm.source":null}"#, "utm.source", ""),
        (#"{"a":{"b.c":"half"}}"#, "a.b.c", "half"),
        (#"{"a":{"b":{"c":"deep"},"b.c":"half"}}"#, "a.b.c", "half"),
        (#"{"a":{"b":{"c":"deep"}}}"#, "a.b.c", "deep"),
        (#"{"a.b":{"c":"x"}}"#, "a.b.c", nil),
        (#"{"phones":[{"value":"1"},{"value":"2"}]}"#, "phones[0].value", "1"),
        (#"{"phones":[{"value":"1"},{"value":"2"}]}"#, "phones.1.value", "2"),
        (#"{"phones":[{"value":"1"},{"value":"2"}]}"#, "phones[2].value", nil),
        (#"{"phones":{"0":{"value":"1"}}}"#, "phones[0].value", "1"),
        (#"{"phones":["a",["b","c"]]}"#, "phones[1][0]", "b"),
        (#"{"phones":["a",["b","c"]]}"#, "phones[1][1]", "c"),
        (#"{"a":[[[[7]]]]}"#, "a[0][0][0][0]", "7"),
        (#"{"phones[0].value":"flat","phones":[{"value":"1"}]}"#, "phones[0].value", "flat"),
        (#"{"a[x]":"odd"}"#, "a[x]", "odd"),
        (#"{"a.":"odd"}"#, "a.", "odd"),
        (#"{".a":"odd"}"#, ".a", "odd"),
        (#"{"a": { "b" : [1, 2] } }"#, "a", #"{ "b" : [1, 2] }"#),
        (#"{"a": [ "x", {"y":1} ] }"#, "a", #"[ "x", {"y":1} ]"#),
        (#"{"a": [] }"#, "a", "[]"),
        (#"{"Дата":"x"}"#, "Дата", "x"),
        (#"{"\u0414ата":"x"}"#, "Дата", "x"),
        (#"{"a\"b":"x"}"#, "a\"b", "x"),
        (#"{"x":{"a":"deeper"},"a":"here"}"#, "a", "here"),
        (#"{"x":["a",{"a":1}],"a":2}"#, "a", "2"),
    ]

    @Test(arguments: paths)
    func finds(record: String, column: String, value: String?) {
        #expect(Self.values(record, [column]) == [value])
    }

    @Test func findsManyColumnsAtOnce() {
        let record = #"{"id":7,"utm":{"source":"s","tags":["t0","t1"]},"note":"a\nb"}"#
        let columns = ["note", "utm.tags[1]", "utm", "id", "utm.source", "utm.tags", "id", "none"]
        #expect(
            Self.values(record, columns) == [
                "a\nb", "t1", #"{"source":"s","tags":["t0","t1"]}"#, "7", "s", #"["t0","t1"]"#, "7", nil,
            ]
        )
    }

    static let texts: [(json: String, text: String?)] = [
        (#""plain""#, "plain"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u0416\u20AC""#, "AéЖ€"),
        (#""\uD83D\uDE00!""#, "😀!"),
        (#""\ud83d\ude00""#, "😀"),
        (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        (#""\u0000""#, "\u{0}"),
        (#""я\u0020я""#, "я я"),
        (#""\\u0041""#, "\\u0041"),
        (#""\uD83D""#, nil),
        (#""\uD83Dx""#, nil),
        (#""\uD83D\n""#, nil),
        (#""\uD83D\u0041""#, nil),
        (#""\uD83D\uD83D""#, nil),
        (#""\uDE00""#, nil),
        (#""\uDE00\uD83D""#, nil),
    ]

    @Test(arguments: texts)
    func unescapes(json: String, text: String?) {
        #expect(Self.values("{\"a\":\(json)}", ["a"]) == [text ?? "encoding"])
        // A text that no column asks for is checked all the same: what is rejected must not depend on the columns.
        #expect(Self.values("{\"a\":\(json)}", []) == (text == nil ? ["encoding"] : []))
        #expect(Self.values("{\"b\":[{\(json):1}]}", []) == (text == nil ? ["encoding"] : []))
    }

    static let doubled: [(record: String, isDoubled: Bool)] = [
        (#"{"a":1,"a":1}"#, true),
        (#"{"a":1,"\u0061":2}"#, true),
        (#"{"a":1,"A":2}"#, false),
        (#"{"x":{"a":1},"y":{"a":1}}"#, false),
        (#"{"x":[{"a":1},{"a":1}]}"#, false),
        (#"{"x":[{"a":1,"b":2,"a":3}]}"#, true),
        (#"{"a":{"a":{"a":1}}}"#, false),
        (#"{"a":{"b":1},"c":2,"a":3}"#, true),
        (#"{"":1,"":2}"#, true),
    ]

    @Test(arguments: doubled)
    func rejectsDoubledKeys(record: String, isDoubled: Bool) {
        #expect(Self.values(record, ["q"]) == (isDoubled ? ["json_duplicate_key"] : [nil]))
    }

    @Test func findsADoubledKeyAmongThousands() {
        let keys = (0..<5000).map { "\"key\($0)\":\($0)" }
        #expect(Self.values("{\(keys.joined(separator: ","))}", ["key4999"]) == ["4999"])
        #expect(Self.values("{\((keys + ["\"key17\":0"]).joined(separator: ","))}", []) == ["json_duplicate_key"])
    }

    @Test func rejectsInvalidUTF8InTheRecordOnly() {
        let good = Array(#"{"a":"я"},"#.utf8)
        for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xD1], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
            let text = Array("[".utf8) + good + Array(#"{"a":""#.utf8) + bad + Array(#""},{"a":"z"}]"#.utf8)
            let result = JSONSampleResult.document(text, columns: ["a"])
            #expect(result.rows == [["я"], ["encoding"], ["z"]])
            #expect(result.refusal == nil)
        }
    }

    @Test func notesWhichColumnsOccur() {
        let columns = ["a", "n.x", "l[3].x", "o.x", "s.x", "never"]
        let text = #"[{"n":null,"l":[],"o":{},"s":""},{"a":null}]"#
        #expect(
            JSONSampleResult.document(text.utf8, columns: columns).occurred == [true, true, true, false, false, false]
        )
    }
}
