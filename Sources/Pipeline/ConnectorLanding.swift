import Definitions
import Extract
import Foundation
import Synchronization

/// Asks the platforms of a pipeline for the windows that are missing, dirty or restated, before files are listed.
///
/// Each window becomes a file below `http/SOURCE` in the landing folder, whole or not at all, and from there on it is a
/// file like any other.
struct ConnectorLanding {
    let pipeline: LoadedPipeline
    let logicalDay: Day
    let progress: any RunProgress
    let interruption: Interruption
    let clock: () -> Instant
    /// The days to ask for; nil: all from the pipeline's start to the last one that is over.
    var days: ClosedRange<Day>?
    /// Whether windows that are there are asked for again.
    var redoes = false
    private let budgets = RateBudgets()

    init(
        pipeline: LoadedPipeline, logicalDay: Day, progress: any RunProgress, interruption: Interruption,
        clock: @escaping () -> Instant
    ) {
        self.pipeline = pipeline
        self.logicalDay = logicalDay
        self.progress = progress
        self.interruption = interruption
        self.clock = clock
    }

    /// Brings what is to be brought of one source.
    ///
    /// - Returns: why something is still missing; what came before it stays.
    /// - Throws: what ends the whole run: a stop, a full disk, a mistake in the definitions.
    func land(_ source: SourceDefinition) throws(Failure) -> Failure? {
        guard let connection = source.connection else { return nil }
        do throws(Failure) {
            try bring(source, connection)
            return nil
        } catch {
            guard error.kind == .unreachable || error.kind == .credentials else { throw error }
            return error
        }
    }

    private func bring(_ source: SourceDefinition, _ connection: ConnectionDefinition) throws(Failure) {
        let plan = WindowPlan(
            pipeline: pipeline, source: source, connection: connection, logicalDay: logicalDay, days: days,
            redoes: redoes)
        try Landing.makeFolder(plan.folder)
        try DeliveryFile.removeUnfinished(in: plan.folder)
        let extraction = try connection.extraction(in: pipeline, budgets: budgets, interruption: interruption)
        let ledger = try WindowLedger(path: plan.ledgerPath)
        let (wanted, settled) = try plan.wishes(extraction, ledger, now: clock())
        // A killed run may have put it on the record last of all.
        for wish in settled { try extraction.settle(wish.values, at: wish.path, on: logicalDay) }
        let book = WindowBook(ledger, path: plan.ledgerPath, source: source, pipeline: pipeline, progress: progress)
        let work = WindowWork(plan: plan, book: book, logicalDay: logicalDay, interruption: interruption)
        _ = try extraction.each(wanted) { extraction, wish throws(Failure) in try work.bring(wish, extraction) }
    }
}

/// Brings windows, several of them at once.
private struct WindowWork: Sendable {
    let plan: WindowPlan
    let book: WindowBook
    let logicalDay: Day
    let interruption: Interruption

    /// Brings one window and puts it on the record; only then its report may be put away.
    func bring(_ wish: WindowPlan.Wish, _ extraction: ConnectorExtraction) throws(Failure) {
        var delivery: ConnectorExtraction.Delivery
        repeat {
            try interruption.check()
            delivery = try extraction.extract(wish.values, to: wish.path, on: logicalDay)
            // Every night would leave a file of changes that says nothing.
            if wish.until != nil, delivery.bytes == 0 { try? FileManager.default.removeItem(atPath: wish.path) }
            try book.note(wish, bytes: delivery.bytes, askedOn: delivery.day ?? logicalDay)
            try extraction.settle(wish.values, at: wish.path, on: logicalDay)
            // What was ordered on an earlier day may have been restated since.
        } while delivery.day.map { $0 < logicalDay } ?? false && plan.reason(wish, book.entry(wish)) != nil
    }
}

/// What has landed, on the disk before anybody goes on, and in one order for whoever watches.
private final class WindowBook: Sendable {
    private let path: String
    private let source: SourceDefinition
    private let pipeline: LoadedPipeline
    // Told of windows under the lock.
    private nonisolated(unsafe) let progress: any RunProgress
    private let ledger: Mutex<WindowLedger>

    init(
        _ ledger: WindowLedger, path: String, source: SourceDefinition, pipeline: LoadedPipeline,
        progress: any RunProgress
    ) {
        self.ledger = Mutex(ledger)
        self.path = path
        self.source = source
        self.pipeline = pipeline
        self.progress = progress
    }

    func entry(_ wish: WindowPlan.Wish) -> WindowLedger.Entry? {
        ledger.withLock { $0.entries[wish.name] }
    }

    func note(_ wish: WindowPlan.Wish, bytes: Int64, askedOn day: Day) throws(Failure) {
        try ledger.withLock { ledger throws(Failure) in
            progress.report(.landed(source: source.name, path: pipeline.ledgerPath(wish.path), bytes: bytes))
            if let until = wish.until {
                ledger.until = until
                ledger.order = wish.order
            } else {
                ledger.entries[wish.name] = WindowLedger.Entry(order: wish.order, day: day)
            }
            try ledger.write(to: path)
        }
    }
}
