import Definitions
import Foundation
import Journeys

/// Reads and loads the visits files of a source on a thread of its own, while others are loaded.
///
/// There are so many visits that all else is done meanwhile, and until a file ends they need no warehouse.
final class VisitsAhead: Sendable {
    private let ahead: ReadAhead
    /// What reads the small ones before they are loaded.
    private let small: ReadAhead?
    private let loadings: Loadings

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - files: how many there are, numbered from 0 on, in whose order they are read and taken.
    ///   - small: reads those files ahead, on a thread of its own, that don't keep all cores busy.
    ///   - path: where the bytes of the file of a number lie.
    ///   - table: the file of a number.
    init(
        files: Int, _ digest: VisitDigest, _ rules: ChannelRules, _ store: VisitStore, interruption: Interruption,
        small: ReadAhead?, path: @escaping @Sendable (_ number: Int) -> String,
        table: @escaping @Sendable (_ number: Int) -> any TableReading
    ) {
        self.small = small
        let loadings = Loadings(digest, rules, store)
        self.loadings = loadings
        ahead = ReadAhead(
            Array(0..<files), interruption: interruption,
            loading: ReadAhead.Loading(
                take: { batch, number throws(Failure) in try loadings.current(number).load(batch) },
                end: { number throws(Failure) in try loadings.end(number) }),
            path: path, table: { number in small?.file(number) ?? table(number) })
    }

    /// A file to be taken, whose batches are loaded already.
    struct File {
        let table: ReadAhead.File
        fileprivate let number: Int
        fileprivate let loadings: Loadings

        /// What it was loaded by, once it was read to its end; asked for once.
        var loading: VisitLoading? { loadings.take(number) }
    }

    /// The next file to be taken.
    func file(_ number: Int) -> File? {
        ahead.file(number).map { File(table: $0, number: number, loadings: loadings) }
    }

    /// Reads no more, and returns once nothing is being read.
    func stop() {
        // Nobody takes the small ones any more, once the others aren't loaded.
        ahead.stop()
        small?.stop()
    }
}

/// What files are loaded by, on their way from the thread that reads them to the one that writes the warehouse.
///
/// Only the reading thread has a loading until its file ends, and only the other one after that.
private final class Loadings: @unchecked Sendable {
    private let digest: VisitDigest
    private let store: VisitStore
    // Of the reading thread.
    private let resolver: VisitTagResolver
    private var current: (number: Int, loading: VisitLoading)?
    private let lock = NSLock()
    /// Guarded by the lock.
    private var ended: [Int: VisitLoading] = [:]

    init(_ digest: VisitDigest, _ rules: ChannelRules, _ store: VisitStore) {
        self.digest = digest
        self.store = store
        resolver = VisitTagResolver(rules)
    }

    /// The loading of the file that is being read.
    func current(_ number: Int) throws(Failure) -> VisitLoading {
        if let current, current.number == number { return current.loading }
        // What is left of a file that couldn't be read to its end goes.
        current = nil
        let loading = try VisitLoading(digest, resolver, store: store, name: "ahead-\(number)")
        current = (number, loading)
        return loading
    }

    /// Ends the file that is being read, and says how much is held of it.
    func end(_ number: Int) throws(Failure) -> Int {
        let loading = try current(number)
        current = nil
        try loading.end()
        lock.withLock { ended[number] = loading }
        return loading.heldRows
    }

    func take(_ number: Int) -> VisitLoading? {
        lock.withLock { ended.removeValue(forKey: number) }
    }
}
