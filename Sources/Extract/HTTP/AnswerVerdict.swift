package import Definitions

/// What an answer means for the request it came to.
package enum AnswerVerdict: Sendable {
    case accept
    /// It may go better later; after some seconds, where the server names them.
    case again(reason: String, seconds: Int64? = nil)
    /// It isn't ready yet: look again, however often.
    case wait(seconds: Int64)
    /// The token has expired: renew it and ask again.
    case renew(reason: String)
    /// It will not go better.
    case refuse(Failure.Kind, reason: String, hint: String? = nil)
}

extension AnswerVerdict {
    /// What the status alone says, as RFC 9110 means it.
    ///
    /// - Parameter date: seconds since 1970 UTC, for moments in `Retry-After`.
    package static func byStatus(_ response: HTTPResponse, date: Int64) -> AnswerVerdict {
        let pause = response.header("Retry-After").flatMap { RetryAfter.seconds($0, now: date) }
        switch response.status {
        case 200..<300: return .accept
        case 401: return .renew(reason: "answered 401")
        case 402, 403, 407:
            return .refuse(
                .credentials, reason: "answered \(response.status)",
                hint: "check that the token or key is valid and may read this")
        case 408, 425, 429, 500, 502, 503, 504:
            return .again(reason: "answered \(response.status)", seconds: pause)
        case 300..<400:
            return .refuse(.unreachable, reason: "answered \(response.status) without saying where to go")
        case 404, 410:
            return .refuse(
                .unreachable, reason: "answered \(response.status): there is nothing at this address",
                hint: "check the address and the ids in `with`")
        default:
            return .refuse(.unreachable, reason: "answered \(response.status)")
        }
    }
}
