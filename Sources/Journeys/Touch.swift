package import Definitions

/// One contact of a person with a channel, a visit or what a lead tells about itself, as the kernel sees it.
///
/// A trivial value, since the kernel sees millions. Its place in a journey is its position among the touches handed
/// over, which callers sort by `TouchOrder` first.
package struct Touch: Hashable, Sendable {
    package var at: Instant
    /// What the caller knows the touch by, such as the id of its row; credits repeat it.
    package var reference: Int64
    package var isPaid: Bool
    package var isDirect: Bool

    package init(at: Instant, reference: Int64, isPaid: Bool = false, isDirect: Bool = false) {
        self.at = at
        self.reference = reference
        self.isPaid = isPaid
        self.isDirect = isDirect
    }
}
