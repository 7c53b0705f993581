import Definitions
import Glibc

/// Answers that are too large for the memory.
extension ConnectorExtraction {
    /// Asks for a page, and puts its records away as they are read from the disk.
    func streamedPage(
        _ walk: PageWalk, _ template: RequestTemplate, _ values: [String: TemplateValue], into file: DeliveryFile
    ) throws(Failure) -> AnswerPage {
        let judge = AnswerJudge(judged(connector.answer, template), report: connector.report)
        let path = file.path + ".page"
        let response: HTTPResponse
        do throws(Failure) {
            response = try session.download(
                to: path,
                { [self] () throws(Failure) in
                    try request(
                        template, values.merging(walk.values.mapValues { .text($0) }) { $1 }, at: walk.nextAddress)
                }, renew: renewal,
                judge: { [session] response in
                    // Of a large answer only the start is there: what it says is looked at when all of it is read.
                    let isWhole = response.bodySize <= Int64(Transfer.errorBodyLimit) && !response.body.isEmpty
                    guard isWhole || !response.isSuccess || response.bodySize == 0 else { return .accept }
                    return judge.verdict(on: response, date: session.date)
                })
        } catch {
            throw error.prefixed(Self.place(walk.pages))
        }
        defer { unlink(path) }
        guard !judge.isEmpty(response) else { return AnswerPage(response: response) }
        var page = AnswerPage(response: response)
        let host = "\(Self.place(walk.pages))\(WebOrigin(response.address)?.host ?? "the platform")"
        try cut(path, values, into: file, &page, from: host)
        try check(page, judge, from: host)
        return page
    }

    /// Reads an answer from the disk, block by block, and appends its records.
    private func cut(
        _ path: String, _ values: [String: TemplateValue], into file: DeliveryFile, _ page: inout AnswerPage,
        from host: String
    ) throws(Failure) {
        var cutter = RecordCutter(path: connector.answer.records)
        let stream = try FileStream(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            try interruption()
            let count = try stream.read(into: buffer)
            let records: [JSONPart]
            do throws(RecordCutter.Defect) {
                records = try cutter.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                if count < buffer.count { page.json = try cutter.finish() }
            } catch {
                throw Failure(
                    .unreachable, "\(host) sent broken JSON: \(error.message)",
                    hint: "run again later: the server is busy or broken")
            }
            page.last = records.last ?? page.last
            page.count += records.count
            try file.append(completed(records, values))
            if page.json != nil { return }
        }
    }

    /// Looks, when all of an answer is read, whether it says that it is an error, or has no place for records.
    private func check(_ page: AnswerPage, _ judge: AnswerJudge, from host: String) throws(Failure) {
        guard let json = page.json else { return }
        var around: [UInt8] = []
        json.appendLine(to: &around)
        var response = page.response
        response.body = around
        switch judge.verdict(on: response, date: session.date) {
        case .accept: break
        case .refuse(let kind, let reason, let hint):
            throw Failure(kind, "\(host) \(session.redaction.apply(to: reason))", hint: hint)
        case .again(let reason, _), .renew(let reason):
            throw Failure(
                .unreachable, "\(host) \(session.redaction.apply(to: reason))",
                hint: "run again later: the server is busy or broken")
        case .wait: break
        }
        if page.count == 0 { _ = try records(in: json) }
    }
}
