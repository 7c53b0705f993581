import Crypto
package import Definitions
import Glibc

/// Asks a platform for windows of time and lands what it answers.
///
/// It waits on the thread that calls it, and serves one source at a time.
package final class ConnectorExtraction {
    let connector: ConnectorDefinition
    let session: HTTPSession
    private let parameters: [String: TemplateValue]
    private let authorizer: Authorizer
    private let clock: any WaitClock
    private let interruption: () throws(Failure) -> Void

    /// What one window brought.
    package struct Delivery: Hashable, Sendable {
        /// nil where it isn't JSON, whose records only reading counts.
        package var records: Int?
        package var pages: Int
        package var bytes: Int64
    }

    /// - Parameters:
    ///   - parameters: the values of the source's `with`, by name.
    ///   - tokenFolder: where renewed tokens are kept.
    package init(
        _ connector: ConnectorDefinition, parameters: [String: TemplateValue], settings: HTTPSettings,
        budgets: RateBudgets, tokenFolder: String, clock: any WaitClock = SystemWaitClock(),
        seed: UInt64 = .random(in: .min ... .max), interruption: @escaping () throws(Failure) -> Void
    ) throws(Failure) {
        self.connector = connector
        self.parameters = parameters
        self.clock = clock
        self.interruption = interruption
        let redaction = Redaction()
        for case .secret(let secret) in parameters.values { redaction.add(secret) }
        let limits = connector.limits
        var policy = RetryPolicy(attempts: limits.attempts, total: limits.patience * 1_000_000_000)
        if case .job(let job) = connector.report { policy.patience = job.patience * 1_000_000_000 }
        session = try HTTPSession(
            settings: settings, redaction: redaction, policy: policy,
            budget: { origin in
                budgets.budget(of: origin.host) {
                    RateBudget(
                        requests: limits.requests, perNanoseconds: limits.milliseconds * 1_000_000, burst: limits.burst)
                }
            }, clock: clock, seed: seed, interruption: interruption)
        let way = connector.auth.first { $0.names.isSubset(of: parameters.keys) }
        if way == nil, !connector.auth.isEmpty {
            let missing = connector.auth.map { way in
                way.names.filter { parameters[$0] == nil }.sorted().joined(separator: ", ")
            }
            throw Failure(
                .definition, at: connector.location,
                "nothing tells '\(connector.name)' who asks: it needs \(missing.joined(separator: ", or "))",
                hint: "add it to the source's 'with'")
        }
        authorizer = try Authorizer(
            way, values: parameters, tokenFolder: tokenFolder, session: session, interruption: interruption)
    }

    /// Asks for one window and makes its answer appear at a path: whole, or not at all.
    ///
    /// - Parameters:
    ///   - window: the values of `from`, `to` and `until`; none where all there is is asked for.
    ///   - path: beside it lies, meanwhile, what a killed run needs to go on.
    /// - Throws: `unreachable` or `credentials`, secrets taken out.
    package func extract(_ window: [String: TemplateValue], to path: String) throws(Failure) -> Delivery {
        var values = parameters.merging(window) { $1 }
        let order = try self.order(of: window)
        values["hash"] = .text(order)
        let additions = connector.answer.additions.compactMap { item in
            values.text(of: item.value).map { (item.name, $0.text) }
        }
        let file = try DeliveryFile(path: path, lifts: connector.answer.lifts, additions: additions)
        if case .job(let job) = connector.report {
            return try fetch(job, values, order: order, into: file)
        }
        guard connector.answer.type.hasRecords else {
            let judge = AnswerJudge(connector.answer, report: connector.report)
            _ = try download(connector.request, values, judge, to: path + ".page")
            try file.append(tableAt: path + ".page")
            try file.finish()
            return Delivery(records: nil, pages: 1, bytes: file.bytes)
        }
        return try walk(values, into: file)
    }

    /// A text that is the same for the same question: connector, values and window, secrets and tokens left out.
    package func order(of window: [String: TemplateValue]) throws(Failure) -> String {
        let values = parameters.merging(window) { $1 }
        var texts = [connector.name]
        for (name, value) in values.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            if case .secret = value { continue }
            texts.append("\(name)=\(value.text(isMoment(value) ? "unix" : nil))")
        }
        texts.append(String(describing: connector.request.body) + String(describing: connector.request.query))
        return String(hexText(SHA256.hash(data: Array(texts.joined(separator: "\u{0}").utf8))).prefix(16))
    }

    private func isMoment(_ value: TemplateValue) -> Bool {
        if case .moment = value { true } else { false }
    }

    // MARK: Pages

    private func walk(_ values: [String: TemplateValue], into file: DeliveryFile) throws(Failure) -> Delivery {
        let judge = AnswerJudge(connector.answer, report: connector.report)
        var walk = PageWalk(connector.paging)
        var goesOn = true
        while goesOn {
            try interruption()
            let place = walk.pages == 0 ? "" : "page \(walk.pages + 1) of "
            let response: HTTPResponse
            do throws(Failure) {
                response = try send(connector.request, values.merging(walk.values) { $1 }, judge, at: walk.nextAddress)
            } catch {
                throw error.prefixed(place)
            }
            let json = judge.isEmpty(response) ? nil : answered(response)
            let records = try json.map { json throws(Failure) in try self.records(in: json) } ?? []
            try file.append(records)
            do throws(PageWalk.Trouble) {
                goesOn = try walk.take(json, records, response)
            } catch {
                throw Failure(
                    .unreachable,
                    "\(WebOrigin(response.address)?.host ?? "the platform") leads astray: \(error.message)",
                    hint: "run again; if it happens again, look at 'paging' in \(connector.location.file)")
            }
        }
        try file.finish()
        return Delivery(records: walk.records, pages: walk.pages, bytes: file.bytes)
    }

    /// An accepted answer as JSON: itself, or the list of its XML records.
    private func answered(_ response: HTTPResponse) -> JSONPart? {
        guard connector.answer.type == .xml else { return try? JSONPart(response.body) }
        let objects = try? XMLRecords.objects(of: response.body, named: connector.answer.records.first ?? "")
        return objects.flatMap { try? JSONPart(Array("[\($0.joined(separator: ","))]".utf8)) }
    }

    /// The records of an answer: the elements of the lists at the connector's path.
    private func records(in json: JSONPart) throws(Failure) -> [JSONPart] {
        let path = connector.answer.type == .xml ? [] : connector.answer.records
        let found = json.values(at: path)
        if found.isEmpty, !path.isEmpty, !connector.answer.mayLackRecords {
            let isEmptyList = path.contains("*") && json.value(at: path.prefix { $0 != "*" })?.elements.isEmpty == true
            guard isEmptyList else {
                let keys = json.members.map(\.name).prefix(12).joined(separator: ", ")
                throw Failure(
                    .unreachable, "the answer has nothing at '\(path.joined(separator: "."))'; it has: \(keys)",
                    hint:
                        "correct 'records' in \(connector.location.file), or write 'missing: empty' if that means no rows"
                )
            }
        }
        return found.flatMap { part -> [JSONPart] in
            switch part.kind {
            case .array: part.elements
            // Some platforms write an empty list as null, or as an object without keys.
            case .null: []
            case .object where part.members.isEmpty && !path.isEmpty: []
            case .object, .text, .number, .boolean: [part]
            }
        }
    }

    // MARK: Reports

    private func fetch(
        _ job: ReportJobDefinition, _ values: [String: TemplateValue], order: String, into file: DeliveryFile
    ) throws(Failure) -> Delivery {
        let statePath = file.path + ".job"
        var values = values
        var known = try ReportJob.read(statePath)
        if let old = known, old.order != order || old.isFetched {
            // Another question, or one that was answered: nobody waits for it any more.
            if !old.id.isEmpty { try clean(old, job, values) }
            try ReportJob.remove(statePath)
            known = nil
        }
        if let old = known, old.id.isEmpty {
            let found = try find(job, values)
            known = found.map { ReportJob(id: $0, order: order) }
            try known?.write(statePath)
        }
        var ready: JSONPart?
        if let old = known {
            values["id"] = .text(old.id)
            do throws(Failure) {
                ready = try watch(job, values)
            } catch {
                guard isGone(error) else { throw error }
                try ReportJob.remove(statePath)
            }
        }
        if ready == nil {
            values["id"] = .text(try self.order(job, values, order, statePath))
            do throws(Failure) {
                ready = try watch(job, values)
            } catch {
                // What failed over there is never going to be ready.
                if isGone(error) { try ReportJob.remove(statePath) }
                throw error
            }
        }
        let parts: [String] =
            job.parts.map { path in
                (ready?.value(at: path)?.elements ?? []).compactMap { $0.value(at: job.partNumber)?.text }
            } ?? ["0"]
        for part in parts {
            values["part"] = .text(part)
            let partJudge = AnswerJudge(connector.answer)
            if connector.answer.type.hasRecords {
                let response = try send(job.download, values, partJudge)
                let json = partJudge.isEmpty(response) ? nil : answered(response)
                try file.append(try json.map { json throws(Failure) in try records(in: json) } ?? [])
            } else {
                _ = try download(job.download, values, partJudge, to: file.path + ".page")
                try file.append(tableAt: file.path + ".page")
            }
        }
        try file.finish()
        guard var done = try ReportJob.read(statePath) else {
            return Delivery(records: nil, pages: parts.count, bytes: file.bytes)
        }
        done.isFetched = true
        try done.write(statePath)
        try clean(done, job, values)
        try ReportJob.remove(statePath)
        return Delivery(records: nil, pages: parts.count, bytes: file.bytes)
    }

    /// Orders a report and returns its id, which is on the disk by then.
    private func order(
        _ job: ReportJobDefinition, _ values: [String: TemplateValue], _ order: String, _ statePath: String
    ) throws(Failure) -> String {
        try ReportJob(id: "", order: order).write(statePath)
        let response: HTTPResponse
        do throws(Failure) {
            response = try send(connector.request, values, AnswerJudge(connector.answer, expectsJSON: true))
        } catch {
            // A refusal ordered nothing; of a broken line nobody knows.
            if error.kind == .credentials { try ReportJob.remove(statePath) }
            throw error
        }
        guard let json = try? JSONPart(response.body), let id = json.value(at: job.id)?.text, !id.isEmpty else {
            throw Failure(
                .unreachable, "the answer to the order has no id at '\(job.id.joined(separator: "."))'",
                hint: "correct 'id' in \(connector.location.file)")
        }
        try ReportJob(id: id, order: order).write(statePath)
        return id
    }

    /// The id of a report that was ordered when the line broke; nil where there is none, or no way to tell.
    private func find(
        _ job: ReportJobDefinition, _ values: [String: TemplateValue]
    ) throws(Failure) -> String? {
        guard let search = job.find else { return nil }
        let response = try send(search.request, values, AnswerJudge(connector.answer, expectsJSON: true))
        guard let json = try? JSONPart(response.body) else { return nil }
        let candidates = (json.value(at: search.list)?.elements ?? []).filter { element in
            let matches = search.match.allSatisfy { item in
                let part = element.value(at: item.name.split(separator: ".").map(String.init))
                let text = part?.kind == .array ? part?.elements.compactMap(\.text).joined(separator: ",") : part?.text
                return text == values.text(of: item.value)?.text
            }
            let state = element.value(at: search.state)?.text ?? ""
            return matches && (search.states.isEmpty || search.states.contains(state))
        }
        return candidates.last?.value(at: search.id)?.text
    }

    /// Looks until a report is ready, and returns the answer that says so.
    private func watch(_ job: ReportJobDefinition, _ values: [String: TemplateValue]) throws(Failure) -> JSONPart? {
        let plain = AnswerJudge(connector.answer, expectsJSON: true)
        var last: JSONPart?
        let judge: (HTTPResponse) -> AnswerVerdict = { [date = session.date] response in
            guard case .accept = plain.verdict(on: response, date: date) else {
                return plain.verdict(on: response, date: date)
            }
            last = try? JSONPart(response.body)
            guard let state = last?.value(at: job.state)?.text else {
                return .refuse(.unreachable, reason: "doesn't say how far the report is")
            }
            if job.ready.contains(state) { return .accept }
            if job.failed.contains(state) {
                return .refuse(
                    .unreachable, reason: "\(Self.failureMark) ('\(state.prefix(50))')",
                    hint: "run again: it will be ordered anew; if it fails again, ask for fewer days or columns")
            }
            return .wait(seconds: job.pause)
        }
        _ = try session.send(
            { () throws(Failure) in try self.authorizer.authorized(try job.poll.filled(with: values)) },
            renew: renewal, judge: judge)
        return last
    }

    private static let failureMark = "failed to make the report"

    /// Whether a report is of no use any more: failed, or forgotten over there.
    private func isGone(_ failure: Failure) -> Bool {
        let message = failure.diagnostics.first?.message ?? ""
        return message.contains(Self.failureMark) || message.contains("answered 404")
            || message.contains("answered 410")
    }

    /// Puts a report away; where that fails, the next run tries again, and this one has what it came for.
    private func clean(
        _ state: ReportJob, _ job: ReportJobDefinition, _ values: [String: TemplateValue]
    ) throws(Failure) {
        guard let template = job.clean else { return }
        var values = values
        values["id"] = .text(state.id)
        do throws(Failure) {
            _ = try send(template, values, AnswerJudge(connector.answer, expectsJSON: false))
        } catch {
            if case .interrupted = error.kind { throw error }
        }
    }

    // MARK: Requests

    private var renewal: (() throws(Failure) -> Void)? {
        guard authorizer.canRenew else { return nil }
        return { () throws(Failure) in try self.authorizer.renew() }
    }

    private func send(
        _ template: RequestTemplate, _ values: [String: TemplateValue], _ judge: AnswerJudge, at address: String? = nil
    ) throws(Failure) -> HTTPResponse {
        try session.send(
            { () throws(Failure) in try self.request(template, values, at: address) }, renew: renewal,
            judge: { [session] in judge.verdict(on: $0, date: session.date) })
    }

    private func download(
        _ template: RequestTemplate, _ values: [String: TemplateValue], _ judge: AnswerJudge, to path: String
    ) throws(Failure) -> HTTPResponse {
        try session.download(
            to: path, { () throws(Failure) in try self.request(template, values, at: nil) }, renew: renewal,
            judge: { [session] in judge.verdict(on: $0, date: session.date) })
    }

    /// A request as it is sent; the address of a next page takes the place of the template's own.
    private func request(
        _ template: RequestTemplate, _ values: [String: TemplateValue], at address: String?
    ) throws(Failure) -> HTTPRequest {
        var request = try template.filled(with: values)
        if let address {
            guard let absolute = WebOrigin.resolve(address, from: request.address),
                WebOrigin(absolute) == WebOrigin(request.address)
            else {
                throw Failure(
                    .unreachable, "the next page lies at another host: \(session.redaction.shown(address: address))",
                    hint: "our credentials aren't sent there; if it is right, ask for that host in the connector")
            }
            request.address = absolute
        }
        return try authorizer.authorized(request)
    }
}

extension Failure {
    /// The failure with words before its first message.
    fileprivate func prefixed(_ words: String) -> Failure {
        var failure = self
        if !words.isEmpty, !failure.diagnostics.isEmpty, kind == .unreachable || kind == .credentials {
            failure.diagnostics[0].message = words + failure.diagnostics[0].message
        }
        return failure
    }
}
