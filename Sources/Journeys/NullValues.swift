import Definitions

/// Texts that forms, CRMs and scripts write where there is nobody: they link nothing, and are counted.
///
/// The list is short on purpose: what it doesn't know and many people share is found by the limit of links.
enum NullValues {
    /// Whether a text, folded as tags are, stands for nothing in a key of any kind.
    static func isNull(_ text: String) -> Bool {
        if words.contains(text) { return true }
        // 0, 000-000, 00000000-0000-0000-0000-000000000000, ---, ...: nothing but zeros and marks.
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "?"),
                UInt8(ascii: "*"), UInt8(ascii: " "), UInt8(ascii: "+"), UInt8(ascii: "("), UInt8(ascii: ")"):
                true
            default: false
            }
        }
    }

    private static let words: Set<String> = [
        "null", "(null)", "nil", "none", "(none)", "undefined", "unknown", "(unknown)", "not set", "(not set)",
        "not provided", "(not provided)", "not available", "n/a", "#n/a", "na", "nan", "empty", "anonymous", "false",
        "test", "no", "—", "–", "[object object]",
        "нет", "нет данных", "не указан", "не указано", "не указана", "не задано", "не задан", "неизвестно",
        "неизвестен", "отсутствует", "пусто", "тест", "н/д", "#н/д", "б/н", "скрыт", "скрыто",
    ]

    /// Whether a normalised address is what people type where they have to type one.
    static func isPlaceholder(email address: String) -> Bool {
        guard !addresses.contains(address), let at = address.firstIndex(of: "@") else { return true }
        return mailboxes.contains(String(address[..<at]))
    }

    /// The same of an address in UTF-8 and its mailbox; long ones are no placeholders and made no texts of.
    static func isPlaceholder(email address: [UInt8], mailbox: ArraySlice<UInt8>) -> Bool {
        if address.count <= longestAddress, addresses.contains(String(decoding: address, as: UTF8.self)) { return true }
        return mailbox.count <= longestMailbox && mailboxes.contains(String(decoding: mailbox, as: UTF8.self))
    }

    private static let longestMailbox = mailboxes.reduce(0) { max($0, $1.utf8.count) }
    private static let longestAddress = addresses.reduce(0) { max($0, $1.utf8.count) }

    /// Mailboxes that are nobody's at any domain.
    private static let mailboxes: Set<String> = [
        "no", "none", "null", "undefined", "unknown", "test", "example", "net", "нет", "тест",
        "noemail", "no-email", "no_email", "no.email", "nomail", "no-mail", "no_mail", "no.mail", "netmail",
        "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply",
    ]

    private static let addresses: Set<String> = [
        "email@email.ru", "email@email.com", "mail@mail.ru", "mail@mail.com", "e@mail.ru", "name@mail.ru",
        "1@1.ru", "11@11.ru", "111@111.ru", "1@mail.ru", "11@mail.ru", "111@mail.ru", "123@123.ru", "123@mail.ru",
        "1234@mail.ru", "12345@mail.ru", "a@a.ru", "aa@aa.ru", "aaa@aaa.ru", "a@a.com", "asd@asd.ru", "asd@mail.ru",
        "qwe@qwe.ru", "qwerty@mail.ru", "q@q.ru", "qq@qq.ru",
    ]
}
