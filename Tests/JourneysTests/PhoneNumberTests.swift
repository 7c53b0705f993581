import Definitions
import Foundation
import Journeys
import Testing

@Suite struct PhoneNumberTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var region: PhoneRegion
        var expected: String?
        var texts: [String]

        init?(_ line: Substring) {
            let fields = line.components(separatedBy: " | ")
            let head = fields[0].split(separator: " ")
            guard head.count == 2, let region = PhoneRegion(rawValue: String(head[0])) else { return nil }
            self.region = region
            expected = head[1] == "nil" ? nil : String(head[1])
            texts = Array(fields.dropFirst())
        }

        var testDescription: String { "\(region.rawValue) \(expected ?? "nil")" }
    }

    static func rows(_ table: String) -> [Row?] {
        table.split(separator: "\n").map(Row.init)
    }

    @Test(arguments: rows(PhoneNumberTable.typed))
    func typedByPeople(row: Row?) throws {
        try check(row)
    }

    @Test(arguments: rows(PhoneNumberTable.regions))
    func numbersOfRegions(row: Row?) throws {
        try check(row)
    }

    private func check(_ row: Row?) throws {
        let row = try #require(row)
        for text in row.texts {
            #expect(PhoneNumber(text, region: row.region)?.text == row.expected, "\(text)")
        }
    }

    @Test func theTableIsWhole() {
        let rows = (Self.rows(PhoneNumberTable.typed) + Self.rows(PhoneNumberTable.regions)).compactMap(\.self)
        #expect(rows.reduce(0) { $0 + $1.texts.count } > 850)
        for region in PhoneRegion.allCases {
            #expect(rows.contains { $0.region == region && $0.expected != nil }, "\(region)")
            #expect(rows.contains { $0.region == region && $0.expected == nil }, "\(region)")
        }
    }

    /// Reading what was read gives the same, in every region.
    @Test func aNumberIsReadAsItself() {
        for row in Self.rows(PhoneNumberTable.regions).compactMap(\.self) {
            guard let number = row.expected else { continue }
            for region in PhoneRegion.allCases {
                #expect(PhoneNumber(number, region: region)?.text == number)
            }
        }
    }

    static let readings: [(String, IdentityKeyReading)] = [
        ("", .absent), (" \u{A0}", .absent),
        ("-", .null), ("0", .null), ("нет", .null), ("Не указан", .null), ("+7 000 000-00-00", .null),
        ("1111111111", .null), ("1234567890", .null), ("+7 (999) 999-99-99", .null), ("8 900 000 00 00", .null),
        ("+7", .unreadable), ("123-45-67", .unreadable), ("7.91612E+10", .unreadable), ("a@b.ru", .unreadable),
        ("+7 000 000-00-00, 8 916 123-45-67", .key(IdentityKey(.phone, "+79161234567"))),
        ("8 916 123-45-67", .key(IdentityKey(.phone, "+79161234567"))),
    ]

    @Test(arguments: readings)
    func placeholdersAreToldFromMistakes(text: String, expected: IdentityKeyReading) {
        #expect(IdentityKey.read(text, as: .phone, region: .ru) == expected)
    }
}
