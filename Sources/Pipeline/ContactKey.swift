import Crypto
package import Definitions
import Extract

/// The secret that hashes of contacts are keyed with: 32 bytes, written as 64 hexadecimal digits.
package struct ContactKey: Sendable {
    let secret: SymmetricKey

    /// A new key.
    init() {
        secret = SymmetricKey(size: .bits256)
    }

    /// - Parameter text: 64 hexadecimal digits.
    package init?(_ text: String) {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        secret = SymmetricKey(data: bytes)
    }

    /// The key as its file has it.
    var text: String {
        secret.withUnsafeBytes { hexText($0) }
    }

    /// What tells this key from another without telling it: 8 bytes in hex.
    ///
    /// An input of every run that stores hashes.
    package var fingerprint: String {
        var hash = SHA256()
        hash.update(data: Array("throughline identity key".utf8))
        secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hexText(hash.finalize().prefix(8))
    }

    /// The hash that stands for a key in the warehouse: HMAC-SHA-256 of kind and text, its first 128 bits in hex.
    ///
    /// The kind takes part so that a user id that is somebody's phone number doesn't look like it. 128 bits: of a
    /// billion contacts two are the same with a chance below 1 in 10²⁰.
    package func hash(of key: IdentityKey) -> String {
        let text = "throughline contact 1\u{0}\(key.kind.rawValue)\u{0}\(key.text)"
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: secret)
        return hexText(code.prefix(16))
    }
}
