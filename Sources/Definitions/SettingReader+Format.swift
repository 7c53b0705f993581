extension SettingReader {
    /// Reads `format`, or gives the defaults.
    ///
    /// - Parameter files: the source's `files`, whose extension stands in for a `type`.
    mutating func format(_ entry: YAMLEntry?, files: YAMLEntry?) -> FormatDefinition? {
        var format = FormatDefinition()
        var settings: [String: YAMLEntry] = [:]
        if let entry {
            guard let found = self.settings(of: entry.value, in: .format, owner: "'format'", at: entry.location) else {
                return nil
            }
            settings = found
        }
        format.type = choice(settings["type"], as: FormatDefinition.FileType.self)
        let type = settings["type"] == nil ? typeByExtension(files) : format.type
        if let type { refuseSettings(settings, foreignTo: type) }

        format.delimiter = delimiter(settings["delimiter"])
        if let entry = settings["quote"] { format.quote = quote(entry) }
        format.encoding = encoding(settings["encoding"]) ?? format.encoding
        decimalMarks(settings, of: &format)
        if let entry = settings["date"], let pattern = pattern(entry.value, "date") { format.date = pattern }
        if let entry = settings["instant"] { format.instant = pattern(entry.value, "instant") }
        format.timeZone = timeZone(settings["time_zone"])
        format.skipRows = count(settings["skip_rows"]) ?? 0
        format.totalRow = text(settings["total_row"])
        format.header = texts(settings["header"])
        format.records = records(settings["records"])
        format.nulls = texts(settings["null"], mayBeEmpty: true) ?? []
        format.shortRows = choice(settings["short_rows"], as: FormatDefinition.ShortRows.self) ?? .reject
        format.sheet = text(settings["sheet"])
        format.member = text(settings["member"])

        if let entry = settings["delimiter"], let delimiter = format.delimiter, delimiter == format.quote {
            report("delimiter and quote are the same", at: entry.value.location, hint: "change one of the two")
        }
        return format
    }

    /// Refuses settings that mean nothing in files of a type, instead of skipping them silently.
    private mutating func refuseSettings(_ settings: [String: YAMLEntry], foreignTo type: FormatDefinition.FileType) {
        let foreign: [String]
        switch type {
        case .csv, .tsv: foreign = ["records", "sheet"]
        case .json: foreign = ["delimiter", "quote", "skip_rows", "total_row", "header", "short_rows", "sheet"]
        case .jsonl:
            foreign = ["delimiter", "quote", "skip_rows", "total_row", "header", "short_rows", "records", "sheet"]
        case .xlsx: foreign = ["delimiter", "quote", "encoding", "records", "member"]
        }
        for key in foreign {
            guard let entry = settings[key] else { continue }
            report("'\(key)' means nothing in \(type.rawValue) files", at: entry.location, hint: "remove it")
        }
    }

    /// The type a path's extension tells; an extension that tells none is reported where it is written out.
    private mutating func typeByExtension(_ files: YAMLEntry?) -> FormatDefinition.FileType? {
        guard let files, case .text(let path) = files.value.content else { return nil }
        if let type = FormatDefinition.FileType(path: path) { return type }
        guard let name = FormatDefinition.FileType.fileExtension(of: path),
            name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) })
        else { return nil }
        if PlannedSettings.values["type"]?.contains(name) == true || ["xls", "xlsb", "ods"].contains(name) {
            report(
                "\(name) files are not supported by this version",
                at: files.value.location,
                hint: "save them as xlsx or csv"
            )
        } else {
            report(
                "nothing tells the type of '.\(name)' files",
                at: files.value.location,
                hint: "add 'format: { type: csv }'"
            )
        }
        return nil
    }

    private mutating func delimiter(_ entry: YAMLEntry?) -> UInt8? {
        guard let entry, let text = text(entry) else { return nil }
        if text == "\t" || text == "\\t" || text == "tab" { return UInt8(ascii: "\t") }
        if let byte = mark(text) { return byte }
        report(
            "'delimiter' must be one mark, not '\(entry.value.written)'",
            at: entry.value.location,
            hint: "write \",\", \";\", \"|\" or tab"
        )
        return nil
    }

    private mutating func quote(_ entry: YAMLEntry) -> UInt8? {
        guard let text = text(entry.value, entry.key, mayBeEmpty: true), !text.isEmpty, text != "none" else {
            return nil
        }
        if let byte = mark(text) { return byte }
        report(
            "'quote' must be one mark or none, not '\(entry.value.written)'",
            at: entry.value.location,
            hint: "write '\"' between single quotes, or none"
        )
        return nil
    }

    /// The byte of a text that is one ASCII mark: no letter, digit or control character.
    private func mark(_ text: String) -> UInt8? {
        guard text.utf8.count == 1, let byte = text.utf8.first, (32...126).contains(byte) else { return nil }
        let isAlphanumeric = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        return isAlphanumeric ? nil : byte
    }

    private mutating func encoding(_ entry: YAMLEntry?) -> TextEncoding? {
        guard let entry, let text = text(entry) else { return nil }
        if let encoding = TextEncoding(alias: text) { return encoding }
        let names = TextEncoding.allCases.map(\.rawValue)
        report(
            "unknown encoding '\(entry.value.written)'",
            at: entry.value.location,
            hint: suggestion(for: entry.value, from: names) ?? "use one of: \(names.joined(separator: ", "))"
        )
        return nil
    }

    private mutating func decimalMarks(_ settings: [String: YAMLEntry], of format: inout FormatDefinition) {
        if let entry = settings["decimal"], let text = text(entry) {
            if text == "." || text == "," {
                format.decimal = text == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
            } else {
                report(
                    "'\(entry.value.written)' is no decimal mark",
                    at: entry.value.location,
                    hint: "write \".\" or \",\""
                )
            }
        }
        guard let entry = settings["thousands"], let text = text(entry) else { return }
        if text.unicodeScalars.count != 1 || text.contains(where: { $0.isNumber || $0.isLetter || $0 == "-" }) {
            report(
                "'thousands' must be one mark, not '\(entry.value.written)'",
                at: entry.value.location,
                hint: "write \" \", \",\", \".\" or \"'\""
            )
        } else if text.utf8.first == format.decimal {
            report(
                "decimal and thousands mark are the same",
                at: entry.value.location,
                hint: text == "." ? "add 'decimal: \",\"'" : "write 'decimal: \".\"', or another thousands mark"
            )
        } else {
            format.thousands = text
        }
    }

    /// A date pattern, as written.
    mutating func pattern(_ node: YAMLNode, _ name: String) -> String? {
        guard let text = text(node, name) else { return nil }
        do throws(DatePattern.Problem) {
            return try DatePattern(text).text
        } catch {
            // A pattern from the environment is no secret worth a riddle, but the rule has no exceptions.
            let isWritten = node.written == text
            report(
                isWritten ? "'\(text)' is no date pattern: \(error.message)" : "'\(node.written)' is no date pattern",
                at: node.location,
                hint: isWritten ? error.hint : "such as 'yyyy-MM-dd'"
            )
            return nil
        }
    }

    /// A path such as `result.items`, or a list of keys where one holds a dot.
    private mutating func records(_ entry: YAMLEntry?) -> [String] {
        guard let entry else { return [] }
        if case .list(let items) = entry.value.content {
            // Unlike other lists, a path may name one key twice.
            return items.compactMap { text($0, entry.key) }
        }
        guard let path = text(entry) else { return [] }
        let keys = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if keys.contains("") {
            report(
                "'\(entry.value.written)' is no path to the records",
                at: entry.value.location,
                hint: "write keys with a dot between them, such as 'result.items'"
            )
        }
        return keys
    }
}
