extension SettingReader {
    /// Reads the whole of a contract.
    mutating func contract(_ root: YAMLNode, at top: SourceLocation) -> EntityContract? {
        guard case .mapping = root.content else {
            report(
                root.content == .nothing ? "the file is empty" : "a contract must be a mapping, not \(root.kind)",
                at: root.location,
                hint: "begin it with 'entity: NAME'"
            )
            return nil
        }
        guard let settings = settings(of: root, in: .contract, owner: "the contract", at: top) else { return nil }
        let entity = text(settings["entity"])
        let key = text(settings["key"])
        let day = text(settings["day"])
        let lastDay = text(settings["last_day"])
        let newColumns = choice(settings["new_columns"], as: EntityContract.NewColumns.self)
        let identical = settings["identical_rows"].flatMap {
            choice($0.value, "identical_rows", from: ["drop", "keep"])
        }
        guard let entry = settings["fields"], let fields = fields(entry) else { return nil }
        let oneOf = texts(settings["one_of"]) ?? []
        let contract = EntityContract(
            entity: entity ?? "",
            key: key,
            day: day ?? "",
            lastDay: lastDay,
            newColumns: newColumns ?? .ignore,
            dropsIdenticalRows: identical == "drop",
            oneOf: oneOf,
            fields: fields
        )
        check(settings["key"], in: contract, types: [.text], hint: "a record is known by a text that is never empty")
        check(
            settings["day"],
            in: contract,
            types: [.date, .instant],
            hint: "a record's day needs a date or an instant"
        )
        if let entry = settings["last_day"], let lastDay, let index = index(of: lastDay, in: contract, at: entry.value),
            contract.fields[index].type != .date
        {
            report(
                "'last_day' can't be the field '\(lastDay)', which is \(contract.fields[index].type.rawValue)",
                at: entry.value.location,
                hint: "a record's last day needs a date"
            )
        }
        if let entry = settings["one_of"], !fields.isEmpty {
            for name in oneOf {
                let node = YAMLNode(content: .text(name), location: entry.value.location, written: name)
                _ = index(of: name, in: contract, at: node)
            }
        }
        guard entity != nil, day != nil, newColumns != nil, identical != nil else { return nil }
        return contract
    }

    /// Refuses a key or a day that a record could lack.
    private mutating func check(
        _ entry: YAMLEntry?,
        in contract: EntityContract,
        types: [FieldContract.FieldType],
        hint: String
    ) {
        guard let entry, case .text(let name) = entry.value.content, !contract.fields.isEmpty else { return }
        guard let index = index(of: name, in: contract, at: entry.value) else { return }
        let field = contract.fields[index]
        if !types.contains(field.type) {
            report(
                "'\(entry.key)' can't be the field '\(name)', which is \(field.type.rawValue)",
                at: entry.value.location,
                hint: hint
            )
        } else if !field.required {
            report(
                "'\(entry.key)' is the field '\(name)', which is not required",
                at: entry.value.location,
                hint: "add 'required: true' to the field"
            )
        }
    }

    private mutating func fields(_ entry: YAMLEntry) -> [FieldContract]? {
        let hint = "write 'NAME: { type: text }' under it"
        guard let entries = entries(of: entry.value, entry.key, hint: hint) else { return nil }
        if entries.isEmpty { report("'fields' is empty", at: entry.value.location, hint: hint) }
        let fields = entries.compactMap { field($0) }
        return fields.count == entries.count ? fields : nil
    }

    private mutating func field(_ entry: YAMLEntry) -> FieldContract? {
        guard
            let settings = settings(of: entry.value, in: .field, owner: "field '\(entry.key)'", at: entry.location),
            let type = choice(settings["type"], as: FieldContract.FieldType.self)
        else { return nil }
        var field = FieldContract(name: entry.key, type: type, required: flag(settings["required"]) ?? false)
        field.minimum = bound(settings["minimum"], of: field)
        field.maximum = bound(settings["maximum"], of: field)
        if let minimum = field.minimum, let maximum = field.maximum, minimum > maximum,
            let entry = settings["maximum"]
        {
            report("the greatest value is below the least", at: entry.value.location, hint: "swap the two")
        }
        if let allowed = settings["allowed"] {
            field.allowed = texts(allowed) ?? []
            if type != .enum {
                report("'allowed' is for fields of type enum", at: allowed.location, hint: "write 'type: enum'")
            }
        } else if type == .enum {
            report("field '\(entry.key)' has no 'allowed'", at: entry.location, hint: "add 'allowed: [one, other]'")
        }
        return field
    }

    /// A bound in the field's own unit: an integer, or micros of an amount.
    private mutating func bound(_ entry: YAMLEntry?, of field: FieldContract) -> Int64? {
        guard let entry, let text = text(entry) else { return nil }
        switch field.type {
        case .integer:
            if let value = Int64(text) { return value }
            report("'\(entry.key)' must be a whole number", at: entry.value.location, hint: "such as 0")
        case .money:
            if let amount = Money(decimal: text) { return amount.micros }
            report("'\(entry.key)' must be an amount", at: entry.value.location, hint: "such as 0 or 0.01")
        case .decimal:
            if let value = Int64(decimal: text, places: Int64.decimalPlaces) { return value }
            report("'\(entry.key)' must be a decimal", at: entry.value.location, hint: "such as 0 or 0.0001")
        default:
            report(
                "'\(entry.key)' is for fields of type integer, money or decimal",
                at: entry.location,
                hint: "remove it"
            )
        }
        return nil
    }
}
