import Definitions
internal import Foundation
import GRDB

/// A warehouse in which nothing was published yet.
///
/// Nobody has numbers to read there, and nearly all pages of its first publication are new. So it is written with a
/// rollback journal, which holds next to nothing then, and each page goes to the disk once; a write-ahead log would hold
/// them all before they are written a second time.
extension Warehouse {
    /// Runs a publication with a rollback journal where it is the first, and nobody else has the file open.
    ///
    /// Meanwhile other programs may find the file locked.
    func withoutLogIfFirst<Value>(_ publish: () throws(Failure) -> Value) throws(Failure) -> Value {
        guard try settledBy() == nil, setJournal("DELETE", waiting: 0) == "delete" else { return try publish() }
        // Where a reader is in the way, the next run sets it.
        defer { setJournal("WAL", waiting: Self.patience) }
        return try publish()
    }

    /// Sets how the file is written, where no other connection is in the way.
    ///
    /// - Parameter timeout: how long to wait for others, in milliseconds.
    /// - Returns: how it is written from now on.
    @discardableResult
    private func setJournal(_ mode: String, waiting timeout: Int) -> String? {
        waiting(timeout) { try String.fetchOne($0, sql: "PRAGMA journal_mode = \(mode)") }
    }

    /// Takes back what a first publication that was killed had written.
    ///
    /// SQLite does so by itself, but for a connection that may only read. A run that is at work isn't disturbed.
    static func takeBackKilled(_ path: String) {
        guard FileManager.default.fileExists(atPath: path + "-journal") else { return }
        _ = try? DatabaseQueue(path: path).read { try $0.tableExists("etl_run") }
    }
}
