/// Cuts the records out of JSON while its bytes come, so that an answer of any length needs the memory of one record.
///
/// What stands around the records is kept as JSON of its own, with empty lists in their places: errors, cursors, totals.
struct RecordCutter {
    /// Where an answer stops being JSON, or has a record that is too long.
    struct Defect: Error, Hashable {
        var message: String
    }

    private struct Container {
        var isList: Bool
        /// How many components of the path lead to what it holds; nil: the path doesn't lead there.
        var matched: Int?
        /// Whether each of its elements is a record.
        var holdsRecords = false
        var key = ""
        var expectsKey: Bool
    }

    /// Bytes of a record, and of all that stands around records.
    static let limit = 16 << 20

    private let path: [String]
    private var open: [Container] = []
    private var around: [UInt8] = []
    private var record: [UInt8]?
    /// Brackets that are open within the record.
    private var depth = 0
    private var isText = false
    private var isEscaped = false
    /// Where, in what stands around, a key begins.
    private var keyStart: Int?
    /// Whether a value outside records that isn't a text, list or object goes on.
    private var isWord = false

    /// - Parameter path: the way to the records; `*` for each element of a list.
    init(path: [String]) {
        self.path = path
    }

    /// Takes the next bytes and returns the records that end in them.
    mutating func take(_ block: UnsafeRawBufferPointer) throws(Defect) -> [JSONPart] {
        var found: [JSONPart] = []
        // Where the record that goes on begins in this block.
        var start = 0
        var index = 0
        while index < block.count {
            let byte = block[index]
            guard record != nil else {
                if try !structure(byte) {
                    record = []
                    start = index
                    continue
                }
                index += 1
                continue
            }
            var end: Int?
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                    if depth == 0 { end = index + 1 }
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    // Brackets that aren't its own end a number or a word.
                    if depth <= 0 { end = depth == 0 ? index + 1 : index }
                case UInt8(ascii: ","), 32, 9, 10, 13:
                    if depth == 0 { end = index }
                default: break
                }
            }
            if let end {
                if let part = try finishRecord(block[start..<end]) { found.append(part) }
                index = end
            } else {
                index += 1
            }
        }
        if record != nil {
            record?.append(contentsOf: block[start...])
            guard record?.count ?? 0 <= Self.limit else {
                throw Defect(message: "a record is longer than \(Self.limit >> 20) MiB")
            }
        }
        return found
    }

    /// What stands around the records, when all bytes were taken.
    func finish() throws(Defect) -> JSONPart {
        do throws(JSONPart.Defect) {
            guard open.isEmpty, record == nil, !isText else {
                throw JSONPart.Defect(offset: 0, message: "it ends too early")
            }
            return try JSONPart(around)
        } catch {
            throw Defect(message: error.message)
        }
    }

    private mutating func finishRecord(_ rest: Slice<UnsafeRawBufferPointer>) throws(Defect) -> JSONPart? {
        let bytes = (record ?? []) + rest
        record = nil
        depth = 0
        do throws(JSONPart.Defect) {
            let part = try JSONPart(bytes)
            return part.kind == .null ? nil : part
        } catch {
            throw Defect(message: error.message)
        }
    }

    /// Takes a byte that stands around records; false where it begins one.
    private mutating func structure(_ byte: UInt8) throws(Defect) -> Bool {
        if isText {
            around.append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isText = false
                finishKey()
            }
            return try checked()
        }
        switch byte {
        case 32, 9, 10, 13: isWord = false
        case UInt8(ascii: ","):
            isWord = false
            // What stands around has no elements where records were.
            guard let last = open.indices.last else { throw Defect(message: "something follows its end") }
            open[last].expectsKey = !open[last].isList
            if !open[last].holdsRecords { around.append(byte) }
        case UInt8(ascii: ":"): around.append(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            isWord = false
            guard open.popLast()?.isList == (byte == UInt8(ascii: "]")) else {
                throw Defect(message: "its brackets don't match")
            }
            around.append(byte)
        default:
            if isWord {
                around.append(byte)
                return try checked()
            }
            return try begin(byte)
        }
        return try checked()
    }

    /// Takes the first byte of a key or a value; false where a record begins.
    private mutating func begin(_ byte: UInt8) throws(Defect) -> Bool {
        if let last = open.last, last.expectsKey {
            keyStart = around.count
            isText = byte == UInt8(ascii: "\"")
            around.append(byte)
            return try checked()
        }
        if open.last?.holdsRecords == true { return false }
        let matched = matchedByNext()
        let opens = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
        if matched == path.count, byte != UInt8(ascii: "[") {
            // A value in place of a list is one record; what stands around has nothing there.
            around += Array("null".utf8)
            return false
        }
        if opens {
            let isList = byte == UInt8(ascii: "[")
            open.append(
                Container(
                    isList: isList, matched: matched, holdsRecords: matched == path.count, expectsKey: !isList))
        } else {
            isText = byte == UInt8(ascii: "\"")
            isWord = !isText
        }
        around.append(byte)
        return try checked()
    }

    /// How many components of the path lead to the value that begins.
    private func matchedByNext() -> Int? {
        guard let parent = open.last else { return 0 }
        guard let matched = parent.matched, matched < path.count else { return nil }
        // As `JSONPart.values(at:)` has it.
        return path[matched] == "*" || !parent.isList && path[matched] == parent.key ? matched + 1 : nil
    }

    private mutating func finishKey() {
        guard let start = keyStart, let last = open.indices.last else { return }
        keyStart = nil
        open[last].expectsKey = false
        open[last].key = (try? JSONPart(Array(around[start...])))?.text ?? ""
    }

    private func checked() throws(Defect) -> Bool {
        guard around.count <= Self.limit, open.count <= 1000 else {
            throw Defect(message: "what stands around its records is longer than \(Self.limit >> 20) MiB")
        }
        return true
    }
}
