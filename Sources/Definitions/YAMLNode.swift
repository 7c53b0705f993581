/// A value of a YAML file and where it stands there.
struct YAMLNode: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// A scalar, always read as text: what YAML itself makes of `no`, `1.0` or a date is nobody's wish.
        case text(String)
        /// Nothing after the key, `~` or `null`.
        case nothing
        /// A text whose `${...}` could not be put in, which has been reported.
        case unresolved
        case list([YAMLNode])
        case mapping([YAMLEntry])
    }

    var content: Content
    var location: SourceLocation
    /// A scalar as the file has it, before `${env:...}` was put in: messages repeat this and never a secret.
    var written = ""

    /// What kind of value this is, for messages.
    var kind: String {
        switch content {
        case .text, .unresolved: "a text"
        case .nothing: "nothing"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// One `key: value` of a mapping.
struct YAMLEntry: Hashable, Sendable {
    var key: String
    var location: SourceLocation
    var value: YAMLNode
}
