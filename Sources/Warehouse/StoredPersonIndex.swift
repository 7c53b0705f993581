/// An index as the warehouse has it.
package struct StoredPersonIndex: Sendable {
    private var older: [[UInt8]] = []
    private var newer: [[UInt8]] = []

    /// Adds the next row.
    mutating func add(_ part: [UInt8], isNewer: Bool) {
        if isNewer { newer.append(part) } else { older.append(part) }
    }

    /// Whether there is one, and not so much has come since that all is better read again: what is gone never leaves it
    /// otherwise.
    var isUsable: Bool {
        let (old, new) = (PersonIndex.Segment.count(older), PersonIndex.Segment.count(newer))
        return old > 0 && new <= old / 2 + Self.slack
    }

    private static let slack = 256

    /// The index.
    ///
    /// - Complexity: O(*n*)
    package var opened: PersonIndex {
        PersonIndex(older: PersonIndex.Segment(parts: older), newer: PersonIndex.Segment(parts: newer))
    }
}
