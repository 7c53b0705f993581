/// Typed records of one entity, column by column, in the order of the file.
///
/// Batches are what modules hand each other: no row becomes an object, no field a `String` that isn't kept.
package struct RecordBatch: Sendable {
    /// One column per field of the contract, in the contract's order.
    package var columns: [RecordColumn]
    /// Fields that were read by distinct rows, where the reading was asked to; their columns are absent.
    package var recurring: [RecurringTexts] = []
    /// The 1-based physical line each record starts on.
    package var lines: [Int64]
    /// The day of each record, by the contract's `day` field, in the pipeline's zone.
    package var days: [Day]
    /// Where each record stands in its file; empty unless the reading was asked to keep it.
    package var places: [RecordPlace]
    /// What the plan's digest made of the rows, on the core that read them.
    package var digest: (any Sendable)?

    package init(
        columns: [RecordColumn], lines: [Int64] = [], days: [Day] = [], places: [RecordPlace] = []
    ) {
        self.columns = columns
        self.lines = lines
        self.days = days
        self.places = places
    }

    package var count: Int {
        lines.count
    }

    /// A field's UTF-8 text, empty where the contract or the row has none.
    package func bytes(_ field: Int?, _ row: Int) -> ArraySlice<UInt8> {
        guard let field, case .texts(let column) = columns[field] else { return [] }
        return column.bytes(at: row)
    }
}

/// Where a record stands in the unpacked file, in bytes.
package struct RecordPlace: Hashable, Sendable {
    package var offset: Int64
    package var length: Int64

    package init(offset: Int64, length: Int64) {
        self.offset = offset
        self.length = length
    }
}

/// One field of a batch's records.
package enum RecordColumn: Sendable {
    /// Nothing feeds the field: it is null in every record.
    case absent
    /// Integers, micros of money, day numbers, milliseconds of instants, booleans as 0 and 1;
    /// `RecordColumn.null` where the record has no value.
    case integers([Int64])
    /// UTF-8 texts of the remaining types; an empty text is no value.
    case texts(TextColumn)

    /// The integer that stands for no value.
    package static let null = Int64.min

    package func integer(at row: Int) -> Int64? {
        guard case .integers(let values) = self, values[row] != Self.null else { return nil }
        return values[row]
    }

    package func text(at row: Int) -> String? {
        guard case .texts(let values) = self else { return nil }
        let bytes = values.bytes(at: row)
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}

/// Texts packed one after the other.
package struct TextColumn: Sendable {
    /// The UTF-8 bytes of all texts.
    package private(set) var bytes: [UInt8] = []
    /// Where each text ends in `bytes`.
    package private(set) var ends: [Int] = []

    package init() {}

    /// Takes over texts that were packed elsewhere: reading appends to raw buffers, which costs less per text.
    package init(bytes: [UInt8], ends: [Int]) {
        precondition((ends.last ?? 0) == bytes.count, "the last text must end where the bytes do")
        self.bytes = bytes
        self.ends = ends
    }

    package var count: Int {
        ends.count
    }

    /// The UTF-8 bytes of one text.
    package func bytes(at row: Int) -> ArraySlice<UInt8> {
        bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]]
    }

    package mutating func append(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    /// Appends a text that lies elsewhere in memory.
    ///
    /// Of its own: a generic function of another module is slow where texts are many.
    package mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

}
