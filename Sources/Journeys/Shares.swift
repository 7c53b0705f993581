/// How one conversion is divided among touches: billionths, none negative, that sum to exactly one whole.
package enum Shares {
    /// The billionths of a whole conversion.
    package static let whole: Int64 = 1_000_000_000
}
