internal import Definitions

/// Writes texts of the pipeline file as a source's bytes hold them, so that rows are compared without decoding them.
struct SourceText: Sendable {
    /// nil: UTF-8, which UTF-16 is by the time it is scanned.
    let table: CharacterTable?

    init(_ encoding: TextEncoding) {
        table = CharacterTable(encoding)
    }

    /// The bytes of a text, or nil where the encoding can't write it.
    func bytes(_ text: String) -> [UInt8]? {
        table.map { $0.encode(text) } ?? Array(text.utf8)
    }

    /// The texts that the encoding can write; no row can hold the others.
    func table(of texts: [String]) -> ByteTable {
        ByteTable(texts.compactMap(bytes))
    }

    /// The text of some bytes, or nil where they aren't valid in the encoding.
    func decode(_ bytes: some Collection<UInt8>) -> String? {
        guard let table else { return String(validating: bytes, as: UTF8.self) }
        var utf8: [UInt8] = []
        for byte in bytes {
            let entry = table.entries[Int(byte)]
            guard entry != 0 else { return nil }
            withUnsafeBytes(of: entry.littleEndian) { utf8.append(contentsOf: $0.prefix(Int(entry >> 24))) }
        }
        return String(decoding: utf8, as: UTF8.self)
    }
}
