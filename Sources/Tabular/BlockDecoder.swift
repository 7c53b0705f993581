/// Takes the records of one block after the other; each worker has its own.
protocol BlockDecoder: ~Copyable, SendableMetatype {
    /// What becomes of a block's records.
    associatedtype Output

    mutating func append(_ values: UnsafeBufferPointer<FieldBytes>, line: Int64, offset: Int64, length: Int64)
    mutating func reject(_ rule: RejectRule, line: Int64, offset: Int64, length: Int64)
    /// What was taken since the last call.
    mutating func finish() -> Output
}

extension RecordBuilder: BlockDecoder {
    mutating func append(_ values: UnsafeBufferPointer<FieldBytes>, line: Int64, offset: Int64, length: Int64) {
        append(values, line: line, offset: offset, length: length, content: nil)
    }
}
