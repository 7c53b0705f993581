extension ChannelDefinition {
    /// Reads a `channels.yml`, or says everything that is wrong with it at once.
    ///
    /// - Parameter file: the file's name for messages.
    /// - Throws: `Failure` of kind `definition`, its diagnostics in the order of the file.
    package static func parse(text: String, file: String) throws(Failure) -> ChannelDefinition {
        let document = YAMLDocument(text: text, file: file)
        var reader = ChannelDefinitionReader(settings: SettingReader(diagnostics: document.diagnostics))
        guard let root = document.root else { throw reader.settings.failure }
        let definition = reader.definition(root, at: SourceLocation(file: file, line: 1, column: 1))
        guard let definition, reader.settings.diagnostics.isEmpty else { throw reader.settings.failure }
        return definition
    }
}

extension SchemaLibrary {
    /// The channel rules of the user's own `channels.yml`, else the program's.
    ///
    /// - Throws: `Failure` of kind `definition` with all that is wrong in the file.
    package func channels() throws(Failure) -> ChannelDefinition {
        let path = "channels.yml"
        return try ChannelDefinition.parse(text: files[path] ?? "", file: displayName(of: path))
    }
}

extension SettingSection {
    fileprivate static let channels = SettingSection(
        "channel rules",
        required: [("version", "1"), ("channels", "..."), ("fallback", "Unassigned"), ("rules", "...")],
        optional: ["direct", "platforms", "click_ids", "crm_sources", "lists"]
    )
    fileprivate static let channelTitle = SettingSection("channel", required: [("en", "Search"), ("ru", "Поиск")])
    fileprivate static let directTags = SettingSection(
        "direct",
        required: [("sources", "[(direct)]"), ("mediums", "[(none)]")]
    )
}

/// Reads a `channels.yml` off its YAML tree.
struct ChannelDefinitionReader {
    var settings: SettingReader
    var channelNames: [String] = []
    var listNames: [String] = []

    init(settings: SettingReader) {
        self.settings = settings
    }

    mutating func definition(_ root: YAMLNode, at top: SourceLocation) -> ChannelDefinition? {
        guard case .mapping = root.content else {
            settings.report(
                root.content == .nothing ? "the file is empty" : "channel rules must be a mapping, not \(root.kind)",
                at: root.location,
                hint: "begin it with 'version: 1'"
            )
            return nil
        }
        guard let entries = settings.settings(of: root, in: .channels, owner: "the file", at: top) else { return nil }
        if let version = entries["version"] { _ = settings.choice(version.value, "version", from: ["1"]) }
        let channels = entries["channels"].map { self.channels($0) } ?? []
        channelNames = channels.map(\.name)
        let lists = entries["lists"].map { self.lists($0) } ?? [:]
        let fallback = entries["fallback"].flatMap { channel($0.value) }
        let direct = entries["direct"].flatMap { self.direct($0) }
        let platforms = entries["platforms"].map { self.platforms($0) } ?? []
        let clickIDs = entries["click_ids"].map { impliedTags($0) } ?? []
        let crmSources = entries["crm_sources"].map { impliedTags($0) } ?? []
        let rules = entries["rules"].map { self.rules($0) } ?? []
        guard let fallback else { return nil }
        return ChannelDefinition(
            channels: channels,
            fallback: fallback,
            direct: direct ?? ChannelDefinition.DirectTags(sources: ["(direct)"], mediums: ["(none)"]),
            platforms: platforms,
            clickIDs: clickIDs,
            crmSources: crmSources,
            lists: lists,
            rules: rules
        )
    }

    private mutating func channels(_ entry: YAMLEntry) -> [ChannelDefinition.Channel] {
        let hint = "write 'NAME: { en: NAME, ru: NAME }' under it"
        let entries = settings.entries(of: entry.value, entry.key, hint: hint) ?? []
        return entries.map { channel in
            let titles = settings.settings(
                of: channel.value,
                in: .channelTitle,
                owner: "channel '\(channel.key)'",
                at: channel.location
            )
            let title = ChannelDefinition.Title(
                en: settings.text(titles?["en"]) ?? channel.key,
                ru: settings.text(titles?["ru"]) ?? channel.key
            )
            return ChannelDefinition.Channel(name: channel.key, title: title)
        }
    }

    /// The position of the channel that a node names.
    mutating func channel(_ node: YAMLNode) -> Int? {
        // Without channels that error is enough.
        guard !channelNames.isEmpty else { return nil }
        return settings.choice(node, "channel", from: channelNames).flatMap { channelNames.firstIndex(of: $0) }
    }

    private mutating func lists(_ entry: YAMLEntry) -> [String: [TextPattern]] {
        let entries = settings.entries(of: entry.value, entry.key, hint: "write 'NAME: [one, other]' under it") ?? []
        listNames = entries.map(\.key)
        var lists: [String: [TextPattern]] = [:]
        for list in entries {
            lists[list.key] = texts(list).compactMap { pattern($0) }
        }
        return lists
    }

    private mutating func direct(_ entry: YAMLEntry) -> ChannelDefinition.DirectTags? {
        guard let tags = settings.settings(of: entry.value, in: .directTags, owner: "'direct'", at: entry.location),
            let sources = settings.texts(tags["sources"]),
            let mediums = settings.texts(tags["mediums"], mayBeEmpty: true)
        else { return nil }
        return ChannelDefinition.DirectTags(
            sources: sources.map(\.foldedTag),
            mediums: mediums.map(\.foldedTag)
        )
    }

    private mutating func platforms(_ entry: YAMLEntry) -> [ChannelDefinition.Platform] {
        let hint = "write 'NAME: [alias, other]' under it"
        let entries = settings.entries(of: entry.value, entry.key, hint: hint) ?? []
        var owners: [String: String] = [:]
        var platforms: [ChannelDefinition.Platform] = []
        for platform in entries {
            let name = platform.key.foldedTag
            claim(platform.key, for: name, at: platform.location, owners: &owners)
            var aliases: [TextPattern] = []
            for alias in texts(platform) {
                claim(alias.text, for: name, at: alias.location, owners: &owners)
                if let pattern = pattern(alias) { aliases.append(pattern) }
            }
            platforms.append(ChannelDefinition.Platform(name: name, aliases: aliases))
        }
        return platforms
    }

    /// Sees to it that no name belongs to two platforms.
    private mutating func claim(
        _ text: String,
        for name: String,
        at location: SourceLocation,
        owners: inout [String: String]
    ) {
        guard let owner = owners.updateValue(name, forKey: text.foldedTag) else { return }
        settings.report("'\(text)' already stands for '\(owner)'", at: location, hint: "keep one of the two")
    }

    private mutating func impliedTags(_ entry: YAMLEntry) -> [ChannelDefinition.ImpliedTags] {
        let form = "write it as 'yandex / cpc: [one, other]'"
        var result: [ChannelDefinition.ImpliedTags] = []
        var seen: Set<String> = []
        for tags in settings.entries(of: entry.value, entry.key, hint: form) ?? [] {
            let parts = tags.key.split(separator: "/", omittingEmptySubsequences: false).map { String($0).foldedTag }
            if parts.count != 2 || parts.contains("") {
                settings.report("'\(tags.key)' is not a source and a medium", at: tags.location, hint: form)
                continue
            }
            let keys = texts(tags)
            for key in keys where !seen.insert(key.text.foldedTag).inserted {
                settings.report("'\(key.text)' stands twice in '\(entry.key)'", at: key.location, hint: "remove one")
            }
            result.append(
                ChannelDefinition.ImpliedTags(source: parts[0], medium: parts[1], keys: keys.map(\.text.foldedTag))
            )
        }
        return result
    }
}
