internal import Definitions

/// How records and fields are told apart in delimited text.
struct Dialect: Hashable, Sendable {
    var delimiter: UInt8
    /// nil: quotes are ordinary characters.
    var quote: UInt8?
    var limits = RecordLimits()

    init(delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""), limits: RecordLimits = .init()) {
        self.delimiter = delimiter
        self.quote = quote
        self.limits = limits
    }

    /// The dialect of a declared format; a workbook's is its own.
    init(_ format: FormatDefinition, type: FormatDefinition.FileType) {
        guard type != .xlsx else {
            self.init()
            return
        }
        self.init(
            delimiter: format.delimiter ?? (type == .tsv ? UInt8(ascii: "\t") : UInt8(ascii: ",")),
            quote: format.quote
        )
    }
}

/// How far a record may reach before it is given up: what bounds the memory of reading.
struct RecordLimits: Hashable, Sendable {
    /// The greatest length of a record in bytes, without its line break.
    var recordBytes = 16 << 20
    /// The greatest length of a quoted field in bytes, without its quotes.
    var quotedBytes = 1 << 20
    /// The greatest number of lines a quoted field may span.
    var quotedLines = 1000
}
