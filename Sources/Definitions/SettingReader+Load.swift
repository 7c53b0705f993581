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
            // `load: snapshot`; anything else belongs behind a key.
            _ = choice(entry.value, "load", from: ["{ replace: day }", "{ replace: file }", "{ merge: KEY }"])
            return nil
        }
        let usual = "write 'load: { replace: day }' or 'load: { merge: KEY }'"
        guard let settings = settings(of: entry.value, in: .load, owner: "'load'", at: entry.location) else {
            return nil
        }
        switch (settings["replace"], settings["merge"]) {
        case (let replace?, nil):
            if let version = settings["version"] {
                report("'version' goes with 'merge' only", at: version.location, hint: "remove it")
            }
            let unit = choice(replace, as: LoadDefinition.ReplaceUnit.self)
            let overlap = choice(settings["overlap"], as: LoadDefinition.Overlap.self) ?? .error
            let per = per(settings["per"], contract: contract)
            return unit.map { LoadDefinition(mode: .replace($0, overlap: overlap, per: per)) }
        case (nil, let merge?):
            for (name, entry) in [("overlap", settings["overlap"]), ("per", settings["per"])] {
                guard let entry else { continue }
                report("'\(name)' goes with 'replace' only", at: entry.location, hint: "remove it")
            }
            return self.merge(merge, version: settings["version"], contract: contract)
        case (.some, let merge?):
            report("'load' has both 'replace' and 'merge'", at: merge.location, hint: "keep one of the two")
        case (nil, nil):
            // A planned way of loading has been refused already.
            if case .mapping(let entries) = entry.value.content, !entries.contains(where: { $0.key == "snapshot" }) {
                report("'load' has neither 'replace' nor 'merge'", at: entry.location, hint: usual)
            }
        }
        return nil
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

    private mutating func merge(
        _ entry: YAMLEntry,
        version: YAMLEntry?,
        contract: EntityContract?
    ) -> LoadDefinition? {
        guard let key = text(entry) else { return nil }
        guard let contract else { return nil }
        guard let contractKey = contract.key else {
            report(
                "\(contract.entity) has no key to merge by",
                at: entry.value.location,
                hint: "write 'load: { replace: day }'"
            )
            return nil
        }
        guard key == contractKey else {
            report(
                "the key of \(contract.entity) is '\(contractKey)', not '\(entry.value.written)'",
                at: entry.value.location,
                hint: "write 'merge: \(contractKey)'"
            )
            return nil
        }
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
