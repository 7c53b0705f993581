package import Definitions

/// What became of some consecutive rows of a file, before they are set against those that precede them.
package struct RecordBlock: Sendable {
    /// The formats that would fit the first value of a kind that was rejected.
    struct FormatHint: Sendable {
        var row: RejectedRow
        var field: String
        /// Date patterns, or settings of `format`.
        var formats: [String]
    }

    /// The rows to load, lines counted from the block's first.
    package internal(set) var batch: RecordBatch
    /// One for each row of the batch, where identical rows are looked for.
    var fingerprints: [RowFingerprint] = []
    var rejects: [RejectedRow] = []
    var read = 0
    var filtered = 0
    var heldBack = 0
    var ambiguousTimes = 0
    /// From the smallest to the greatest day of its rows, as far as they can be read and lie in the file's slot, whatever
    /// became of the rows.
    var days: ClosedRange<Day>?
    /// The greatest day of any row whose day could be read.
    var greatestDay: Day?
    /// Whether the total row was met: all after it is filtered.
    var endsTable = false
    /// Of a date or an instant.
    var dateHint: FormatHint?
    /// Of an amount or a whole number.
    var numberHint: FormatHint?

    init(batch: RecordBatch) {
        self.batch = batch
    }

    mutating func cover(_ day: Day, within slot: ClosedRange<Day>?) {
        if day > greatestDay ?? Day(number: .min) { greatestDay = day }
        guard slot?.contains(day) ?? true else { return }
        days = days.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
    }
}
