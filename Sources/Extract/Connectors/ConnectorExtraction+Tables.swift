import Definitions
import Glibc

/// Tables that come packed, and reports that lie at an address of their own.
extension ConnectorExtraction {
    /// Takes over a table that was fetched, unpacked as it is read; what was fetched is gone then.
    ///
    /// - Throws: `unreachable` where it should have come in an archive and isn't in one, or not alone and whole.
    func append(tableAt path: String, from response: HTTPResponse, to file: DeliveryFile) throws(Failure) {
        defer { unlink(path) }
        guard connector.answer.packing == .zip else {
            return try file.append(table: FileStream(path: path), interruption)
        }
        let host = WebOrigin(response.address)?.host ?? "the platform"
        do throws(Failure) {
            guard try FileStream(path: path).magic().starts(with: TableArchive.magic) else {
                throw Failure(.refused, "\(host) sent no ZIP archive")
            }
            let type: FormatDefinition.FileType = connector.answer.type == .tsv ? .tsv : .csv
            let archive = try TableArchive(
                path: path, name: "the archive of \(host)", format: FormatDefinition(type: type))
            try file.append(table: archive.entry(limit: session.fileLimit), interruption)
        } catch {
            // To a source, an answer that can't be read is one that didn't come.
            guard error.kind == .refused else { throw error }
            throw Failure(
                .unreachable, error.diagnostics.first?.message ?? "",
                hint: "run again; if it stays so, the platform packs its tables in another way than "
                    + "\(connector.location.file) expects")
        }
    }

    // MARK: Links

    /// The address of a report in the answer that says it is ready; nil where it has no rows.
    func address(at path: [String], of ready: JSONPart?) throws(Failure) -> String? {
        guard let part = ready?.value(at: path) else {
            guard connector.answer.mayLackRecords else {
                throw Failure(
                    .unreachable, "the report is ready, and nothing stands at '\(path.joined(separator: "."))'",
                    hint:
                        "correct 'link' in \(connector.location.file), or write 'missing: empty' if that means no rows")
            }
            return nil
        }
        guard let address = part.text, !address.isEmpty else { return nil }
        session.redaction.add(address: address)
        return address
    }

    /// Whether a request goes to the address that a report is said to lie at.
    func isLink(_ template: RequestTemplate) -> Bool {
        guard case .job(let job) = connector.report, job.link != nil else { return false }
        return template.url.names.contains("link")
    }

    /// A request for a report at an address of its own: only the platform itself is told who asks.
    func linked(_ request: HTTPRequest, _ values: [String: TemplateValue]) throws(Failure) -> HTTPRequest {
        let home = try connector.request.filled(with: values).address
        var request = request
        guard let address = WebOrigin.resolve(request.address, from: home), let origin = WebOrigin(address),
            let homeOrigin = WebOrigin(home)
        else {
            throw Failure(
                .unreachable,
                "the report is said to lie at '\(session.redaction.shown(address: request.address))', which is no web address",
                hint: "correct 'link' in \(connector.location.file)")
        }
        guard origin.scheme == homeOrigin.scheme || origin.scheme == "https" else {
            throw Failure(
                .unreachable, "the report lies at an http address of \(origin.host), where anybody could listen",
                hint: "ask the platform for its https address")
        }
        request.address = address
        guard origin != homeOrigin else { return try authorizer.authorized(request) }
        request.headers.removeAll(where: \.isCredential)
        return request
    }

    /// What answers mean where a report lies at an address of its own: one that has expired says nothing of our token.
    func judged(_ answer: AnswerDefinition, _ template: RequestTemplate) -> AnswerDefinition {
        guard isLink(template) else { return answer }
        var answer = answer
        answer.rules.append(
            AnswerRule(
                statuses: [401, 403, 404, 410], meaning: .fail,
                hint: "the address of a report is good for a short time: run again, it goes on where it stopped"))
        return answer
    }
}
