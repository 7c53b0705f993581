package import Definitions

/// What credit is given for: a lead, later a won deal or a payment.
package struct Conversion: Hashable, Sendable {
    package var id: String
    package var at: Instant

    package init(id: String, at: Instant) {
        self.id = id
        self.at = at
    }
}
