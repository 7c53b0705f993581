extension Money {
    /// The exact amount of decimal text such as `-12.5`: digits, `.`, at most six decimals; nil for anything else.
    package init?(decimal text: String) {
        guard let micros = Int64(decimal: text, places: 6) else { return nil }
        self.init(micros: micros)
    }
}

extension Int64 {
    /// Decimal places of a field of type `decimal`, such as an exchange rate.
    package static let decimalPlaces = 10

    /// The exact number of decimal text such as `-12.5` in units of 10⁻ᵖˡᵃᶜᵉˢ: digits, `.`, at most so many decimals; nil
    /// for anything else.
    package init?(decimal text: String, places: Int) {
        var digits = Substring(text)
        let isNegative = digits.first == "-"
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 1 || (parts.count == 2 && (1...places).contains(parts[1].count)), !parts[0].isEmpty,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        // The sign goes in first, so that the least 64-bit number passes.
        self.init(
            (isNegative ? "-" : "") + parts[0] + fraction + String(repeating: "0", count: places - fraction.count))
    }
}
