/// A place in a text file: 1-based line and column, either absent where it isn't known.
package struct SourceLocation: Hashable, Sendable {
    package var file: String
    package var line: Int?
    package var column: Int?

    package init(file: String, line: Int? = nil, column: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    package var description: String {
        [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
    }
}

/// One thing to tell the user: where it is, what is wrong, and what to type.
///
/// Messages name columns, rules and places; they never repeat customer data.
package struct Diagnostic: Error, Hashable, Sendable {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package var severity: Severity
    package var location: SourceLocation?
    /// What is wrong, in one sentence without a capital or a full stop.
    package var message: String
    /// What to do, in the imperative.
    package var hint: String?

    package init(
        _ severity: Severity = .error,
        at location: SourceLocation? = nil,
        _ message: String,
        hint: String? = nil
    ) {
        self.severity = severity
        self.location = location
        self.message = message
        self.hint = hint
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error: message (hint)`.
    package var description: String {
        "\(location.map { "\($0): " } ?? "")\(severity.rawValue): \(message)\(hint.map { " (\($0))" } ?? "")"
    }
}
