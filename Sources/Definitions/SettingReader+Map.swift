extension SettingReader {
    /// Reads `map`, in the file's order.
    mutating func map(_ entry: YAMLEntry?, contract: EntityContract?) -> [FieldMapping]? {
        guard let entry else { return [] }
        let hint = "write 'FIELD: COLUMN' under it"
        guard let entries = entries(of: entry.value, entry.key, hint: hint) else { return nil }
        var mappings: [FieldMapping] = []
        for entry in entries {
            var field: FieldContract?
            if let contract {
                let name = YAMLNode(content: .text(entry.key), location: entry.location, written: entry.key)
                field = index(of: entry.key, in: contract, at: name).map { contract.fields[$0] }
            }
            if let mapping = mapping(entry, field: field) { mappings.append(mapping) }
        }
        if contract?.entity == "visit" { refuseCarriedOverSource(mappings) }
        return mappings.count == entries.count ? mappings : nil
    }

    private mutating func mapping(_ entry: YAMLEntry, field: FieldContract?) -> FieldMapping? {
        guard case .mapping = entry.value.content else {
            return texts(entry).map {
                FieldMapping(field: entry.key, origin: .columns($0), location: entry.location)
            }
        }
        guard
            let settings = settings(
                of: entry.value,
                in: .mapping,
                owner: "field '\(entry.key)'",
                at: entry.location
            )
        else { return nil }
        guard let origin = origin(settings, of: entry, field: field) else { return nil }
        var mapping = FieldMapping(field: entry.key, origin: origin, location: entry.location)
        if let format = settings["format"], isFor([.date, .instant], format, field: field) {
            mapping.format = pattern(format.value, "format")
        }
        if let unit = settings["unit"], isFor([.money], unit, field: field) {
            mapping.unit = choice(unit, as: FieldMapping.Unit.self) ?? .whole
        }
        if let round = settings["round"], isFor([.money, .decimal], round, field: field) {
            mapping.round = choice(round.value, "round", from: ["half_even"]) != nil
        }
        mapping.required = flag(settings["required"]) ?? false
        mapping.isOptional = flag(settings["optional"]) ?? false
        if mapping.isOptional, let entry = settings["optional"], mapping.required || field?.required == true {
            report(
                "every row needs '\(mapping.field)', so its column can't be missing", at: entry.location,
                hint: "remove 'optional'")
        }
        mapping.values = values(settings["values"], field: field)
        return mapping
    }

    private mutating func origin(
        _ settings: [String: YAMLEntry],
        of entry: YAMLEntry,
        field: FieldContract?
    ) -> FieldMapping.Origin? {
        guard let constant = settings["const"] else {
            // Without either the field takes the column of its own name, as it does without an entry.
            guard let from = settings["from"] else { return .columns([entry.key]) }
            return texts(from).map { .columns($0) }
        }
        for (key, other) in settings.sorted(by: { $0.key < $1.key }) where key != "const" {
            report("'\(key)' means nothing beside 'const'", at: other.location, hint: "keep one of the two")
        }
        guard let text = text(constant) else { return nil }
        if let expected = field?.expectation(ofConstant: text) {
            report(
                "'\(constant.value.written)' can't be a value of '\(entry.key)'",
                at: constant.value.location,
                hint: expected
            )
            return nil
        }
        return .constant(text)
    }

    /// Whether an option suits the field's type; reports it where not.
    private mutating func isFor(
        _ types: [FieldContract.FieldType],
        _ option: YAMLEntry,
        field: FieldContract?
    ) -> Bool {
        guard let field, !types.contains(field.type) else { return true }
        report(
            "'\(option.key)' is for fields of type \(types.map(\.rawValue).joined(separator: " or ")), and "
                + "'\(field.name)' is \(field.type.rawValue)",
            at: option.location,
            hint: "remove it"
        )
        return false
    }

    private mutating func values(_ entry: YAMLEntry?, field: FieldContract?) -> [String: String]? {
        guard let entry else { return nil }
        let hint = "write 'TEXT IN THE FILE: VALUE' under it"
        guard let entries = entries(of: entry.value, entry.key, hint: hint) else { return nil }
        if entries.isEmpty { report("'values' is empty", at: entry.value.location, hint: hint) }
        var values: [String: String] = [:]
        for entry in entries {
            guard let text = text(entry.value, entry.key, mayBeEmpty: true) else { continue }
            if !text.isEmpty, let field, let expected = field.expectation(ofConstant: text) {
                report(
                    "'\(entry.value.written)' can't be a value of '\(field.name)'",
                    at: entry.value.location,
                    hint: expected
                )
            }
            values[entry.key] = text
        }
        return values
    }
}
