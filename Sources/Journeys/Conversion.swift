package import Definitions

/// What credit is given for, as the kernel sees it: a lead, or a deal or payment with a journey of its own.
package struct Conversion: Hashable, Sendable {
    package var at: Instant
    /// What the caller knows the conversion by; its journey repeats it.
    package var reference: Int64

    package init(at: Instant, reference: Int64) {
        self.at = at
        self.reference = reference
    }
}
