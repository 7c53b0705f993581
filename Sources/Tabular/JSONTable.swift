internal import Definitions

/// Reads the records of a JSON document or of JSON Lines into batches.
struct JSONTable: ~Copyable {
    private static let rowsPerBatch = 8192
    private static let bytesPerBatch = 4 << 20

    private let binding: JSONBinding
    private let fileName: String
    private let decimal: UInt8
    private var record: JSONRecord
    private var builder: RecordBuilder
    private var collector: RecordCollector
    private let values: UnsafeMutableBufferPointer<FieldBytes>
    /// Where values without bytes point.
    private let nothing: UnsafeMutablePointer<UInt8>
    private var rows = 0
    private var bytes = 0
    private var hasObjects = false
    private var firstFault: JSONFault?

    private init(_ plan: ReadPlan, fileName: String) throws(Failure) {
        binding = try JSONBinding(plan, fileName: fileName)
        self.fileName = fileName
        decimal = plan.source.format.decimal
        record = JSONRecord(binding.columns)
        builder = RecordBuilder(binding.layout)
        collector = RecordCollector(binding.layout, fileName: fileName)
        values = .allocate(capacity: binding.groups.count)
        nothing = .allocate(capacity: 1)
    }

    deinit {
        values.deallocate()
        nothing.deallocate()
    }

    /// Reads a file to its end.
    ///
    /// - Parameters:
    ///   - stream: the file's bytes, inflated.
    ///   - onBatch: takes the rows to load; what it was given counts only once the whole file is read.
    /// - Throws: `.refused` where the file is broken or lacks a column it must have, and what the closures throw.
    static func read<Stream: ByteStream>(
        _ stream: inout Stream,
        type: FormatDefinition.FileType,
        plan: ReadPlan,
        fileName: String,
        onBatch: (RecordBatch) throws(Failure) -> Void,
        onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) -> ReadSummary {
        let table = try JSONTable(plan, fileName: fileName)
        switch plan.source.format.encoding {
        case .utf16, .utf16le, .utf16be:
            var converted = UTF16Stream(stream, plan.source.format.encoding)
            defer { stream = converted.source }
            return try table.read(&converted, type, onBatch, onReject)
        case .utf8, .windows1251, .windows1252, .koi8r, .cp866:
            return try table.read(&stream, type, onBatch, onReject)
        }
    }

    private consuming func read<Stream: ByteStream>(
        _ stream: inout Stream,
        _ type: FormatDefinition.FileType,
        _ onBatch: (RecordBatch) throws(Failure) -> Void,
        _ onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) -> ReadSummary {
        if type == .jsonl {
            var lines = JSONLines(stream, file: fileName)
            defer { stream = lines.stream }
            while try lines.next(&record) { try take(onBatch, onReject) }
            return try finish(bytesRead: lines.bytesRead, lists: [], onBatch, onReject)
        }
        var document = JSONDocument(stream, file: fileName, path: binding.layout.plan.source.format.records)
        defer { stream = document.stream }
        while try document.next(&record) { try take(onBatch, onReject) }
        let lists = document.isOneRecord ? listsOfRecords() : []
        return try finish(bytesRead: document.bytesRead, lists: lists, onBatch, onReject)
    }

    /// Hands the record just read to the builder.
    private mutating func take(
        _ onBatch: (RecordBatch) throws(Failure) -> Void,
        _ onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) {
        if let defect = record.defect {
            if case .syntax(let fault) = defect, firstFault == nil { firstFault = fault }
            builder.reject(defect.rule, line: record.line, offset: record.offset, length: record.length)
        } else {
            hasObjects = true
            append()
        }
        rows += 1
        bytes += record.raw.count
        if rows >= Self.rowsPerBatch || bytes >= Self.bytesPerBatch { try flush(onBatch, onReject) }
    }

    private mutating func append() {
        // A JSON number has a point whatever mark the file's texts have.
        for group in binding.groups where group.isNumeric {
            record.writeNumber(of: column(of: group), decimal: decimal)
        }
        let (texts, raw) = (record.values, record.raw)
        texts.withUnsafeBufferPointer { texts in
            let base = texts.baseAddress ?? UnsafePointer(nothing)
            for (index, group) in binding.groups.enumerated() {
                let range = record.range(of: column(of: group))
                values[index] = FieldBytes(
                    start: range.isEmpty ? UnsafePointer(nothing) : base + range.lowerBound,
                    count: Int32(truncatingIfNeeded: range.count)
                )
            }
            raw.withUnsafeBytes { raw in
                builder.append(
                    UnsafeBufferPointer(values),
                    line: record.line,
                    offset: record.offset,
                    length: record.length,
                    content: raw
                )
            }
        }
    }

    /// The first column of a group that the record has.
    private func column(of group: JSONBinding.Group) -> Int {
        group.columns.first { record.has($0) } ?? group.columns.lowerBound
    }

    private mutating func flush(
        _ onBatch: (RecordBatch) throws(Failure) -> Void,
        _ onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) {
        rows = 0
        bytes = 0
        // Lines are the file's own already.
        try collector.take(builder.finish(), firstLine: 0, onBatch: onBatch, onReject: onReject)
    }

    private consuming func finish(
        bytesRead: Int64,
        lists: [String],
        _ onBatch: (RecordBatch) throws(Failure) -> Void,
        _ onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) -> ReadSummary {
        try flush(onBatch, onReject)
        if hasObjects { try binding.check(record, lists: lists) }
        var summary = collector.finish(bytesRead: bytesRead)
        summary.columns = binding.groups.filter { $0.columns.contains { record.occurred[$0] } }.map(\.name)
        summary.newColumns = record.otherKeys
        if let firstFault {
            summary.hints.append(
                Diagnostic(
                    .warning,
                    at: SourceLocation(file: fileName, line: Int(firstFault.line), column: Int(firstFault.column)),
                    "the first broken line: \(firstFault.message)",
                    hint: firstFault.hint
                )
            )
        }
        return summary
    }

    /// The keys of a document taken for one record under which a list of records stands.
    private func listsOfRecords() -> [String] {
        record.otherKeys.filter { key in
            var inner = JSONRecord(JSONColumns([]))
            var document = JSONDocument(JSONBytes(bytes: record.raw[...]), file: fileName, path: [key])
            return (try? document.next(&inner)) == true && inner.defect == nil
        }
    }
}

/// A document that is in memory already.
private struct JSONBytes: ByteStream {
    var bytes: ArraySlice<UInt8>

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let count = min(buffer.count, bytes.count)
        buffer.copyBytes(from: bytes.prefix(count))
        bytes = bytes.dropFirst(count)
        return count
    }
}
