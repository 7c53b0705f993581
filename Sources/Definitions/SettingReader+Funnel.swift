extension SettingReader {
    /// Reads `funnel`.
    mutating func funnel(_ entry: YAMLEntry?) -> FunnelDefinition? {
        guard let entry,
            let settings = settings(of: entry.value, in: .funnel, owner: "'funnel'", at: entry.location)
        else { return nil }
        let unmapped = choice(settings["unmapped"], as: FunnelDefinition.Unmapped.self) ?? .warn
        guard let list = settings["stages"], let stages = stages(list) else { return nil }
        // Each pattern was tried already, where its place was known.
        return try? FunnelDefinition(stages: stages, unmapped: unmapped, location: entry.location)
    }

    private mutating func stages(_ entry: YAMLEntry) -> [FunnelDefinition.Stage]? {
        let hint = "write '- { id: won, match: [\"0/WON\"] }' under it"
        guard case .list(let items) = entry.value.content else {
            report("'stages' must be a list, not \(entry.value.kind)", at: entry.value.location, hint: hint)
            return nil
        }
        if items.isEmpty { report("'stages' is an empty list", at: entry.value.location, hint: hint) }
        var stages: [FunnelDefinition.Stage] = []
        for item in items {
            guard let stage = stage(item, after: stages) else { continue }
            stages.append(stage)
        }
        return stages.count == items.count && !items.isEmpty ? stages : nil
    }

    private mutating func stage(
        _ node: YAMLNode, after earlier: [FunnelDefinition.Stage]
    ) -> FunnelDefinition.Stage? {
        guard let settings = settings(of: node, in: .stage, owner: "the stage", at: node.location) else { return nil }
        let id = text(settings["id"])
        if let id, let place = settings["id"]?.value { checkID(id, place, after: earlier) }
        let title = title(settings["title"], id: id ?? "")
        let milestone = choice(settings["milestone"], as: FunnelDefinition.Milestone.self)
        guard let id, let match = patterns(settings["match"], after: earlier) else { return nil }
        return FunnelDefinition.Stage(id: id, titleEN: title.en, titleRU: title.ru, match: match, milestone: milestone)
    }

    private mutating func checkID(_ id: String, _ node: YAMLNode, after earlier: [FunnelDefinition.Stage]) {
        let isName = id.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
        }
        if !isName {
            report(
                "'\(node.written)' can't be the id of a stage", at: node.location,
                hint: "use a-z, 0-9 and _ only; the title may be anything")
        } else if earlier.contains(where: { $0.id == id }) {
            report("stage '\(node.written)' stands twice in the funnel", at: node.location, hint: "put both into one")
        }
    }

    private mutating func title(_ entry: YAMLEntry?, id: String) -> (en: String, ru: String) {
        guard let entry, let settings = settings(of: entry.value, in: .title, owner: "'title'", at: entry.location)
        else { return (id, id) }
        return (text(settings["en"]) ?? id, text(settings["ru"]) ?? id)
    }

    private mutating func patterns(_ entry: YAMLEntry?, after earlier: [FunnelDefinition.Stage]) -> [String]? {
        guard let entry, let texts = texts(entry) else { return nil }
        var nodes = [entry.value]
        if case .list(let items) = entry.value.content { nodes = items }
        for (text, node) in zip(texts, nodes) {
            do throws(TextPattern.Malformed) {
                _ = try TextPattern(text)
            } catch {
                report(
                    "the pattern '\(node.written)' \(error.message)", at: node.location,
                    hint: "put a \\ before a mark that is meant literally")
                continue
            }
            if let other = earlier.first(where: { $0.match.contains(text) }) {
                report(
                    "'\(node.written)' belongs to stage '\(other.id)' already", at: node.location, hint: "remove one")
            }
        }
        return texts
    }
}
