/// What became of a file's rows; every row read is exactly one of the others.
package struct RowCounts: Hashable, Sendable {
    package var read = 0
    package var loaded = 0
    package var rejected = 0
    /// Identical to an earlier row of the same file.
    package var duplicate = 0
    /// Lost to another record of the same key.
    package var superseded = 0
    /// Before `start`, held back for its day, after the total row, or dropped by `where`.
    package var filtered = 0

    package init() {}

    /// Whether nothing was lost or invented.
    package var balances: Bool {
        read == loaded + rejected + duplicate + superseded + filtered
    }

    package static func += (left: inout RowCounts, right: RowCounts) {
        left.read += right.read
        left.loaded += right.loaded
        left.rejected += right.rejected
        left.duplicate += right.duplicate
        left.superseded += right.superseded
        left.filtered += right.filtered
    }
}
