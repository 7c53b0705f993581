package import Definitions
internal import Foundation
internal import Synchronization

extension ConnectorExtraction {
    /// Does the same for each item, as many at a time as the platform allows, and returns the results in the items' order.
    ///
    /// Each thread has an extraction of its own, and within one item of several nothing more goes on at once: the pages of
    /// a window, but not those of windows that go on at once. After a failure no
    /// further item is begun; of several failures the first item's is thrown, as if one had been done after the other.
    ///
    /// - Parameter work: called on several threads.
    package func each<Item: Sendable, Result: Sendable>(
        _ items: [Item],
        _ work: @escaping @Sendable (_ extraction: ConnectorExtraction, _ item: Item) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        if let only = items.first, items.count == 1 { return [try work(self, only)] }
        let extractions = try crew(of: items.count)
        let allowed = atOnce
        atOnce = 1
        defer { atOnce = allowed }
        let outcomes = Outcomes<Result>(items.count)
        let serve = { @Sendable (extraction: ConnectorExtraction) in
            while let position = outcomes.nextPosition() {
                let outcome: Outcomes<Result>.Outcome
                do throws(Failure) {
                    outcome = .success(try work(extraction, items[position]))
                } catch {
                    outcome = .failure(error)
                }
                outcomes.put(outcome, at: position)
            }
        }
        // Each extraction belongs to one thread until all of them are done.
        let group = DispatchGroup()
        for extraction in extractions.dropFirst() {
            nonisolated(unsafe) let extraction = extraction
            group.enter()
            Thread.detachNewThread {
                serve(extraction)
                group.leave()
            }
        }
        serve(self)
        group.wait()
        return try outcomes.results()
    }
}

/// What became of each item, put together by several threads.
private final class Outcomes<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, Failure>

    private let state: Mutex<(next: Int, isFailed: Bool, outcomes: [Outcome?])>

    init(_ count: Int) {
        state = Mutex((0, false, Array(repeating: nil, count: count)))
    }

    /// The next item to begin; nil where there is none, or one has failed.
    func nextPosition() -> Int? {
        state.withLock { state in
            guard !state.isFailed, state.next < state.outcomes.count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func put(_ outcome: Outcome, at position: Int) {
        state.withLock { state in
            if case .failure = outcome { state.isFailed = true }
            state.outcomes[position] = outcome
        }
    }

    /// Every item before the first failure was begun, so the failure thrown doesn't depend on the threads.
    func results() throws(Failure) -> [Value] {
        var values: [Value] = []
        for outcome in state.withLock({ $0.outcomes }) {
            guard let outcome else { break }
            values.append(try outcome.get())
        }
        return values
    }
}
