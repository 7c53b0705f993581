extension SettingReader {
    /// Reads the parts of a connector file that say how its platform is asked.
    ///
    /// What its rows mean (`format`, `map`, `load`, …) is read where a source uses it, as if the pipeline file said it.
    mutating func connector(_ root: YAMLNode, file: String, entities: [String]) -> ConnectorDefinition? {
        let top = SourceLocation(file: file, line: 1, column: 1)
        guard let settings = settings(of: root, in: .connector, owner: "the connector file", at: top) else {
            return nil
        }
        if let entry = settings["version"], let version = text(entry), version != "1" {
            report(
                "version '\(entry.value.written)' of the connector file is not known", at: entry.value.location,
                hint: "write 'version: 1'")
        }
        let name = connectorName(settings["connector"], file: file)
        let title = text(settings["title"])
        let gives = text(settings["gives"])
        let entity = settings["entity"].flatMap { choice($0.value, "entity", from: entities) }
        let about = remarks(settings["about"])
        let parameters = parameters(settings["parameters"])
        let window = settings["window"].map { choice($0, as: ConnectorWindow.self) } ?? .all
        let auth = auths(settings["auth"])
        let request = settings["request"].flatMap { requestTemplate($0) }
        let answer = answer(settings["answer"])
        let paging = paging(settings["paging"])
        let report = asyncReport(settings["report"])
        let limits = limits(settings["limits"])
        guard let name, let title, let gives, let entity, let parameters, let window, let request, let answer,
            let limits
        else { return nil }
        return ConnectorDefinition(
            name: name, title: title, gives: gives, about: about, entity: entity, parameters: parameters,
            window: window, auth: auth,
            request: request, answer: answer, paging: paging, report: report, limits: limits, location: top)
    }

    private mutating func remarks(_ entry: YAMLEntry?) -> [ConnectorRemark] {
        guard let entry, let settings = settings(of: entry.value, in: .about, owner: "'about'", at: entry.location)
        else { return [] }
        return ConnectorRemark.Subject.allCases.compactMap { subject in
            text(settings[subject.rawValue]).map { ConnectorRemark(subject: subject, text: $0) }
        }
    }

    private mutating func connectorName(_ entry: YAMLEntry?, file: String) -> String? {
        guard let entry, let name = text(entry) else { return nil }
        let fileName = file.split(separator: "/").last.map(String.init) ?? file
        guard fileName == "\(name).yml" else {
            report(
                "the connector is called '\(entry.value.written)', and its file \(fileName)", at: entry.value.location,
                hint: "call both the same")
            return nil
        }
        return name
    }

    private mutating func parameters(_ entry: YAMLEntry?) -> [ConnectorParameter]? {
        guard let entry else { return [] }
        guard
            let entries = entries(
                of: entry.value, entry.key, hint: "write 'token: { about: …, secret: true }' under it")
        else { return nil }
        var parameters: [ConnectorParameter] = []
        for entry in entries {
            guard TextTemplate.isName(entry.key) else {
                report(
                    "'\(entry.key)' can't be the name of a value", at: entry.location,
                    hint: "begin with a small letter and use a-z, 0-9 and _ only")
                continue
            }
            guard
                let settings = settings(
                    of: entry.value, in: .parameter, owner: "parameter '\(entry.key)'", at: entry.location),
                let about = text(settings["about"])
            else { continue }
            let isSecret = flag(settings["secret"]) ?? false
            if isSecret, let preset = settings["default"] {
                report("a secret has no default", at: preset.location, hint: "remove it")
            }
            parameters.append(
                ConnectorParameter(
                    name: entry.key, about: about, isSecret: isSecret, preset: texts(settings["default"]),
                    isOptional: flag(settings["optional"]) ?? false, isList: flag(settings["list"]) ?? false,
                    location: entry.location))
        }
        return parameters.count == entries.count ? parameters : nil
    }

    // MARK: Requests

    mutating func requestTemplate(_ entry: YAMLEntry) -> RequestTemplate? {
        guard
            let settings = settings(of: entry.value, in: .request, owner: "'\(entry.key)'", at: entry.location)
        else { return nil }
        let url = template(settings["url"])
        let query = items(settings["query"])
        let headers = items(settings["headers"])
        let bodies = ["json", "form", "text"].compactMap { settings[$0] }
        if bodies.count > 1 {
            report(
                "a request has one body, not both '\(bodies[0].key)' and '\(bodies[1].key)'", at: bodies[1].location,
                hint: "keep one of the two")
        }
        var body: RequestTemplate.Body?
        if let entry = bodies.first {
            switch entry.key {
            case "form":
                body = items(entry).map { .form($0) }
            case "json":
                body = template(entry).map { .json($0) }
            default:
                body = template(entry).map { .text($0) }
            }
        }
        var chosen: RequestTemplate.Method? = bodies.isEmpty ? .get : .post
        if let method = settings["method"] { chosen = choice(method, as: RequestTemplate.Method.self) }
        if chosen == .get, let entry = bodies.first {
            report("a GET request has no body", at: entry.location, hint: "write 'method: post', or 'query' instead")
        }
        guard let url, let query, let headers, let chosen, bodies.isEmpty == (body == nil) else { return nil }
        return RequestTemplate(
            method: chosen, url: url, query: query, headers: headers, body: body,
            isRepeatable: flag(settings["repeatable"]) ?? (chosen == .get), location: entry.location)
    }

    /// A text with places for values.
    private mutating func template(_ entry: YAMLEntry?) -> TextTemplate? {
        guard let entry, let text = text(entry) else { return nil }
        return template(text, at: entry.value)
    }

    private mutating func template(_ text: String, at node: YAMLNode) -> TextTemplate? {
        do throws(TextTemplate.Mistake) {
            let template = try TextTemplate(parsing: text)
            use(template, at: node.location)
            return template
        } catch {
            report(error.message, at: node.location, hint: error.hint)
            return nil
        }
    }

    /// Named values in the file's order; a list gives a name several.
    mutating func items(_ entry: YAMLEntry?) -> [TemplateItem]? {
        guard let entry else { return [] }
        guard let entries = entries(of: entry.value, entry.key, hint: "write 'name: value' under it") else {
            return nil
        }
        var items: [TemplateItem] = []
        var isWhole = true
        for entry in entries {
            let nodes = if case .list(let list) = entry.value.content { list } else { [entry.value] }
            for node in nodes {
                guard let text = text(node, entry.key, mayBeEmpty: true), let value = template(text, at: node) else {
                    isWhole = false
                    continue
                }
                items.append(TemplateItem(name: entry.key, value: value))
            }
        }
        return isWhole ? items : nil
    }

    // MARK: Auth

    /// One way to say who asks, or a list of them.
    private mutating func auths(_ entry: YAMLEntry?) -> [AuthDefinition] {
        guard let entry else { return [] }
        guard case .list(let nodes) = entry.value.content else { return [auth(entry)].compactMap(\.self) }
        return nodes.compactMap { auth(YAMLEntry(key: entry.key, location: $0.location, value: $0)) }
    }

    private mutating func auth(_ entry: YAMLEntry) -> AuthDefinition? {
        guard
            let settings = settings(of: entry.value, in: .auth, owner: "'auth'", at: entry.location)
        else { return nil }
        guard let kind = settings.values.min(by: { $0.location.isBefore($1.location) }), settings.count == 1 else {
            report(
                "'auth' has \(settings.isEmpty ? "no way to say who asks" : "\(settings.count) ways to say who asks")",
                at: entry.location, hint: "use one of: \(SettingSection.auth.keys.joined(separator: ", "))")
            return nil
        }
        switch kind.key {
        case "bearer":
            return template(kind).map {
                .headers([TemplateItem(name: "Authorization", value: TextTemplate([.literal("Bearer ")] + $0.parts))])
            }
        case "headers": return items(kind).map { .headers($0) }
        case "query": return items(kind).map { .query($0) }
        case "basic":
            guard let settings = self.settings(of: kind.value, in: .basic, owner: "'basic'", at: kind.location),
                let user = template(settings["user"]), let password = template(settings["password"])
            else { return nil }
            return .basic(user: user, password: password)
        default:
            return oauth(kind).map { .oauth($0) }
        }
    }

    private mutating func oauth(_ entry: YAMLEntry) -> OAuthDefinition? {
        guard let settings = settings(of: entry.value, in: .oauth, owner: "'oauth'", at: entry.location) else {
            return nil
        }
        let url = template(settings["url"])
        let fields = items(settings["fields"])
        let sending = settings["send"].map { choice($0, as: OAuthDefinition.Sending.self) } ?? .form
        let header = items(settings["header"])?.first
        let query = items(settings["query"])?.first
        guard let url, let fields, let sending else { return nil }
        let bearer = TemplateItem(
            name: "Authorization",
            value: TextTemplate([.literal("Bearer "), .value(name: "access_token", format: nil)]))
        return OAuthDefinition(
            url: url, sending: sending, fields: fields, header: query == nil ? header ?? bearer : header, query: query)
    }

    private mutating func limits(_ entry: YAMLEntry?) -> ConnectorLimits? {
        var limits = ConnectorLimits()
        guard let entry else { return limits }
        guard let settings = settings(of: entry.value, in: .limits, owner: "'limits'", at: entry.location) else {
            return nil
        }
        limits.requests = positive(settings["requests"]) ?? limits.requests
        limits.milliseconds = duration(settings["per"], example: "1s").map { $0 * 1000 } ?? limits.milliseconds
        limits.burst = positive(settings["burst"]) ?? limits.burst
        limits.atOnce = positive(settings["at_once"]) ?? limits.atOnce
        if let entry = settings["at_once"], limits.atOnce > ConnectorLimits.mostAtOnce {
            report(
                "'at_once' is at most \(ConnectorLimits.mostAtOnce), not \(limits.atOnce)", at: entry.value.location,
                hint: "what limits a platform is 'requests'; 'at_once' only has to make up for slow answers")
        }
        limits.attempts = positive(settings["attempts"]) ?? limits.attempts
        limits.patience = duration(settings["patience"], example: "30min") ?? limits.patience
        return limits
    }

    /// A whole number from 1 on.
    mutating func positive(_ entry: YAMLEntry?) -> Int? {
        guard let entry, let number = count(entry) else { return nil }
        guard number > 0 else {
            report(
                "'\(entry.key)' must be above zero", at: entry.value.location, hint: "write '\(entry.key): 1' or more")
            return nil
        }
        return number
    }
}

extension SourceLocation {
    fileprivate func isBefore(_ other: SourceLocation) -> Bool {
        (line ?? 0, column ?? 0) < (other.line ?? 0, other.column ?? 0)
    }
}
