extension SettingReader {
    /// What is asked for records besides themselves: one thing, or a list of them.
    mutating func details(_ entry: YAMLEntry?) -> [DetailDefinition] {
        guard let entry else { return [] }
        guard case .list(let nodes) = entry.value.content else { return [detail(entry)].compactMap(\.self) }
        return nodes.compactMap { detail(YAMLEntry(key: entry.key, location: $0.location, value: $0)) }
    }

    private mutating func detail(_ entry: YAMLEntry) -> DetailDefinition? {
        guard let settings = settings(of: entry.value, in: .detail, owner: "'detail'", at: entry.location),
            let ids = jsonPaths(settings["id"]), let asked = settings["request"],
            let request = requestTemplate(asked), let name = text(settings["name"])
        else { return nil }
        let names = request.names
        let size = positive(settings["size"])
        let asking: DetailDefinition.Asking =
            names.contains("ids")
            ? .several(size ?? DetailDefinition.usualSize) : names.contains("id") ? .each : .once
        let list = jsonPath(settings["list"])
        let keys = jsonPaths(settings["key"]) ?? []
        if asking == .each {
            for key in ["list", "key", "size"] {
                guard let entry = settings[key] else { continue }
                report(
                    "'\(key)' is for answers about several records, and this one asks for each by '{{ id }}'",
                    at: entry.location, hint: "remove it, or ask with '{{ ids }}'")
            }
            if ids.count > 1, let entry = settings["id"] {
                report(
                    "'{{ id }}' stands for one value, not \(ids.count)", at: entry.value.location,
                    hint: "name one, or ask without '{{ id }}'")
            }
        } else if list == nil || keys.count != ids.count {
            report(
                "nothing says which of the answer's elements belongs to which record", at: asked.location,
                hint: "add 'list: items' and 'key: id', or ask with '{{ id }}' for each record")
        }
        return DetailDefinition(
            ids: ids, request: request, list: list, keys: keys, path: jsonPath(settings["path"]) ?? [], name: name,
            asking: asking)
    }
}
