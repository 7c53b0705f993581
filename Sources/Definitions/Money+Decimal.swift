extension Money {
    /// The exact amount of decimal text such as `-12.5`: digits, `.`, at most six decimals; nil for anything else.
    package init?(decimal text: String) {
        var digits = Substring(text)
        let isNegative = digits.first == "-"
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 1 || (parts.count == 2 && (1...6).contains(parts[1].count)), !parts[0].isEmpty,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        // The sign goes in first, so that the least 64-bit number passes.
        let micros = (isNegative ? "-" : "") + parts[0] + fraction + String(repeating: "0", count: 6 - fraction.count)
        guard let value = Int64(micros) else { return nil }
        self.init(micros: value)
    }
}
