extension ChannelDefinitionReader {
    private typealias Condition = ChannelDefinition.Condition
    private typealias TextTest = ChannelDefinition.TextTest

    private static let combinations = ["any", "all", "not"]

    mutating func rules(_ entry: YAMLEntry) -> [ChannelDefinition.Rule] {
        guard case .list(let items) = entry.value.content else {
            settings.report(
                "'rules' must be a list, not \(entry.value.kind)",
                at: entry.value.location,
                hint: "write each rule after a dash"
            )
            return []
        }
        return items.compactMap { rule($0) }
    }

    private mutating func rule(_ node: YAMLNode) -> ChannelDefinition.Rule? {
        let hint = "write it as '- { channel: Paid Social, source: vk, medium: cpc }'"
        guard let entries = settings.entries(of: node, "rule", hint: hint) else { return nil }
        var index: Int?
        var isPaid = false
        var conditions: [Condition?] = []
        for entry in entries {
            switch entry.key {
            case "channel": index = channel(entry.value)
            case "paid": isPaid = settings.flag(entry) ?? false
            default: conditions.append(condition(entry, besides: ["channel", "paid"]))
            }
        }
        if !entries.contains(where: { $0.key == "channel" }) {
            settings.report("the rule has no 'channel'", at: node.location, hint: "add 'channel: NAME'")
        }
        if conditions.isEmpty {
            settings.report(
                "the rule has no condition and would take every touch",
                at: node.location,
                hint: "give it one, or name the channel under 'fallback'"
            )
        }
        guard let index, let condition = Self.joined(conditions, by: Condition.all) else { return nil }
        return ChannelDefinition.Rule(channel: index, isPaid: isPaid, condition: condition, location: node.location)
    }

    private mutating func condition(_ entry: YAMLEntry, besides others: [String] = []) -> Condition? {
        if let tag = ChannelDefinition.Tag(rawValue: entry.key) {
            return test(entry.value, entry.key).map { .tag(tag, $0) }
        }
        switch entry.key {
        case "any": return Self.joined(conditions(entry), by: Condition.any)
        case "all": return Self.joined(conditions(entry), by: Condition.all)
        case "not": return conditionSet(entry.value, entry.key).map { .not($0) }
        default:
            let known = ChannelDefinition.Tag.allCases.map(\.rawValue) + Self.combinations + others
            let meant = Spelling.closest(to: entry.key, in: known).map { "did you mean '\($0)'?" }
            settings.report(
                "unknown condition '\(entry.key)'",
                at: entry.location,
                hint: meant ?? "known conditions: \(known.joined(separator: ", "))"
            )
            return nil
        }
    }

    private mutating func conditions(_ entry: YAMLEntry) -> [Condition?] {
        guard case .list(let items) = entry.value.content, !items.isEmpty else {
            settings.report(
                "'\(entry.key)' must be a list of conditions",
                at: entry.value.location,
                hint: "write it as [{ source: vk }, { medium: social }]"
            )
            return []
        }
        return items.map { conditionSet($0, entry.key) }
    }

    /// Conditions of one mapping, which must all hold.
    private mutating func conditionSet(_ node: YAMLNode, _ name: String) -> Condition? {
        guard let entries = settings.entries(of: node, name, hint: "write a condition as { source: vk }") else {
            return nil
        }
        if entries.isEmpty {
            settings.report("a condition is empty", at: node.location, hint: "write it as { source: vk }")
        }
        return Self.joined(entries.map { condition($0) }, by: Condition.all)
    }

    /// What one tag must be: a text, a list of texts of which one must match, or a mapping.
    private mutating func test(_ node: YAMLNode, _ name: String) -> TextTest? {
        switch node.content {
        case .nothing:
            settings.report(
                "'\(name)' has no value",
                at: node.location,
                hint: "write \"\" for a tag that isn't there"
            )
            return nil
        case .list(let items):
            if items.isEmpty {
                settings.report("'\(name)' is an empty list", at: node.location, hint: "name at least one")
            }
            return Self.joined(items.map { test($0, name) }, by: TextTest.any)
        case .mapping(let entries):
            let known = ["list"] + Self.combinations
            return Self.joined(
                entries.map { entry in
                    switch entry.key {
                    case "list": return list(entry.value)
                    case "not": return test(entry.value, name).map { .not($0) }
                    case "any", "all":
                        guard case .list(let items) = entry.value.content, !items.isEmpty else {
                            settings.report(
                                "'\(entry.key)' must be a list of texts",
                                at: entry.value.location,
                                hint: "write it as [one, other]"
                            )
                            return nil
                        }
                        let join = entry.key == "any" ? TextTest.any : TextTest.all
                        return Self.joined(items.map { test($0, name) }, by: join)
                    default:
                        let meant = Spelling.closest(to: entry.key, in: known).map { "did you mean '\($0)'?" }
                        settings.report(
                            "unknown key '\(entry.key)'",
                            at: entry.location,
                            hint: meant ?? "known keys: \(known.joined(separator: ", "))"
                        )
                        return nil
                    }
                },
                by: TextTest.all
            )
        case .text, .unresolved:
            return settings.text(node, name, mayBeEmpty: true)
                .flatMap { pattern(($0, node.location)) }.map { .pattern($0) }
        }
    }

    /// `list: search`, or several lists of which one must have the text.
    private mutating func list(_ node: YAMLNode) -> TextTest? {
        var names = [node]
        if case .list(let items) = node.content { names = items }
        let known = listNames
        return Self.joined(
            names.map { name in settings.choice(name, "list", from: known).map { .list($0) } },
            by: TextTest.any
        )
    }

    /// One of several, or all joined; nil where any of them has an error, for it has been reported.
    private static func joined<Part>(_ parts: [Part?], by join: ([Part]) -> Part) -> Part? {
        let whole = parts.compactMap(\.self)
        guard whole.count == parts.count, let first = whole.first else { return nil }
        return whole.count == 1 ? first : join(whole)
    }
}
