/// What a worker found in one block of a window.
struct BlockReading<Output> {
    /// How far a block came.
    enum Ending: Hashable {
        /// All records that start in the block were read.
        case whole
        /// A record goes on after the window.
        case incomplete
        /// The first line of a rejected record goes on after the window.
        case rejectedLine(RejectRule, start: Int, line: Int64)
    }

    /// Where the block's first record was taken to start; nil: no line starts in it.
    var start: Int?
    /// Where the next block's first record starts.
    var end = 0
    /// The line breaks between the two.
    var lines: Int64 = 0
    var ending = Ending.whole
    var output: Output?

    /// The records read; they are given away once.
    mutating func takeOutput() -> Output? {
        defer { output = nil }
        return output
    }
}
