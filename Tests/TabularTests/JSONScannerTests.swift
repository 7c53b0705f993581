import Testing

@testable import Tabular

/// RFC 8259, to the letter.
@Suite struct JSONScannerTests {
    /// Scans in windows of `size` bytes; nil: the text is JSON.
    static func fault(_ text: [UInt8], size: Int = .max) -> JSONFault? {
        var scanner = JSONScanner()
        var start = 0
        while start < text.count {
            let end = size < text.count - start ? start + size : text.count
            scanner.base = Int64(start)
            var position = 0
            let event = text[start..<end].withUnsafeBytes { bytes in
                while true {
                    let event = scanner.scan(bytes, from: &position, level: 0)
                    if event == .paused || event == .failed { return event }
                }
            }
            if event == .failed { return scanner.fault }
            start = end
        }
        scanner.base = Int64(text.count)
        var event = scanner.finish(at: 0, level: 0)
        if event == .ended { event = scanner.finish(at: 0, level: 0) }
        return event == .failed ? scanner.fault : nil
    }

    @Test(arguments: [
        "{}", "[]", "[[]]", "[[],{}]", " \t\r\n[ ] \n", "null", "true", "false", "\"\"", "0", "-0", "-0.0", "10",
        "1.5", "0.25", "1e5", "1E5", "1e+5", "1e-05", "1.5e300", "123456789012345678901234567890.123456789",
        #"{"":0}"#, #"{"a":{"b":[1,2,{"c":null}]}}"#, #"{"a":1,"a":2}"#, #"["\u0041\"\\\/\b\f\n\r\t"]"#,
        #"["\uD83D\uDE00"]"#, #"["\uD800"]"#, #"["\uabCD"]"#, "[\"\u{7F}\"]", "[\"\u{2028}\"]", "[\"я😀\"]",
        "[1 , 2]", #"{"a" : 1 , "b" : [ ] }"#, "[true,false,null]", "[-1]", "[1e1]", "[\"a\",\n\n1]",
    ])
    func accepts(text: String) {
        let bytes = Array(text.utf8)
        for size in 1...(bytes.count + 1) {
            #expect(Self.fault(bytes, size: size) == nil, "window \(size)")
        }
    }

    static let invalid: [(text: String, line: Int64, column: Int64, message: String)] = [
        ("", 1, 1, "expected a JSON document, found the end"),
        (" \n ", 2, 2, "expected a JSON document, found the end"),
        ("[", 1, 2, "expected a value or ']', found the end"),
        ("{", 1, 2, "expected a key in double quotes or '}', found the end"),
        ("[1", 1, 3, "expected ',' or ']' after the value, found the end"),
        ("[1,", 1, 4, "expected a value after the comma, found the end"),
        ("[1,]", 1, 4, "expected a value after the comma, found ']'"),
        ("[,1]", 1, 2, "expected a value or ']', found ','"),
        ("[1,,2]", 1, 4, "expected a value after the comma, found ','"),
        ("[1 2]", 1, 4, "expected ',' or ']' after the value, found a digit"),
        ("[1}", 1, 3, "expected ',' or ']' after the value, found '}'"),
        (#"{"a":1]"#, 1, 7, "expected ',' or '}' after the value, found ']'"),
        (#"{"a":1,}"#, 1, 8, "expected a key in double quotes after the comma, found '}'"),
        (#"{"a"}"#, 1, 5, "expected ':' after the key, found '}'"),
        (#"{"a" 1}"#, 1, 6, "expected ':' after the key, found a digit"),
        (#"{"a":}"#, 1, 6, "expected a value, found '}'"),
        (#"{"a"::1}"#, 1, 6, "expected a value, found ':'"),
        (#"{a:1}"#, 1, 2, "expected a key in double quotes or '}', found a letter"),
        (#"{'a':1}"#, 1, 2, "expected a key in double quotes or '}', found '''"),
        (#"{1:1}"#, 1, 2, "expected a key in double quotes or '}', found a digit"),
        ("[\n 1,\n x]", 3, 2, "expected a value after the comma, found a letter"),
        ("[\"яблоко\", x]", 1, 12, "expected a value after the comma, found a letter"),
        ("// a\n[]", 1, 1, "expected a JSON document, found '/'"),
        ("[1/**/]", 1, 3, "expected ',' or ']' after the value, found '/'"),
        ("[NaN]", 1, 2, "expected a value or ']', found a letter"),
        ("[Infinity]", 1, 2, "expected a value or ']', found a letter"),
        ("[-Infinity]", 1, 3, "expected a digit, found a letter"),
        ("[nul]", 1, 5, "expected true, false or null, found ']'"),
        ("[True]", 1, 2, "expected a value or ']', found a letter"),
        ("[truee]", 1, 6, "expected ',' or ']' after the value, found a letter"),
        ("tru", 1, 4, "expected true, false or null, found the end"),
        ("[01]", 1, 3, "expected ',' or ']' after the value, found a digit"),
        ("[-01]", 1, 4, "expected ',' or ']' after the value, found a digit"),
        ("[+1]", 1, 2, "expected a value or ']', found '+'"),
        ("[.5]", 1, 2, "expected a value or ']', found '.'"),
        ("[1.]", 1, 4, "expected a digit, found ']'"),
        ("[1.e5]", 1, 4, "expected a digit, found a letter"),
        ("[1e]", 1, 4, "expected a digit, found ']'"),
        ("[1e+]", 1, 5, "expected a digit, found ']'"),
        ("[1e5.0]", 1, 5, "expected ',' or ']' after the value, found '.'"),
        ("[-]", 1, 3, "expected a digit, found ']'"),
        ("-", 1, 2, "expected a digit, found the end"),
        ("1.", 1, 3, "expected a digit, found the end"),
        ("[0x1F]", 1, 3, "expected ',' or ']' after the value, found a letter"),
        ("[1_000]", 1, 3, "expected ',' or ']' after the value, found '_'"),
        (#"["\x41"]"#, 1, 4, "expected one of \" \\ / b f n r t u after '\\', found a letter"),
        (#"["\u12G4"]"#, 1, 7, "expected four hexadecimal digits after '\\u', found a letter"),
        (#"["\u12"]"#, 1, 7, "expected four hexadecimal digits after '\\u', found '\"'"),
        ("[\"a\nb\"]", 1, 4, "a text holds a raw line break"),
        ("[\"a\tb\"]", 1, 4, "a text holds a raw tab"),
        ("[\"a\u{0}b\"]", 1, 4, "a text holds a raw control character"),
        ("[\"a", 1, 4, "a text isn't closed"),
        ("[] []", 1, 4, "expected the end, found '['"),
        ("[]]", 1, 3, "expected the end, found ']'"),
        ("]", 1, 1, "expected a JSON document, found ']'"),
        ("[1\u{A0}]", 1, 3, "expected ',' or ']' after the value, found a character outside double quotes"),
        ("[\u{C}]", 1, 2, "expected a value or ']', found a control character"),
        ("\u{FEFF}[]", 1, 1, "expected a JSON document, found a character outside double quotes"),
    ]

    @Test(arguments: invalid)
    func rejects(text: String, line: Int64, column: Int64, message: String) {
        let bytes = Array(text.utf8)
        for size in 1...(bytes.count + 1) {
            let fault = Self.fault(bytes, size: size)
            #expect(fault?.message == message, "window \(size)")
            #expect(fault?.line == line, "window \(size)")
            #expect(fault?.column == column, "window \(size)")
        }
    }

    @Test(arguments: ["[", "{\"a\":"])
    func bearsDepthUpToItsLimit(opening: String) {
        let closing = opening == "[" ? "]" : "}"
        let core = "0"
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: opening, count: depth) + core + String(repeating: closing, count: depth)).utf8)
        }
        #expect(Self.fault(nested(512)) == nil)
        #expect(Self.fault(nested(513))?.message == "lists and objects stand more than 512 deep in each other")
        #expect(Self.fault(Array(repeating: UInt8(ascii: "["), count: 1_000_000))?.column == 513)
    }
}
