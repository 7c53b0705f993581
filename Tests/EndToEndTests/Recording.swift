import Foundation
import Synchronization
import TestSupport
import Testing

/// One question that a platform is asked, and what it answers.
struct Exchange: Sendable {
    /// The method and the path.
    var request: String
    /// What must stand in the query, in the form, or, after `header:`, in a header.
    var asks: [String: String]
    /// What must stand in the body, spaces aside.
    var holds: [String]
    /// One after the other; the last one for good.
    var replies: [ServerReply]

    init(_ request: String, asks: [String: String] = [:], holds: [String] = [], _ replies: ServerReply...) {
        self.request = request
        self.asks = asks
        self.holds = holds
        self.replies = replies
    }

    func isAnswer(to question: ServerRequest) -> Bool {
        guard "\(question.method) \(question.path.removingPercentEncoding ?? question.path)" == request else {
            return false
        }
        let form = question.form
        let body = question.bodyText.filter { !$0.isWhitespace }
        return asks.allSatisfy { name, value in
            let header = name.hasPrefix("header:") ? question.headers[String(name.dropFirst(7))] : nil
            return [question[name], form[name], header].contains(value)
        } && holds.allSatisfy { body.contains($0.filter { !$0.isWhitespace }) }
    }
}

/// Exchanges played back: the first one that fits a question answers it.
final class Recording: Sendable {
    private struct State {
        var asked: [Int]
        var strange: [String] = []
    }

    private let exchanges: [Exchange]
    private let state: Mutex<State>

    init(_ exchanges: [Exchange]) {
        self.exchanges = exchanges
        state = Mutex(State(asked: exchanges.map { _ in 0 }))
    }

    func reply(_ request: ServerRequest) -> ServerReply {
        let found = exchanges.firstIndex { $0.isAnswer(to: request) }
        return state.withLock { state in
            guard let found else {
                let items = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
                state.strange.append("\(request.method) \(request.path)?\(items) \(request.bodyText)")
                return ServerReply(404, "nothing is recorded for this")
            }
            state.asked[found] += 1
            let replies = exchanges[found].replies
            return replies[min(state.asked[found], replies.count) - 1]
        }
    }

    /// Questions that nobody recorded.
    var strange: [String] { state.withLock { $0.strange } }

    /// Exchanges that were never asked for.
    var unused: [String] {
        state.withLock { state in
            zip(exchanges, state.asked).filter { $0.1 == 0 }.map { "\($0.0.request) \($0.0.asks) \($0.0.holds)" }
        }
    }
}

/// What a connector makes of a platform's answers.
struct RecordedCase: Sendable, CustomTestStringConvertible {
    var connector: String
    /// What `with` gives, as YAML; SERVER is the platform's address, and secrets are `${env:CANARY}`.
    var with: String
    /// The rest of the source, as YAML on one line.
    var rest = ""
    /// The pipeline's currency.
    var currency = "RUB"
    /// The logical day of the run; the pipeline starts with 2026.
    var day: String
    /// The logical day on which one window is tried, where that is another one.
    var trialDay: String?
    var exchanges: [Exchange]
    /// A query on the warehouse, and its rows.
    var query: String
    var rows: [String]

    var testDescription: String { connector }

    static let all = ads + crms + bitrix24 + calls + audiences
}

extension ServerReply {
    /// JSON without the line ends that make it readable.
    static func recorded(_ body: String, status: Int = 200, headers: [String: String] = [:]) -> ServerReply {
        .json(body.replacingOccurrences(of: "\n", with: ""), status: status, headers: headers)
    }
}
