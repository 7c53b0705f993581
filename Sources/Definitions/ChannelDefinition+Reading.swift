internal import Yams

extension ChannelDefinition {
    /// Reads the text of a `channels.yml`.
    ///
    /// - Parameter file: the name to use in messages.
    /// - Throws: every mistake of the file at once, where it is YAML at all.
    package init(reading text: String, file: String) throws(Failure) {
        var reader = ChannelDefinitionReader(file: file)
        guard let root = reader.compose(text) else { throw Failure(.definition, reader.diagnostics) }
        let definition = reader.definition(root)
        guard reader.diagnostics.isEmpty, let definition else {
            throw Failure(.definition, reader.diagnostics)
        }
        self = definition
    }
}

/// Walks the nodes of a `channels.yml` and keeps every mistake it meets.
struct ChannelDefinitionReader {
    typealias Entry = (name: String, key: Node, value: Node)

    let file: String
    var diagnostics: [Diagnostic] = []
    var listNames: [String] = []
    var channelNames: [String] = []

    init(file: String) {
        self.file = file
    }

    mutating func definition(_ root: Node) -> ChannelDefinition? {
        let known = [
            "version", "channels", "fallback", "direct", "platforms", "click_ids", "crm_sources", "lists", "rules",
        ]
        guard let entries = entries(root, of: "the file", known: known) else { return nil }
        func value(_ name: String) -> Node? {
            entries.first { $0.name == name }?.value
        }
        for name in ["version", "channels", "fallback", "rules"] where value(name) == nil {
            note(root, "'\(name)' is missing")
        }
        if let version = value("version"), version.scalar?.string != "1" {
            note(version, "'version' must be 1", hint: "this program reads version 1")
        }
        let channels = value("channels").map { self.channels($0) } ?? []
        channelNames = channels.map(\.name)
        let listEntries = value("lists").flatMap { self.entries($0, of: "lists") } ?? []
        listNames = listEntries.map(\.name)
        var lists: [String: [TextPattern]] = [:]
        for entry in listEntries {
            lists[entry.name] = texts(entry.value, of: "'\(entry.name)'").compactMap { pattern($0) }
        }
        let fallback = value("fallback").flatMap { channel($0) }
        let direct = value("direct").flatMap { self.direct($0) }
        let platforms = value("platforms").map { self.platforms($0) } ?? []
        let clickIDs = value("click_ids").map { impliedTags($0, of: "click_ids") } ?? []
        let crmSources = value("crm_sources").map { impliedTags($0, of: "crm_sources") } ?? []
        let rules = value("rules").map { self.rules($0) } ?? []
        guard let fallback else { return nil }
        return ChannelDefinition(
            channels: channels,
            fallback: fallback,
            direct: direct ?? DirectTags(sources: ["(direct)"], mediums: ["(none)"]),
            platforms: platforms,
            clickIDs: clickIDs,
            crmSources: crmSources,
            lists: lists,
            rules: rules
        )
    }

    private typealias DirectTags = ChannelDefinition.DirectTags

    private mutating func channels(_ node: Node) -> [ChannelDefinition.Channel] {
        guard let entries = entries(node, of: "channels") else { return [] }
        if entries.isEmpty { note(node, "'channels' is empty") }
        var channels: [ChannelDefinition.Channel] = []
        for entry in entries {
            var titles: [String: String] = [:]
            for title in self.entries(entry.value, of: "channel '\(entry.name)'", known: ["en", "ru"]) ?? [] {
                titles[title.name] = text(title.value, of: "'\(title.name)'")
            }
            channels.append(
                .init(name: entry.name, title: .init(en: titles["en"] ?? entry.name, ru: titles["ru"] ?? entry.name))
            )
        }
        return channels
    }

    private mutating func direct(_ node: Node) -> DirectTags? {
        guard let entries = entries(node, of: "direct", known: ["sources", "mediums"]) else { return nil }
        var direct = DirectTags(sources: [], mediums: [])
        for entry in entries {
            let texts = texts(entry.value, of: "'\(entry.name)'").map(\.text.foldedTag)
            if entry.name == "sources" {
                direct.sources = texts
            } else {
                direct.mediums = texts
            }
        }
        return direct
    }

    private mutating func platforms(_ node: Node) -> [ChannelDefinition.Platform] {
        var platforms: [ChannelDefinition.Platform] = []
        var owners: [String: String] = [:]
        for entry in entries(node, of: "platforms") ?? [] {
            let name = entry.name.foldedTag
            if let owner = owners.updateValue(name, forKey: name) {
                note(entry.key, "'\(name)' is already an alias of '\(owner)'")
            }
            var aliases: [TextPattern] = []
            for (text, node) in texts(entry.value, of: "'\(entry.name)'") {
                if let owner = owners.updateValue(name, forKey: text.foldedTag) {
                    note(node, "'\(text)' is already \(owner == name ? "a name" : "an alias") of '\(owner)'")
                }
                if let pattern = pattern((text, node)) { aliases.append(pattern) }
            }
            platforms.append(.init(name: name, aliases: aliases))
        }
        return platforms
    }

    private mutating func impliedTags(_ node: Node, of what: String) -> [ChannelDefinition.ImpliedTags] {
        var result: [ChannelDefinition.ImpliedTags] = []
        var seen: Set<String> = []
        for entry in entries(node, of: what) ?? [] {
            let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false).map { String($0).foldedTag }
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
                note(entry.key, "'\(entry.name)' isn't a source and a medium", hint: "write it as 'yandex / cpc'")
                continue
            }
            var keys: [String] = []
            for (text, node) in texts(entry.value, of: "'\(entry.name)'") {
                let key = text.foldedTag
                if !seen.insert(key).inserted { note(node, "'\(text)' stands twice in '\(what)'") }
                keys.append(key)
            }
            result.append(.init(source: parts[0], medium: parts[1], keys: keys))
        }
        return result
    }

    /// The position of the channel that a node names.
    mutating func channel(_ node: Node) -> Int? {
        guard let name = text(node, of: "a channel") else { return nil }
        if let index = channelNames.firstIndex(of: name) { return index }
        note(node, "unknown channel '\(name)'", hint: suggestion(for: name, among: channelNames))
        return nil
    }
}
