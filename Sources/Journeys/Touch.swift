package import Definitions

/// One contact of a person with a channel: a visit, or what a lead tells about itself.
package struct Touch: Hashable, Sendable {
    package var at: Instant
    /// The name of the pipeline's source that the touch was read from.
    package var source: String
    /// The visit's id, or the lead's where the lead is its own touch; empty where the source has none.
    package var id: String
    /// The position of the touch's channel in the channel rules.
    package var channel: Int
    package var isPaid: Bool
    package var isDirect: Bool

    package init(at: Instant, source: String, id: String, channel: Int, isPaid: Bool = false, isDirect: Bool = false) {
        self.at = at
        self.source = source
        self.id = id
        self.channel = channel
        self.isPaid = isPaid
        self.isDirect = isDirect
    }

    /// The order of a journey: instant, source name, id.
    ///
    /// Touches that differ in none of these are told apart by nothing else: either order gives the same numbers where
    /// their channels are the same, and callers sort stably by file and line where they aren't.
    package func precedes(_ other: Touch) -> Bool {
        if at != other.at { return at < other.at }
        if source != other.source { return source.utf8.lexicographicallyPrecedes(other.source.utf8) }
        return idPrecedes(id, other.id)
    }
}

/// The order of ids: all-digit ones first, by length and then bytes, the others by bytes.
///
/// Digits go first because comparing them with other ids by bytes would make circles: 9 before 10, 10 before 1a, 1a
/// before 9.
package func idPrecedes(_ left: String, _ right: String) -> Bool {
    let isLeftNumber = isNumber(left)
    let isRightNumber = isNumber(right)
    guard isLeftNumber == isRightNumber else { return isLeftNumber }
    if isLeftNumber, left.utf8.count != right.utf8.count { return left.utf8.count < right.utf8.count }
    return left.utf8.lexicographicallyPrecedes(right.utf8)
}

private func isNumber(_ id: String) -> Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return !id.isEmpty && id.utf8.allSatisfy { digits.contains($0) }
}
