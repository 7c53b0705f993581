internal import Foundation

extension String {
    /// The text as tags and names are compared: NFC, lower case, `ё` as `е`, without white space around it.
    ///
    /// The same on every machine: no locale takes part.
    ///
    /// - Complexity: O(*n*); pure ASCII, nearly all real tags, takes a path without Unicode tables.
    package var foldedTag: String {
        let isASCII = utf8.allSatisfy { $0 < 0x80 }
        // Lower case can take a text out of NFC, so it is composed afterwards as well.
        let folded =
            isASCII
            ? lowercased()
            : precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping
        let scalars = folded.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        let trimmed = scalars[first...last]
        guard !isASCII, trimmed.contains("ё") else { return String(trimmed) }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: trimmed.map { $0 == "ё" ? "е" : $0 })
        return String(result)
    }
}
