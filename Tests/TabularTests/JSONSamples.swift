import Definitions

@testable import Tabular

/// Bytes in memory as a stream.
struct JSONSampleStream: ByteStream {
    var bytes: ArraySlice<UInt8>

    init(_ text: some Sequence<UInt8>) {
        bytes = Array(text)[...]
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let count = min(buffer.count, bytes.count)
        buffer.copyBytes(from: bytes.prefix(count))
        bytes = bytes.dropFirst(count)
        return count
    }
}

/// What a test compares of a record.
struct JSONSampleRecord: Hashable, CustomStringConvertible {
    var line: Int64
    var offset: Int64
    var length: Int64
    var defect: JSONDefect?
    /// nil: the record lacks the column.
    var values: [String?]

    init(_ record: JSONRecord) {
        line = record.line
        offset = record.offset
        length = record.length
        defect = record.defect
        values = record.columns.names.indices.map {
            record.has($0) ? String(decoding: record.bytes(of: $0), as: UTF8.self) : nil
        }
    }

    var description: String {
        let texts = values.map { $0.map { "'\($0)'" } ?? "-" }.joined(separator: " ")
        return "\(line) @\(offset)+\(length) \(defect.map(\.rule.rawValue) ?? "ok") \(texts)"
    }
}

/// Everything that reading a text gives: its records and, at last, how the file is refused.
struct JSONSampleResult: Hashable {
    var records: [JSONSampleRecord] = []
    var refusal: String?
    var occurred: [Bool] = []

    /// The values of the records, those of a bad one as its rule.
    var rows: [[String?]] {
        records.map { record in record.defect.map { [$0.rule.rawValue] } ?? record.values }
    }

    static func document(
        _ text: some Sequence<UInt8>,
        path: [String] = [],
        columns: [String] = [],
        window: Int = 1 << 16,
        sizeLimit: Int = JSONRecord.sizeLimit
    ) -> JSONSampleResult {
        var result = JSONSampleResult()
        var record = JSONRecord(JSONColumns(columns))
        var document = JSONDocument(
            JSONSampleStream(text),
            file: "f.json",
            path: path,
            window: window,
            sizeLimit: sizeLimit
        )
        do {
            while try document.next(&record) { result.records.append(JSONSampleRecord(record)) }
        } catch {
            result.refusal = error.diagnostics.map(\.description).joined(separator: "\n")
        }
        result.occurred = record.occurred
        return result
    }

    static func lines(
        _ text: some Sequence<UInt8>,
        columns: [String] = [],
        window: Int = 1 << 16,
        sizeLimit: Int = JSONRecord.sizeLimit
    ) -> JSONSampleResult {
        var result = JSONSampleResult()
        var record = JSONRecord(JSONColumns(columns))
        var lines = JSONLines(JSONSampleStream(text), file: "f.jsonl", window: window, sizeLimit: sizeLimit)
        do {
            while try lines.next(&record) { result.records.append(JSONSampleRecord(record)) }
        } catch {
            result.refusal = error.diagnostics.map(\.description).joined(separator: "\n")
        }
        result.occurred = record.occurred
        return result
    }
}
