import Definitions

/// One tag, tidied: percent-decoded twice, NFC, lower case, `ё` as `е`, trimmed.
package struct TagText: Hashable, Sendable {
    package var text: String
    /// Whether the text is what an ad platform should have replaced: `{campaign_id}`, `{{ad.name}}`, `%7Bphrase%7D`,
    /// `__CID__`.
    package var hasMacro: Bool

    /// - Parameter isFormEncoded: whether a `+` means a space, as it does in a URL's query.
    /// - Complexity: O(*n*)
    package init(_ raw: String, isFormEncoded: Bool = false) {
        let percent = UInt8(ascii: "%")
        if raw.utf8.contains(where: { $0 == percent || (isFormEncoded && $0 == UInt8(ascii: "+")) }) {
            var bytes = Array(raw.utf8)
            if isFormEncoded {
                for index in bytes.indices where bytes[index] == UInt8(ascii: "+") {
                    bytes[index] = UInt8(ascii: " ")
                }
            }
            // Twice: links that pass through a redirect arrive encoded once more.
            for _ in 0..<2 where bytes.contains(percent) {
                bytes = percentDecoded(bytes)
            }
            text = String(decoding: bytes, as: UTF8.self).foldedTag
        } else {
            text = raw.foldedTag
        }
        hasMacro = Self.hasMacro(text)
    }

    /// Whether a tidy text is an ad platform's macro.
    static func hasMacro(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "{") }
            || (text.utf8.contains(UInt8(ascii: "%")) && text.contains("%7b"))
            || (text.contains("__") && MacroNames.underscored.contains { text.contains($0) })
    }
}

/// The bytes with each `%XX` replaced by what it stands for.
///
/// A `%` that starts no such triple stays. So does the whole text where the result were no UTF-8: old links are encoded
/// in windows-1251, and half a letter helps nobody.
private func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
        if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
            let high = hexDigit(bytes[index + 1]), let low = hexDigit(bytes[index + 2])
        {
            result.append(high << 4 | low)
            index += 3
        } else {
            result.append(bytes[index])
            index += 1
        }
    }
    return String(validating: result, as: UTF8.self) == nil ? bytes : result
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
