import Definitions

extension ConnectorExtraction {
    /// Records as they land: lists with names for their values, and what is asked for besides put into them.
    func completed(
        _ records: [JSONPart], _ values: [String: TemplateValue]
    ) throws(Failure) -> [JSONPart] {
        let columns = connector.answer.columns
        var records = records
        if !columns.isEmpty { records = records.map { $0.kind == .array ? $0.named(columns) : $0 } }
        for detail in connector.answer.details {
            let ids = records.map { record in record.texts(at: detail.ids) }
            let found = try details(detail, of: ids.compactMap(\.self).uniqued(), values)
            records = zip(records, ids).map { record, id in
                guard let id, let found = found[id] else { return record }
                return record.adding(found, as: detail.name)
            }
        }
        return records
    }

    /// What belongs to each of some ids, as far as there is something.
    private func details(
        _ detail: DetailDefinition, of ids: [[String]], _ values: [String: TemplateValue]
    ) throws(Failure) -> [[String]: JSONPart] {
        guard !ids.isEmpty else { return [:] }
        switch detail.asking {
        case .each:
            let found = try each(ids) { extraction, id throws(Failure) in
                try extraction.ask(detail.request, values.merging(["id": .text(id[0])]) { $1 })
            }
            return Dictionary(uniqueKeysWithValues: zip(ids, found)).compactMapValues { $0?.value(at: detail.path) }
        case .several(let size):
            let groups = stride(from: 0, to: ids.count, by: size).map { Array(ids[$0..<min($0 + size, ids.count)]) }
            let found = try each(groups) { extraction, group throws(Failure) in
                try extraction.ask(detail.request, values.merging(["ids": .list(group.map { $0[0] })]) { $1 })
            }
            return elements(detail, of: found)
        case .once:
            // The same question may stand at several places of the file.
            var question = detail.request
            question.location = SourceLocation(file: "")
            if lists[question] == nil { lists[question] = .some(try ask(detail.request, values)) }
            return elements(detail, of: [lists[question] ?? nil])
        }
    }

    /// What the elements of answers hold, by what they belong to; of two that say different things none counts.
    private func elements(_ detail: DetailDefinition, of answers: [JSONPart?]) -> [[String]: JSONPart] {
        var found: [[String]: JSONPart] = [:]
        var ambiguous: Set<[String]> = []
        for part in answers.compactMap(\.self).flatMap({ $0.values(at: detail.list ?? []) }) {
            for element in part.kind == .array ? part.elements : [part] {
                guard let key = element.texts(at: detail.keys), let value = element.value(at: detail.path) else {
                    continue
                }
                if let known = found[key], known.line != value.line { ambiguous.insert(key) }
                found[key] = value
            }
        }
        return found.filter { !ambiguous.contains($0.key) }
    }

    /// The answer to a question about records; nil where there is nothing.
    private func ask(
        _ request: RequestTemplate, _ values: [String: TemplateValue]
    ) throws(Failure) -> JSONPart? {
        var answer = connector.answer
        // A record may name what was deleted since: it stays without it. A list that isn't there is a mistake.
        answer.rules.append(AnswerRule(statuses: [404, 410], meaning: .empty))
        let judge = AnswerJudge(answer, expectsJSON: true)
        let response = try send(request, values, judge)
        return judge.isEmpty(response) ? nil : try? JSONPart(response.body)
    }
}

extension [[String]] {
    /// Each once, in the order of first appearance: several records of a page may be of one contact.
    fileprivate func uniqued() -> [[String]] {
        var seen: Set<[String]> = []
        return filter { seen.insert($0).inserted }
    }
}

extension JSONPart {
    /// The texts at some paths; nil where one of them is missing or empty.
    fileprivate func texts(at paths: [[String]]) -> [String]? {
        let texts = paths.compactMap { path in value(at: path)?.text.flatMap { $0.isEmpty ? nil : $0 } }
        return texts.count == paths.count ? texts : nil
    }

    /// The value on one line.
    fileprivate var line: [UInt8] {
        var bytes: [UInt8] = []
        appendLine(to: &bytes)
        return bytes
    }

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
