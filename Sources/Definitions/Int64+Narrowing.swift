/// A number of the warehouse's files, lines or tags in fewer bytes, for what there are millions of.
///
/// For each type by itself: a generic function of another module would be looked up for each of them.
extension Int64 {
    /// - Throws: where it doesn't fit.
    package func narrowed() throws(Failure) -> Int32 { try exactly() }

    /// - Throws: where it doesn't fit.
    package func narrowed() throws(Failure) -> UInt32 { try exactly() }

    /// - Throws: where it doesn't fit.
    package func narrowed() throws(Failure) -> UInt16 { try exactly() }

    @inline(__always)
    private func exactly<Number: FixedWidthInteger>() throws(Failure) -> Number {
        guard let number = Number(exactly: self) else {
            throw Failure(
                .warehouse, "the warehouse has a file, line or tag with the number \(self), beyond \(Number.max)",
                hint: "throughline rebuild PIPELINE")
        }
        return number
    }
}
