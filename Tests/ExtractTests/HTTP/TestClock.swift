import Definitions
import Synchronization

@testable import Extract

/// A clock that stands still but for those who wait by it: pauses take no time and are written down.
final class TestClock: WaitClock, Sendable {
    private let state = Mutex<(now: Int64, pauses: [Int64])>((0, []))
    private let start: Int64

    /// - Parameter date: seconds since 1970 UTC at the beginning.
    init(date: Int64 = 1_780_000_000) {
        start = date
    }

    var now: Int64 { state.withLock { $0.now } }
    var date: Int64 { start + now / 1_000_000_000 }
    /// Milliseconds of each pause so far.
    var pauses: [Int64] { state.withLock { $0.pauses.map { $0 / 1_000_000 } } }

    func wait(nanoseconds: Int64, interruption: () throws(Failure) -> Void) throws(Failure) {
        try interruption()
        state.withLock {
            $0.now += nanoseconds
            $0.pauses.append(nanoseconds)
        }
    }
}

/// What tests of this folder share.
enum HTTPTest {
    /// Settings with which a test's own server may be reached.
    static var settings: HTTPSettings {
        var settings = HTTPSettings()
        settings.privateHosts = ["127.0.0.1"]
        settings.connectTimeout = 5000
        settings.idleTimeout = 5000
        settings.wholeTimeout = 20_000
        return settings
    }

    static func client(
        _ settings: HTTPSettings = HTTPTest.settings, secrets: [String] = [],
        interruption: @escaping () throws(Failure) -> Void = {}
    ) throws -> HTTPClient {
        try HTTPClient(
            settings: settings, redaction: Redaction(secrets.map { Secret($0) }), interruption: interruption)
    }

    static func session(
        _ settings: HTTPSettings = HTTPTest.settings, policy: RetryPolicy = RetryPolicy(), secrets: [String] = [],
        clock: any WaitClock = TestClock(), budget: RateBudget? = nil,
        interruption: @escaping () throws(Failure) -> Void = {}
    ) throws -> HTTPSession {
        try HTTPSession(
            settings: settings, redaction: Redaction(secrets.map { Secret($0) }), policy: policy,
            budget: { _ in budget }, clock: clock, seed: 1, interruption: interruption)
    }
}
