import Definitions
import Journeys
import TestSupport
import Testing

/// Keys read from bytes are those read from texts.
@Suite struct KeyScanTests {
    /// What a scan makes of a text, as `IdentityKey.read` says it.
    static func reading(_ text: String, _ scan: inout KeyScan, _ kind: IdentityKey.Kind) -> IdentityKeyReading {
        switch Array(text.utf8).withUnsafeBufferPointer({ scan.read($0) }) {
        case .key: .key(IdentityKey(kind, String(decoding: scan.text, as: UTF8.self)))
        case .absent: .absent
        case .null: .null
        case .unreadable: .unreadable
        }
    }

    private func compare(
        _ texts: some Sequence<String>, _ kind: IdentityKey.Kind, _ region: PhoneRegion = .ru, _ note: String = ""
    ) {
        // One scan for all: nothing of a text may be left in the next.
        var scan = KeyScan(kind, region: region)
        for text in texts {
            let read = Self.reading(text, &scan, kind)
            #expect(read == IdentityKey.read(text, as: kind, region: region), "'\(text)' \(region) \(note)")
        }
    }

    @Test func phones() {
        for row in PhoneNumberTests.rows(PhoneNumberTable.typed) + PhoneNumberTests.rows(PhoneNumberTable.regions) {
            guard let row else { continue }
            compare(row.texts, .phone, row.region)
        }
    }

    @Test(arguments: [IdentityKey.Kind.phone, .email])
    func contactsAndPlaceholders(kind: IdentityKey.Kind) {
        compare(EmailAddressTests.cases.map(\.0) + EmailAddressTests.readings.map(\.0), kind)
        compare(["", " ", "0", "000-00-00", "+", "-", "+7", "()", "12345", "+12345", "1 2 3 4 5", "a@b.cd"], kind)
    }

    @Test func ids() {
        for (kind, text, _) in IdentityKeyTests.cases { compare([text], kind) }
        for kind in IdentityKey.Kind.allCases { compare(["1.2", "0.0", "-", "1-", "1 2", "0", "001", "1E+5"], kind) }
    }

    /// Texts of the characters that matter, and changed ones of real contacts.
    @Test func randomTexts() {
        var random = SeededGenerator()
        let characters = Array("0123456789+-() .@_xnRrUuEe/#,;:*'ё\u{A0}０")
        let real = ["+7 (916) 123-45-67", "89161234567", "Ivan.Petrov@mail.ru", "a_b-c+d@sub.mail.co.uk"]
        for kind in [IdentityKey.Kind.phone, .email, .clientID] {
            let texts = (0..<20_000).map { round -> String in
                var text = Array(round % 2 == 0 ? "" : real[random.below(real.count)])
                for _ in 0..<1 + random.below(round % 2 == 0 ? 20 : 3) {
                    let place = random.below(text.count + 1)
                    if place < text.count, random.below(3) == 0 { text.remove(at: place) }
                    text.insert(characters[random.below(characters.count)], at: min(place, text.count))
                }
                return String(text)
            }
            compare(texts, kind, random.below(2) == 0 ? .ru : .us, "\(random)")
        }
    }
}
