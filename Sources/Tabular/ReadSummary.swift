package import Definitions

/// What reading one file came to.
package struct ReadSummary: Sendable {
    /// What became of the file's rows; none is superseded yet.
    package var counts = RowCounts()
    /// The columns' names in the file's order.
    package var columns: [String]
    /// Named columns that feed no field and no `where`.
    package var newColumns: [String]
    /// Loaded rows that equal an earlier one, where they are counted instead of dropped.
    package var repeatedRows = 0
    /// Local times that happened twice, when the clock was set back, and were taken as the earlier of the two.
    package var ambiguousTimes = 0
    /// Filtered rows whose day isn't over yet.
    package var heldBack = 0
    /// From the smallest to the greatest day of its rows, whatever became of them: the slot of a file that declares none.
    package var days: ClosedRange<Day>?
    /// The greatest day of any row whose day could be read.
    package var greatestDay: Day?
    package var rejectsByRule: [RejectRule: Int] = [:]
    /// What the user may want to change, such as the format of dates that were rejected.
    package var hints: [Diagnostic] = []
    /// The length of the decoded stream.
    package var bytesRead: Int64 = 0

    package init(columns: [String], newColumns: [String]) {
        self.columns = columns
        self.newColumns = newColumns
    }

    /// Whether the file has a header and nothing below it.
    package var isHeaderOnly: Bool {
        counts.read == 0
    }
}
