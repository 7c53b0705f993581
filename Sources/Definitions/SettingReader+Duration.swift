extension SettingReader {
    /// A length of time such as `90d`, in seconds, above zero; days are 86,400 seconds, whatever clocks do.
    mutating func duration(_ entry: YAMLEntry?, example: String) -> Int64? {
        guard let entry, let text = text(entry) else { return nil }
        let number = text.prefix { ("0"..."9").contains($0) }
        let unit = text.dropFirst(number.count)
        let hint = "write a whole number and d, h, min or s, such as '\(entry.key): \(example)'"
        if ["m", "M", "mo", "y"].contains(unit), !number.isEmpty {
            report(
                "'\(entry.value.written)' is no length of time: months and years differ in length",
                at: entry.value.location, hint: hint)
            return nil
        }
        let seconds: Int64? =
            switch unit {
            case "d": 86_400
            case "h": 3600
            case "min": 60
            case "s": 1
            default: nil
            }
        guard let seconds, !number.isEmpty else {
            report(
                "'\(entry.key)' must be a length of time, not '\(entry.value.written)'", at: entry.value.location,
                hint: hint)
            return nil
        }
        let (length, overflow) = (Int64(number) ?? .max).multipliedReportingOverflow(by: seconds)
        guard length > 0, !overflow, length <= Self.longestDuration else {
            report(
                "'\(entry.key)' must be above zero and at most 36500d, not '\(entry.value.written)'",
                at: entry.value.location, hint: hint)
            return nil
        }
        return length
    }

    /// A hundred years: longer than any data, and short enough for milliseconds.
    private static let longestDuration: Int64 = 36_500 * 86_400
}
