import Definitions
import Testing

@testable import Tabular

@Suite struct NumberReaderTests {
    enum Expected: Hashable {
        case value(Int64)
        case rule(RejectRule)
    }

    static func outcome(_ read: () throws -> Int64) -> Expected? {
        do {
            return .value(try read())
        } catch let rule as RejectRule {
            return .rule(rule)
        } catch {
            return nil
        }
    }

    static func reader(decimal: Character = ".", thousands: String? = nil) -> NumberReader {
        let format = FormatDefinition(decimal: decimal.asciiValue ?? 0, thousands: thousands)
        return NumberReader(format, SourceText(.utf8))
    }

    static let integers: [(text: String, thousands: String?, expected: Expected)] = [
        ("0", nil, .value(0)), ("7", nil, .value(7)), ("-7", nil, .value(-7)), ("+7", nil, .value(7)),
        ("\u{2212}7", nil, .value(-7)), ("007", nil, .value(7)),
        ("999999999999999999", nil, .value(999_999_999_999_999_999)),
        ("9223372036854775807", nil, .value(.max)),
        ("-9223372036854775807", nil, .value(-.max)),
        ("-9223372036854775808", nil, .rule(.overflow)),
        ("9223372036854775808", nil, .rule(.overflow)),
        ("99999999999999999999999999", nil, .rule(.overflow)),
        ("1\u{A0}234\u{A0}567", nil, .value(1_234_567)), ("1\u{202F}234", nil, .value(1234)),
        ("1\u{2009}234", nil, .value(1234)), ("\u{A0}12\u{A0}", nil, .value(12)),
        ("1 234", nil, .rule(.integer)), ("1 234", " ", .value(1234)), ("1,234", ",", .value(1234)),
        ("1,234", nil, .rule(.integer)), ("12,34,567", ",", .value(1_234_567)), ("1'234'567", "'", .value(1_234_567)),
        ("1,5", ",", .rule(.integer)), ("1,23", ",", .rule(.integer)), ("1234,567", ",", .rule(.integer)),
        (",234", ",", .rule(.integer)), ("1,234,", ",", .rule(.integer)), ("1,,234", ",", .rule(.integer)),
        ("1.0", nil, .rule(.integer)), ("1e3", nil, .rule(.integer)), ("-", nil, .rule(.integer)),
        ("+-1", nil, .rule(.integer)), ("--1", nil, .rule(.integer)), ("1-", nil, .rule(.integer)),
        ("0x10", nil, .rule(.integer)), ("(7)", nil, .rule(.integer)), ("7 шт", nil, .rule(.integer)),
        ("٣", nil, .rule(.integer)),
    ]

    @Test(arguments: integers)
    func integer(text: String, thousands: String?, expected: Expected) {
        let reader = Self.reader(thousands: thousands)
        #expect(Self.outcome { try Array(text.utf8).withUnsafeBufferPointer { try reader.integer($0) } } == expected)
    }

    static let amounts: [(text: String, decimal: Character, thousands: String?, rounds: Bool, expected: Expected)] = [
        ("0", ".", nil, false, .value(0)), ("1", ".", nil, false, .value(1_000_000)),
        ("1.5", ".", nil, false, .value(1_500_000)), ("-1.5", ".", nil, false, .value(-1_500_000)),
        ("+1.5", ".", nil, false, .value(1_500_000)), ("\u{2212}1,5", ",", nil, false, .value(-1_500_000)),
        (".5", ".", nil, false, .value(500_000)), ("144.", ".", nil, false, .value(144_000_000)),
        (".", ".", nil, false, .rule(.money)), ("", ".", nil, false, .rule(.money)),
        ("1,5", ".", nil, false, .rule(.money)), ("1.5", ",", nil, false, .rule(.money)),
        ("1.2.3", ".", nil, false, .rule(.money)), ("1 234,56", ",", " ", false, .value(1_234_560_000)),
        ("1\u{A0}234,56", ",", nil, false, .value(1_234_560_000)),
        ("1\u{202F}234\u{202F}567,8", ",", nil, false, .value(1_234_567_800_000)),
        ("1.234.567,89", ",", ".", false, .value(1_234_567_890_000)),
        ("1,234,567.89", ".", ",", false, .value(1_234_567_890_000)),
        ("1.23", ",", ".", false, .rule(.money)),
        ("0.000001", ".", nil, false, .value(1)), ("0.123456", ".", nil, false, .value(123_456)),
        ("0.1234567", ".", nil, false, .rule(.moneyDecimals)),
        ("0.1234560", ".", nil, false, .value(123_456)),
        ("0.0000005", ".", nil, true, .value(0)), ("0.0000015", ".", nil, true, .value(2)),
        ("0.0000025", ".", nil, true, .value(2)), ("0.00000250", ".", nil, true, .value(2)),
        ("0.00000250000000000000000001", ".", nil, true, .value(3)), ("0.0000024999999999", ".", nil, true, .value(2)),
        ("-0.0000015", ".", nil, true, .value(-2)), ("-0.0000025", ".", nil, true, .value(-2)),
        ("0.9999995", ".", nil, true, .value(1_000_000)),
        ("9223372036854.775807", ".", nil, false, .value(.max)),
        ("9223372036854.775808", ".", nil, false, .rule(.overflow)),
        ("9223372036854.7758075", ".", nil, true, .rule(.overflow)),
        ("-9223372036854.775807", ".", nil, false, .value(-.max)),
        ("-9223372036854.775808", ".", nil, false, .rule(.overflow)),
        ("99999999999999999999", ".", nil, false, .rule(.overflow)),
        ("1e5", ".", nil, false, .rule(.money)), ("NaN", ".", nil, false, .rule(.money)),
        ("12 ₽", ".", nil, false, .rule(.money)), ("$12", ".", nil, false, .rule(.money)),
        ("(12)", ".", nil, false, .rule(.money)), ("--", ".", nil, false, .rule(.money)),
    ]

    @Test(arguments: amounts)
    func money(text: String, decimal: Character, thousands: String?, rounds: Bool, expected: Expected) {
        let reader = Self.reader(decimal: decimal, thousands: thousands)
        let outcome = Self.outcome {
            try Array(text.utf8).withUnsafeBufferPointer { try reader.money($0, rounds: rounds) }
        }
        #expect(outcome == expected)
    }

    static let decimals: [(text: String, rounds: Bool, expected: Expected)] = [
        ("1", false, .value(10_000_000_000)), ("91,2345", false, .value(912_345_000_000)),
        ("0,0000000001", false, .value(1)), ("0,12345678901", false, .rule(.decimals)),
        ("0,12345678900", false, .value(1_234_567_890)), ("0,00000000015", true, .value(2)),
        ("0,00000000025", true, .value(2)), ("922337203,6854775807", false, .value(.max)),
        ("922337203,6854775808", false, .rule(.overflow)), ("4,87E-03", false, .rule(.decimal)),
        ("", false, .rule(.decimal)), ("-1,5", false, .value(-15_000_000_000)),
    ]

    @Test(arguments: decimals)
    func decimal(text: String, rounds: Bool, expected: Expected) {
        let reader = Self.reader(decimal: ",", thousands: nil)
        let outcome = Self.outcome {
            try Array(text.utf8).withUnsafeBufferPointer { try reader.decimal($0, rounds: rounds) }
        }
        #expect(outcome == expected)
    }

    @Test func singleByteSpacesAreTheEncodingsOwn() throws {
        for encoding in [TextEncoding.windows1251, .windows1252, .koi8r, .cp866] {
            let text = SourceText(encoding)
            let reader = NumberReader(FormatDefinition(decimal: UInt8(ascii: ",")), text)
            let bytes = try #require(text.bytes("1\u{A0}234,5"))
            #expect(try bytes.withUnsafeBufferPointer { try reader.money($0, rounds: false) } == 1_234_500_000)
        }
    }
}
