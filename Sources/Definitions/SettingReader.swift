/// Reads settings off a YAML tree and collects everything that is wrong with them.
///
/// Every method gives nil after reporting; a file is good when `diagnostics` is empty at the end.
struct SettingReader {
    private(set) var diagnostics: [Diagnostic] = []
    /// The templates met so far, to be looked at when all names are known.
    private(set) var places: [(template: TextTemplate, location: SourceLocation)] = []

    init(diagnostics: [Diagnostic] = []) {
        self.diagnostics = diagnostics
    }

    mutating func add(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    mutating func report(_ message: String, at location: SourceLocation, hint: String? = nil) {
        diagnostics.append(Diagnostic(at: location, message, hint: hint))
    }

    mutating func use(_ template: TextTemplate, at location: SourceLocation) {
        places.append((template, location))
    }

    /// What was collected, in the order of the file.
    var failure: Failure {
        // What an alias repeats is wrong once.
        var seen: Set<Diagnostic> = []
        let unique = diagnostics.filter { seen.insert($0).inserted }
        return Failure(
            .definition,
            unique.sorted {
                ($0.location?.line ?? 0, $0.location?.column ?? 0) < ($1.location?.line ?? 0, $1.location?.column ?? 0)
            }
        )
    }

    // MARK: Mappings

    /// The entries of a mapping whose keys are the file's own names.
    mutating func entries(of node: YAMLNode, _ name: String, hint: String) -> [YAMLEntry]? {
        guard case .mapping(let entries) = node.content else {
            reportType(of: node, name, expected: "a mapping", hint: hint)
            return nil
        }
        return entries
    }

    /// The entries of a mapping of known keys, after refusing the others and asking for those that are missing.
    ///
    /// - Parameters:
    ///   - owner: what the mapping belongs to, as messages say it: `source 'leads'`.
    ///   - location: where the owner stands.
    mutating func settings(
        of node: YAMLNode,
        in section: SettingSection,
        owner: String,
        at location: SourceLocation
    ) -> [String: YAMLEntry]? {
        let hint =
            node.content == .nothing
            ? "write its keys under it, or remove the line" : "known keys: \(section.keys.joined(separator: ", "))"
        guard let entries = entries(of: node, section.name, hint: hint) else { return nil }
        var settings: [String: YAMLEntry] = [:]
        // A required key that is there, misspelt, is one error and not two.
        var misspelt: Set<String> = []
        for entry in entries {
            if section.keys.contains(entry.key) {
                settings[entry.key] = entry
            } else if section.planned.contains(entry.key) {
                report("'\(entry.key)' is not supported by this version", at: entry.location, hint: "remove it")
            } else {
                if let meant = Spelling.closest(to: entry.key, in: section.keys) { misspelt.insert(meant) }
                reportUnknown(entry, in: section)
            }
        }
        for (key, example) in section.required where settings[key] == nil && !misspelt.contains(key) {
            let line = example == "..." ? "'\(key):' and what belongs under it" : "'\(key): \(example)'"
            report("\(owner) has no '\(key)'", at: location, hint: "add \(line)")
        }
        return settings
    }

    private mutating func reportUnknown(_ entry: YAMLEntry, in section: SettingSection) {
        let hint: String
        // The entries of a list stand under no key of their own, and the kinds of keys are names of many things.
        let homes = SettingSection.pipelineFile.filter {
            ![
                SettingSection.vatRate.name, SettingSection.fee.name, SettingSection.maxLinks.name,
                SettingSection.connectedSource.name,
            ].contains($0.name)
        }
        if let home = homes.first(where: { $0.keys.contains(entry.key) }),
            SettingSection.pipelineFile.contains(where: { $0.name == section.name })
        {
            hint = home.name == "pipeline" ? "it belongs at the top level" : "it belongs under '\(home.name)'"
        } else if let meant = Spelling.closest(to: entry.key, in: section.keys) {
            hint = "did you mean '\(meant)'?"
        } else {
            hint = "known keys: \(section.keys.joined(separator: ", "))"
        }
        report("unknown key '\(entry.key)'", at: entry.location, hint: hint)
    }

    // MARK: Values

    /// A text that isn't empty.
    mutating func text(_ entry: YAMLEntry?) -> String? {
        entry.flatMap { text($0.value, $0.key) }
    }

    mutating func text(_ node: YAMLNode, _ name: String, mayBeEmpty: Bool = false) -> String? {
        guard case .text(let text) = node.content else {
            reportType(of: node, name, expected: "a text")
            return nil
        }
        guard mayBeEmpty || !text.isEmpty else {
            report("'\(name)' is empty", at: node.location, hint: "write a text, or remove the line")
            return nil
        }
        return text
    }

    /// A list of different texts; a single text is a list of one.
    mutating func texts(_ entry: YAMLEntry?, mayBeEmpty: Bool = false) -> [String]? {
        guard let entry else { return nil }
        guard case .list(let items) = entry.value.content else {
            return text(entry.value, entry.key, mayBeEmpty: mayBeEmpty).map { [$0] }
        }
        guard !items.isEmpty else {
            report("'\(entry.key)' is an empty list", at: entry.value.location, hint: "name at least one")
            return nil
        }
        var texts: [String] = []
        for item in items {
            if case .nothing = item.content {
                report(
                    "'\(entry.key)' has an item without a value", at: item.location,
                    hint: "put quotes around a text that means nothing in YAML, such as \"null\" or \"~\"")
                continue
            }
            guard let text = text(item, entry.key, mayBeEmpty: mayBeEmpty) else { continue }
            if texts.contains(text) {
                report("'\(item.written)' stands twice in '\(entry.key)'", at: item.location, hint: "remove one")
            } else {
                texts.append(text)
            }
        }
        return texts.count == items.count ? texts : nil
    }

    mutating func flag(_ entry: YAMLEntry?) -> Bool? {
        guard let entry, let text = text(entry.value, entry.key) else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            report(
                "'\(entry.key)' is either true or false, not '\(entry.value.written)'",
                at: entry.value.location,
                hint: "write '\(entry.key): true' or '\(entry.key): false'"
            )
            return nil
        }
    }

    /// A whole number from 0 on.
    mutating func count(_ entry: YAMLEntry?) -> Int? {
        guard let entry, let text = text(entry.value, entry.key) else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(text) else {
            report(
                "'\(entry.key)' must be a whole number from 0 on, not '\(entry.value.written)'",
                at: entry.value.location,
                hint: "write digits only, such as '\(entry.key): 100'"
            )
            return nil
        }
        return count
    }

    /// One of some names.
    ///
    /// - Parameter name: what the value is called in messages and in `PlannedSettings.values`.
    mutating func choice(_ node: YAMLNode, _ name: String, from allowed: [String]) -> String? {
        guard let text = text(node, name) else { return nil }
        if allowed.contains(text) { return text }
        let list =
            allowed.count == 1 ? "write '\(allowed[0])'" : "use one of: \(allowed.joined(separator: ", "))"
        if PlannedSettings.values[name]?.contains(text) == true {
            report("\(name) '\(node.written)' is not supported by this version", at: node.location, hint: list)
        } else if let meant = suggestion(for: node, from: allowed) {
            report("unknown \(name) '\(node.written)'", at: node.location, hint: meant)
        } else {
            report("unknown \(name) '\(node.written)'", at: node.location, hint: list)
        }
        return nil
    }

    /// A list of different names, or one name, out of those allowed.
    mutating func choices(_ entry: YAMLEntry, _ name: String, from allowed: [String]) -> [String]? {
        var areKnown = true
        if case .list(let items) = entry.value.content {
            for item in items {
                areKnown = choice(item, name, from: allowed) != nil && areKnown
            }
        } else {
            areKnown = choice(entry.value, name, from: allowed) != nil
        }
        return areKnown ? texts(entry) : nil
    }

    mutating func choice<Value: CaseIterable & RawRepresentable>(
        _ entry: YAMLEntry?,
        as type: Value.Type
    ) -> Value? where Value.RawValue == String {
        guard let entry else { return nil }
        return choice(entry.value, entry.key, from: type.allCases.map(\.rawValue)).flatMap(Value.init(rawValue:))
    }

    /// A hint where a misspelt value is close to a good one; none for values that aren't in the file itself.
    func suggestion(for node: YAMLNode, from candidates: some Sequence<String>) -> String? {
        guard case .text(let text) = node.content, text == node.written else { return nil }
        return Spelling.closest(to: text, in: candidates).map { "did you mean '\($0)'?" }
    }

    private mutating func reportType(of node: YAMLNode, _ name: String, expected: String, hint: String? = nil) {
        switch node.content {
        case .nothing:
            report(
                "'\(name)' has no value",
                at: node.location,
                hint: hint ?? "write one after the colon, or remove the line"
            )
        case .unresolved:
            break
        default:
            report("'\(name)' must be \(expected), not \(node.kind)", at: node.location, hint: hint)
        }
    }
}
