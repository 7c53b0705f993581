@testable import Tabular

/// A record before its values are decoded, for comparing parsers.
struct RawRecord: Hashable, CustomStringConvertible {
    var line: Int64
    var offset: Int64
    var length: Int64
    /// Quotes resolved; nil where the record was rejected.
    var fields: [[UInt8]]?
    var rule: RejectRule?

    var description: String {
        let content =
            rule.map { "rejected \($0.rawValue)" }
            ?? "\((fields ?? []).map { String(decoding: $0, as: UTF8.self).debugDescription })"
        return "line \(line) at \(offset)+\(length): \(content)"
    }
}

/// Collects raw records, lines counted from the block's first.
struct RawRecordDecoder: BlockDecoder {
    private var records: [RawRecord] = []
    private let quote: UInt8?

    init(_ dialect: Dialect) {
        quote = dialect.quote
    }

    mutating func append(_ values: UnsafeBufferPointer<FieldBytes>, line: Int64, offset: Int64, length: Int64) {
        let fields = values.map { value in
            guard value.hasDoubledQuotes, let quote else {
                return Array(UnsafeBufferPointer(start: value.start, count: Int(value.count)))
            }
            let scratch = ByteScratch(capacity: Int(value.count))
            defer { scratch.deallocate() }
            let count = scratch.unescape(value, quote: quote)
            return Array(UnsafeBufferPointer(start: scratch.start, count: count))
        }
        records.append(RawRecord(line: line, offset: offset, length: length, fields: fields, rule: nil))
    }

    mutating func reject(_ rule: RejectRule, line: Int64, offset: Int64, length: Int64) {
        records.append(RawRecord(line: line, offset: offset, length: length, fields: nil, rule: rule))
    }

    mutating func finish() -> [RawRecord] {
        defer { records = [] }
        return records
    }

    /// The records of some bytes as the parallel parser finds them.
    static func records(
        of bytes: [UInt8],
        _ dialect: Dialect,
        _ parallelism: Parallelism = Parallelism(blockSize: 1 << 20, workers: 1)
    ) throws -> [RawRecord] {
        var stream = MemoryStream(bytes)
        var window = ByteWindow(capacity: parallelism.windowSize)
        var parser = ParallelParser(dialect, firstLine: 1, parallelism) { RawRecordDecoder(dialect) }
        var records: [RawRecord] = []
        try window.refill(from: 0, &stream)
        try parser.run(&window, from: 0, &stream) { block, line in
            for var record in block {
                record.line += line
                records.append(record)
            }
        }
        return records
    }
}
