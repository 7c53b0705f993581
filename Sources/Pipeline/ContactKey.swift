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
        var text: [UInt8] = []
        Array(key.text.utf8).withUnsafeBufferPointer { hasher(of: key.kind).append($0, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Hashes many keys of a kind, with what is the same of them all prepared.
    package func hasher(of kind: IdentityKey.Kind) -> Hasher {
        Hasher(secret, prefix: "throughline contact 1\u{0}\(kind.rawValue)\u{0}")
    }

    /// HMAC-SHA-256 (RFC 2104) with the key and the beginning of all texts taken in.
    package struct Hasher: Sendable {
        private let inner: SHA256
        private let outer: SHA256

        /// - Parameter secret: at most one block of 64 bytes.
        fileprivate init(_ secret: SymmetricKey, prefix: String) {
            let block = secret.withUnsafeBytes { Array($0) + Array(repeating: 0, count: 64 - $0.count) }
            var (inner, outer) = (SHA256(), SHA256())
            inner.update(data: block.map { $0 ^ 0x36 })
            inner.update(data: Array(prefix.utf8))
            outer.update(data: block.map { $0 ^ 0x5C })
            (self.inner, self.outer) = (inner, outer)
        }

        /// Appends the hash of a text, in lower-case hexadecimal digits.
        package func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
            var (inner, outer) = (inner, outer)
            inner.update(bufferPointer: UnsafeRawBufferPointer(text))
            inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
            outer.finalize().withUnsafeBytes { code in
                for byte in code.prefix(ContactKey.hashedBytes) {
                    bytes.append(Self.digit(byte >> 4))
                    bytes.append(Self.digit(byte & 15))
                }
            }
        }

        private static func digit(_ value: UInt8) -> UInt8 {
            value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
        }
    }

    /// So much of a code is kept.
    private static let hashedBytes = 16
}
