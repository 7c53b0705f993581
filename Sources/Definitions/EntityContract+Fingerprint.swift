extension EntityContract {
    /// A canonical text of the contract: it changes whenever what passes does.
    package var fingerprint: String {
        var text = CanonicalText()
        text.add("entity", entity)
        text.add("key", key)
        text.add("day", day)
        text.add("last_day", lastDay)
        text.add("new_columns", newColumns.rawValue)
        text.add("identical_rows", dropsIdenticalRows ? "drop" : "keep")
        text.add("one_of", CanonicalText.sorted(oneOf))
        for field in fields {
            text.add(
                "field",
                [
                    field.name, field.type.rawValue, String(field.required), field.minimum.map { String($0) } ?? "",
                    field.maximum.map { String($0) } ?? "",
                ] + CanonicalText.sorted(field.allowed)
            )
        }
        return text.text
    }
}
