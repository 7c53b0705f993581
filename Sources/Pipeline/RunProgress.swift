package import Definitions

/// What happens during a run, for whoever shows it.
package enum RunEvent: Sendable {
    /// A source's files were listed, and this many bytes of them are to be read.
    case listed(source: String, files: Int, changed: Int, bytes: Int64)
    /// Bytes were read, in all sources together.
    case advanced(source: String, bytes: Int64)
    /// A file's rows are in.
    case read(source: String, path: String, counts: RowCounts)
    /// Something to know that doesn't stop the run.
    case warning(Diagnostic)
    /// The marts are being made.
    case publishing
}

/// Shows a run's events; called from one thread.
package protocol RunProgress {
    func report(_ event: RunEvent)
}
