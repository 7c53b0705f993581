extension ChannelDefinitionReader {
    /// A text and where it stands.
    typealias PlacedText = (text: String, location: SourceLocation)

    /// The texts of a list such as `[one, other]`.
    mutating func texts(_ entry: YAMLEntry) -> [PlacedText] {
        guard case .list(let items) = entry.value.content else {
            settings.report(
                "'\(entry.key)' must be a list, not \(entry.value.kind)",
                at: entry.value.location,
                hint: "write it as [one, other]"
            )
            return []
        }
        return items.compactMap { item in
            settings.text(item, entry.key).map { ($0, item.location) }
        }
    }

    mutating func pattern(_ text: PlacedText) -> TextPattern? {
        do throws(TextPattern.Malformed) {
            return try TextPattern(text.text)
        } catch {
            settings.report(
                "the pattern '\(text.text)' \(error.message)",
                at: text.location,
                hint: "put a \\ before a mark that is meant literally"
            )
            return nil
        }
    }
}
