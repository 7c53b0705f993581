import Definitions

/// Tells what answers mean by a connector's rules, and else by their status.
struct AnswerJudge {
    let answer: AnswerDefinition
    let report: ReportDefinition?
    /// Whether bodies are expected to be JSON.
    var expectsJSON: Bool
    private let expectsXML: Bool
    private let expectsArchive: Bool

    init(_ answer: AnswerDefinition, report: ReportDefinition? = nil, expectsJSON: Bool? = nil) {
        self.answer = answer
        self.report = report
        self.expectsJSON = expectsJSON ?? (answer.type == .json)
        expectsXML = expectsJSON == nil && answer.type == .xml
        expectsArchive = expectsJSON == nil && answer.packing == .zip
    }

    /// - Parameter date: seconds since 1970 UTC.
    func verdict(on response: HTTPResponse, date: Int64) -> AnswerVerdict {
        let json = try? JSONPart(response.body)
        let code = json.flatMap(code)
        let isError = code.map { !answer.okCodes.contains($0) } ?? false
        if let rule = rule(response.status, code: isError ? code : nil, json) {
            return verdict(rule, response, code, date: date)
        }
        if case .repeating(let statuses, let header, let pause) = report, statuses.contains(response.status) {
            let asked = header.flatMap { response.header($0) }.flatMap { RetryAfter.seconds($0, now: date) }
            return .wait(seconds: asked ?? pause)
        }
        guard response.isSuccess else { return .byStatus(response, date: date) }
        if isError { return .refuse(.unreachable, reason: reason(response, code)) }
        if expectsJSON, json == nil, ![204, 205].contains(response.status) {
            return .again(reason: "sent broken JSON")
        }
        if expectsXML, !isWhole(response) { return .again(reason: "sent broken XML") }
        // Somebody on the way wants a login, or the platform says it is being worked on, and calls it a success.
        if isPage(response) { return .again(reason: "sent a web page in place of a table") }
        if isNoArchive(response) { return .refuse(.unreachable, reason: "sent no ZIP archive") }
        return .accept
    }

    /// Whether an answer that was to be a table is a page for people.
    private func isPage(_ response: HTTPResponse) -> Bool {
        guard !expectsJSON, !expectsXML, !answer.type.hasRecords else { return false }
        return response.header("Content-Type")?.lowercased().hasPrefix("text/html") ?? false
    }

    /// Whether an answer that was to be an archive is something else, such as an error that calls itself a success.
    private func isNoArchive(_ response: HTTPResponse) -> Bool {
        guard expectsArchive, ![204, 205].contains(response.status) else { return false }
        // Of one that comes packed once more, the start may not be known yet.
        return response.bodySize == 0 || !response.body.isEmpty && !response.body.starts(with: TableArchive.magic)
    }

    /// The error's code, where there is one.
    private func code(in json: JSONPart) -> String? {
        answer.errorCodes.lazy.compactMap { path in
            let part = path.contains("*") ? json.values(at: path).first : json.value(at: path)
            return part?.text
        }.first
    }

    private func isWhole(_ response: HTTPResponse) -> Bool {
        (try? XMLRecords.objects(of: response.body, named: answer.records.first ?? "")) != nil
    }

    /// Whether an accepted answer says that there is nothing.
    func isEmpty(_ response: HTTPResponse) -> Bool {
        if [204, 205].contains(response.status) { return true }
        return rule(response)?.meaning == .empty
    }

    /// Whether an answer says that there is no such report.
    func isGone(_ response: HTTPResponse) -> Bool {
        rule(response)?.meaning == .gone
    }

    private func rule(_ response: HTTPResponse) -> AnswerRule? {
        let json = try? JSONPart(response.body)
        return rule(response.status, code: json.flatMap(code), json)
    }

    private func rule(_ status: Int, code: String?, _ json: JSONPart?) -> AnswerRule? {
        answer.rules.first { rule in
            let code = rule.place.map { place in json?.value(at: place)?.text } ?? code
            return (rule.statuses.isEmpty || rule.statuses.contains(status))
                && (rule.codes.isEmpty || code.map(rule.codes.contains) ?? false)
                // A rule for codes alone is about errors; one for statuses alone isn't about what they carry.
                && !(rule.statuses.isEmpty && rule.codes.isEmpty)
        }
    }

    private func verdict(
        _ rule: AnswerRule, _ response: HTTPResponse, _ code: String?, date: Int64
    ) -> AnswerVerdict {
        let reason = reason(response, code)
        switch rule.meaning {
        case .again:
            let header = rule.pauseHeader ?? "Retry-After"
            let asked = response.header(header).flatMap { RetryAfter.seconds($0, now: date) }
            return .again(reason: reason, seconds: asked ?? rule.pause)
        case .renew: return .renew(reason: reason)
        case .credentials: return .refuse(.credentials, reason: reason, hint: rule.hint)
        case .fail, .gone: return .refuse(.unreachable, reason: reason, hint: rule.hint)
        case .empty, .accept: return .accept
        }
    }

    private func reason(_ response: HTTPResponse, _ code: String?) -> String {
        "answered \(response.status)\(code.map { " with error \($0.prefix(100))" } ?? "")"
    }
}
