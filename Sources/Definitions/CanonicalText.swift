/// Lines of names and values that are equal exactly when what they describe is.
struct CanonicalText {
    private(set) var text = ""

    /// Adds a setting; one without a value leaves no trace.
    mutating func add(_ name: String, _ value: String?) {
        if let value { add(name, [value]) }
    }

    /// Adds a list; each text goes in with its length, so that no two lists look alike.
    mutating func add(_ name: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        text += name
        for value in values {
            text += " \(value.utf8.count):\(value)"
        }
        text += "\n"
    }

    /// Texts by their bytes, an order that no locale changes.
    static func sorted(_ texts: [String]) -> [String] {
        texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
