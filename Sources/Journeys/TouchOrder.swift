package import Definitions

/// What puts the touches of one identity in order: instant, the pipeline's source name, id.
///
/// Source names and ids compare by their bytes, all-digit ids by their length first (`idPrecedes`). Touches that differ
/// in none of the three are told apart by nothing else: callers keep those in the order of file and line.
package struct TouchOrder: Hashable, Sendable {
    package var at: Instant
    /// The name of the pipeline's source that the touch was read from.
    package var source: String
    /// The visit's id, or the lead's where the lead is its own touch; empty where the source has none.
    package var id: String

    package init(at: Instant, source: String, id: String) {
        self.at = at
        self.source = source
        self.id = id
    }

    /// Whether this touch comes before another.
    package func precedes(_ other: TouchOrder) -> Bool {
        if at != other.at { return at < other.at }
        if !source.utf8.elementsEqual(other.source.utf8) {
            return source.utf8.lexicographicallyPrecedes(other.source.utf8)
        }
        return idPrecedes(id, other.id)
    }
}

/// The order of ids: all-digit ones first, by length and then bytes, the others by bytes.
///
/// Digits go first because comparing them with other ids by bytes would make circles: 9 before 10, 10 before 1a, 1a
/// before 9.
package func idPrecedes(_ left: String, _ right: String) -> Bool {
    idPrecedes(left.utf8, right.utf8)
}

/// The order of ids by their UTF-8 bytes.
package func idPrecedes<ID: Collection<UInt8>>(_ left: ID, _ right: ID) -> Bool {
    let isLeftNumber = isNumber(left)
    let isRightNumber = isNumber(right)
    guard isLeftNumber == isRightNumber else { return isLeftNumber }
    if isLeftNumber, left.count != right.count { return left.count < right.count }
    return left.lexicographicallyPrecedes(right)
}

private func isNumber(_ id: some Collection<UInt8>) -> Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return !id.isEmpty && id.allSatisfy { digits.contains($0) }
}
