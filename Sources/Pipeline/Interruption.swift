package import Definitions
import Synchronization

/// The wish to stop, set by a signal and looked at between batches.
package final class Interruption: Sendable {
    private let signal = Atomic<Int32>(0)

    package init() {}

    /// Asks the run to stop.
    ///
    /// Safe from any thread.
    package func request(signal number: Int32) {
        signal.store(number, ordering: .relaxed)
    }

    /// - Throws: `Failure.Kind.interrupted` once somebody asked to stop.
    package func check() throws(Failure) {
        let number = signal.load(ordering: .relaxed)
        guard number != 0 else { return }
        throw Failure(
            .interrupted(signal: number), "interrupted; nothing of this run was published",
            hint: "run the same command again: it goes on from what is published")
    }
}
