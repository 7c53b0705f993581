import Definitions
import Journeys
import Testing

@Suite struct IdentityKeyTests {
    static let cases: [(IdentityKey.Kind, String, IdentityKeyReading)] = [
        (.clientID, "1737123456789012345", .key(IdentityKey(.clientID, "1737123456789012345"))),
        (.clientID, " 1737123456789012345\n", .key(IdentityKey(.clientID, "1737123456789012345"))),
        (.clientID, "1033501218.1368477899", .key(IdentityKey(.clientID, "1033501218.1368477899"))),
        (.clientID, "GA1.2.1033501218.1368477899", .key(IdentityKey(.clientID, "1033501218.1368477899"))),
        (.clientID, "GA1.1.1033501218.1368477899", .key(IdentityKey(.clientID, "1033501218.1368477899"))),
        (.clientID, "GA1.2.x.1368477899", .key(IdentityKey(.clientID, "GA1.2.x.1368477899"))),
        (.clientID, "AbC", .key(IdentityKey(.clientID, "AbC"))),
        (.clientID, "1,73712E+18", .unreadable), (.clientID, "1.73712E+18", .unreadable),
        (.clientID, "7e+5", .unreadable), (.clientID, "7e5", .key(IdentityKey(.clientID, "7e5"))),
        (.clientID, "e+5", .key(IdentityKey(.clientID, "e+5"))),
        (.clientID, "0", .null), (.clientID, "000000", .null), (.clientID, "null", .null), (.clientID, "NULL", .null),
        (.clientID, "undefined", .null), (.clientID, "(not set)", .null), (.clientID, "none", .null),
        (.clientID, "-", .null), (.clientID, "00000000-0000-0000-0000-000000000000", .null), (.clientID, "", .absent),
        (.clientID, "  ", .absent),
        (.userID, "u-1", .key(IdentityKey(.userID, "u-1"))), (.userID, "U-1", .key(IdentityKey(.userID, "U-1"))),
        (.userID, "и\u{306}", .key(IdentityKey(.userID, "й"))), (.userID, "anonymous", .null),
        (.contactID, "201", .key(IdentityKey(.contactID, "201"))), (.contactID, "0", .null),
        (.promoCode, " Весна-ЁЛКА ", .key(IdentityKey(.promoCode, "весна-елка"))), (.promoCode, "нет", .null),
        (.taxID, "7707083893", .key(IdentityKey(.taxID, "7707083893"))),
        (.taxID, "ИНН 7707083893", .key(IdentityKey(.taxID, "7707083893"))),
        (.taxID, "7707083893/773601001", .key(IdentityKey(.taxID, "7707083893"))),
        (.taxID, "ИНН 7707083893 КПП 773601001", .key(IdentityKey(.taxID, "7707083893"))),
        (.taxID, "500 100 732 259", .key(IdentityKey(.taxID, "500100732259"))),
        (.taxID, "de 123456789", .key(IdentityKey(.taxID, "DE123456789"))),
        (.taxID, "ООО Ромашка", .unreadable), (.taxID, "12345", .unreadable), (.taxID, "7.70708E+09", .unreadable),
        (.taxID, "0000000000", .null), (.taxID, "1111111111", .null),
        (.taxID, "12345678901234567890", .unreadable),
    ]

    @Test(arguments: cases)
    func read(kind: IdentityKey.Kind, text: String, expected: IdentityKeyReading) {
        let reading = IdentityKey.read(text, as: kind, region: .ru)
        #expect(reading == expected)
        // Equal texts may differ in bytes; keys are compared by theirs.
        if case .key(let key) = reading, case .key(let other) = expected {
            #expect(Array(key.text.utf8) == Array(other.text.utf8))
        }
    }

    @Test func theOrderIsFixed() {
        #expect(
            IdentityKey.Kind.allCases.map(\.rawValue)
                == ["client_id", "user_id", "phone", "email", "promo_code", "contact_id", "tax_id"])
        #expect(IdentityKey.Kind.allCases.map(\.rank) == Array(0..<7))
        let ordered = [
            IdentityKey(.clientID, "10"), IdentityKey(.clientID, "9"), IdentityKey(.clientID, "я"),
            IdentityKey(.userID, "1"), IdentityKey(.phone, "+7"), IdentityKey(.email, "Z"), IdentityKey(.email, "a"),
        ]
        #expect(ordered.reversed().sorted() == ordered)
    }
}
