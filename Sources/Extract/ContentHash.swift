import Crypto

/// The content id of bytes as they pass: SHA-256 over the SHA-256 of each block of 4 MiB, in hex.
///
/// Hashing by blocks lets an appended file be compared block by block.
package struct ContentHash {
    package static let blockSize = 4 << 20

    private var whole = SHA256()
    private var block = SHA256()
    private var blockFill = 0

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.blockSize - blockFill)
            block.update(bufferPointer: UnsafeRawBufferPointer(rebasing: part))
            blockFill += part.count
            rest = rest.dropFirst(part.count)
            if blockFill == Self.blockSize { closeBlock() }
        }
    }

    /// The content id of everything that passed.
    package mutating func finish() -> String {
        if blockFill > 0 { closeBlock() }
        return hexText(whole.finalize())
    }

    private mutating func closeBlock() {
        block.finalize().withUnsafeBytes { whole.update(bufferPointer: $0) }
        block = SHA256()
        blockFill = 0
    }
}

/// Bytes as lower-case hexadecimal digits.
package func hexText(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
