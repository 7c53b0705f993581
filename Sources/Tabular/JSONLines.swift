package import Definitions
internal import Glibc

/// The records of JSON Lines: one object a line; blank lines are no records.
///
/// A raw line break can't stand inside a JSON text, so a broken line costs itself and nothing else.
package struct JSONLines<Stream: ByteStream>: ~Copyable {
    private let file: String
    private let sizeLimit: Int
    private var window: JSONWindow<Stream>
    private var extractor = JSONExtractor()
    /// The 1-based number of the line that comes next.
    private var line: Int64 = 1
    private var isFirst = true

    /// Reads lines.
    ///
    /// - Parameters:
    ///   - file: the file's name in messages.
    ///   - window: how many bytes are read at once.
    package init(_ stream: Stream, file: String, window: Int = 1 << 18, sizeLimit: Int = JSONRecord.sizeLimit) {
        self.window = JSONWindow(stream, size: window)
        self.file = file
        self.sizeLimit = sizeLimit
    }

    /// What the file is read from.
    package var stream: Stream {
        window.stream
    }

    /// How far the file was read.
    package var bytesRead: Int64 {
        window.base + Int64(window.position)
    }

    /// Reads the next line that isn't blank; false at the end of the file.
    ///
    /// - Throws: `.refused` where the file plainly is a JSON document instead.
    package mutating func next(_ record: inout JSONRecord) throws(Failure) -> Bool {
        while try readLine(&record) {
            let lineStart = record.offset
            record.trim()
            guard record.length > 0 else { continue }
            if isFirst, record.raw == [UInt8(ascii: "{")] || record.raw.first == UInt8(ascii: "[") {
                throw Failure(
                    .refused,
                    at: SourceLocation(file: file, line: Int(record.line)),
                    "the file is one JSON document, not an object a line",
                    hint: "write type: json in the source's format"
                )
            }
            isFirst = false
            check(&record, lineStart: lineStart)
            extractor.extract(&record)
            return true
        }
        return false
    }

    /// Reads up to the next line break, which is no part of the record; false at the end of the file.
    private mutating func readLine(_ record: inout JSONRecord) throws(Failure) -> Bool {
        if window.isUsedUp, try !refill() { return false }
        record.begin(line: line, offset: window.base + Int64(window.position))
        while true {
            let bytes = UnsafeRawBufferPointer(rebasing: window.bytes[window.position...])
            let found = bytes.baseAddress.flatMap { memchr($0, 0x0A, bytes.count) }
            let end = found.flatMap { found in bytes.baseAddress.map { UnsafeRawPointer(found) - $0 } } ?? bytes.count
            record.append(UnsafeRawBufferPointer(rebasing: bytes[..<end]), limit: sizeLimit)
            window.position += found == nil ? end : end + 1
            if found != nil {
                line += 1
                return true
            }
            if try !refill() { return true }
        }
    }

    private mutating func refill() throws(Failure) -> Bool {
        let wasStart = window.base == 0 && window.bytes.isEmpty
        let more = try window.refill()
        if wasStart, let encoding = window.foreignEncoding {
            throw Failure(
                .refused,
                at: SourceLocation(file: file),
                "the file isn't UTF-8, it looks like \(encoding.rawValue)",
                hint: "add encoding: \(encoding.rawValue) to the source's format"
            )
        }
        return more
    }

    /// Notes where the line breaks the grammar.
    private func check(_ record: inout JSONRecord, lineStart: Int64) {
        guard record.defect == nil else { return }
        var scanner = JSONScanner(line: record.line, base: record.offset, lineStart: lineStart)
        let fault = record.raw.withUnsafeBytes { bytes in
            var position = 0
            while true {
                switch scanner.scan(bytes, from: &position, level: 0) {
                case .failed: return scanner.fault
                case .paused: return scanner.finish(at: position, level: 0) == .failed ? scanner.fault : nil
                case .began, .ended, .key, .left: break
                }
            }
        }
        if let fault { record.defect = .syntax(fault) }
    }
}

extension JSONRecord {
    /// Puts white space at both ends of the bytes aside.
    fileprivate mutating func trim() {
        guard defect == nil else { return }
        let isSpace = { (byte: UInt8) in
            byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t")
        }
        while let last = raw.last, isSpace(last) { raw.removeLast() }
        let leading = raw.prefix(while: isSpace).count
        if leading > 0 { raw.removeFirst(leading) }
        offset += Int64(leading)
        length = Int64(raw.count)
    }
}
