extension SourceDefinition {
    /// A canonical text of everything that reading this source depends on, defaults included.
    ///
    /// Equal for files that differ in comments, layout, the order of keys, or a default that is spelt out; aliases and
    /// headers keep their order, which means something. The contract has a fingerprint of its own. What came in by
    /// `${env:...}` is part of the text: hash it before it is stored.
    ///
    /// - Parameter zone: the pipeline's zone, by which instants are read and days are told.
    func canonicalText(zone: String) -> String {
        var text = CanonicalText()
        text.add("entity", entity)
        // Where the files lie doesn't change what they mean; which days a name stands for does.
        text.add("slots", files.split(separator: "/").filter { $0.contains("{{") }.map(String.init))
        text.add("in_place", String(inPlace))
        text.add("zone", zone)
        switch load.mode {
        case .replace(let unit, let overlap, let per):
            text.add("load.replace", unit.rawValue)
            text.add("load.overlap", overlap.rawValue)
            text.add("load.per", per)
        case .merge(let key, let version):
            text.add("load.merge", key)
            text.add("load.version", version)
        case .snapshot(let key, _):
            text.add("load.snapshot", key)
        }
        for filter in filters.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            text.add("where", [filter.name] + CanonicalText.sorted(filter.values))
        }
        add(format, to: &text)
        for mapping in map.sorted(by: { $0.field.utf8.lexicographicallyPrecedes($1.field.utf8) }) {
            add(mapping, to: &text)
        }
        for rate in vat?.rates ?? [] {
            text.add("vat", [vat?.included == true ? "in" : "on", rate.from.description, "\(rate.rate.hundredths)"])
        }
        for fee in fees {
            let charge =
                switch fee.charge {
                case .rate(let rate, let base): ["\(rate.hundredths)", base?.rawValue ?? ""]
                case .monthly(let amount): ["month", "\(amount.micros)"]
                }
            text.add(
                "fee", [fee.kind.rawValue] + charge + [fee.from?.description ?? "", fee.to?.description ?? ""])
        }
        switch split {
        case .leads: text.add("split", "leads")
        case .revenue: text.add("split", "revenue")
        case .fixed(let shares):
            for share in shares.sorted(by: { $0.channel.utf8.lexicographicallyPrecedes($1.channel.utf8) }) {
                text.add("split", [share.channel, "\(share.percent.hundredths)"])
            }
        case nil: break
        }
        return text.text
    }

    private func add(_ format: FormatDefinition, to text: inout CanonicalText) {
        text.add("format.type", format.type?.rawValue)
        text.add("format.delimiter", format.delimiter.map { String($0) })
        text.add("format.quote", format.quote.map { String($0) })
        text.add("format.encoding", format.encoding.rawValue)
        text.add("format.decimal", String(format.decimal))
        text.add("format.thousands", format.thousands)
        text.add("format.date", format.date)
        text.add("format.instant", format.instant)
        text.add("format.time_zone", format.timeZone)
        text.add("format.skip_rows", String(format.skipRows))
        text.add("format.total_row", format.totalRow)
        text.add("format.header", format.header ?? [])
        text.add("format.records", format.records)
        text.add("format.null", CanonicalText.sorted(format.nulls))
        text.add("format.short_rows", format.shortRows.rawValue)
        if let sheet = format.sheet { text.add("format.sheet", sheet) }
        if let member = format.member { text.add("format.member", member) }
    }

    private func add(_ mapping: FieldMapping, to text: inout CanonicalText) {
        let name = "map.\(mapping.field)"
        switch mapping.origin {
        case .columns(let columns): text.add("\(name).from", columns)
        case .constant(let constant): text.add("\(name).const", constant)
        }
        text.add("\(name).format", mapping.format)
        text.add("\(name).unit", mapping.unit.rawValue)
        text.add("\(name).round", String(mapping.round))
        text.add("\(name).required", String(mapping.required))
        if mapping.isOptional { text.add("\(name).optional", "true") }
        if let empty = mapping.empty { text.add("\(name).empty", empty) }
        guard let values = mapping.values else { return }
        for key in CanonicalText.sorted(Array(values.keys)) {
            text.add("\(name).values", [key, values[key] ?? ""])
        }
    }
}
