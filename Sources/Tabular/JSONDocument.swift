package import Definitions

/// The records of a JSON document: the elements of the list at a path, or the document itself where it is one object.
///
/// One record is in memory at a time, however large the document. What follows a mistake in a document's grammar can't
/// be told apart safely, so a broken document throws and is refused as a whole, with the records given out before it.
package struct JSONDocument<Stream: ByteStream>: ~Copyable {
    private enum Phase {
        /// The list of records hasn't begun.
        case seeking
        case inList
        /// The document is one record.
        case single
        /// The list of records is closed; the document goes on.
        case behindList
    }

    private let file: String
    private let path: [String]
    private let sizeLimit: Int
    private var window: JSONWindow<Stream>
    private var scanner = JSONScanner()
    private var extractor = JSONExtractor()
    private var phase = Phase.seeking
    /// Containers entered on the way to the records.
    private var level = 0
    /// Whether the key just read is the path's next one.
    private var isOnPath = false
    /// Keys met where the path's next one is looked for.
    private var keys: [String] = []
    private var isCapturing = false
    private var hasBegun = false

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - file: the file's name in messages.
    ///   - path: the keys that lead from the root to the list of records; none where the root is the list.
    ///   - window: how many bytes are read at once.
    package init(
        _ stream: Stream,
        file: String,
        path: [String],
        window: Int = 1 << 18,
        sizeLimit: Int = JSONRecord.sizeLimit
    ) {
        self.window = JSONWindow(stream, size: window)
        self.file = file
        self.path = path
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

    /// Whether the document was taken for one record, which it may not be meant to be.
    package var isOneRecord: Bool {
        phase == .single
    }

    /// Reads the next record; false at the end of the document.
    ///
    /// - Throws: `.refused` where the document is no JSON or has no list of records at the path.
    package mutating func next(_ record: inout JSONRecord) throws(Failure) -> Bool {
        while true {
            switch try step(&record) {
            case .paused: return false
            case .failed: throw broken()
            case .began(let kind): try begin(kind, &record)
            case .ended where isCapturing:
                isCapturing = false
                extractor.extract(&record)
                return true
            case .ended: break
            case .key: try meetKey()
            case .left: try leave()
            }
        }
    }

    /// Goes on to the next event, reading windows as needed; `.paused` only at the end of a whole document.
    private mutating func step(_ record: inout JSONRecord) throws(Failure) -> JSONScanner.Event {
        while true {
            if window.isUsedUp, try !refill() {
                scanner.base = window.base
                return scanner.finish(at: window.position, level: level)
            }
            scanner.base = window.base
            let start = window.position
            let bytes = window.bytes
            let event = scanner.scan(bytes, from: &window.position, level: level)
            if isCapturing {
                record.append(UnsafeRawBufferPointer(rebasing: bytes[start..<window.position]), limit: sizeLimit)
                if phase == .single, record.defect == .size { throw tooLargeAlone() }
            }
            if event != .paused { return event }
        }
    }

    private mutating func refill() throws(Failure) -> Bool {
        let more = try window.refill()
        if !hasBegun { scanner = JSONScanner(lineStart: Int64(window.position)) }
        defer { hasBegun = true }
        if !hasBegun, let encoding = window.foreignEncoding {
            throw Failure(
                .refused,
                at: SourceLocation(file: file),
                "the file isn't UTF-8, it looks like \(encoding.rawValue)",
                hint: "add encoding: \(encoding.rawValue) to the source's format"
            )
        }
        return more
    }

    private mutating func begin(_ kind: JSONKind, _ record: inout JSONRecord) throws(Failure) {
        switch phase {
        case .inList:
            capture(&record)
        case .seeking where level == 0:
            if path.isEmpty, kind == .array {
                phase = .inList
                level = 1
            } else if path.isEmpty, kind == .object {
                phase = .single
                capture(&record)
            } else if kind == .object {
                level = 1
            } else {
                throw misplaced(kind)
            }
        case .seeking where isOnPath:
            isOnPath = false
            guard kind == (level == path.count ? .array : .object) else { throw try misplacedBelow(kind, &record) }
            if level == path.count { phase = .inList }
            level += 1
            keys.removeAll()
        case .seeking, .single, .behindList: break
        }
    }

    /// Starts to keep the bytes of the value whose first one was just taken.
    private mutating func capture(_ record: inout JSONRecord) {
        let first = window.position - 1
        record.begin(line: scanner.line, offset: window.base + Int64(first))
        record.append(UnsafeRawBufferPointer(rebasing: window.bytes[first..<first + 1]), limit: sizeLimit)
        isCapturing = true
    }

    private mutating func meetKey() throws(Failure) {
        guard phase != .single, level >= 1, level <= path.count else { return }
        var name: [UInt8] = []
        let isText = scanner.key.withUnsafeBytes { JSONText.unescape($0, into: &name) }
        let matches = isText && !scanner.keyIsTooLong && name.elementsEqual(path[level - 1].utf8)
        if phase == .behindList {
            guard !matches else {
                throw Failure(
                    .refused,
                    at: SourceLocation(file: file, line: Int(scanner.line)),
                    "the document has the key '\(path[..<level].joined(separator: "."))' twice",
                    hint: "one of the two lists of records would be lost: ask whoever wrote the file"
                )
            }
            return
        }
        isOnPath = matches
        if keys.count < 12 { keys.append(JSONDocument.shown(name)) }
    }

    private mutating func leave() throws(Failure) {
        if phase == .seeking {
            let parent = path[..<(level - 1)].joined(separator: ".")
            throw Failure(
                .refused,
                at: SourceLocation(file: file, line: Int(scanner.line)),
                "\(parent.isEmpty ? "the document" : "'\(parent)'") has no key '\(path[level - 1])'; \(keysFound)",
                hint: "correct records in the source's format"
            )
        }
        phase = .behindList
        level -= 1
    }
}

// MARK: Messages

extension JSONDocument {
    private var keysFound: String {
        switch keys.count {
        case 0: "it has no keys at all"
        case ..<12: "it has the keys \(keys.joined(separator: ", "))"
        default: "it has the keys \(keys.dropLast().joined(separator: ", ")) and more"
        }
    }

    /// A key as it can be shown: short, and without what would disturb a terminal.
    private static func shown(_ key: [UInt8]) -> String {
        let text = String(decoding: key.prefix(160), as: UTF8.self).prefix(40)
        return String(
            text.map { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ? $0 : "?" }
        )
    }

    private func broken() -> Failure {
        guard let fault = scanner.fault else { return Failure(.refused, "the document can't be read") }
        let location = SourceLocation(file: file, line: Int(fault.line), column: Int(fault.column))
        if fault.isTruncation, fault.expected == .document {
            return Failure(
                .refused,
                at: location,
                "the file is empty",
                hint: "is the download complete? a document without records is []"
            )
        }
        if fault.isTruncation {
            return Failure(
                .refused,
                at: location,
                "the file ends inside \(isCapturing ? "a record" : "the document"): \(fault.message)",
                hint: "is the download complete? get the file again"
            )
        }
        if fault.expected == .end, phase == .single || phase == .behindList {
            return Failure(
                .refused,
                at: location,
                "the document ends here, but the file goes on",
                hint: "if every line is a record of its own, write type: jsonl in the source's format"
            )
        }
        return Failure(.refused, at: location, "broken JSON: \(fault.message)", hint: fault.hint)
    }

    private func misplaced(_ kind: JSONKind) -> Failure {
        guard let first = path.first else {
            return Failure(
                .refused,
                at: SourceLocation(file: file, line: Int(scanner.line)),
                "the document is \(kind), not a list of records"
            )
        }
        return Failure(
            .refused,
            at: SourceLocation(file: file, line: Int(scanner.line)),
            "the document is \(kind), not an object with the key '\(first)'",
            hint: kind == .array
                ? "if it is the list of records itself, remove records from the source's format"
                : "correct records in the source's format"
        )
    }

    /// Says what stands at the path instead of a list, with the keys of an object, for which it reads on.
    private mutating func misplacedBelow(_ kind: JSONKind, _ record: inout JSONRecord) throws(Failure) -> Failure {
        let name = path[..<level].joined(separator: ".")
        let location = SourceLocation(file: file, line: Int(scanner.line))
        guard level == path.count else {
            return Failure(
                .refused,
                at: location,
                "'\(name)' is \(kind), not an object with the key '\(path[level])'",
                hint: "correct records in the source's format"
            )
        }
        guard kind == .object else {
            return Failure(
                .refused,
                at: location,
                "'\(name)' is \(kind), not a list of records",
                hint: "correct records in the source's format"
            )
        }
        keys.removeAll()
        var lists: [String] = []
        level += 1
        reading: while true {
            switch try step(&record) {
            case .key: keys.append(JSONDocument.shown(scanner.key))
            case .began(.array): if let key = keys.last { lists.append(key) }
            case .left, .paused, .failed: break reading
            case .began, .ended: break
            }
            if keys.count == 12 { break }
        }
        return Failure(
            .refused,
            at: location,
            "'\(name)' is an object, not a list of records; \(keysFound)",
            hint: lists.first.map { "write records: \(name).\($0)" } ?? "correct records in the source's format"
        )
    }

    private func tooLargeAlone() -> Failure {
        Failure(
            .refused,
            at: SourceLocation(file: file),
            "the document is one object of more than \(sizeLimit >> 20) MiB, too long for one record",
            hint: "say where its list of records is, such as records: result, in the source's format"
        )
    }
}
