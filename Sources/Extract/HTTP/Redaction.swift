package import Definitions
internal import Foundation
internal import Synchronization

/// Takes known secrets out of texts before anybody sees them, in each of the forms in which they travel.
///
/// Servers repeat what they were sent: an error body with the token in it, a next-page address with the key in it.
package final class Redaction: Sendable {
    /// Shorter texts would take out half of every message, and guard nothing.
    private static let shortest = 4

    private let forms = Mutex<Set<String>>([])

    package init(_ secrets: [Secret] = []) {
        for secret in secrets { add(secret) }
    }

    /// Takes out one more text from now on, such as a token that was just renewed.
    package func add(_ secret: Secret) {
        let text = secret.reveal()
        guard text.utf8.count >= Self.shortest else { return }
        // Of a secret address, such as that of a webhook, the parts of its path are what nobody may see.
        if text.hasPrefix("http"), let start = text.firstRange(of: "://")?.upperBound {
            for part in text[start...].split(separator: "/").dropFirst() where part.count >= 8 {
                add(Secret(String(part)))
            }
        }
        let base64 = Data(text.utf8).base64EncodedString()
        let inJSON = text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
        let encoded = WebAddressText.encoded(text)
        forms.withLock {
            $0.formUnion([text, base64, inJSON, inJSON.replacingOccurrences(of: "/", with: "\\/"), encoded])
            $0.insert(WebAddressText.encoded(text, digits: "0123456789abcdef"))
            $0.insert(encoded.replacingOccurrences(of: "%20", with: "+"))
        }
    }

    /// The text with stars in the place of every secret, longer ones first.
    package func apply(to text: String) -> String {
        var result = text
        let sorted = forms.withLock { $0 }.sorted {
            ($0.utf8.count, $1) > ($1.utf8.count, $0)
        }
        for form in sorted where result.contains(form) {
            result = result.replacingOccurrences(of: form, with: Secret.stars)
        }
        return result
    }

    /// An address as messages show it: secrets out, and the values of query items whose name tells of one.
    package func shown(address: String) -> String {
        let text = apply(to: address)
        guard let mark = text.firstIndex(of: "?") else { return Self.shortened(text, 200) }
        let items = text[text.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false).map {
            let parts = $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].lowercased()
            return parts.count == 2 && Self.telling.contains(where: name.contains)
                ? "\(parts[0])=\(Secret.stars)" : String($0)
        }
        return Self.shortened(text[..<mark] + "?" + items.joined(separator: "&"), 200)
    }

    /// Takes out what an address has in query items whose name tells of a secret, such as a signature.
    package func add(address: String) {
        for item in (address.firstIndex(of: "?").map { address[$0...].dropFirst() } ?? "").split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, Self.telling.contains(where: parts[0].lowercased().contains) else { continue }
            add(Secret(String(parts[1])))
            if let plain = parts[1].removingPercentEncoding { add(Secret(plain)) }
        }
    }

    /// The start of an error's body on one line: no control characters, no secrets, at most some 300 characters.
    package func excerpt(ofBody body: [UInt8]) -> String {
        let start = String(decoding: body.prefix(Transfer.errorBodyLimit), as: UTF8.self)
        let words = apply(to: start).split(whereSeparator: { $0.isWhitespace || $0.isASCIIControl })
        return Self.shortened(words.joined(separator: " "), 300)
    }

    private static let telling = ["token", "secret", "key", "auth", "password", "passwd", "sig", "code", "proof"]

    static func shortened(_ text: some StringProtocol, _ length: Int) -> String {
        text.count > length ? "\(text.prefix(length))…" : String(text)
    }
}

extension Character {
    fileprivate var isASCIIControl: Bool {
        asciiValue.map { $0 < 32 || $0 == 127 } ?? false
    }
}
