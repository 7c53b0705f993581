extension SettingReader {
    /// Reads `sources`, in the file's order.
    mutating func sources(
        _ entry: YAMLEntry?,
        folder: DefinitionFolder,
        zone: String,
        contracts: [String: EntityContract],
        channels: [String],
        connectors: ConnectorLibrary = ConnectorLibrary(),
        landing: String = ""
    ) -> [SourceDefinition]? {
        guard let entry else { return nil }
        let hint = "write 'NAME: { entity: lead, files: data/leads-*.csv }' under it"
        guard let entries = entries(of: entry.value, entry.key, hint: hint) else { return nil }
        if entries.isEmpty { report("'sources' is empty", at: entry.value.location, hint: hint) }
        var sources: [SourceDefinition] = []
        let entities = contracts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for entry in entries {
            var entry = entry
            var connection: ConnectionDefinition?
            if case .mapping(let keys) = entry.value.content, keys.contains(where: { $0.key == "connector" }) {
                guard
                    let connected = connected(entry, library: connectors, landing: landing, entities: entities)
                else { continue }
                (entry, connection) = connected
            }
            guard
                var source = source(entry, folder: folder, zone: zone, contracts: contracts, channels: channels)
            else { continue }
            source.connection = connection
            if let other = sources.first(where: { $0.files == source.files && $0.entity == source.entity }),
                // A bank's table has a column for each currency.
                source.entity != "rate"
            {
                report(
                    "source '\(source.name)' reads the same files as source '\(other.name)'",
                    at: source.filesLocation,
                    hint: "every row would count twice: remove one, or name other files"
                )
            }
            sources.append(source)
        }
        return sources.count == entries.count ? sources : nil
    }

    private mutating func source(
        _ entry: YAMLEntry,
        folder: DefinitionFolder,
        zone: String,
        contracts: [String: EntityContract],
        channels: [String]
    ) -> SourceDefinition? {
        sourceName(entry)
        guard
            let settings = settings(
                of: entry.value,
                in: .source,
                owner: "source '\(entry.key)'",
                at: entry.location
            )
        else { return nil }
        let entity = settings["entity"].flatMap {
            choice($0.value, "entity", from: contracts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
        let contract = entity.flatMap { contracts[$0] }
        let files = files(settings["files"])
        let inPlace = flag(settings["in_place"]) ?? false
        let format = format(settings["format"], files: settings["files"])
        var map = map(settings["map"], contract: contract)
        // Where a rate is stated by its units, a day without them would pass for a rate of one.
        if entity == "rate", let index = map?.firstIndex(where: { $0.field == "per" }) { map?[index].required = true }
        let filters = filters(settings["where"])
        let load = load(settings["load"], contract: contract)
        if inPlace, let load, !load.isReplacing, let entry = settings["in_place"] {
            report(
                "only files that are replaced can be read in place",
                at: entry.value.location,
                hint: settings["load"] == nil ? "remove it, or add 'load: { replace: file }'" : "remove it"
            )
        }
        let vat = vat(settings["vat"], entity: entity)
        let fees = fees(settings["fees"], entity: entity, hasVAT: settings["vat"] != nil)
        let tagTemplates = tagTemplates(settings["utm"], entity: entity)
        let split = split(settings["split"], entity: entity, channels: channels)
        if let fees, let map { checkFixedFees(fees, map, at: settings["fees"]) }
        guard let entity, let files, let format, let map, let filters, let load, let fees, let tagTemplates,
            (vat == nil) == (settings["vat"] == nil), (split == nil) == (settings["split"] == nil)
        else { return nil }
        var source = SourceDefinition(
            name: entry.key,
            entity: entity,
            files: files,
            inPlace: inPlace,
            format: format,
            map: map,
            filters: filters,
            load: load,
            vat: vat,
            fees: fees,
            tagTemplates: tagTemplates,
            split: split,
            location: entry.location,
            filesLocation: settings["files"]?.value.location ?? entry.location,
            fingerprint: ""
        )
        // Before the folder is put in: where the program was started changes nothing of what is read.
        source.fingerprint = source.canonicalText(zone: zone)
        source.files = folder.resolve(files)
        return source
    }

    private mutating func sourceName(_ entry: YAMLEntry) {
        let bytes = entry.key.utf8
        let isName =
            bytes.first.map { (97...122).contains($0) } ?? false
            && bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
        guard !isName else { return }
        report(
            "'\(entry.key)' can't be the name of a source",
            at: entry.location,
            hint: "begin with a small letter and use a-z, 0-9 and _ only"
        )
    }

    /// A path pattern as written.
    private mutating func files(_ entry: YAMLEntry?) -> String? {
        guard let entry, let pattern = path(entry) else { return nil }
        var rest = Substring(pattern)
        while let start = rest.firstRange(of: "{{") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "}}") else {
                report("'{{' is not closed", at: entry.value.location, hint: "write '{{ day }}' or '{{ month }}'")
                return nil
            }
            let name = rest[..<end.lowerBound].filter { $0 != " " }
            guard name == "day" || name == "month" else {
                report(
                    "a path knows '{{ day }}' and '{{ month }}' only",
                    at: entry.value.location,
                    hint: Spelling.closest(to: name, in: ["day", "month"]).map { "did you mean '{{ \($0) }}'?" }
                        ?? "use one of the two, or * for any text"
                )
                return nil
            }
            rest = rest[end.upperBound...]
        }
        return pattern
    }

    private mutating func filters(_ entry: YAMLEntry?) -> [RowFilter]? {
        guard let entry else { return [] }
        let hint = "write 'FIELD: [value, value]' under it"
        guard let entries = entries(of: entry.value, entry.key, hint: hint) else { return nil }
        let filters = entries.compactMap { entry in
            texts(entry, mayBeEmpty: true).map { RowFilter(name: entry.key, values: $0, location: entry.location) }
        }
        return filters.count == entries.count ? filters : nil
    }
}
