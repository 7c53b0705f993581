internal import Definitions

/// The marks under which a number that was rejected would have been one.
enum NumberSuggestion {
    private static let marks: [(decimal: Character, thousands: String?)] = [
        (",", nil), (".", " "), (".", ","), (",", " "), (",", "."), (".", "'"), (",", "'"), (".", nil),
    ]

    /// The settings of `format` a text fits, at most two, as they are to be typed.
    static func settings(fitting text: UnsafeBufferPointer<UInt8>, besides declared: FormatDefinition, money: Bool)
        -> [String]
    {
        var found: [String] = []
        for (decimal, thousands) in marks where found.count < 2 {
            var format = declared
            format.decimal = decimal.asciiValue ?? declared.decimal
            format.thousands = thousands
            let reader = NumberReader(format, SourceText(.utf8))
            let value = money ? try? reader.money(text, rounds: true) : try? reader.integer(text)
            guard value != nil else { continue }
            var settings: [String] = []
            if format.decimal != declared.decimal { settings.append("decimal: \"\(decimal)\"") }
            if let thousands, thousands != declared.thousands { settings.append("thousands: \"\(thousands)\"") }
            let text = settings.joined(separator: ", ")
            // More marks than the text needs say less.
            if !text.isEmpty, !found.contains(where: { text.contains($0) }) { found.append(text) }
        }
        return found
    }
}
