import Foundation
import TestSupport
import Testing

@testable import Tabular

@Suite(.enabled(if: Fixtures.isPresent, "\(Fixtures.absence)"))
struct PeerSuiteTests {
    struct RustCase: Decodable {
        var name: String
        var data: String
        var expected: [[String]]
        var config: String?
    }

    /// The byte order mark is taken off before the scanner, which has no notion of it.
    static func rows(_ text: String, _ dialect: Dialect = Dialect()) throws -> [[String]] {
        let bytes = Array(text.utf8)
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return try RawRecordDecoder.records(of: Array(bytes[start...]), dialect).map { record in
            try #require(record.fields).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Where reading differs on purpose, and what comes instead.
    ///
    /// `"a\"b"` has text after a closing quote: rust-csv takes it for `a\b"`, here such a row is rejected rather than
    /// repaired by guess.
    static let deviations: [String: RejectRule] = ["quote_no_escapes": .strayQuote]

    @Test func rustCSV() throws {
        let cases = try JSONDecoder().decode([RustCase].self, from: Data(Fixtures.bytes("csv/rust-csv/cases.json")))
        let ofDefaultDialect = cases.filter { $0.config == nil }
        #expect(ofDefaultDialect.count == 47)
        for test in ofDefaultDialect {
            if let rule = Self.deviations[test.name] {
                let records = try RawRecordDecoder.records(of: Array(test.data.utf8), Dialect())
                #expect(records.map(\.rule) == [rule], "\(test.name)")
            } else {
                #expect(try Self.rows(test.data) == test.expected, "\(test.name)")
            }
        }
    }

    /// Those of rust-csv's other dialects that a pipeline file can declare.
    ///
    /// The rest have escapes, comments or terminators of their own, which no export met so far has.
    static let dialects: [String: Dialect] = [
        "quote_change": Dialect(quote: UInt8(ascii: "z")),
        "quoting_disabled": Dialect(quote: nil),
        "delimiter_tabs": Dialect(delimiter: 0x09),
        "delimiter_weird": Dialect(delimiter: UInt8(ascii: "z")),
    ]

    @Test(arguments: dialects.keys.sorted())
    func rustCSVDialects(name: String) throws {
        let cases = try JSONDecoder().decode([RustCase].self, from: Data(Fixtures.bytes("csv/rust-csv/cases.json")))
        let test = try #require(cases.first { $0.name == name })
        #expect(try Self.rows(test.data, #require(Self.dialects[name])) == test.expected)
    }

    @Test(arguments: [
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
        "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ])
    func spectrum(name: String) throws {
        let text = try Fixtures.text("csv/spectrum/csvs/\(name).csv")
        let expected = try JSONDecoder().decode(
            [[String: String]].self,
            from: Data(Fixtures.bytes("csv/spectrum/json/\(name).json"))
        )
        let rows = try Self.rows(text)
        let header = try #require(rows.first)
        #expect(rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) } == expected)
    }
}
