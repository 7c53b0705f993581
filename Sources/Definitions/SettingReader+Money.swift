extension SettingReader {
    // MARK: VAT

    /// Reads a source's `vat`.
    mutating func vat(_ entry: YAMLEntry?, entity: String?) -> VATDefinition? {
        guard let entry, isFor(VATDefinition.entities, entry, entity) else { return nil }
        guard let settings = settings(of: entry.value, in: .vat, owner: "'vat'", at: entry.location) else { return nil }
        let included = flag(settings["included"])
        guard let rates = settings["rates"], let items = items(of: rates, example: "[{ from: 2026-01-01, rate: 22 }]")
        else { return nil }
        var read: [VATDefinition.Rate] = []
        for item in items {
            guard
                let settings = self.settings(
                    of: item, in: .vatRate, owner: "an entry of 'rates'", at: item.location)
            else { continue }
            let from = day(settings["from"])
            let rate = percent(settings["rate"])
            if let from, let before = read.last?.from, from <= before, let entry = settings["from"] {
                report(
                    "the rate from \(from) stands after the rate from \(before)", at: entry.value.location,
                    hint: "list the rates by ascending days, each day once")
            }
            if let from, let rate { read.append(VATDefinition.Rate(from: from, rate: rate)) }
        }
        guard let included, read.count == items.count else { return nil }
        return VATDefinition(included: included, rates: read)
    }

    /// Reports sources whose amounts would stand beside others on another VAT base: costs and revenue are added up, and
    /// divided by one another.
    mutating func checkVAT(of sources: [SourceDefinition], base: VATBase) {
        let money = sources.filter { VATDefinition.entities.contains($0.entity) }
        let stated = money.first { $0.vat != nil }
        guard base == .net || stated != nil else { return }
        let reason = stated.map { "source '\($0.name)' has one" } ?? "the report is without VAT"
        for source in money where source.vat == nil {
            report(
                "source '\(source.name)' has no 'vat', and \(reason)", at: source.location,
                hint: "add 'vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] }'; rate 0 where there is "
                    + "no VAT")
        }
    }

    // MARK: Fees

    /// Reads a source's `fees`.
    ///
    /// - Parameter hasVAT: whether the source declares `vat`, which tells net from gross.
    mutating func fees(_ entry: YAMLEntry?, entity: String?, hasVAT: Bool) -> [FeeDefinition]? {
        guard let entry else { return [] }
        guard isFor(["spend"], entry, entity),
            let items = items(of: entry, example: "[{ kind: agency, rate: 10, base: net }]")
        else { return nil }
        let fees = items.compactMap { fee($0, hasVAT: hasVAT) }
        return fees.count == items.count ? fees : nil
    }

    private mutating func fee(_ item: YAMLNode, hasVAT: Bool) -> FeeDefinition? {
        guard let settings = settings(of: item, in: .fee, owner: "an entry of 'fees'", at: item.location) else {
            return nil
        }
        let kind = choice(settings["kind"], as: FeeDefinition.Kind.self)
        let charge = charge(settings, of: item, hasVAT: hasVAT)
        let from = day(settings["from"])
        let to = day(settings["to"])
        if let from, let to, to < from, let entry = settings["to"] {
            report("the fee's last day is before its first", at: entry.value.location, hint: "swap the two")
        }
        guard let kind, let charge else { return nil }
        return FeeDefinition(kind: kind, charge: charge, from: from, to: to)
    }

    private mutating func charge(
        _ settings: [String: YAMLEntry], of item: YAMLNode, hasVAT: Bool
    ) -> FeeDefinition.Charge? {
        if let entry = settings["fixed"] {
            let written = text(entry)
            let amount = written.flatMap { Money(decimal: $0) }
            if written != nil, amount.map({ $0.micros <= 0 }) ?? true {
                report(
                    "'fixed' must be an amount above 0, not '\(entry.value.written)'", at: entry.value.location,
                    hint: "write 30000 for 30,000 a month")
            }
            if settings["rate"] != nil {
                report(
                    "an entry of 'fees' has both 'rate' and 'fixed'", at: entry.location,
                    hint: "make two of them: one is a part of the cost, the other an amount a month")
            }
            if let entry = settings["base"] {
                report(
                    "'base' means nothing beside 'fixed'", at: entry.location,
                    hint: "remove it, and state the amount as the reports are: with or without VAT")
            }
            guard let amount, amount.micros > 0, settings["rate"] == nil, settings["base"] == nil else { return nil }
            return .monthly(amount)
        }
        if settings["rate"] == nil {
            report(
                "an entry of 'fees' has no 'rate'", at: item.location,
                hint: "add 'rate: 10', or 'fixed: 30000' for an amount a month")
        }
        let rate = percent(settings["rate"])
        let base = choice(settings["base"], as: VATBase.self)
        if hasVAT, settings["base"] == nil {
            report(
                "an entry of 'fees' has no 'base'", at: item.location,
                hint: "add 'base: net' or 'base: gross': the amount that the rate applies to")
        } else if !hasVAT, let entry = settings["base"] {
            report(
                "'base' means nothing in a source without 'vat'", at: entry.location,
                hint: "remove it: the rate applies to the amount as it is given")
        }
        guard let rate, (base != nil) == hasVAT else { return nil }
        return .rate(rate, of: base)
    }

    /// Reports fixed fees of a source whose rows may be of several traffic sources: nothing tells where they belong.
    mutating func checkFixedFees(_ fees: [FeeDefinition], _ map: [FieldMapping], at entry: YAMLEntry?) {
        guard let entry, fees.contains(where: \.isFixed) else { return }
        for field in ["source", "medium"] where map.constant(of: field) == nil {
            report(
                "a fixed fee needs to know its \(field), and the rows tell theirs one by one", at: entry.location,
                hint: "map \(field): { const: … }, or enter the fee as a cost with date and date_to")
        }
    }

    // MARK: Parts

    /// Whether a setting stands in a source of an entity that it is for.
    mutating func isFor(_ entities: [String], _ entry: YAMLEntry, _ entity: String?) -> Bool {
        guard let entity, !entities.contains(entity) else { return true }
        let names = entities.count > 1 ? "\(entities.dropLast().joined(separator: ", ")) and " : ""
        report(
            "'\(entry.key)' is for sources of \(names)\(entities.last ?? ""), not of \(entity)", at: entry.location,
            hint: "remove it")
        return false
    }

    /// The items of a list that isn't empty; a single mapping is a list of one.
    private mutating func items(of entry: YAMLEntry, example: String) -> [YAMLNode]? {
        switch entry.value.content {
        case .list(let items) where !items.isEmpty: return items
        case .mapping: return [entry.value]
        case .unresolved: return nil
        case .list:
            report(
                "'\(entry.key)' is an empty list", at: entry.value.location,
                hint: "write '\(entry.key): \(example)', or remove it")
        default:
            report(
                "'\(entry.key)' must be a list, not \(entry.value.kind)", at: entry.value.location,
                hint: "write '\(entry.key): \(example)'")
        }
        return nil
    }

    mutating func percent(_ entry: YAMLEntry?) -> Percent? {
        guard let entry, let text = text(entry) else { return nil }
        if let percent = Percent(decimal: text) { return percent }
        report(
            "'\(entry.key)' must be a percentage from 0 to 100 with at most two decimals, not '\(entry.value.written)'",
            at: entry.value.location,
            hint: "write 22 for 22%"
        )
        return nil
    }
}
