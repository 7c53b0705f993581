package import Definitions

/// A row read back for a person: its text, the header it stands under, and where in it one column's value is.
package struct RowExcerpt: Hashable, Sendable {
    /// The header's text; nil where the file has none.
    package var header: String?
    /// The row up to the value at fault; all of it where there is no such value.
    package var before: String
    package var marked = ""
    package var after = ""
    /// Bytes of the row that are not shown.
    package var cutBytes: Int64

    /// So much of a row is shown.
    private static let rowLimit = 64 << 10
    /// A header is looked for in so many bytes of the file.
    private static let headLimit = 1 << 20

    /// Reads a row back.
    ///
    /// - Parameters:
    ///   - stream: the file's bytes, inflated, from its start.
    ///   - type: the file's type.
    ///   - offset: where the row starts in the decoded stream, and `length` how long it is: those of its reject.
    ///   - column: the column at fault, '' where there is none.
    /// - Returns: nil where the stream ends before the row does.
    package static func read(
        _ stream: inout some ByteStream, type: FormatDefinition.FileType, format: FormatDefinition, offset: Int64,
        length: Int64, column: String
    ) throws(Failure) -> RowExcerpt? {
        let part = Part(offset: offset, length: Int(min(length, Int64(rowLimit))))
        let bytes: (head: [UInt8], row: [UInt8])
        switch format.encoding {
        case .utf16, .utf16le, .utf16be:
            var converted = UTF16Stream(stream, format.encoding)
            defer { stream = converted.source }
            bytes = try part.read(&converted, headLimit: headLimit)
        case .utf8, .windows1251, .windows1252, .koi8r, .cp866:
            bytes = try part.read(&stream, headLimit: headLimit)
        }
        guard bytes.row.count == part.length else { return nil }
        let text = VisibleText(format.encoding)
        var header: String?
        var fault: Range<Int>?
        switch type {
        case .csv, .tsv, .xlsx:
            let table = TableHead(format, Dialect(format, type: type), bytes.head)
            header = table.line.map { text.text(of: $0) }
            fault = table.range(of: column, in: bytes.row)
        case .json, .jsonl:
            fault = Self.range(ofKey: column, in: bytes.row)
        }
        let range = fault ?? bytes.row.count..<bytes.row.count
        return RowExcerpt(
            header: header, before: text.text(of: bytes.row[..<range.lowerBound]),
            marked: text.text(of: bytes.row[range]), after: text.text(of: bytes.row[range.upperBound...]),
            cutBytes: length - Int64(part.length))
    }

    /// Where the last key of a path stands in the text of a record, if it stands there once.
    private static func range(ofKey path: String, in row: [UInt8]) -> Range<Int>? {
        guard let key = path.split(separator: ".").last?.split(separator: "[").first else { return nil }
        let wanted = Array("\"\(key)\"".utf8)
        guard wanted.count <= row.count else { return nil }
        let starts = (0...(row.count - wanted.count)).filter { row[$0] == wanted[0] && row[$0...].starts(with: wanted) }
        guard starts.count == 1, let start = starts.first else { return nil }
        return start..<start + wanted.count
    }
}

/// A part of a decoded stream.
private struct Part {
    let offset: Int64
    let length: Int

    /// The part's bytes, fewer where the stream ends before, and the first bytes of the stream.
    func read(_ stream: inout some ByteStream, headLimit: Int) throws(Failure) -> (head: [UInt8], row: [UInt8]) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var head: [UInt8] = []
        var row: [UInt8] = []
        var position: Int64 = 0
        while true {
            let count = try stream.read(into: buffer)
            head.append(contentsOf: buffer[..<min(count, headLimit - head.count)])
            let start = max(offset, position) - position
            let end = min(offset + Int64(length), position + Int64(count)) - position
            if start < end { row.append(contentsOf: buffer[Int(start)..<Int(end)]) }
            position += Int64(count)
            if count < buffer.count || (position >= offset + Int64(length) && head.count == headLimit) { break }
        }
        return (head, row)
    }
}

/// The header of a delimited file, as far as it can be read without knowing what the columns are for.
private struct TableHead {
    /// The header's line; nil where none could be found.
    let line: ArraySlice<UInt8>?
    private let names: [String]
    private let dialect: Dialect

    init(_ format: FormatDefinition, _ dialect: Dialect, _ head: [UInt8]) {
        self.dialect = dialect
        if let declared = format.header {
            line = nil
            names = declared.map(ColumnBinding.trimmed)
            return
        }
        var rest = head[...]
        if CharacterTable(format.encoding) == nil, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        for _ in 0..<format.skipRows { Self.dropLine(&rest) }
        while let first = rest.first, first == 0x0A || first == 0x0D { rest = rest.dropFirst() }
        let bytes = Array(rest)
        guard let record = Self.record(bytes, dialect) else {
            line = nil
            names = []
            return
        }
        let source = SourceText(format.encoding)
        line = bytes[..<record.end]
        names = record.fields.map { ColumnBinding.trimmed(source.decode(bytes[$0]) ?? "") }
    }

    /// Where a column's value stands in a row that can be taken apart.
    func range(of column: String, in row: [UInt8]) -> Range<Int>? {
        guard !column.isEmpty, let index = names.firstIndex(of: ColumnBinding.trimmed(column)),
            let record = Self.record(row, dialect), record.fields.indices.contains(index)
        else { return nil }
        return record.fields[index]
    }

    private static func dropLine(_ rest: inout ArraySlice<UInt8>) {
        guard let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
            rest = []
            return
        }
        let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
        rest = rest[(end + (isPair ? 2 : 1))...]
    }

    private static func record(_ bytes: [UInt8], _ dialect: Dialect) -> (fields: [Range<Int>], end: Int)? {
        guard !bytes.isEmpty else { return nil }
        var scanner = RecordScanner(dialect)
        defer { scanner.deallocate() }
        // The scanner looks at bytes beyond the last.
        let padded = bytes + [UInt8](repeating: 0, count: ByteMarks.width)
        return padded.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress,
                scanner.scan(base, from: 0, available: bytes.count, isLast: true) == .record
            else { return nil }
            let fields = scanner.fields.map { field in
                let start = base.distance(to: field.start)
                return start..<start + Int(field.count)
            }
            return (fields, scanner.end)
        }
    }
}
