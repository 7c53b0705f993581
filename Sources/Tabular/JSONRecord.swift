/// One record and the values of the wanted columns; reused from record to record.
package struct JSONRecord: Sendable {
    /// The longest record that is read, in bytes.
    package static let sizeLimit = 16 << 20

    /// The wanted columns.
    package let columns: JSONColumns
    /// The 1-based physical line the record starts on.
    package internal(set) var line: Int64 = 0
    /// Where the record starts in the file, in bytes.
    package internal(set) var offset: Int64 = 0
    /// The record's length in bytes.
    package internal(set) var length: Int64 = 0
    /// Why the record has no values, where it has none.
    package internal(set) var defect: JSONDefect?
    /// The record as it stands in the file; empty where it is too long.
    package internal(set) var raw: [UInt8] = []
    /// The UTF-8 bytes of the values, in no particular order.
    package private(set) var values: [UInt8] = []
    /// Columns that the key of some record so far leads to, or would lead to were its value not null or a list
    /// too short.
    package private(set) var occurred: [Bool]

    /// Keys of records that no wanted column begins with, in the order they were met, the first few hundred.
    package internal(set) var otherKeys: [String] = []

    private var ranges: [Range<Int>]
    /// Whether each value is a number as JSON writes them.
    private var areNumbers: [Bool]
    /// How many keys led to each value; `Int.max` where the record has none.
    private var keys: [Int]

    package init(_ columns: JSONColumns) {
        self.columns = columns
        occurred = Array(repeating: false, count: columns.names.count)
        ranges = Array(repeating: 0..<0, count: columns.names.count)
        areNumbers = Array(repeating: false, count: columns.names.count)
        keys = Array(repeating: .max, count: columns.names.count)
    }

    /// Where a column's value stands in `values`: a text without its quotes and escapes, a number as it is written,
    /// `true`, `false`, the JSON of a list or an object; nothing for null and where the record lacks the column.
    package func range(of column: Int) -> Range<Int> {
        ranges[column]
    }

    /// The UTF-8 bytes of a column's value.
    package func bytes(of column: Int) -> ArraySlice<UInt8> {
        values[ranges[column]]
    }

    /// Whether the record has the column, be its value null.
    package func has(_ column: Int) -> Bool {
        keys[column] != .max
    }

    /// Writes a column's value as the source's texts have their numbers, where it is a JSON number: without an
    /// exponent, and with their decimal mark.
    mutating func writeNumber(of column: Int, decimal mark: UInt8) {
        guard areNumbers[column] else { return }
        let plain = JSONNumber.plain(values[ranges[column]])
        guard plain != nil || mark != UInt8(ascii: ".") else { return }
        let start = values.count
        values.append(contentsOf: plain ?? Array(values[ranges[column]]))
        for index in start..<values.count where values[index] == UInt8(ascii: ".") { values[index] = mark }
        ranges[column] = start..<values.count
    }

    mutating func begin(line: Int64, offset: Int64) {
        self.line = line
        self.offset = offset
        length = 0
        defect = nil
        raw.removeAll(keepingCapacity: true)
        removeValues()
    }

    mutating func removeValues() {
        values.removeAll(keepingCapacity: true)
        for column in ranges.indices {
            ranges[column] = 0..<0
            keys[column] = .max
        }
    }

    /// Appends more of the record's bytes, as long as the record may be.
    mutating func append(_ bytes: UnsafeRawBufferPointer, limit: Int) {
        length += Int64(bytes.count)
        guard defect == nil else { return }
        guard length <= limit else {
            defect = .size
            raw.removeAll(keepingCapacity: true)
            return
        }
        raw.append(contentsOf: bytes)
    }

    mutating func note(_ columns: [Int]) {
        for column in columns { occurred[column] = true }
    }

    mutating func note(_ targets: [JSONColumns.Target]) {
        for target in targets { occurred[target.column] = true }
    }

    /// Gives a value to the columns that stand at one node.
    mutating func set(_ targets: [JSONColumns.Target], to value: UnsafeRawBufferPointer, isNumber: Bool = false) {
        let start = values.count
        values.append(contentsOf: value)
        set(targets, to: start..<values.count, isNumber: isNumber)
    }

    mutating func set(_ targets: [JSONColumns.Target], to range: Range<Int>, isNumber: Bool = false) {
        for target in targets where target.keys < keys[target.column] {
            keys[target.column] = target.keys
            ranges[target.column] = range
            areNumbers[target.column] = isNumber
        }
    }

    /// Appends a text with its escapes resolved; nil where a surrogate stands alone.
    mutating func unescape(_ text: UnsafeRawBufferPointer) -> Range<Int>? {
        let start = values.count
        return JSONText.unescape(text, into: &values) ? start..<values.count : nil
    }
}
