/// What a JSON value is.
enum JSONKind: UInt8, Sendable {
    case object, array, string, number, boolean, null
}

extension JSONKind: CustomStringConvertible {
    /// As messages say it to people who don't write programs.
    var description: String {
        switch self {
        case .object: "an object"
        case .array: "a list"
        case .string: "a text"
        case .number: "a number"
        case .boolean: "true or false"
        case .null: "null"
        }
    }
}
