import Definitions
import Extract
import Foundation
import Tabular
import Warehouse

/// The records of one file, wherever they come from.
protocol TableReading {
    /// Where the bytes lie.
    var path: String { get }

    /// Reads to the end.
    ///
    /// - Parameters:
    ///   - onAdvance: takes how many more of the file's bytes were read.
    ///   - onBatch: takes the records, in the file's order.
    ///   - onReject: takes the rejected rows, in the file's order.
    /// - Throws: `Failure.Kind.refused` where no records can be read, `unreachable` where there are no bytes, and what
    ///   the closures throw.
    func read(
        onAdvance: (Int64) -> Void, onBatch: (RecordBatch) throws(Failure) -> Void,
        onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) -> TableEnd
}

/// What a file that was read to its end gave beside its records.
struct TableEnd: Sendable {
    var summary: ReadSummary
    /// The content id and what the file was when it was opened; a failure where it changed meanwhile.
    var content: Result<ContentID, Failure>
}

/// A file to read, and how.
struct TableFile: TableReading, Sendable {
    /// How the files of a source are read.
    struct Template: Sendable {
        var plan: ReadPlan
        let reader: TableReader
        let interruption: Interruption

        /// A file that is read so, holding back rows of its version's logical day and later.
        ///
        /// - Parameters:
        ///   - bytesPath: where the version's bytes lie.
        ///   - shownPath: its path as messages show it.
        func table(of version: FileVersion, bytesPath: String, shownPath: String) -> TableFile {
            var plan = plan
            plan.bounds.slot = version.slot
            plan.bounds.heldFrom = version.logicalDay
            // A version that is hashed while it is read has no copy that could be gone.
            return TableFile(
                path: bytesPath, shownPath: shownPath, isCopy: !version.content.isEmpty && !version.isInPlace,
                plan: plan, reader: reader, interruption: interruption)
        }
    }

    /// Where the bytes lie.
    let path: String
    /// The path as messages show it.
    let shownPath: String
    /// Whether the bytes are a copy, which somebody may have removed.
    let isCopy: Bool
    let plan: ReadPlan
    let reader: TableReader
    let interruption: Interruption

    func read(
        onAdvance: (Int64) -> Void, onBatch: (RecordBatch) throws(Failure) -> Void,
        onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) -> TableEnd {
        guard !isCopy || FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                .unreachable, "the copy of \(shownPath) in the landing folder is gone",
                hint: "add --verify: files that are still where they were are copied again")
        }
        let content = try ContentStream(path: path, name: shownPath, format: plan.source.format)
        return try withoutActuallyEscaping(onAdvance) { onAdvance throws(Failure) in
            var stream = WatchedStream(content, interruption: interruption, onAdvance: onAdvance)
            let summary = try reader.read(
                &stream, named: shownPath, by: plan, onBatch: onBatch, onReject: onReject)
            return TableEnd(summary: summary, content: stream.end())
        }
    }
}
