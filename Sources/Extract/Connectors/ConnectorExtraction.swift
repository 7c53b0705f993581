import Crypto
package import Definitions
import Glibc

/// Asks a platform for windows of time and lands what it answers.
///
/// It waits on the thread that calls it, and serves one source at a time; what may go on at once goes through `each`.
package final class ConnectorExtraction {
    let connector: ConnectorDefinition
    let session: HTTPSession
    let parameters: [String: TemplateValue]
    let authorizer: Authorizer
    let interruption: () throws(Failure) -> Void
    /// Makes another one of its kind, for another thread: a connection and tokens of its own, the same budgets.
    private let makeCompanion: (_ seed: UInt64) throws(Failure) -> ConnectorExtraction
    private var companions: [ConnectorExtraction] = []
    private let seed: UInt64
    /// What was asked for once, by what it was asked with.
    var lists: [RequestTemplate: JSONPart?] = [:]
    /// How many threads there may be: while they are at work, each has none beside itself.
    var atOnce: Int

    /// What one window brought.
    package struct Delivery: Hashable, Sendable {
        /// nil where it isn't JSON, whose records only reading counts.
        package var records: Int?
        package var pages: Int
        package var bytes: Int64
        /// The logical day that the answer is of where it isn't the one asked for: a report that was ordered for
        /// another day and found again.
        package var day: Day?
    }

    /// - Parameters:
    ///   - parameters: the values of the source's `with`, by name.
    ///   - tokenFolder: where renewed tokens are kept.
    ///   - tap: what stands between the connector and the network; nil: nothing.
    package init(
        _ connector: ConnectorDefinition, parameters: [String: TemplateValue], settings: HTTPSettings,
        budgets: RateBudgets, tokenFolder: String, clock: any WaitClock = SystemWaitClock(),
        seed: UInt64 = .random(in: .min ... .max), tap: ExchangeTap? = nil,
        interruption: @escaping () throws(Failure) -> Void
    ) throws(Failure) {
        self.connector = connector
        self.parameters = parameters
        self.interruption = interruption
        self.seed = seed
        // What is shown or recorded comes in one order.
        atOnce = tap == nil ? connector.limits.atOnce : 1
        makeCompanion = { seed throws(Failure) in
            let companion = try ConnectorExtraction(
                connector, parameters: parameters, settings: settings, budgets: budgets, tokenFolder: tokenFolder,
                clock: clock, seed: seed, interruption: interruption)
            companion.atOnce = 1
            return companion
        }
        let redaction = Redaction()
        for case .secret(let secret) in parameters.values { redaction.add(secret) }
        let limits = connector.limits
        var policy = RetryPolicy(attempts: limits.attempts, total: limits.patience * 1_000_000_000)
        if case .job(let job) = connector.report { policy.patience = job.patience * 1_000_000_000 }
        let isReplayed = tap?.recording != nil
        func makeSession(renewsTokens: Bool) throws(Failure) -> HTTPSession {
            try HTTPSession(
                settings: settings, redaction: redaction, policy: policy,
                budget: { origin in
                    isReplayed
                        ? nil
                        : budgets.budget(of: origin.host) {
                            RateBudget(
                                requests: limits.requests, perNanoseconds: limits.milliseconds * 1_000_000,
                                burst: limits.burst)
                        }
                }, clock: isReplayed ? ReplayClock() : clock, seed: seed,
                transport: tap.map { tap in { tap.transport(over: $0, renewsTokens: renewsTokens) } },
                interruption: interruption)
        }
        session = try makeSession(renewsTokens: false)
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
            way, values: parameters, tokenFolder: tokenFolder, isReplayed: isReplayed,
            session: tap == nil ? session : makeSession(renewsTokens: true), interruption: interruption)
    }

    /// Asks for one window and makes its answer appear at a path: whole, or not at all.
    ///
    /// - Parameters:
    ///   - window: the values of `from`, `to` and `until`; none where all there is is asked for.
    ///   - path: beside it lies, meanwhile, what a killed run needs to go on.
    ///   - day: the logical day it is asked for: what was asked for on another one may have been restated since.
    /// - Throws: `unreachable` or `credentials`, secrets taken out.
    package func extract(
        _ window: [String: TemplateValue], to path: String, on day: Day? = nil
    ) throws(Failure) -> Delivery {
        var values = parameters.merging(window) { $1 }
        let order = try self.order(of: window)
        // A platform that keeps reports by their name would give yesterday's again.
        values["hash"] = .text(day.map { Self.hash([order, $0.description]) } ?? order)
        if let done = try fetched(order, path, on: day) { return done }
        let additions = connector.answer.additions.compactMap { item in
            values.text(of: item.value).map { (item.name, $0.text) }
        }
        let file = try DeliveryFile(path: path, connector.answer, additions: additions)
        if case .job(let job) = connector.report {
            return try fetch(job, values, ReportJob(id: "", order: order, day: day), into: file)
        }
        guard connector.answer.type.hasRecords else {
            let judge = AnswerJudge(connector.answer, report: connector.report)
            let response = try download(connector.request, values, judge, to: path + ".page")
            // A table without a header is none, so there is no file; the next run asks again.
            if judge.isEmpty(response) {
                unlink(path + ".page")
                try file.finishEmpty()
                return Delivery(records: 0, pages: 1, bytes: 0)
            }
            try append(tableAt: path + ".page", from: response, to: file)
            try file.finish()
            return Delivery(records: nil, pages: 1, bytes: file.bytes)
        }
        let walked = try walk(connector.request, values, into: file)
        try file.finish()
        return Delivery(records: walked.records, pages: walked.pages, bytes: file.bytes)
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
        for request in connector.answer.details.map(\.request) {
            texts.append(String(describing: request.url) + String(describing: request.body))
        }
        return Self.hash(texts)
    }

    private static func hash(_ texts: [String]) -> String {
        String(hexText(SHA256.hash(data: Array(texts.joined(separator: "\u{0}").utf8))).prefix(16))
    }

    private func isMoment(_ value: TemplateValue) -> Bool {
        if case .moment = value { true } else { false }
    }

    // MARK: Several at once

    /// As many of its kind as may work on so many items at once, itself first.
    func crew(of count: Int) throws(Failure) -> [ConnectorExtraction] {
        let size = max(1, min(atOnce, count))
        while companions.count < size - 1 { companions.append(try makeCompanion(seed &+ UInt64(companions.count + 1))) }
        return [self] + companions[..<(size - 1)]
    }

    // MARK: Pages

    /// Appends what is asked for page by page.
    func walk(
        _ template: RequestTemplate, _ values: [String: TemplateValue], into file: DeliveryFile
    ) throws(Failure) -> PageWalk {
        var walk = PageWalk(connector.paging)
        // Pages that were asked for at once with the one before, by what they were asked with.
        var ahead: [[String: String]: HTTPResponse] = [:]
        var goesOn = true
        while goesOn {
            try interruption()
            let page =
                connector.answer.isStreamed
                ? try streamedPage(walk, template, values, into: file)
                : try heldPage(walk, template, values, &ahead, into: file)
            do throws(PageWalk.Trouble) {
                goesOn = try walk.take(page)
            } catch {
                throw Failure(
                    .unreachable,
                    "\(WebOrigin(page.response.address)?.host ?? "the platform") leads astray: \(error.message)",
                    hint: "run again; if it happens again, look at 'paging' in \(connector.location.file)")
            }
        }
        return walk
    }

    /// Asks for a page and those that can be asked for with it, keeps them in memory, and puts its records away.
    private func heldPage(
        _ walk: PageWalk, _ template: RequestTemplate, _ values: [String: TemplateValue],
        _ ahead: inout [[String: String]: HTTPResponse], into file: DeliveryFile
    ) throws(Failure) -> AnswerPage {
        let judge = AnswerJudge(judged(connector.answer, template), report: connector.report)
        if ahead[walk.values] == nil, atOnce > 1 {
            ahead = try pages(walk.upcoming(atOnce * Self.pagesAhead), after: walk.pages, template, values)
        }
        let response =
            if let known = ahead.removeValue(forKey: walk.values) { known } else {
                try page(walk.values, template, values, number: walk.pages, at: walk.nextAddress)
            }
        let json = judge.isEmpty(response) ? nil : answered(response)
        let records: [JSONPart]
        do throws(Failure) {
            records = try json.map { json throws(Failure) in try self.records(in: json) } ?? []
        } catch {
            throw error.prefixed(Self.place(walk.pages))
        }
        try file.append(completed(records, values))
        return AnswerPage(response: response, json: json, count: records.count, last: records.last)
    }

    /// Pages that each thread asks for before those in front of them are put away: so that none waits for the slowest one
    /// after each page, and few are held in memory.
    private static let pagesAhead = 4

    /// Pages whose numbers are known before those in front of them are there.
    private func pages(
        _ upcoming: [[String: String]], after count: Int, _ template: RequestTemplate,
        _ values: [String: TemplateValue]
    ) throws(Failure) -> [[String: String]: HTTPResponse] {
        guard upcoming.count > 1 else { return [:] }
        let numbered = upcoming.enumerated().map { (number: count + $0, page: $1) }
        let responses = try each(numbered) { extraction, item throws(Failure) in
            try extraction.page(item.page, template, values, number: item.number)
        }
        return Dictionary(uniqueKeysWithValues: zip(upcoming, responses))
    }

    private func page(
        _ page: [String: String], _ template: RequestTemplate, _ values: [String: TemplateValue], number: Int,
        at address: String? = nil
    ) throws(Failure) -> HTTPResponse {
        let judge = AnswerJudge(judged(connector.answer, template), report: connector.report)
        do throws(Failure) {
            return try send(template, values.merging(page.mapValues { .text($0) }) { $1 }, judge, at: address)
        } catch {
            throw error.prefixed(Self.place(number))
        }
    }

    static func place(_ pages: Int) -> String {
        pages == 0 ? "" : "page \(pages + 1) of "
    }

    /// An accepted answer as JSON: itself, or the list of its XML records.
    func answered(_ response: HTTPResponse) -> JSONPart? {
        guard connector.answer.type == .xml else { return try? JSONPart(response.body) }
        let objects = try? XMLRecords.objects(of: response.body, named: connector.answer.records.first ?? "")
        return objects.flatMap { try? JSONPart(Array("[\($0.joined(separator: ","))]".utf8)) }
    }

    /// The records of an answer: the elements of the lists at the connector's path.
    func records(in json: JSONPart) throws(Failure) -> [JSONPart] {
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

    // MARK: Requests

    var renewal: (() throws(Failure) -> Void)? {
        guard authorizer.canRenew else { return nil }
        return { () throws(Failure) in try self.authorizer.renew() }
    }

    func send(
        _ template: RequestTemplate, _ values: [String: TemplateValue], _ judge: AnswerJudge, at address: String? = nil
    ) throws(Failure) -> HTTPResponse {
        try session.send(
            { () throws(Failure) in try self.request(template, values, at: address) }, renew: renewal,
            judge: { [session] in judge.verdict(on: $0, date: session.date) })
    }

    func download(
        _ template: RequestTemplate, _ values: [String: TemplateValue], _ judge: AnswerJudge, to path: String
    ) throws(Failure) -> HTTPResponse {
        try session.download(
            to: path, { () throws(Failure) in try self.request(template, values, at: nil) }, renew: renewal,
            judge: { [session] in judge.verdict(on: $0, date: session.date) })
    }

    /// A request as it is sent; the address of a next page takes the place of the template's own.
    func request(
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
        return try isLink(template) ? linked(request, values) : authorizer.authorized(request)
    }
}

extension Failure {
    /// The failure with words before its first message.
    func prefixed(_ words: String) -> Failure {
        var failure = self
        if !words.isEmpty, !failure.diagnostics.isEmpty, kind == .unreachable || kind == .credentials {
            failure.diagnostics[0].message = words + failure.diagnostics[0].message
        }
        return failure
    }
}
