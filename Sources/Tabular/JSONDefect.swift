/// Why one record can't be read although the file can.
package enum JSONDefect: Hashable, Sendable {
    /// A line of JSON Lines that breaks the grammar.
    case syntax(JSONFault)
    /// The record is something other than an object.
    case notAnObject
    /// An object of the record has a key twice; which of the values counts would be a guess.
    case duplicateKey
    /// A text of the record is not Unicode: invalid UTF-8, or half of a surrogate pair.
    case encoding
    /// The record is longer than `JSONRecord.sizeLimit`.
    case size

    /// The rule under which the record is listed.
    package var rule: RejectRule {
        switch self {
        case .syntax: .jsonSyntax
        case .notAnObject: .jsonNotObject
        case .duplicateKey: .jsonDuplicateKey
        case .encoding: .encoding
        case .size: .recordTooLong
        }
    }
}
