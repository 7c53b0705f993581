/// An exact amount of money in micros, millionths of the currency unit.
///
/// Micros are the finest unit ad platforms bill in, so the sums of a platform's rows stay its sums. No
/// floating-point number ever touches an amount.
package struct Money: Hashable, Comparable, Sendable {
    /// The amount in millionths of the currency unit.
    package var micros: Int64

    package init(micros: Int64) {
        self.micros = micros
    }

    package static let zero = Money(micros: 0)

    package static func < (left: Money, right: Money) -> Bool {
        left.micros < right.micros
    }

    /// The sum, or nil where it doesn't fit into 64 bits.
    package func adding(_ other: Money) -> Money? {
        let (sum, overflow) = micros.addingReportingOverflow(other.micros)
        return overflow ? nil : Money(micros: sum)
    }
}

extension Money: CustomStringConvertible {
    /// Plain decimal text: no grouping, `.` as the mark, at least two decimals and no more than needed.
    package var description: String {
        let magnitude = micros.magnitude
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.count > 2, fraction.hasSuffix("0") {
            fraction.removeLast()
        }
        return "\(micros < 0 ? "-" : "")\(magnitude / 1_000_000).\(fraction)"
    }
}
