package import Definitions
import Glibc
import Synchronization

/// A clock to wait by: the machine's, or a test's, which doesn't wait.
package protocol WaitClock: Sendable {
    /// Nanoseconds of a clock that only goes forward.
    var now: Int64 { get }
    /// Seconds since 1970 UTC, for servers that name a moment.
    var date: Int64 { get }
    /// Waits, asking again and again whether to go on.
    func wait(nanoseconds: Int64, interruption: () throws(Failure) -> Void) throws(Failure)
}

/// The machine's clock.
package struct SystemWaitClock: WaitClock {
    package init() {}

    package var now: Int64 { Transfer.now() }

    package var date: Int64 { Int64(time(nil)) }

    package func wait(nanoseconds: Int64, interruption: () throws(Failure) -> Void) throws(Failure) {
        let end = now + nanoseconds
        while true {
            try interruption()
            let left = min(end - now, 100_000_000)
            if left <= 0 { return }
            usleep(UInt32((left + 999) / 1000))
        }
    }
}

/// A clock for what is answered at once: waiting makes it later, and takes no time.
final class ReplayClock: WaitClock {
    private let waited = Atomic<Int64>(0)

    var now: Int64 { Transfer.now() + waited.load(ordering: .relaxed) }

    var date: Int64 { Int64(time(nil)) + waited.load(ordering: .relaxed) / 1_000_000_000 }

    func wait(nanoseconds: Int64, interruption: () throws(Failure) -> Void) throws(Failure) {
        try interruption()
        waited.add(nanoseconds, ordering: .relaxed)
    }
}
