internal import Yams

extension ChannelDefinitionReader {
    private typealias Condition = ChannelDefinition.Condition
    private typealias TextTest = ChannelDefinition.TextTest

    mutating func rules(_ node: Node) -> [ChannelDefinition.Rule] {
        guard let sequence = node.sequence else {
            note(node, "'rules' must be a list, each rule after a dash")
            return []
        }
        return sequence.compactMap { rule($0) }
    }

    private mutating func rule(_ node: Node) -> ChannelDefinition.Rule? {
        guard let entries = entries(node, of: "a rule") else { return nil }
        var index: Int?
        var isPaid = false
        var conditions: [Condition] = []
        var isComplete = true
        if !entries.contains(where: { $0.name == "channel" }) {
            note(node, "a rule names no channel", hint: "add 'channel:' with one of those listed under 'channels'")
        }
        for entry in entries {
            switch entry.name {
            case "channel":
                index = channel(entry.value)
            case "paid":
                switch entry.value.scalar?.string {
                case "true": isPaid = true
                case "false": isPaid = false
                default: note(entry.value, "'paid' must be true or false")
                }
            default:
                if let condition = condition(entry, besides: ["channel", "paid"]) {
                    conditions.append(condition)
                } else {
                    isComplete = false
                }
            }
        }
        if isComplete, conditions.isEmpty {
            note(node, "a rule has no condition and would take every touch", hint: "give it one, or use 'fallback'")
        }
        guard let index, let first = conditions.first else { return nil }
        return ChannelDefinition.Rule(
            channel: index,
            isPaid: isPaid,
            condition: conditions.count == 1 ? first : .all(conditions),
            location: location(node)
        )
    }

    private mutating func condition(_ entry: Entry, besides others: [String] = []) -> Condition? {
        if let tag = ChannelDefinition.Tag(rawValue: entry.name) {
            return test(entry.value).map { .tag(tag, $0) }
        }
        switch entry.name {
        case "any": return conditions(entry).map { .any($0) }
        case "all": return conditions(entry).map { .all($0) }
        case "not": return conditionSet(entry.value).map { .not($0) }
        default:
            let known = ChannelDefinition.Tag.allCases.map(\.rawValue) + ["any", "all", "not"] + others
            note(entry.key, "unknown condition '\(entry.name)'", hint: suggestion(for: entry.name, among: known))
            return nil
        }
    }

    private mutating func conditions(_ entry: Entry) -> [Condition]? {
        guard let sequence = entry.value.sequence, !sequence.isEmpty else {
            note(
                entry.value,
                "'\(entry.name)' must be a list of conditions",
                hint: "write it as [{ source: vk }, { medium: social }]"
            )
            return nil
        }
        let conditions = sequence.map { conditionSet($0) }
        return conditions.contains { $0 == nil } ? nil : conditions.compactMap(\.self)
    }

    /// Conditions of one mapping, which must all hold.
    private mutating func conditionSet(_ node: Node) -> Condition? {
        guard let entries = entries(node, of: "a condition") else { return nil }
        if entries.isEmpty { note(node, "a condition is empty") }
        let conditions = entries.map { condition($0) }
        guard !conditions.isEmpty, !conditions.contains(where: { $0 == nil }) else { return nil }
        let all = conditions.compactMap(\.self)
        return all.count == 1 ? all[0] : .all(all)
    }

    private mutating func test(_ node: Node) -> TextTest? {
        if let sequence = node.sequence {
            if sequence.isEmpty { note(node, "a list of texts is empty, so nothing would match") }
            let tests = sequence.map { test($0) }
            guard !tests.isEmpty, !tests.contains(where: { $0 == nil }) else { return nil }
            return .any(tests.compactMap(\.self))
        }
        guard node.mapping != nil else {
            guard let text = node.scalar, !(text.string.isEmpty && text.style == .plain) else {
                note(node, "a condition has no text", hint: "write \"\" for a tag that isn't there")
                return nil
            }
            return pattern((text.string, node)).map { .pattern($0) }
        }
        guard let entries = entries(node, of: "a condition", known: ["list", "any", "all", "not"]) else { return nil }
        let tests: [TextTest?] = entries.map { entry in
            switch entry.name {
            case "list": return list(entry.value)
            case "not": return test(entry.value).map { .not($0) }
            default:
                guard let sequence = entry.value.sequence, !sequence.isEmpty else {
                    note(entry.value, "'\(entry.name)' must be a list of texts")
                    return nil
                }
                let tests = sequence.map { test($0) }
                guard !tests.contains(where: { $0 == nil }) else { return nil }
                return entry.name == "any" ? .any(tests.compactMap(\.self)) : .all(tests.compactMap(\.self))
            }
        }
        guard !tests.isEmpty, !tests.contains(where: { $0 == nil }) else { return nil }
        let all = tests.compactMap(\.self)
        return all.count == 1 ? all[0] : .all(all)
    }

    /// `list: search`, or several lists of which one must have the text.
    private mutating func list(_ node: Node) -> TextTest? {
        let names = node.sequence == nil ? [node] : node.sequence.map { Array($0) } ?? []
        let tests: [TextTest?] = names.map { node in
            guard let name = text(node, of: "a list's name") else { return nil }
            guard listNames.contains(name) else {
                note(node, "unknown list '\(name)'", hint: suggestion(for: name, among: listNames))
                return nil
            }
            return .list(name)
        }
        guard !tests.isEmpty, !tests.contains(where: { $0 == nil }) else { return nil }
        let all = tests.compactMap(\.self)
        return all.count == 1 ? all[0] : .any(all)
    }
}
