internal import Foundation

extension String {
    /// The text as tags and names are compared: NFC, lower case, `ё` as `е`, without white space around it.
    ///
    /// The same on every machine: no locale takes part.
    ///
    /// - Complexity: O(*n*); pure ASCII, nearly all real tags, takes a path without Unicode tables.
    package var foldedTag: String {
        utf8.allSatisfy { $0 < 0x80 } ? foldedASCII : foldedUnicode
    }

    private var foldedASCII: String {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        let isUpperCase = { (byte: UInt8) in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        let trimmed = self[first...last]
        guard trimmed.utf8.contains(where: isUpperCase) else { return String(trimmed) }
        return String(unsafeUninitializedCapacity: trimmed.utf8.count) { buffer in
            var count = 0
            for byte in trimmed.utf8 {
                buffer[count] = isUpperCase(byte) ? byte | 0x20 : byte
                count += 1
            }
            return count
        }
    }

    private var foldedUnicode: String {
        // Lower case can take a text out of NFC, so it is composed afterwards as well.
        let folded = precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping
        let scalars = folded.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        let trimmed = scalars[first...last]
        guard trimmed.contains("ё") else { return String(trimmed) }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: trimmed.map { $0 == "ё" ? "е" : $0 })
        return String(result)
    }
}
