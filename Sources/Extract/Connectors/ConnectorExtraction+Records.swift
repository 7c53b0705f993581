import Definitions

extension ConnectorExtraction {
    /// Records as they land: lists with names for their values, and what is asked for each record put into it.
    func completed(
        _ records: [JSONPart], _ values: [String: TemplateValue]
    ) throws(Failure) -> [JSONPart] {
        let answer = connector.answer
        guard !answer.columns.isEmpty || answer.detail != nil else { return records }
        let named = records.map { $0.kind == .array ? $0.named(answer.columns) : $0 }
        guard let detail = answer.detail else { return named }
        let ids = named.map { record in record.value(at: detail.id)?.text.flatMap { $0.isEmpty ? nil : $0 } }
        // Several records of a page may be of one contact.
        var seen: Set<String> = []
        let asked = ids.compactMap(\.self).filter { seen.insert($0).inserted }
        let found = try each(asked) { extraction, id throws(Failure) in try extraction.detail(detail, id, values) }
        let details = Dictionary(uniqueKeysWithValues: zip(asked, found))
        return zip(named, ids).map { record, id in
            guard let id, let found = details[id] ?? nil else { return record }
            return record.adding(found, as: detail.name)
        }
    }

    /// What one record's own request brings; nil where there is nothing.
    private func detail(
        _ detail: DetailDefinition, _ id: String, _ values: [String: TemplateValue]
    ) throws(Failure) -> JSONPart? {
        var answer = connector.answer
        // A record may name what was deleted since: it stays without it. A list that isn't there is a mistake.
        answer.rules.append(AnswerRule(statuses: [404, 410], meaning: .empty))
        let judge = AnswerJudge(answer, expectsJSON: true)
        let response = try send(detail.request, values.merging(["id": .text(id)]) { $1 }, judge)
        guard !judge.isEmpty(response) else { return nil }
        return (try? JSONPart(response.body))?.value(at: detail.path)
    }
}

extension JSONPart {
    /// A list as an object with names for its first elements.
    fileprivate func named(_ names: [String]) -> JSONPart {
        var bytes = Array("{".utf8)
        for (name, element) in zip(names, elements) {
            bytes += Array("\(bytes.count > 1 ? "," : "")\(TemplateValue.quoted(name)):".utf8)
            element.appendLine(to: &bytes)
        }
        return (try? JSONPart(bytes + Array("}".utf8))) ?? self
    }

    /// An object with one more key at its end.
    fileprivate func adding(_ value: JSONPart, as name: String) -> JSONPart {
        guard kind == .object else { return self }
        var bytes: [UInt8] = []
        appendLine(to: &bytes)
        bytes.removeLast(2)
        bytes += Array("\(members.isEmpty ? "" : ",")\(TemplateValue.quoted(name)):".utf8)
        value.appendLine(to: &bytes)
        return (try? JSONPart(bytes + Array("}".utf8))) ?? self
    }
}
