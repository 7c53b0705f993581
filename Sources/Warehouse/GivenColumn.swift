package import Definitions

/// The values of one column for the rows of a batch.
package enum GivenColumn: Sendable {
    /// The same number in every row; `RecordColumn.null` where they have none.
    case integer(Int64)
    /// The numbers from one on, row by row.
    case counted(from: Int64)
    /// One a row; `RecordColumn.null` where it has none.
    case integers([Int64])
    /// The same text in every row.
    case text(String)
    case texts(TextColumn)
    case days([Day])
    /// Milliseconds of instants, one a row; `RecordColumn.null` where it has none.
    case instants([Int64])
    /// Of each row the place of its number.
    case codedIntegers([UInt32], [Int64])
    /// Of each row the place of its text.
    case codedTexts([UInt32], TextColumn)
}
