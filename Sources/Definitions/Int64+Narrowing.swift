extension Int64 {
    /// A number of the warehouse's files, lines or tags in fewer bytes, for what there are millions of.
    ///
    /// - Throws: where it doesn't fit.
    package func narrowed<Number: FixedWidthInteger>(to type: Number.Type = Number.self) throws(Failure) -> Number {
        guard let number = Number(exactly: self) else {
            throw Failure(
                .warehouse, "the warehouse has a file, line or tag with the number \(self), beyond \(Number.max)",
                hint: "throughline rebuild PIPELINE")
        }
        return number
    }
}
