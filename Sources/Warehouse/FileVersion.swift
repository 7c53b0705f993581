package import Definitions

/// One version of one file, as the ledger knows it: a row of `etl_file`.
package struct FileVersion: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        /// Its rows are part of what is published.
        case live
        /// A later version took its place.
        case replaced
        /// It broke a contract or a threshold; nothing of it was published.
        case refused
        /// It is gone for good, and somebody said so; its rows left.
        case forgotten
    }

    /// The surrogate id; nil before the file is added.
    package var id: Int64?
    package var source: String
    /// Relative to the pipeline file's folder where it lies below it.
    package var path: String
    /// 1, 2, … of this path; 0 before the version is added.
    package var version: Int64
    package var state: State
    /// The days the file covers.
    package var slot: ClosedRange<Day>?
    /// The content id.
    package var content: String
    package var isInPlace: Bool
    package var identity: FileIdentity
    /// Whether the identity suffices to know the file again.
    package var isSettled: Bool
    /// Hash of all that decides how the file is read.
    package var definition: String
    /// The logical day of the run that read it.
    package var logicalDay: Day
    /// The greatest day of any of its rows, held back or not.
    package var lastDay: Day?
    package var counts: RowCounts
    /// Identical rows that were all loaded.
    package var repeatedRows: Int

    package init(
        source: String, path: String, version: Int64, slot: ClosedRange<Day>?, content: String, isInPlace: Bool,
        identity: FileIdentity, isSettled: Bool, definition: String, logicalDay: Day
    ) {
        self.source = source
        self.path = path
        self.version = version
        state = .live
        self.slot = slot
        self.content = content
        self.isInPlace = isInPlace
        self.identity = identity
        self.isSettled = isSettled
        self.definition = definition
        self.logicalDay = logicalDay
        counts = RowCounts()
        repeatedRows = 0
    }
}

extension FileVersion {
    /// Whether it is a later version of the same file.
    func follows(_ other: FileVersion) -> Bool {
        path == other.path && version > other.version
    }

    /// The days of its slot that the file can have delivered: where it holds back rows, those before them only.
    ///
    /// A file without rows to hold back keeps its whole slot, so that the days don't depend on when it was read.
    package var deliveredDays: ClosedRange<Day>? {
        guard let slot, let lastDay, lastDay >= logicalDay, slot.upperBound >= logicalDay else { return slot }
        guard slot.lowerBound < logicalDay else { return nil }
        return slot.lowerBound...Day(number: logicalDay.number - 1)
    }
}

/// One rejected row, by place and rule; its text is read back from landing when shown.
package struct RejectEntry: Hashable, Sendable {
    package var line: Int64
    package var offset: Int64
    package var length: Int64
    /// The source's column, or '' where the row as a whole is at fault.
    package var column: String
    package var rule: String

    package init(line: Int64, offset: Int64, length: Int64, column: String, rule: String) {
        self.line = line
        self.offset = offset
        self.length = length
        self.column = column
        self.rule = rule
    }
}
