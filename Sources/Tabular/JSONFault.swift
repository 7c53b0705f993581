/// Where and how a text breaks the grammar of JSON.
///
/// It names what was expected and the kind of character found, never the text itself: that may be customer data.
package struct JSONFault: Hashable, Sendable {
    enum Expectation: Hashable, Sendable {
        case document, value, valueAfterComma, valueOrBracket, key, keyOrBrace, colon, commaOrBrace, commaOrBracket
        case digit, escape, hexDigit, literal, end, printable, shallow
    }

    let expected: Expectation
    /// The byte that doesn't fit; nil: the text ends.
    let found: UInt8?
    /// The 1-based physical line.
    package let line: Int64
    /// The 1-based column, counted in characters.
    package let column: Int64

    /// Whether the text is cut off rather than wrong.
    package var isTruncation: Bool {
        found == nil
    }

    /// One sentence without a capital or a full stop.
    package var message: String {
        switch expected {
        case .printable: found == nil ? "a text isn't closed" : "a text holds a raw \(foundDescription)"
        case .shallow: "lists and objects stand more than \(JSONScanner.depthLimit) deep in each other"
        default: "expected \(expectedDescription), found \(foundDescription)"
        }
    }

    /// What to do about the mistakes that are common.
    package var hint: String? {
        switch (expected, found) {
        case (.printable, .some):
            "the program that wrote the file must write it as an escape, such as \\n or \\t"
        case (.key, UInt8(ascii: "}")), (.valueAfterComma, UInt8(ascii: "]")):
            "remove the comma before it"
        case (_, UInt8(ascii: "'")):
            "JSON texts stand in double quotes"
        case (_, UInt8(ascii: "/")), (_, UInt8(ascii: "#")):
            "JSON has no comments"
        case (.value, UInt8(ascii: "N")), (.value, UInt8(ascii: "I")), (.valueOrBracket, UInt8(ascii: "N")),
            (.valueAfterComma, UInt8(ascii: "N")), (.digit, UInt8(ascii: "I")):
            "NaN and Infinity are no JSON numbers: an absent number is null"
        default: nil
        }
    }

    private var expectedDescription: String {
        switch expected {
        case .document: "a JSON document"
        case .value: "a value"
        case .valueAfterComma: "a value after the comma"
        case .valueOrBracket: "a value or ']'"
        case .key: "a key in double quotes after the comma"
        case .keyOrBrace: "a key in double quotes or '}'"
        case .colon: "':' after the key"
        case .commaOrBrace: "',' or '}' after the value"
        case .commaOrBracket: "',' or ']' after the value"
        case .digit: "a digit"
        case .escape: "one of \" \\ / b f n r t u after '\\'"
        case .hexDigit: "four hexadecimal digits after '\\u'"
        case .literal: "true, false or null"
        case .end: "the end"
        case .printable, .shallow: ""
        }
    }

    private var foundDescription: String {
        guard let found else { return "the end" }
        switch found {
        case UInt8(ascii: "\n"): return expected == .printable ? "line break" : "a line break"
        case UInt8(ascii: "\t"): return expected == .printable ? "tab" : "a tab"
        case 0..<0x20, 0x7F: return expected == .printable ? "control character" : "a control character"
        case UInt8(ascii: " "): return "a space"
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return "a digit"
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return "a letter"
        case 0x80...: return "a character outside double quotes"
        default: return "'\(Character(UnicodeScalar(found)))'"
        }
    }
}
