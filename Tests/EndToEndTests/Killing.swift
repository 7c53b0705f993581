import Foundation
import Synchronization
import TestSupport

/// Kills the program at a moment of a request: a power cut when it hurts most.
final class Killing: Sendable {
    enum Moment: CaseIterable, Sendable {
        /// The platform never sees the request.
        case before
        /// The platform does what was asked, and its answer is lost.
        case unanswered
        /// Half of the answer comes.
        case midway
        /// All of the answer comes, and little time is left.
        case after
    }

    private struct State {
        var processID: Int32?
        var requests = 0
        var moment = Moment.before
        var pause = 0
        /// A new token is on its way: the platform knows no other any more, and the program has not yet used it.
        var isRotating = false
        /// The program is dead, or as good as dead; what it sent before may still come.
        var isKilled = false
    }

    private let state = Mutex(State())

    /// Plans the end of the next program.
    ///
    /// - Parameters:
    ///   - request: how many requests it still makes, the last one included; 0: none is its last.
    ///   - pause: milliseconds after an answer.
    func plan(at request: Int, _ moment: Moment, pause: Int) {
        state.withLock { $0 = State(requests: request, moment: moment, pause: pause) }
    }

    /// Says which program it is.
    func aim(at processID: Int32) {
        state.withLock { $0.processID = processID }
    }

    /// - Parameter isRotation: whether the answer replaces a token: kills happen before the platform does anything,
    ///   or once the token is put to use. Of one that nobody heard of no program knows.
    func reply(isRotation: Bool, _ answer: () -> ServerReply) -> ServerReply {
        let isLate = state.withLock { state in
            state.isRotating = isRotation && !state.isKilled
            return isRotation && state.isKilled
        }
        guard !isLate else { return ServerReply([.close]) }
        let plan = state.withLock { state -> State? in
            guard state.requests > 0 else { return nil }
            state.requests -= 1
            return state.requests == 0 ? state : nil
        }
        guard let plan else { return answer() }
        let kill = ServerReply.Step.call { self.kill(evenRotating: isRotation) }
        if isRotation || plan.moment == .before { return ServerReply([kill, .close]) }
        let reply = answer()
        switch plan.moment {
        case .before, .unanswered: return ServerReply([kill, .close])
        case .midway:
            guard case .send(let bytes) = reply.steps.first else { return ServerReply([kill, .close]) }
            let half = bytes.prefix(bytes.count / 2)
            return ServerReply([.send(Array(half)), .pause(milliseconds: 5), kill, .close])
        case .after: return ServerReply(reply.steps + [.pause(milliseconds: plan.pause), kill])
        }
    }

    /// Kills the program, at once or as soon as its tokens are in order.
    func kill(evenRotating isAtOnce: Bool = false) {
        // The first request may be here before the test knows who sent it.
        for _ in 0..<10_000 {
            let target = state.withLock { state -> Int32? in
                guard let target = state.processID, isAtOnce || !state.isRotating else { return nil }
                state.isKilled = true
                return target
            }
            if let target {
                Foundation.kill(target, SIGKILL)
                return
            }
            usleep(1000)
        }
    }
}
