package import Definitions

/// Asks until there is an answer or no hope: paces requests, repeats what may be repeated, waits as servers ask.
package final class HTTPSession {
    private let settings: HTTPSettings
    package let redaction: Redaction
    private let transport: any HTTPTransport
    private let policy: RetryPolicy
    private let budget: (WebOrigin) -> RateBudget?
    private let clock: any WaitClock
    private let interruption: () throws(Failure) -> Void
    private var random: SplitMix64
    /// Requests sent so far, failed ones included.
    package private(set) var requests = 0

    /// - Parameters:
    ///   - budget: how often an origin may be asked.
    ///   - seed: of the pauses' randomness.
    ///   - transport: what stands between the session and the network; nil: nothing.
    init(
        settings: HTTPSettings, redaction: Redaction, policy: RetryPolicy = RetryPolicy(),
        budget: @escaping (WebOrigin) -> RateBudget? = { _ in nil },
        clock: any WaitClock = SystemWaitClock(), seed: UInt64 = .random(in: .min ... .max),
        transport: ((HTTPClient) -> any HTTPTransport)? = nil, interruption: @escaping () throws(Failure) -> Void
    ) throws(Failure) {
        self.settings = settings
        self.redaction = redaction
        do throws(TransferError) {
            let client = try HTTPClient(settings: settings, redaction: redaction, interruption: interruption)
            self.transport = transport?(client) ?? client
        } catch {
            throw Failure(.unreachable, error.message)
        }
        self.policy = policy
        self.budget = budget
        self.clock = clock
        self.interruption = interruption
        random = SplitMix64(state: seed)
    }

    /// Bytes of an answer that goes to a file, unpacked.
    package var fileLimit: Int64 { settings.fileLimit }
    /// Seconds since 1970 UTC.
    package var date: Int64 { clock.date }

    /// Asks until an answer is accepted, and keeps it in memory.
    ///
    /// - Parameters:
    ///   - request: made anew for each try, as tokens change.
    ///   - renew: gets a new token; nil where there is no way to one.
    ///   - judge: says what an answer means.
    /// - Throws: `unreachable` or `credentials`, with what the server said.
    package func send(
        _ request: () throws(Failure) -> HTTPRequest,
        renew: (() throws(Failure) -> Void)? = nil,
        judge: (HTTPResponse) -> AnswerVerdict
    ) throws(Failure) -> HTTPResponse {
        let response = try repeating(request, renew: renew, judge: judge) { request throws(TransferError) in
            try transport.send(request)
        }
        guard let response else { throw Failure(.unreachable, "there is no answer") }
        return response
    }

    /// Asks for what must not be done twice, until an answer is accepted.
    ///
    /// - Parameter wasDone: whether what was asked for was done although no answer came: asked where nobody can tell.
    /// - Returns: nil where it was done and the answer is lost.
    /// - Throws: `unreachable` or `credentials`, with what the server said.
    package func sendOnce(
        _ request: () throws(Failure) -> HTTPRequest,
        renew: (() throws(Failure) -> Void)? = nil,
        judge: (HTTPResponse) -> AnswerVerdict,
        wasDone: @escaping () throws(Failure) -> Bool
    ) throws(Failure) -> HTTPResponse? {
        try repeating(request, renew: renew, judge: judge, wasDone: wasDone) { request throws(TransferError) in
            try transport.send(request)
        }
    }

    /// Asks until an answer is accepted, and makes its body appear as a file, unpacked: whole or not at all.
    ///
    /// A try that broke off is continued where the server can. Memory doesn't grow with the answer.
    ///
    /// - Parameter path: where the file appears; beside it a file ending in `.part` grows meanwhile.
    package func download(
        to path: String,
        _ request: () throws(Failure) -> HTTPRequest,
        renew: (() throws(Failure) -> Void)? = nil,
        judge: (HTTPResponse) -> AnswerVerdict
    ) throws(Failure) -> HTTPResponse {
        let part = try PartialDownload(path: path + ".part")
        var isDone = false
        defer { if !isDone { part.discard() } }
        let response = try repeating(request, renew: renew, judge: judge) { request throws(TransferError) in
            var response = try transport.receive(request, into: part)
            if response.status == 416 {
                // What is there is all there is, or the answer changed: from the start then.
                try part.empty()
                response = try transport.receive(request, into: part)
            }
            guard response.isSuccess, part.size > 0 || response.bodySize == 0 else { return response }
            // A success that isn't to be kept, such as `202 Accepted` or an error, is small, and judged by its body.
            response.body = part.start(Transfer.errorBodyLimit)
            if case .accept = judge(response) {
                response.bodySize = try part.finish(
                    as: path, settings: settings, interruption: interruption)
                isDone = true
            } else {
                try part.empty()
            }
            return response
        }
        guard let response else { throw Failure(.unreachable, "there is no answer") }
        return response
    }

    // MARK: Again and again

    /// - Returns: nil where no answer came and `wasDone` says that it was done.
    private func repeating(
        _ makeRequest: () throws(Failure) -> HTTPRequest,
        renew: (() throws(Failure) -> Void)?,
        judge: (HTTPResponse) -> AnswerVerdict,
        wasDone: (() throws(Failure) -> Bool)? = nil,
        perform: (HTTPRequest) throws(TransferError) -> HTTPResponse
    ) throws(Failure) -> HTTPResponse? {
        let begin = clock.now
        var start = begin
        var attempt = 0
        var renewals = 0
        while true {
            try interruption()
            let request = try makeRequest()
            let origin = WebOrigin(request.address)
            let budget = origin.flatMap(budget)
            if let budget { try pause(until: budget.reserve(now: clock.now)) }
            attempt += 1
            requests += 1
            var reason = ""
            var seconds: Int64?
            var hint: String?
            do {
                let response = try perform(request)
                switch judge(response) {
                case .accept:
                    return response
                case .wait(let seconds):
                    let next = clock.now + max(1, seconds) * 1_000_000_000
                    guard next - begin <= policy.patience else {
                        throw Failure(
                            .unreachable,
                            "\(origin?.host ?? "the server") isn't ready after \(policy.patience / 60_000_000_000) min",
                            hint: "run again later: it goes on where it stopped")
                    }
                    try pause(until: next)
                    // What was wrong before is over: the server answered as it should.
                    attempt = 0
                    start = clock.now
                    continue
                case .again(let why, let pause):
                    reason = said(why, by: origin, response)
                    seconds = pause
                    hint = "try again later: the server is busy or broken"
                    // Of a refusal to serve one may be sure that nothing was done.
                    if !request.isRepeatable, ![425, 429, 503].contains(response.status) {
                        guard let wasDone else {
                            throw Failure(
                                .unreachable, reason,
                                hint:
                                    "it may have been done all the same, so it isn't asked for twice: look before you run again"
                            )
                        }
                        if try wasDone() { return nil }
                    }
                case .renew(let why):
                    guard let renew, renewals == 0 else {
                        throw Failure(
                            .credentials, said(why, by: origin, response),
                            hint: "the token or key isn't accepted: get a new one and put it where `with` takes it from"
                        )
                    }
                    renewals += 1
                    attempt -= 1
                    try renew()
                    continue
                case .refuse(let kind, let why, let hint):
                    throw Failure(kind, said(why, by: origin, response), hint: hint)
                }
            } catch let error as TransferError {
                if let failure = error.failure { throw failure }
                guard error.isTransient, request.isRepeatable || error.isUnsent || wasDone != nil else {
                    throw Failure(.unreachable, error.message, hint: error.hint)
                }
                if !request.isRepeatable, !error.isUnsent, let wasDone, try wasDone() { return nil }
                reason = error.message
                hint = error.hint
            } catch let error as Failure {
                throw error
            } catch {
                throw Failure(.unreachable, "nothing else is thrown here")
            }
            let backoff = policy.pause(after: attempt, random: &random)
            let wait = max(seconds.map { $0 * 1_000_000_000 } ?? 0, seconds == nil ? backoff : 0)
            let tries = attempt == 1 ? "" : " (tried \(attempt) times)"
            guard attempt < policy.attempts else {
                throw Failure(.unreachable, reason + tries, hint: hint)
            }
            let next = clock.now + wait
            guard next - start <= policy.total else {
                let asks = seconds.map { ", and asks to wait \($0) s" } ?? ""
                throw Failure(
                    .unreachable, reason + asks + tries,
                    hint: seconds == nil ? hint : "run again after that time")
            }
            if seconds != nil { budget?.hold(until: next) }
            try pause(until: next)
        }
    }

    private func pause(until moment: Int64) throws(Failure) {
        let left = moment - clock.now
        if left > 0 { try clock.wait(nanoseconds: left, interruption: interruption) }
    }

    /// What a server's answer is to people: who said it, what it means, and the start of its body.
    private func said(_ why: String, by origin: WebOrigin?, _ response: HTTPResponse) -> String {
        let body = redaction.excerpt(ofBody: response.body)
        return "\(origin?.host ?? "the server") \(redaction.apply(to: why))\(body.isEmpty ? "" : ": \(body)")"
    }
}

/// Random numbers that follow from a seed: SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
