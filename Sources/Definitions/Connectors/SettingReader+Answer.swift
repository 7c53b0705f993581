extension SettingReader {
    /// What answers look like and mean.
    mutating func answer(_ entry: YAMLEntry?) -> AnswerDefinition? {
        var answer = AnswerDefinition()
        guard let entry else { return answer }
        guard let settings = settings(of: entry.value, in: .answer, owner: "'answer'", at: entry.location) else {
            return nil
        }
        if let type = settings["type"] {
            guard let chosen = choice(type, as: AnswerType.self) else { return nil }
            answer.type = chosen
        }
        if let packed = settings["packed"] {
            guard let chosen = choice(packed, as: AnswerPacking.self) else { return nil }
            answer.packing = chosen
            if answer.type.hasRecords {
                report(
                    "only tables come packed here", at: packed.value.location,
                    hint: "add 'type: csv' or 'type: tsv' to 'answer'")
            }
        }
        if let records = settings["records"] {
            guard let path = jsonPath(records) else { return nil }
            answer.records = path
        }
        if answer.type == .xml, answer.records.count != 1, let type = settings["type"] {
            report(
                "XML needs the name of the records' elements", at: type.location,
                hint: "add 'records: NAME' to 'answer'")
        }
        answer.isStreamed = flag(settings["streamed"]) ?? false
        if answer.isStreamed, answer.type != .json, let entry = settings["streamed"] {
            report(
                "'streamed' is for JSON; tables are never held in memory, XML always is", at: entry.location,
                hint: "remove it")
        }
        answer.columns = texts(settings["columns"]) ?? []
        if let entry = settings["join"] {
            guard let entries = entries(of: entry.value, entry.key, hint: "write 'NAME: [PATH, PATH]'") else {
                return nil
            }
            for entry in entries { answer.joins[entry.key] = jsonPaths(entry) ?? [] }
        }
        answer.details = details(settings["detail"])
        if let entry = settings["add"] {
            guard let additions = items(entry) else { return nil }
            answer.additions = additions
        }
        if let missing = settings["missing"] {
            guard let meaning = choice(missing.value, "missing", from: ["empty", "error"]) else { return nil }
            answer.mayLackRecords = meaning == "empty"
        }
        if let entry = settings["lift"] {
            guard let entries = entries(of: entry.value, entry.key, hint: "write 'NAME: { list: …, key: …, value: … }'")
            else { return nil }
            for entry in entries {
                guard let settings = self.settings(of: entry.value, in: .lift, owner: "'lift'", at: entry.location),
                    let list = jsonPath(settings["list"]), let value = jsonPath(settings["value"]),
                    let keys = texts(settings["key"])
                else { return nil }
                answer.lifts[entry.key] = LiftDefinition(
                    list: list, keys: keys.map { $0.split(separator: ".").map(String.init) }, value: value)
            }
        }
        if let error = settings["error"] {
            guard let settings = self.settings(of: error.value, in: .answerError, owner: "'error'", at: error.location)
            else { return nil }
            answer.errorCodes = jsonPaths(settings["code"]) ?? []
            answer.okCodes = texts(settings["ok"], mayBeEmpty: true) ?? []
        }
        guard let entry = settings["rules"] else { return answer }
        guard case .list(let nodes) = entry.value.content else {
            report(
                "'rules' must be a list, not \(entry.value.kind)", at: entry.value.location, hint: "write '- means: …'")
            return nil
        }
        for node in nodes {
            guard let settings = self.settings(of: node, in: .answerRule, owner: "a rule", at: node.location),
                let meaning = choice(settings["means"], as: AnswerRule.Meaning.self)
            else { return nil }
            let codes = texts(settings["code"], mayBeEmpty: true) ?? []
            let statuses = statuses(settings["status"]) ?? []
            if settings["status"] == nil, settings["code"] == nil {
                report("a rule needs a status or a code", at: node.location, hint: "add 'status: 503' or 'code: …'")
            }
            if !codes.isEmpty, answer.errorCodes.isEmpty, let code = settings["code"] {
                report(
                    "nothing says where answers have their code", at: code.location,
                    hint: "add 'error: { code: error.code }' to 'answer'")
            }
            var rule = AnswerRule(
                statuses: statuses, codes: codes, meaning: meaning,
                pause: duration(settings["pause"], example: "10s"),
                pauseHeader: text(settings["pause_header"]), hint: text(settings["hint"]))
            rule.place = jsonPath(settings["at"])
            answer.rules.append(rule)
        }
        return answer
    }

    /// One path or several.
    mutating func jsonPaths(_ entry: YAMLEntry?) -> [[String]]? {
        guard let entry else { return nil }
        guard case .list(let nodes) = entry.value.content else { return jsonPath(entry).map { [$0] } }
        let paths = nodes.compactMap { jsonPath(YAMLEntry(key: entry.key, location: entry.location, value: $0)) }
        return paths.count == nodes.count ? paths : nil
    }

    /// HTTP statuses.
    private mutating func statuses(_ entry: YAMLEntry?) -> [Int]? {
        guard let entry, let texts = texts(entry) else { return nil }
        let statuses = texts.compactMap { Int($0) }.filter { (100...599).contains($0) }
        guard statuses.count == texts.count else {
            report("'\(entry.key)' takes numbers from 100 to 599", at: entry.value.location, hint: "such as [429, 503]")
            return nil
        }
        return statuses
    }

    /// Keys with dots between them; `*` stands for each element of a list.
    mutating func jsonPath(_ entry: YAMLEntry?) -> [String]? {
        guard let entry, let text = text(entry) else { return nil }
        let path = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard path.allSatisfy({ !$0.isEmpty }) else {
            report(
                "'\(entry.value.written)' is no path in an answer", at: entry.value.location,
                hint: "write keys with a dot between them, such as 'result.items'")
            return nil
        }
        return path
    }

    // MARK: Paging

    mutating func paging(_ entry: YAMLEntry?) -> PagingDefinition? {
        guard let entry,
            let settings = settings(of: entry.value, in: .paging, owner: "'paging'", at: entry.location)
        else { return nil }
        let kinds = ["page", "offset", "cursor", "next", "link", "after"].compactMap { settings[$0] }
        guard let kind = kinds.first, kinds.count == 1 else {
            report(
                "'paging' has \(kinds.isEmpty ? "no kind" : "\(kinds.count) kinds")", at: entry.location,
                hint: "use one of: page, offset, cursor, next, link, after")
            return nil
        }
        let first = count(settings["first"])
        let chosen: PagingDefinition.Kind? =
            switch kind.key {
            case "page": flag(kind).map { _ in .page(first: first ?? 1) }
            case "offset": flag(kind).map { _ in .offset(first: first ?? 0) }
            case "cursor": jsonPath(kind).map { .cursor($0) }
            case "next": jsonPath(kind).map { .next($0) }
            case "link": flag(kind).map { _ in .link }
            default: jsonPath(kind).map { .after(field: $0, first: first.map(String.init) ?? "0") }
            }
        guard let chosen else { return nil }
        let paging = PagingDefinition(
            kind: chosen, size: positive(settings["size"]), total: jsonPath(settings["total"]),
            pages: jsonPath(settings["pages"]), more: jsonPath(settings["more"]),
            maximum: positive(settings["max_pages"]) ?? 100_000)
        if kind.key == "after", paging.size == nil {
            report(
                "'after' needs the size of a page", at: kind.location,
                hint: "add 'size: 50': a shorter page is the last")
        }
        return paging
    }

    // MARK: Reports

    mutating func asyncReport(_ entry: YAMLEntry?) -> ReportDefinition? {
        guard let entry,
            let settings = settings(of: entry.value, in: .asyncReport, owner: "'report'", at: entry.location)
        else { return nil }
        if let entry = settings["repeat"] {
            guard let settings = self.settings(of: entry.value, in: .repeating, owner: "'repeat'", at: entry.location),
                let statuses = statuses(settings["status"])
            else { return nil }
            return .repeating(
                statuses: statuses, pauseHeader: text(settings["pause_header"]),
                pause: duration(settings["pause"], example: "10s") ?? 10)
        }
        guard let job = settings["job"] else {
            report("'report' has neither 'repeat' nor 'job'", at: entry.location, hint: "write one of the two")
            return nil
        }
        guard let settings = self.settings(of: job.value, in: .job, owner: "'job'", at: job.location),
            let id = jsonPath(settings["id"]), let poll = settings["poll"].flatMap({ requestTemplate($0) }),
            let state = jsonPath(settings["state"]), let ready = texts(settings["ready"]),
            let download = settings["download"].flatMap({ requestTemplate($0) })
        else { return nil }
        return .job(
            ReportJobDefinition(
                id: id, poll: poll, state: state, ready: ready, failed: texts(settings["failed"]) ?? [],
                pause: duration(settings["pause"], example: "20s") ?? 20,
                patience: duration(settings["patience"], example: "6h") ?? 21_600,
                orders: positive(settings["orders"]) ?? 1, parts: jsonPath(settings["parts"]),
                link: jsonPath(settings["link"]), partNumber: jsonPath(settings["part_number"]) ?? [],
                download: download, find: search(settings["find"]),
                clean: settings["clean"].flatMap { requestTemplate($0) }))
    }

    private mutating func search(_ entry: YAMLEntry?) -> ReportSearchDefinition? {
        guard let entry,
            let settings = settings(of: entry.value, in: .find, owner: "'find'", at: entry.location),
            let request = settings["request"].flatMap({ requestTemplate($0) }), let list = jsonPath(settings["list"]),
            let match = items(settings["match"]), let id = jsonPath(settings["id"])
        else { return nil }
        return ReportSearchDefinition(
            request: request, list: list, match: match, id: id, state: jsonPath(settings["state"]) ?? [],
            states: texts(settings["states"]) ?? [])
    }
}
