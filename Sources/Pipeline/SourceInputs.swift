import Definitions
import Warehouse

/// What a run has to read of one source, and what it found without reading.
struct SourceInputs {
    /// Why a file version is to be read.
    enum Reason: Hashable, Sendable {
        /// Its path is not published yet.
        case new
        /// Its bytes are others than those published.
        case changed
        /// It was read by another definition, of which these parts changed.
        case redefined([ReadingDefinition.Part])
        /// Rows of it wait for their day, or would wait again.
        case waiting
        /// It lies under another name now.
        case renamed
        /// The index of its visits is gone.
        case unindexed
        /// Somebody asked for it.
        case commanded
    }

    /// A file that lies under another name now.
    struct Rename {
        var from: String
        var to: String
    }

    /// One file version to read.
    struct Input {
        var version: FileVersion
        /// Where its bytes lie: in landing, or where the user keeps them.
        var bytesPath: String
        /// The live version of the same path whose rows it replaces.
        var predecessor: FileVersion?
        var reason: Reason
        /// The days that what it replaces covered.
        var formerSlot: ClosedRange<Day>?
        /// Where the user keeps a file that has no content id, or no copy, before it is landed.
        var unlandedPath: String?
        /// Whether a later version of the same file is known, beside which this one lives on.
        var isEarlier = false
        /// Bytes still to be read.
        var size: Int64 { version.identity.size }
    }

    var source: SourceDefinition
    var listed = 0
    var inputs: [Input] = []
    /// Known files whose size or times changed and whose bytes did not.
    var touched: [FileVersion] = []
    /// Files that were found under another name.
    var renames: [Rename] = []
    /// Live versions that no longer belong to what is published.
    var dropped: [FileVersion] = []
    /// Bytes read to know the files.
    var bytesRead: Int64 = 0

    /// Whether a run has nothing to publish of this source.
    var isEmpty: Bool { inputs.isEmpty && dropped.isEmpty }
}

extension SourceInputs.Input {
    /// Why numbers may change by reading it, for the days that it covers or covered.
    func cause(of read: FileVersion) -> Publication.Cause {
        let slots = [read.slot, formerSlot].compactMap(\.self)
        let first = slots.map(\.lowerBound).min()
        let last = slots.map(\.upperBound).max()
        let days = first.flatMap { first in last.map { first...$0 } }
        let what =
            switch reason {
            case .new: "new file"
            case .changed: "new version"
            case .redefined(let parts): "changed: " + parts.map(\.name).joined(separator: ", ")
            case .waiting: "rows whose day came"
            case .renamed: "renamed"
            case .unindexed, .commanded: "read again"
            }
        return Publication.Cause(days: days, text: "\(version.path): \(what)")
    }
}
