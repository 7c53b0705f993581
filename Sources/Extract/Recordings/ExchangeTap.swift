import Definitions

/// Stands between a connector and the network: tells of every exchange, writes it down, or answers in its place.
package final class ExchangeTap {
    private let recorder: ExchangeRecorder?
    let recording: ExchangeRecording?
    private let observe: (HTTPExchange) -> Void

    /// - Parameters:
    ///   - recorder: what writes exchanges down; those that renew tokens aren't.
    ///   - recording: what answers in the network's place.
    ///   - observe: told of each exchange when it is over.
    package init(
        recorder: ExchangeRecorder? = nil, recording: ExchangeRecording? = nil,
        observe: @escaping (HTTPExchange) -> Void
    ) {
        self.recorder = recorder
        self.recording = recording
        self.observe = observe
    }

    /// A transport that leads through here.
    ///
    /// - Parameter renewsTokens: whether what it brings are keys, which nobody writes down.
    func transport(over client: HTTPClient, renewsTokens: Bool = false) -> any HTTPTransport {
        let source: any HTTPTransport =
            recording.map { ReplayedTransport($0, client.redaction) } ?? client as any HTTPTransport
        return TappedTransport(source, client.redaction, renewsTokens ? nil : recorder, observe)
    }
}

/// A transport that is watched.
private final class TappedTransport: HTTPTransport {
    private let source: any HTTPTransport
    private let redaction: Redaction
    private let recorder: ExchangeRecorder?
    private let observe: (HTTPExchange) -> Void

    init(
        _ source: any HTTPTransport, _ redaction: Redaction, _ recorder: ExchangeRecorder?,
        _ observe: @escaping (HTTPExchange) -> Void
    ) {
        self.source = source
        self.redaction = redaction
        self.recorder = recorder
        self.observe = observe
    }

    func send(_ request: HTTPRequest) throws(TransferError) -> HTTPResponse {
        try watched(request) { () throws(TransferError) in
            try source.send(request)
        } record: {
            (recorder, exchange, response) throws(Failure) in
            try recorder.write(exchange, response, redaction)
        }
    }

    func receive(_ request: HTTPRequest, into part: PartialDownload) throws(TransferError) -> HTTPResponse {
        try watched(request) { () throws(TransferError) in
            try source.receive(request, into: part)
        } record: {
            (recorder, exchange, response) throws(Failure) in
            try recorder.write(exchange, response, redaction, part: response.isSuccess ? part : nil)
        }
    }

    private func watched(
        _ request: HTTPRequest, _ ask: () throws(TransferError) -> HTTPResponse,
        record: (ExchangeRecorder, HTTPExchange, HTTPResponse) throws(Failure) -> Void
    ) throws(TransferError) -> HTTPResponse {
        var exchange = HTTPExchange(request, redaction)
        let response: HTTPResponse
        do throws(TransferError) {
            response = try ask()
        } catch {
            exchange.trouble = error.message
            observe(exchange)
            throw error
        }
        exchange.status = response.status
        exchange.bytes = response.bodySize
        observe(exchange)
        if let recorder {
            do throws(Failure) { try record(recorder, exchange, response) } catch {
                throw TransferError(storage: error)
            }
        }
        return response
    }
}

/// Answers from a recording, whatever the network is.
private final class ReplayedTransport: HTTPTransport {
    private let recording: ExchangeRecording
    private let redaction: Redaction

    init(_ recording: ExchangeRecording, _ redaction: Redaction) {
        self.recording = recording
        self.redaction = redaction
    }

    func send(_ request: HTTPRequest) throws(TransferError) -> HTTPResponse {
        let answer = try answer(to: request)
        do throws(Failure) {
            return HTTPResponse(
                status: answer.status, headers: answer.headers, body: try recording.body(of: answer),
                address: request.address)
        } catch {
            throw TransferError(storage: error)
        }
    }

    func receive(_ request: HTTPRequest, into part: PartialDownload) throws(TransferError) -> HTTPResponse {
        let answer = try answer(to: request)
        do throws(Failure) {
            let body = try recording.body(of: answer)
            let isSuccess = (200..<300).contains(answer.status)
            if isSuccess { try part.fill(with: body, packing: answer.packing) }
            return HTTPResponse(
                status: answer.status, headers: answer.headers, body: isSuccess ? [] : body,
                bodySize: Int64(body.count), address: request.address)
        } catch {
            throw TransferError(storage: error)
        }
    }

    private func answer(to request: HTTPRequest) throws(TransferError) -> ExchangeRecording.Answer {
        let exchange = HTTPExchange(request, redaction)
        if let answer = recording.answer(to: exchange) { return answer }
        let asked = Redaction.shortened(exchange.request, 300)
        throw TransferError(
            storage: Failure(
                .unreachable, "the recording in \(recording.folder) has no answer to \(asked)",
                hint: "the question has changed since: record it again with --record"))
    }
}
