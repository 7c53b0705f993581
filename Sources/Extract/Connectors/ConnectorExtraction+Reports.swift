package import Definitions
import Glibc

/// Reports that are ordered, waited for, fetched and put away.
extension ConnectorExtraction {
    /// Waits for a report, one that a killed run ordered before all others, and fetches it.
    ///
    /// It is put away by `settle`, when it is on the record that the window is there.
    func fetch(
        _ job: ReportJobDefinition, _ values: [String: TemplateValue], _ wanted: ReportJob, into file: DeliveryFile
    ) throws(Failure) -> Delivery {
        let statePath = ReportJob.path(beside: file.path)
        var values = values
        var known = try ReportJob.read(statePath)
        if let old = known, old.order != wanted.order || old.isFetched {
            // Another question, or one that was answered: nobody waits for it any more.
            if !old.id.isEmpty { _ = try clean(old, job, values) }
            try ReportJob.remove(statePath)
            known = nil
        }
        if var old = known, old.id.isEmpty {
            old.id = try find(job, values) ?? ""
            known = old.id.isEmpty ? nil : old
            try known?.write(statePath)
        }
        var ready: JSONPart?
        if let old = known {
            values["id"] = .text(old.id)
            do throws(Failure) {
                ready = try watch(job, values, isNew: false)
            } catch {
                guard isGone(error) else { throw error }
                try ReportJob.remove(statePath)
            }
        }
        let isFound = ready != nil
        var orders = 0
        while ready == nil {
            values["id"] = .text(try self.order(job, values, wanted, statePath))
            orders += 1
            do throws(Failure) {
                ready = try watch(job, values, isNew: true)
            } catch {
                guard isGone(error) else { throw error }
                // What failed over there is never going to be ready.
                try ReportJob.remove(statePath)
                guard orders < job.orders else { throw error.said(after: orders) }
            }
        }
        var delivery = try fetch(job, values, ready, into: file)
        guard var done = try ReportJob.read(statePath) else { return delivery }
        if isFound, done.day != wanted.day { delivery.day = done.day }
        done.isFetched = true
        try done.write(statePath)
        return delivery
    }

    /// Fetches a report that is ready, part by part or page by page.
    private func fetch(
        _ job: ReportJobDefinition, _ values: [String: TemplateValue], _ ready: JSONPart?, into file: DeliveryFile
    ) throws(Failure) -> Delivery {
        var values = values
        var delivery = Delivery(records: connector.answer.type.hasRecords ? 0 : nil, pages: 0, bytes: 0)
        var parts =
            job.parts.map { path in
                (ready?.value(at: path)?.elements ?? []).compactMap { $0.value(at: job.partNumber)?.text }
            } ?? ["0"]
        if let link = job.link {
            values["link"] = try address(at: link, of: ready).map { .text($0) }
            // No address: the report has no rows.
            if values["link"] == nil { parts = [] }
        }
        for part in parts {
            values["part"] = .text(part)
            if connector.answer.type.hasRecords {
                let walked = try walk(job.download, values, into: file)
                delivery.records = (delivery.records ?? 0) + walked.records
                delivery.pages += walked.pages
                continue
            }
            let judge = AnswerJudge(judged(connector.answer, job.download))
            let path = file.path + ".page"
            let response = try download(job.download, values, judge, to: path)
            delivery.pages += 1
            if judge.isEmpty(response) { unlink(path) } else { try append(tableAt: path, from: response, to: file) }
        }
        if file.bytes == 0, !connector.answer.type.hasRecords {
            try file.finishEmpty()
        } else {
            try file.finish()
        }
        delivery.bytes = file.bytes
        return delivery
    }

    /// What a killed run fetched on the same day and had no time to put on the record.
    func fetched(_ order: String, _ path: String, on day: Day?) throws(Failure) -> Delivery? {
        guard case .job = connector.report, let day, let old = try ReportJob.read(ReportJob.path(beside: path)),
            old.isFetched, old.order == order, old.day == day, access(path, F_OK) == 0
        else { return nil }
        return Delivery(records: nil, pages: 0, bytes: try InputFile(path: path).identity.size)
    }

    /// Puts the report of a window away that is on the record as landed; until then a killed run would order it anew.
    ///
    /// Where the platform can't, the next run tries again, and one of another day for the last time.
    package func settle(_ window: [String: TemplateValue], at path: String, on day: Day? = nil) throws(Failure) {
        let statePath = ReportJob.path(beside: path)
        guard case .job(let job) = connector.report, let old = try ReportJob.read(statePath), old.isFetched else {
            return
        }
        let isClean = try clean(old, job, parameters.merging(window) { $1 })
        if isClean || old.day != day { try ReportJob.remove(statePath) }
    }

    /// Orders a report and returns its id, which is on the disk by then.
    private func order(
        _ job: ReportJobDefinition, _ values: [String: TemplateValue], _ wanted: ReportJob, _ statePath: String
    ) throws(Failure) -> String {
        try wanted.write(statePath)
        var id: String?
        do throws(Failure) {
            if job.find == nil {
                id = self.id(job, try send(connector.request, values, AnswerJudge(connector.answer, expectsJSON: true)))
            } else {
                let judge = AnswerJudge(connector.answer, expectsJSON: true)
                let response = try session.sendOnce(
                    { () throws(Failure) in try self.request(connector.request, values, at: nil) }, renew: renewal,
                    judge: { [session] in judge.verdict(on: $0, date: session.date) },
                    wasDone: { () throws(Failure) in
                        id = try self.find(job, values)
                        return id != nil
                    })
                if let response { id = self.id(job, response) }
            }
        } catch {
            // A refusal ordered nothing; of a broken line nobody knows.
            if error.kind == .credentials { try ReportJob.remove(statePath) }
            throw error
        }
        guard let id, !id.isEmpty else {
            throw Failure(
                .unreachable, "the answer to the order has no id at '\(job.id.joined(separator: "."))'",
                hint: "correct 'id' in \(connector.location.file)")
        }
        var ordered = wanted
        ordered.id = id
        try ordered.write(statePath)
        return id
    }

    private func id(_ job: ReportJobDefinition, _ response: HTTPResponse) -> String? {
        (try? JSONPart(response.body))?.value(at: job.id)?.text
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
    ///
    /// - Parameter isNew: whether it was ordered just now: a platform may not know of it at once.
    private func watch(
        _ job: ReportJobDefinition, _ values: [String: TemplateValue], isNew: Bool
    ) throws(Failure) -> JSONPart? {
        let plain = AnswerJudge(connector.answer, expectsJSON: true)
        var last: JSONPart?
        let judge: (HTTPResponse) -> AnswerVerdict = { [date = session.date] response in
            if plain.isGone(response) {
                let reason = "\(Self.unknownMark) (it answered \(response.status))"
                return isNew ? .again(reason: reason) : .refuse(.unreachable, reason: reason)
            }
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
    private static let unknownMark = "knows of no such report"

    /// Whether a report is of no use any more: failed, or forgotten over there.
    private func isGone(_ failure: Failure) -> Bool {
        let message = failure.diagnostics.first?.message ?? ""
        return [Self.failureMark, Self.unknownMark, "answered 404", "answered 410"].contains { message.contains($0) }
    }

    /// Puts a report away, and says whether there is nothing left to be put away.
    private func clean(
        _ state: ReportJob, _ job: ReportJobDefinition, _ values: [String: TemplateValue]
    ) throws(Failure) -> Bool {
        guard let template = job.clean else { return true }
        var values = values
        values["id"] = .text(state.id)
        do throws(Failure) {
            _ = try send(template, values, AnswerJudge(connector.answer, expectsJSON: false))
            return true
        } catch {
            if case .interrupted = error.kind { throw error }
            return isGone(error) || isOver(job, values)
        }
    }

    /// Whether a report has ended, as one has that a killed run put away without hearing of it.
    private func isOver(_ job: ReportJobDefinition, _ values: [String: TemplateValue]) -> Bool {
        let response = try? send(job.poll, values, AnswerJudge(connector.answer, expectsJSON: true))
        let state = response.flatMap { try? JSONPart($0.body) }?.value(at: job.state)?.text
        return state.map(job.failed.contains) ?? false
    }
}

extension Failure {
    /// The failure of a report that was ordered so many times.
    fileprivate func said(after orders: Int) -> Failure {
        var failure = self
        if orders > 1, !failure.diagnostics.isEmpty { failure.diagnostics[0].message += " (ordered \(orders) times)" }
        return failure
    }
}
