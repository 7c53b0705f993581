extension ConnectorDefinition {
    /// Reads a connector file, or says everything that is wrong with it at once.
    ///
    /// - Parameters:
    ///   - file: the file's path as messages name it; its name must be the connector's.
    ///   - entities: the entities that rows can become.
    /// - Throws: `Failure` of kind `definition`, its diagnostics in the order of the file.
    package static func parse(
        text: String, file: String, entities: [String]
    ) throws(Failure) -> ConnectorDefinition {
        try ConnectorFile(text: text, file: file, entities: entities).definition
    }
}

extension ConnectorDefinition {
    /// Whether a way to say who asks has tokens that are renewed.
    var usesOAuth: Bool {
        auth.contains { way in
            if case .oauth = way { true } else { false }
        }
    }
}

/// A connector file: how its platform is asked, and the tree in which a source finds what its rows mean.
struct ConnectorFile {
    let definition: ConnectorDefinition
    let root: YAMLNode

    init(text: String, file: String, entities: [String]) throws(Failure) {
        let document = YAMLDocument(text: text, file: file)
        var reader = SettingReader(diagnostics: document.diagnostics)
        guard let root = document.root else { throw reader.failure }
        guard case .mapping = root.content else {
            reader.report("the file must hold keys and values", at: root.location, hint: "begin it with 'version: 1'")
            throw reader.failure
        }
        let definition = reader.connector(root, file: file, entities: entities)
        if let definition { reader.checkPlaces(of: definition) }
        guard let definition, reader.diagnostics.isEmpty else { throw reader.failure }
        self.definition = definition
        self.root = root
    }

    /// The keys that a source takes from the connector where it doesn't say them itself.
    static let sourceKeys = ["entity", "format", "map", "where", "load", "vat", "fees", "utm"]
}

extension SettingReader {
    /// Looks whether every place in a template has a value that can stand there.
    mutating func checkPlaces(of definition: ConnectorDefinition) {
        var known = Set(definition.parameters.map(\.name))
        let moments: Set<String> = ["from", "to", "until"]
        if definition.window != .all { known.formUnion(moments) }
        switch definition.paging?.kind {
        case .page: known.insert("page")
        case .offset: known.insert("offset")
        case .cursor: known.insert("cursor")
        case .after: known.insert("after")
        case .next, .link, nil: break
        }
        if case .job(let job) = definition.report {
            known.formUnion(["id", "part"])
            if job.link != nil { known.insert("link") }
        }
        if !definition.answer.details.isEmpty { known.formUnion(["id", "ids"]) }
        if definition.usesOAuth { known.formUnion(["access_token", "refresh_token"]) }
        known.insert("hash")
        for (template, location) in places {
            for case .value(let name, let format) in template.parts {
                guard known.contains(name) else {
                    let meant = Spelling.closest(to: name, in: known).map { "did you mean '\($0)'?" }
                    report(
                        "nothing is known of '{{ \(name) }}'", at: location,
                        hint: meant
                            ?? "name it under 'parameters', or use one of: \(known.sorted().joined(separator: ", "))")
                    continue
                }
                guard let format else { continue }
                let isOfBoth = ["digits", "encoded"].contains(format)
                let isOfText = ["json", "list"].contains(format)
                if isOfBoth { continue }
                if moments.contains(name), isOfText {
                    report(
                        "'\(format)' isn't for moments", at: location,
                        hint: "write a pattern such as yyyy-MM-dd, unix or iso")
                } else if !moments.contains(name), !isOfText {
                    report(
                        "'\(format)' is for moments, and '\(name)' is none", at: location,
                        hint: "remove it, or use from, to or until")
                }
            }
        }
    }
}
