package import Definitions

/// What happens during a run, for whoever shows it.
package enum RunEvent: Sendable {
    /// A source's files were listed, and this many bytes of them are to be read.
    case listed(source: String, files: Int, changed: Int, bytes: Int64)
    /// A platform gave a file.
    case landed(source: String, path: String, bytes: Int64)
    /// Bytes were read, in all sources together.
    case advanced(source: String, bytes: Int64)
    /// A file's rows are in.
    case read(source: String, path: String, counts: RowCounts)
    /// Something to know that doesn't stop the run.
    case warning(Diagnostic)
    /// The marts are being made.
    case publishing
    /// The chunks of a backfill, in the order they are published.
    case planned(chunks: [String])
    /// Files with something to read, on none of the days a backfill was asked for.
    case left(source: String, paths: [String])
    /// A file that a backfill was asked for some days of, and that covers these.
    case whole(source: String, path: String, days: ClosedRange<Day>)
    /// A chunk of a backfill ended; nil: its sources can't be reached.
    case chunk(name: String, outcome: RunOutcome?)
}

/// Shows a run's events; called from one thread.
package protocol RunProgress {
    func report(_ event: RunEvent)
}

/// Shows nothing.
struct SilentProgress: RunProgress {
    func report(_ event: RunEvent) {}
}
