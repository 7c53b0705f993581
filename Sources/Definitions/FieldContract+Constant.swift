extension FieldContract {
    /// What a constant of this field must look like, as a hint, or nil where the text is one already.
    ///
    /// A constant is canonical text whatever the files' format says: `2025-01-31`, `2025-01-31T10:00:00`, `1234.50`,
    /// `true`.
    package func expectation(ofConstant text: String) -> String? {
        switch type {
        case .text, .phone, .email, .url:
            return nil
        case .date:
            return Day(text) == nil ? "write a day such as 2025-01-31" : nil
        case .instant:
            return CivilTime(iso8601: text) == nil ? "write an instant such as 2025-01-31T10:00:00" : nil
        case .boolean:
            return text == "true" || text == "false" ? nil : "write true or false"
        case .enum:
            return allowed.contains(text) ? nil : "use one of: \(allowed.joined(separator: ", "))"
        case .integer:
            return range(holds: Int64(text)) ? nil : "write a whole number\(bounds)"
        case .decimal:
            let units = Int64(decimal: text, places: Int64.decimalPlaces)
            return range(holds: units) ? nil : "write a number such as 91.2345, above zero where it is a rate"
        case .money:
            return range(holds: Money(decimal: text)?.micros) ? nil : "write an amount such as 1234.50\(bounds)"
        }
    }

    private func range(holds value: Int64?) -> Bool {
        value.map { $0 >= minimum ?? .min && $0 <= maximum ?? .max } ?? false
    }

    /// The field's bounds as the end of a hint.
    private var bounds: String {
        func text(_ value: Int64) -> String {
            type == .money ? Money(micros: value).description : String(value)
        }
        return (minimum.map { " from \(text($0))" } ?? "") + (maximum.map { " up to \(text($0))" } ?? "")
    }
}
