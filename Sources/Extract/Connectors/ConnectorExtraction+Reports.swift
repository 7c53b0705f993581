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
                ready = try watch(job, values)
            } catch {
                guard isGone(error) else { throw error }
                try ReportJob.remove(statePath)
            }
        }
        let isFound = ready != nil
        if !isFound {
            values["id"] = .text(try self.order(job, values, wanted, statePath))
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
                let found = try json.map { json throws(Failure) in try records(in: json) } ?? []
                try file.append(completed(found, values))
            } else {
                _ = try download(job.download, values, partJudge, to: file.path + ".page")
                try file.append(tableAt: file.path + ".page")
            }
        }
        try file.finish()
        var delivery = Delivery(records: nil, pages: parts.count, bytes: file.bytes)
        guard var done = try ReportJob.read(statePath) else { return delivery }
        if isFound, done.day != wanted.day { delivery.day = done.day }
        done.isFetched = true
        try done.write(statePath)
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
