extension SettingReader {
    /// Reads `matching`.
    mutating func matching(_ entry: YAMLEntry?, folder: DefinitionFolder) -> MatchingDefinition? {
        guard let entry,
            let settings = settings(of: entry.value, in: .matching, owner: "'matching'", at: entry.location),
            let aliases = settings["aliases"], let path = path(aliases)
        else { return nil }
        return MatchingDefinition(aliases: folder.resolve(path), aliasesLocation: aliases.value.location)
    }

    /// Reads a source's `utm`: a template or a list of them.
    mutating func tagTemplates(_ entry: YAMLEntry?, entity: String?) -> [TagTemplate]? {
        guard let entry else { return [] }
        guard isFor(["spend"], entry, entity) else { return nil }
        var nodes = [entry.value]
        if case .list(let items) = entry.value.content { nodes = items }
        for node in nodes {
            guard case .mapping = node.content else { continue }
            report(
                "YAML takes the braces of 'utm' for a mapping", at: node.location,
                hint: "put quotes around it: \(entry.key): \"{campaign_id}\"")
            return nil
        }
        guard let texts = texts(entry) else { return nil }
        var templates: [TagTemplate] = []
        var isRight = true
        for (text, node) in zip(texts, nodes) {
            do throws(TagTemplate.Malformed) {
                templates += try TagTemplate.templates(in: text)
            } catch {
                report("the template '\(node.written)' \(error.message)", at: node.location, hint: error.hint)
                isRight = false
            }
        }
        return isRight ? templates : nil
    }
}
