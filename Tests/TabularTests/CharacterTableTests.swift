import Crypto
import Definitions
import Testing

@testable import Tabular

@Suite struct CharacterTableTests {
    /// SHA-256 over the UTF-8 of all 256 characters, U+FFFD for undefined bytes, as Python's codecs decode them:
    /// `hashlib.sha256("".join(bytes([b]).decode(name, "replace") for b in range(256)).encode()).hexdigest()`.
    static let digests: [(encoding: TextEncoding, digest: String)] = [
        (.windows1251, "4bf36e4dc399f85df83092c605fb1151b8e51953ddcfd3cb2ab1b86ef0153371"),
        (.windows1252, "8fa2fce59ae757275b6ec9d002c948cf71b6ca3d59c47aca2e9bb3db315ea36a"),
        (.koi8r, "fb0243455e64ef7026d46b057cfaeb41fef148d7d29a78fde21feda264ac02ee"),
        (.cp866, "3c8cc5cb485f93d2bb20ea06c4d6808fcae1d924105a0ec4ee2b280457c14e14"),
    ]

    @Test(arguments: digests)
    func agreesWithPython(encoding: TextEncoding, digest: String) throws {
        let text = SourceText(encoding)
        let all = (0...255).map { text.decode([UInt8($0)]) ?? "\u{FFFD}" }.joined()
        let hash = SHA256.hash(data: Array(all.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        #expect(hash == digest)
    }

    static let spots: [(encoding: TextEncoding, byte: UInt8, character: String?)] = [
        (.windows1251, 0xC0, "А"), (.windows1251, 0xFF, "я"), (.windows1251, 0xA8, "Ё"), (.windows1251, 0xB9, "№"),
        (.windows1251, 0xA0, "\u{A0}"), (.windows1251, 0x98, nil), (.windows1251, 0x88, "€"),
        (.windows1252, 0x80, "€"), (.windows1252, 0x81, nil), (.windows1252, 0xE9, "é"), (.windows1252, 0x9D, nil),
        (.koi8r, 0xE1, "А"), (.koi8r, 0xD1, "я"), (.koi8r, 0xB3, "Ё"), (.koi8r, 0x9A, "\u{A0}"),
        (.cp866, 0x80, "А"), (.cp866, 0xEF, "я"), (.cp866, 0xF0, "Ё"), (.cp866, 0xFC, "№"), (.cp866, 0x41, "A"),
    ]

    @Test(arguments: spots)
    func spot(encoding: TextEncoding, byte: UInt8, character: String?) {
        #expect(SourceText(encoding).decode([byte]) == character)
        if let character { #expect(SourceText(encoding).bytes(character) == [byte]) }
    }

    @Test func whatAnEncodingLacksHasNoBytes() {
        #expect(SourceText(.windows1251).bytes("漢") == nil)
        #expect(SourceText(.koi8r).bytes("😀") == nil)
    }
}
