import Definitions
import Journeys
import Testing

@Suite struct EmailAddressTests {
    static let cases: [(String, String?)] = [
        ("ivan@mail.ru", "ivan@mail.ru"), ("  Ivan.Petrov@Mail.RU\u{A0}", "ivan.petrov@mail.ru"),
        ("mailto:ivan@mail.ru", "ivan@mail.ru"), ("MAILTO:ivan@mail.ru?subject=Hi", "ivan@mail.ru"),
        ("<ivan@mail.ru>", "ivan@mail.ru"), ("Иван Петров <ivan@mail.ru>", "ivan@mail.ru"),
        ("\"Petrov, Ivan\" <ivan@mail.ru>", "ivan@mail.ru"), ("ivan@mail.ru.", "ivan@mail.ru"),
        ("'ivan@mail.ru'", "ivan@mail.ru"), ("ivan@mail.ru, petr@mail.ru", "ivan@mail.ru"),
        ("ivan@mail.ru; petr@mail.ru", "ivan@mail.ru"), ("ivan@mail.ru petr@mail.ru", "ivan@mail.ru"),
        ("нет, ivan@mail.ru", "ivan@mail.ru"), ("email: ivan@mail.ru", "ivan@mail.ru"),
        ("\u{200B}ivan@mail.ru\u{FEFF}", "ivan@mail.ru"), ("ivan@mail.ru\r\n", "ivan@mail.ru"),
        ("test@test.ru ivan@mail.ru", "ivan@mail.ru"), ("e-mail:ivan@mail.ru", nil),
        ("i@ya.ru", "i@ya.ru"), ("o'neil@mail.com", "o'neil@mail.com"),
        ("a_b-c+d@sub.mail.co.uk", "a_b-c+d@sub.mail.co.uk"),
        ("1@mail2.ru", "1@mail2.ru"), ("ivan@1c.ru", "ivan@1c.ru"), ("ivan@x-y.travel", "ivan@x-y.travel"),
        // Only the provider knows whether these are one mailbox.
        ("i.van@gmail.com", "i.van@gmail.com"), ("ivan+shop@gmail.com", "ivan+shop@gmail.com"),
        // Domains in letters.
        ("иван@почта.рф", "иван@почта.рф"), ("Иван@ПОЧТА.РФ", "иван@почта.рф"),
        ("ivan@xn--80a1acny.xn--p1ai", "ivan@почта.рф"), ("IVAN@XN--80A1ACNY.XN--P1AI", "ivan@почта.рф"),
        ("ivan@bücher.de", "ivan@bücher.de"), ("ivan@xn--bcher-kva.de", "ivan@bücher.de"),
        ("ivan@bu\u{308}cher.de", "ivan@bücher.de"), ("ivan@xn--fiqs8s.cn", "ivan@中国.cn"),
        ("ivan@xn--.ru", nil), ("ivan@xn--a.ru", "ivan@xn--a.ru"),
        ("", nil), ("ivan", nil), ("ivan@", nil), ("@mail.ru", nil), ("ivan@mail", nil), ("ivan@mail,ru", nil),
        ("ivan@@mail.ru", nil), ("ivan@mail@ru.ru", nil), ("ivan@.ru", nil), ("ivan@mail..ru", nil),
        ("ivan@-mail.ru", nil), ("ivan@mail-.ru", nil), ("ivan@mail.r", nil), ("ivan@mail.ru1 2", "ivan@mail.ru1"),
        ("ivan@127.0.0.1", nil), ("ivan@mail.123", nil), ("iv an@mail", nil), ("ivan..p@mail.ru", nil),
        ("ivan.@mail.ru", nil), ("ivan@ma_il.ru", nil), ("ivan@ma!l.ru", nil), ("ivan\\@mail.ru", nil),
        ("+7 916 123-45-67", nil), ("ivan(at)mail.ru", nil), ("ivan@mail.ru@", nil),
        (String(repeating: "a", count: 64) + "@mail.ru", String(repeating: "a", count: 64) + "@mail.ru"),
        (String(repeating: "a", count: 65) + "@mail.ru", nil),
        ("a@" + String(repeating: "b", count: 64) + ".ru", nil),
        ("a@" + String(repeating: "bbbbbbbbb.", count: 26) + "ru", nil),
        // Placeholders.
        ("no@email.ru", nil), ("test@test.ru", nil), ("noemail@shop.example", nil), ("mail@mail.ru", nil),
    ]

    @Test(arguments: cases)
    func read(text: String, expected: String?) {
        let address = EmailAddress(text)?.text
        #expect(address.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
        if let address { #expect(EmailAddress(address)?.text == address) }
    }

    static let readings: [(String, IdentityKeyReading)] = [
        ("", .absent), ("-", .null), ("none", .null), ("0", .null), ("unknown", .null), ("нет", .null),
        ("no@email.ru", .null), ("NoEmail@noemail.ru", .null), ("нет@нет.рф", .null), ("test@test.ru", .null),
        ("TEST@shop.example", .null), ("mail@mail.ru", .null), ("noreply@avito.ru", .null), ("ivan", .unreadable),
        ("ivan@mail", .unreadable), ("info@shop.example", .key(IdentityKey(.email, "info@shop.example"))),
        // A company's own mailbox, and a person whose name begins like a placeholder.
        ("citrus@citrus.ru", .key(IdentityKey(.email, "citrus@citrus.ru"))),
        ("nora@mail.ru", .key(IdentityKey(.email, "nora@mail.ru"))),
    ]

    @Test(arguments: readings)
    func placeholdersAreToldFromMistakes(text: String, expected: IdentityKeyReading) {
        #expect(IdentityKey.read(text, as: .email, region: .ru) == expected)
    }
}
