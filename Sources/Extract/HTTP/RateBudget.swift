import Synchronization

/// How often a host may be asked, over all threads: as many times a second as declared, evenly spaced.
///
/// The generic cell rate algorithm: one moment is kept, that at which the next request is due.
package final class RateBudget: Sendable {
    /// Nanoseconds between two requests.
    private let interval: Int64
    /// Requests that may go at once after a pause.
    private let burst: Int64
    private let due = Mutex<Int64>(.min)

    package init(requests: Int, perNanoseconds span: Int64, burst: Int = 1) {
        interval = (span + Int64(max(1, requests)) - 1) / Int64(max(1, requests))
        self.burst = Int64(max(1, burst))
    }

    /// Takes the next place in the queue and returns the moment it is for, by the clock that `now` is of.
    func reserve(now: Int64) -> Int64 {
        due.withLock { due in
            let earliest = max(due, now)
            due = earliest + interval
            return max(now, earliest - (burst - 1) * interval)
        }
    }

    /// Lets nobody ask before a moment, because the host asked for a pause.
    func hold(until moment: Int64) {
        due.withLock { $0 = max($0, moment + (burst - 1) * interval) }
    }
}

/// The budgets of all hosts of a run: sources that ask one host share its budget.
package final class RateBudgets: Sendable {
    private let budgets = Mutex<[String: RateBudget]>([:])

    package init() {}

    /// The budget of a host; the first source that asks it declares the rate.
    package func budget(of host: String, declared: () -> RateBudget) -> RateBudget {
        budgets.withLock { budgets in
            if let known = budgets[host] { return known }
            let made = declared()
            budgets[host] = made
            return made
        }
    }
}
