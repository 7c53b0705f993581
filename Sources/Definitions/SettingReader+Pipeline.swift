extension SettingReader {
    /// Reads the whole of a pipeline file.
    mutating func pipeline(
        _ root: YAMLNode,
        file: String,
        folder: DefinitionFolder,
        contracts: [String: EntityContract],
        models: [String],
        channels: [String],
        connectors: ConnectorLibrary = ConnectorLibrary()
    ) -> PipelineDefinition? {
        let top = SourceLocation(file: file, line: 1, column: 1)
        guard case .mapping = root.content else {
            report(
                root.content == .nothing ? "the file is empty" : "the file must hold keys and values, not \(root.kind)",
                at: root.location,
                hint: "begin it with 'version: 1'"
            )
            return nil
        }
        guard let settings = settings(of: root, in: .pipeline, owner: "the pipeline file", at: top) else { return nil }
        version(settings["version"])
        let name = text(settings["pipeline"])
        let zone = timeZone(settings["time_zone"])
        let currency = currency(settings["currency"])
        let start = day(settings["start"])
        let warehouse = path(settings["warehouse"])
        let landing = path(settings["landing"])
        let attribution = attribution(settings["attribution"], available: models)
        let identity = identity(settings["identity"])
        let rejects = rejects(settings["rejects"])
        let funnel = funnel(settings["funnel"])
        let matching = matching(settings["matching"], folder: folder)
        let sources = sources(
            settings["sources"], folder: folder, zone: zone ?? "", contracts: contracts, channels: channels,
            connectors: connectors, landing: landing ?? "")
        let http = http(settings["http"])
        if let sources, let attribution { checkVAT(of: sources, base: attribution.reportVAT) }
        guard let name, let zone, let currency, let start, let warehouse, let landing, let attribution,
            let identity, let rejects, let sources
        else { return nil }
        return PipelineDefinition(
            file: file,
            name: name,
            timeZone: zone,
            currency: currency,
            start: start,
            warehouse: folder.resolve(warehouse),
            landing: folder.resolve(landing),
            attribution: attribution,
            identity: identity,
            rejects: rejects,
            funnel: funnel,
            matching: matching,
            http: http,
            sources: sources
        )
    }

    private mutating func version(_ entry: YAMLEntry?) {
        guard let entry, let version = text(entry), version != "1" else { return }
        report(
            "version '\(entry.value.written)' of the pipeline file is not known",
            at: entry.value.location,
            hint: "write 'version: 1'"
        )
    }

    /// The name of a zone that exists.
    mutating func timeZone(_ entry: YAMLEntry?) -> String? {
        guard let entry, let name = text(entry) else { return nil }
        guard !ZoneTable.exists(name) else { return name }
        let isWritten = entry.value.written == name
        let city = isWritten ? ZoneTable.identifiers.first { $0.lowercased().hasSuffix("/" + name.lowercased()) } : nil
        report(
            "unknown time zone '\(entry.value.written)'",
            at: entry.value.location,
            hint: city.map { "did you mean '\($0)'?" } ?? suggestion(for: entry.value, from: ZoneTable.identifiers)
                ?? "write an area and a city, such as 'Europe/Moscow'"
        )
        return nil
    }

    private mutating func currency(_ entry: YAMLEntry?) -> String? {
        guard let entry, let code = text(entry) else { return nil }
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
            report(
                "'\(entry.value.written)' is no currency code",
                at: entry.value.location,
                hint: "write three capital letters, such as 'currency: RUB'"
            )
            return nil
        }
        return code
    }

    mutating func day(_ entry: YAMLEntry?) -> Day? {
        guard let entry, let text = text(entry) else { return nil }
        guard let day = Day(text) else {
            report(
                "'\(entry.value.written)' is no day",
                at: entry.value.location,
                hint: "write year, month and day, such as '\(entry.key): 2025-01-31'"
            )
            return nil
        }
        return day
    }

    /// A path as written.
    mutating func path(_ entry: YAMLEntry?) -> String? {
        guard let entry, let path = text(entry) else { return nil }
        guard !path.hasPrefix("~") else {
            report(
                "'~' is no folder in a pipeline file",
                at: entry.value.location,
                hint: "write '${env:HOME}' instead of '~'"
            )
            return nil
        }
        return path
    }

    private mutating func rejects(_ entry: YAMLEntry?) -> RejectThreshold? {
        var threshold = RejectThreshold()
        guard let entry else { return threshold }
        guard let settings = settings(of: entry.value, in: .rejects, owner: "'rejects'", at: entry.location) else {
            return nil
        }
        threshold.maxRows = count(settings["max_rows"]) ?? threshold.maxRows
        threshold.maxRatioMillionths = share(settings["max_ratio"]) ?? threshold.maxRatioMillionths
        return threshold
    }

    /// A share from 0 to 1, in millionths.
    mutating func share(_ entry: YAMLEntry?) -> Int? {
        guard let entry, let text = text(entry) else { return nil }
        guard let share = Money(decimal: text), (0...1_000_000).contains(share.micros) else {
            report(
                "'\(entry.key)' must be a share from 0 to 1 with at most six decimals, not '\(entry.value.written)'",
                at: entry.value.location,
                hint: "write 0.05 for 5%"
            )
            return nil
        }
        return Int(share.micros)
    }
}
