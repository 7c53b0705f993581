extension SettingReader {
    /// The tree of a source with a connector as if the source said itself what the connector says of its rows, and
    /// what it gives the platform; nil where it has none, or a wrong one.
    ///
    /// What the source says goes before what the connector says, within `format`, `map` and `where` key by key.
    mutating func connected(
        _ entry: YAMLEntry, library: ConnectorLibrary, landing: String, entities: [String]
    ) -> (entry: YAMLEntry, connection: ConnectionDefinition)? {
        guard
            let settings = settings(
                of: entry.value, in: .connectedSource, owner: "source '\(entry.key)'", at: entry.location),
            let name = settings["connector"], let chosen = choice(name.value, "connector", from: library.names),
            let file = library.files[chosen]
        else { return nil }
        let connector: ConnectorFile
        do throws(Failure) {
            connector = try ConnectorFile(text: file.content, file: file.path, entities: entities)
        } catch {
            for diagnostic in error.diagnostics { add(diagnostic) }
            return nil
        }
        guard let values = values(settings["with"], for: connector.definition, at: name.value.location) else {
            return nil
        }
        let connection = ConnectionDefinition(connector: connector.definition, values: values)
        var merged: [YAMLEntry] = []
        if case .mapping(let entries) = connector.root.content {
            merged = entries.filter { ConnectorFile.sourceKeys.contains($0.key) }
        }
        for key in ConnectorFile.sourceKeys + ["split"] {
            guard let own = settings[key] else { continue }
            guard let index = merged.firstIndex(where: { $0.key == key }) else {
                merged.append(own)
                continue
            }
            merged[index] = ["format", "map", "where"].contains(key) ? Self.merging(own, over: merged[index]) : own
        }
        let files = "\(landing)/http/\(entry.key)/\(connection.filePattern)"
        merged.append(
            YAMLEntry(
                key: "files", location: name.location,
                value: YAMLNode(content: .text(files), location: name.value.location, written: files)))
        var result = entry
        result.value = YAMLNode(content: .mapping(merged), location: entry.value.location)
        return (result, connection)
    }

    private static func merging(_ own: YAMLEntry, over preset: YAMLEntry) -> YAMLEntry {
        guard case .mapping(let ownEntries) = own.value.content, case .mapping(let presets) = preset.value.content
        else {
            return own
        }
        let ownKeys = Set(ownEntries.map(\.key))
        var result = own
        result.value.content = .mapping(presets.filter { !ownKeys.contains($0.key) } + ownEntries)
        return result
    }

    /// What `with` gives a connector's parameters.
    private mutating func values(
        _ entry: YAMLEntry?, for connector: ConnectorDefinition, at location: SourceLocation
    ) -> [String: ConnectorValue]? {
        var given: [String: YAMLEntry] = [:]
        var isWhole = true
        if let entry {
            let names = connector.parameters.map(\.name)
            guard let entries = entries(of: entry.value, entry.key, hint: "write 'NAME: value' under it") else {
                return nil
            }
            for entry in entries {
                if names.contains(entry.key) {
                    given[entry.key] = entry
                } else {
                    isWhole = false
                    let meant = Spelling.closest(to: entry.key, in: names).map { "did you mean '\($0)'?" }
                    report(
                        "connector '\(connector.name)' takes no '\(entry.key)'", at: entry.location,
                        hint: meant ?? (names.isEmpty ? "remove it" : "it takes: \(names.joined(separator: ", "))"))
                }
            }
        }
        var values: [String: ConnectorValue] = [:]
        for parameter in connector.parameters {
            guard let entry = given[parameter.name] else {
                if let preset = parameter.preset {
                    values[parameter.name] = parameter.isList ? .list(preset) : .text(preset.joined(separator: ","))
                } else if !parameter.isOptional {
                    isWhole = false
                    let example = parameter.isSecret ? "\"${env:\(parameter.name.uppercased())}\"" : "…"
                    report(
                        "connector '\(connector.name)' needs '\(parameter.name)': \(parameter.about)", at: location,
                        hint: "add 'with: { \(parameter.name): \(example) }'")
                }
                continue
            }
            if parameter.isList {
                let list = texts(entry)
                values[parameter.name] = list.map { .list($0) }
                isWhole = isWhole && list != nil
                continue
            }
            guard let text = text(entry) else {
                isWhole = false
                continue
            }
            guard text != ConnectorParameter.placeholder else {
                isWhole = false
                report(
                    "'\(parameter.name)' is still to be filled in: \(parameter.about)", at: entry.value.location,
                    hint: "put its value in place of '\(text)'")
                continue
            }
            values[parameter.name] = parameter.isSecret ? .secret(Secret(text)) : .text(text)
        }
        return isWhole ? values : nil
    }

    /// Reads `http`.
    mutating func http(_ entry: YAMLEntry?) -> HTTPDefinition {
        guard let entry,
            let settings = settings(of: entry.value, in: .http, owner: "'http'", at: entry.location)
        else { return HTTPDefinition() }
        var http = HTTPDefinition(privateHosts: (texts(settings["private_hosts"]) ?? []).map { $0.lowercased() })
        http.connectTimeout = duration(settings["connect_timeout"], example: "20s")
        http.idleTimeout = duration(settings["idle_timeout"], example: "2min")
        http.wholeTimeout = duration(settings["whole_timeout"], example: "1h")
        return http
    }
}
