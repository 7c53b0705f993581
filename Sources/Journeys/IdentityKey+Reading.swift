package import Definitions
internal import Foundation

/// What a field that should tell a person holds.
package enum IdentityKeyReading: Hashable, Sendable {
    case key(IdentityKey)
    /// Nothing was given; not counted.
    case absent
    /// A shipped null value, such as `(not set)` or `+7 000 000-00-00`: ignored and counted.
    case null
    /// A text that is no key of its kind: its row stays, it links nothing and is counted.
    case unreadable
}

extension IdentityKey {
    /// Reads a field as a key of a kind.
    ///
    /// - Parameter region: the country whose phone numbers are written without its code.
    /// - Complexity: O(*n*)
    package static func read(_ raw: String, as kind: Kind, region: PhoneRegion) -> IdentityKeyReading {
        let folded = raw.foldedTag
        if folded.isEmpty { return .absent }
        if NullValues.isNull(folded) { return .null }
        switch kind {
        case .phone: return reading(PhoneNumber.read(raw, region: region), kind)
        case .email: return reading(EmailAddress.read(raw), kind)
        // People type a promo code as they like.
        case .promoCode: return .key(IdentityKey(kind, folded))
        case .taxID: return isRounded(trimmed(raw)) ? .unreadable : taxID(raw)
        case .clientID: return id(clientID(trimmed(raw)), kind)
        case .userID, .contactID: return id(trimmed(raw), kind)
        }
    }

    private static func reading(_ reading: ContactReading, _ kind: Kind) -> IdentityKeyReading {
        switch reading {
        case .contact(let text): .key(IdentityKey(kind, text))
        case .placeholder: .null
        case .unreadable: .unreadable
        }
    }

    /// The text in NFC without white space around it; ids are case-sensitive.
    private static func trimmed(_ raw: String) -> String {
        let scalars = raw.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        let text = String(scalars[first...last])
        return text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }

    private static func id(_ text: String, _ kind: Kind) -> IdentityKeyReading {
        isRounded(text) ? .unreadable : .key(IdentityKey(kind, text))
    }

    /// Google's client id, where a CRM got its whole cookie: `GA1.2.1033501218.1368477899` is `1033501218.1368477899`.
    private static func clientID(_ text: String) -> String {
        guard text.hasPrefix("GA1.") else { return text }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.dropFirst().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else {
            return text
        }
        return "\(parts[2]).\(parts[3])"
    }

    /// Whether a spreadsheet rounded the id: `1.74615E+16` stands for millions of ids, and would join their people.
    private static func isRounded(_ text: String) -> Bool {
        guard let mark = text.utf8.lastIndex(where: { $0 == UInt8(ascii: "E") || $0 == UInt8(ascii: "e") }) else {
            return false
        }
        let power = text.utf8[text.utf8.index(after: mark)...]
        guard power.first == UInt8(ascii: "+"), power.count > 1, power.dropFirst().allSatisfy(isDigit) else {
            return false
        }
        return mark > text.utf8.startIndex
            && text.utf8[..<mark].allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// A tax number in capitals without marks; a Russian one without its КПП, which names a branch.
    private static func taxID(_ raw: String) -> IdentityKeyReading {
        var text: [UInt8] = []
        for scalar in raw.unicodeScalars {
            switch scalar {
            case "0"..."9", "A"..."Z": text.append(UInt8(scalar.value))
            case "a"..."z": text.append(UInt8(scalar.value) & ~0x20)
            // ИНН 7707083893 / КПП 773601001
            case "/": if !text.isEmpty { return taxID(text) }
            case _ where !scalar.isASCII && scalar.properties.isAlphabetic: if !text.isEmpty { return taxID(text) }
            default: continue
            }
        }
        return taxID(text)
    }

    private static func taxID(_ text: [UInt8]) -> IdentityKeyReading {
        let digits = text.count(where: isDigit)
        guard (7...15).contains(text.count), digits >= 6 else { return .unreadable }
        if text.allSatisfy({ $0 == text.first }) { return .null }
        return .key(IdentityKey(.taxID, String(decoding: text, as: UTF8.self)))
    }
}
