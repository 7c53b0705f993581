import Testing

@testable import Tabular

@Suite struct JSONNumberTests {
    /// A number as JSON writes it and its digits; nil where it stays as it is.
    static let cases: [(text: String, plain: String?)] = [
        ("1.0E7", "10000000"), ("1e0", "1"), ("12.345e1", "123.45"), ("12.345E+2", "1234.5"), ("-1.5e-3", "-0.0015"),
        ("1.5e-1", "0.15"), ("100e-2", "1"), ("0e5", "000000"), ("123456.789e3", "123456789"), ("1", nil),
        ("1.5", nil), ("17.0", "17"), ("-17.000", "-17"), ("17.05", nil), ("1e41", nil), ("1e-41", nil),
        ("1e99999999999999999999", nil),
    ]

    @Test(arguments: cases)
    func plainDigits(row: (text: String, plain: String?)) {
        let plain = JSONNumber.plain(Array(row.text.utf8)[...])
        #expect(plain.map { String(decoding: $0, as: UTF8.self) } == row.plain)
    }
}
