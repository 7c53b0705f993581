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

    /// - Parameter atOnce: whether to kill before the platform does anything, whatever the plan.
    func reply(atOnce: Bool, _ answer: () -> ServerReply) -> ServerReply {
        let plan = state.withLock { state -> State? in
            guard state.requests > 0 else { return nil }
            state.requests -= 1
            return state.requests == 0 ? state : nil
        }
        guard let plan else { return answer() }
        let kill = ServerReply.Step.call { self.kill() }
        if atOnce || plan.moment == .before { return ServerReply([kill, .close]) }
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

    private func kill() {
        // The first request may be here before the test knows who sent it.
        while true {
            if let processID = state.withLock({ $0.processID }) {
                Foundation.kill(processID, SIGKILL)
                return
            }
            usleep(1000)
        }
    }
}
