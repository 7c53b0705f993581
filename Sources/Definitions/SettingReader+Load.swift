extension SettingReader {
    /// Reads `load`; without one, an entity with a key is merged and another replaced file by file.
    mutating func load(_ entry: YAMLEntry?, contract: EntityContract?) -> LoadDefinition? {
        guard let entry else {
            guard let contract else { return nil }
            return LoadDefinition(
                mode: contract.key.map { .merge(key: $0, version: nil) } ?? .replace(.file, overlap: .error)
            )
        }
        if case .text = entry.value.content {
            _ = choice(
                entry.value, "load",
                from: ["{ replace: day }", "{ replace: file }", "{ merge: KEY }", "{ snapshot: KEY }"])
            return nil
        }
        let usual = "write 'load: { replace: day }', 'load: { merge: KEY }' or 'load: { snapshot: KEY }'"
        guard let settings = settings(of: entry.value, in: .load, owner: "'load'", at: entry.location) else {
            return nil
        }
        let modes = ["replace", "merge", "snapshot"].compactMap { settings[$0] }
        guard let mode = modes.first else {
            report("'load' has neither 'replace', 'merge' nor 'snapshot'", at: entry.location, hint: usual)
            return nil
        }
        guard modes.count == 1 else {
            let names = modes.map { "'\($0.key)'" }.joined(separator: " and ")
            report("'load' has both \(names)", at: modes[1].location, hint: "keep one of the two")
            return nil
        }
        refuse(["overlap", "per", "lookback"], unless: "replace", mode, settings)
        refuse(["version", "reread"], unless: "merge", mode, settings)
        refuse(["max_shrink"], unless: "snapshot", mode, settings)
        switch mode.key {
        case "replace":
            let unit = choice(mode, as: LoadDefinition.ReplaceUnit.self)
            let overlap = choice(settings["overlap"], as: LoadDefinition.Overlap.self) ?? .error
            let per = per(settings["per"], contract: contract)
            let lookback = span(settings["lookback"], example: "30d")
            return unit.map {
                LoadDefinition(mode: .replace($0, overlap: overlap, per: per), lookback: lookback)
            }
        case "merge":
            let reread = span(settings["reread"], example: "2h")
            var load = merge(mode, version: settings["version"], contract: contract)
            load?.reread = reread
            return load
        default:
            let share = share(settings["max_shrink"]) ?? 200_000
            guard let key = key(mode, contract: contract) else { return nil }
            return LoadDefinition(mode: .snapshot(key: key, maxShrinkMillionths: share))
        }
    }

    /// The seconds of a number of days or hours.
    private mutating func span(_ entry: YAMLEntry?, example: String) -> Int64? {
        guard let entry, let text = text(entry) else { return nil }
        let seconds: [Character: Int64] = ["d": 86_400, "h": 3600]
        guard let unit = text.last.flatMap({ seconds[$0] }), (2...6).contains(text.utf8.count),
            text.dropLast().utf8.allSatisfy({ (48...57).contains($0) }), text.first != "0",
            let number = Int64(text.dropLast())
        else {
            report(
                "'\(entry.key)' must be days or hours, not '\(entry.value.written)'", at: entry.value.location,
                hint: "write a number with d or h, such as '\(entry.key): \(example)'")
            return nil
        }
        return number * unit
    }

    /// Reports settings of another way of loading.
    private mutating func refuse(
        _ names: [String], unless owner: String, _ mode: YAMLEntry, _ settings: [String: YAMLEntry]
    ) {
        for name in names where mode.key != owner {
            guard let entry = settings[name] else { continue }
            report("'\(name)' goes with '\(owner)' only", at: entry.location, hint: "remove it")
        }
    }

    /// The text fields that divide a day among files.
    private mutating func per(_ entry: YAMLEntry?, contract: EntityContract?) -> [String] {
        guard let entry, let contract else { return [] }
        guard let names = texts(entry) else { return [] }
        let nodes = if case .list(let items) = entry.value.content { items } else { [entry.value] }
        var fields: [String] = []
        for (name, node) in zip(names, nodes) {
            guard let index = index(of: name, in: contract, at: node) else { continue }
            let type = contract.fields[index].type
            guard type == .text || type == .enum else {
                report(
                    "'per' takes text fields, and '\(name)' is \(type.rawValue)", at: node.location,
                    hint: "name a field such as 'account'")
                continue
            }
            fields.append(name)
        }
        return fields
    }

    /// The key by which records are told apart, which must be the contract's.
    private mutating func key(_ entry: YAMLEntry, contract: EntityContract?) -> String? {
        guard let key = text(entry), let contract else { return nil }
        guard let contractKey = contract.key else {
            report(
                "\(contract.entity) has no key to \(entry.key) by",
                at: entry.value.location,
                hint: "write 'load: { replace: day }'"
            )
            return nil
        }
        guard key == contractKey else {
            report(
                "the key of \(contract.entity) is '\(contractKey)', not '\(entry.value.written)'",
                at: entry.value.location,
                hint: "write '\(entry.key): \(contractKey)'"
            )
            return nil
        }
        return key
    }

    private mutating func merge(
        _ entry: YAMLEntry,
        version: YAMLEntry?,
        contract: EntityContract?
    ) -> LoadDefinition? {
        guard let key = key(entry, contract: contract), let contract else { return nil }
        guard let version else { return LoadDefinition(mode: .merge(key: key, version: nil)) }
        guard let name = text(version), let index = index(of: name, in: contract, at: version.value) else { return nil }
        let field = contract.fields[index]
        guard field.type == .instant || field.type == .integer else {
            report(
                "'version' must be an instant or an integer, and '\(field.name)' is \(field.type.rawValue)",
                at: version.value.location,
                hint: "name a field such as 'updated_at'"
            )
            return nil
        }
        return LoadDefinition(mode: .merge(key: key, version: name))
    }

    /// The position of a field that exists.
    mutating func index(of field: String, in contract: EntityContract, at node: YAMLNode) -> Int? {
        if let index = contract.index(of: field) { return index }
        let names = contract.fields.map(\.name)
        report(
            "\(contract.entity) has no field '\(node.written)'",
            at: node.location,
            hint: suggestion(for: node, from: names) ?? "its fields: \(names.joined(separator: ", "))"
        )
        return nil
    }
}
