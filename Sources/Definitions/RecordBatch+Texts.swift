/// The texts of one field of a batch, without a look at who owns them: for loops over all rows.
///
/// Lives only within the call that gave it.
package struct FieldTexts {
    @usableFromInline let bytes: UnsafePointer<UInt8>?
    @usableFromInline let ends: UnsafePointer<Int>?

    /// - Parameters:
    ///   - bytes: the bytes of all texts.
    ///   - ends: where each text ends in them; nil: it is empty in every row.
    package init(bytes: UnsafePointer<UInt8>? = nil, ends: UnsafePointer<Int>? = nil) {
        self.bytes = bytes
        self.ends = ends
    }

    /// Whether nothing feeds the field: it is empty in every row.
    package var isAbsent: Bool { ends == nil }

    /// A row's UTF-8 text, empty where it has none.
    @inlinable @inline(__always)
    package subscript(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        guard let ends else { return UnsafeBufferPointer(start: nil, count: 0) }
        let start = row == 0 ? 0 : ends[row - 1]
        return UnsafeBufferPointer(start: bytes.map { $0 + start }, count: ends[row] - start)
    }
}

extension RecordBatch {
    /// Gives the texts of some fields to a loop.
    ///
    /// - Parameter fields: positions in the contract; nil where it has no such field.
    package func withTexts<Result>(of fields: [Int?], _ body: ([FieldTexts]) throws -> Result) rethrows -> Result {
        try withTexts(of: fields[...], after: [], body)
    }

    private func withTexts<Result>(
        of fields: ArraySlice<Int?>, after taken: [FieldTexts], _ body: ([FieldTexts]) throws -> Result
    ) rethrows -> Result {
        guard let first = fields.first else { return try body(taken) }
        guard let first, case .texts(let column) = columns[first] else {
            return try withTexts(of: fields.dropFirst(), after: taken + [FieldTexts()], body)
        }
        return try column.bytes.withUnsafeBufferPointer { bytes in
            try column.ends.withUnsafeBufferPointer { ends in
                let texts = FieldTexts(bytes: bytes.baseAddress, ends: ends.baseAddress)
                return try withTexts(of: fields.dropFirst(), after: taken + [texts], body)
            }
        }
    }
}
