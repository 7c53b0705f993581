/// Walks through a record's bytes, which must have passed `JSONScanner`, and takes the wanted values out.
///
/// Depth costs no stack, and nothing is allocated once the buffers have grown to the size of the records.
struct JSONExtractor: Sendable {
    private struct Container {
        let isObject: Bool
        /// The container's number within the record.
        let serial: Int
        /// The node of the container itself; nil where no wanted column lies below.
        let node: Int?
        /// Where the container begins in the record.
        let start: Int
        /// The position of the element being read, in a list.
        var element = 0
    }

    private var open: [Container] = []
    private var serial = 0
    private var seen = JSONKeyTable()
    /// Keys of the records themselves that lead to no column, over the whole file.
    private var strangers = JSONKeyTable()
    private static let otherKeyLimit = 300
    private var scratch: [UInt8] = []

    /// Fills in the values of `record` from its raw bytes, or its defect.
    mutating func extract(_ record: inout JSONRecord) {
        guard record.defect == nil else { return }
        let raw = record.raw
        guard raw.first == UInt8(ascii: "{") else {
            record.defect = .notAnObject
            return
        }
        guard raw.withUnsafeBufferPointer({ isUTF8($0) }) else {
            record.defect = .encoding
            return
        }
        open.removeAll(keepingCapacity: true)
        seen.removeAll()
        serial = 0
        if let defect = raw.withUnsafeBytes({ walk($0, &record) }) {
            record.defect = defect
            record.removeValues()
        }
    }

    private mutating func walk(_ bytes: UnsafeRawBufferPointer, _ record: inout JSONRecord) -> JSONDefect? {
        let columns = record.columns
        var index = 0
        /// The node of the value that comes next.
        var node: Int? = 0
        var atValue = true
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"), UInt8(ascii: ":"):
                index += 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = byte == UInt8(ascii: "{")
                serial += 1
                open.append(Container(isObject: isObject, serial: serial, node: node, start: index))
                if let list = node, !isObject {
                    record.note(columns.nodes[list].below)
                    node = columns.child(of: list, element: 0)
                }
                atValue = !isObject
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                index += 1
                if let closed = open.popLast(), let own = closed.node, !columns.nodes[own].columns.isEmpty {
                    record.note(columns.nodes[own].columns)
                    record.set(columns.nodes[own].columns, to: slice(bytes, closed.start, index))
                }
                atValue = false
            case UInt8(ascii: ","):
                index += 1
                if let last = open.indices.last, !open[last].isObject {
                    open[last].element += 1
                    node = open[last].node.flatMap { columns.child(of: $0, element: open[last].element) }
                    atValue = true
                }
            case UInt8(ascii: "\""):
                let (text, hasEscapes) = string(bytes, from: &index)
                if atValue {
                    guard take(text, hasEscapes: hasEscapes, at: node, &record) else { return .encoding }
                    atValue = false
                } else {
                    guard let (inner, isNew) = child(text, hasEscapes: hasEscapes, &record) else { return .encoding }
                    guard isNew else { return .duplicateKey }
                    node = inner
                    atValue = true
                }
            default:
                let start = index
                while index < bytes.count, !isDelimiter(bytes[index]) { index += 1 }
                if let node {
                    let targets = columns.nodes[node].columns
                    if byte == UInt8(ascii: "n") {
                        record.note(columns.nodes[node].below)
                        record.set(targets, to: 0..<0)
                    } else if !targets.isEmpty {
                        record.note(targets)
                        let isNumber = byte != UInt8(ascii: "t") && byte != UInt8(ascii: "f")
                        record.set(targets, to: slice(bytes, start, index), isNumber: isNumber)
                    }
                }
                atValue = false
            }
        }
        return nil
    }

    /// Takes a text value; false where it isn't Unicode.
    private mutating func take(
        _ text: UnsafeRawBufferPointer,
        hasEscapes: Bool,
        at node: Int?,
        _ record: inout JSONRecord
    ) -> Bool {
        guard let node, !record.columns.nodes[node].columns.isEmpty else {
            guard hasEscapes else { return true }
            scratch.removeAll(keepingCapacity: true)
            return JSONText.unescape(text, into: &scratch)
        }
        let targets = record.columns.nodes[node].columns
        record.note(targets)
        if hasEscapes {
            guard let range = record.unescape(text) else { return false }
            record.set(targets, to: range)
        } else {
            record.set(targets, to: text)
        }
        return true
    }

    /// The node below a key of the innermost object, and whether the object has the key for the first time; nil where
    /// the key isn't Unicode.
    private mutating func child(
        _ text: UnsafeRawBufferPointer,
        hasEscapes: Bool,
        _ record: inout JSONRecord
    ) -> (node: Int?, isNew: Bool)? {
        guard hasEscapes else { return child(text, &record) }
        scratch.removeAll(keepingCapacity: true)
        guard JSONText.unescape(text, into: &scratch) else { return nil }
        let key = scratch
        return key.withUnsafeBytes { child($0, &record) }
    }

    private mutating func child(_ key: UnsafeRawBufferPointer, _ record: inout JSONRecord) -> (node: Int?, isNew: Bool)
    {
        guard let object = open.last else { return (nil, true) }
        let hash = jsonHash(key)
        let node = object.node.flatMap { record.columns.child(of: $0, hash: hash, key: key) }
        if node == nil, open.count == 1, record.otherKeys.count < Self.otherKeyLimit,
            strangers.insert(key, hash: hash, object: 0)
        {
            record.otherKeys.append(String(decoding: key, as: UTF8.self))
        }
        return (node, seen.insert(key, hash: hash, object: object.serial))
    }

    /// The inside of the string whose opening quote is at `index`, which moves behind the closing one.
    private func string(
        _ bytes: UnsafeRawBufferPointer,
        from index: inout Int
    ) -> (text: UnsafeRawBufferPointer, hasEscapes: Bool) {
        let start = index + 1
        var end = start
        var hasEscapes = false
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            if bytes[end] == UInt8(ascii: "\\") {
                hasEscapes = true
                end += 1
            }
            end += 1
        }
        index = end + 1
        return (slice(bytes, start, min(end, bytes.count)), hasEscapes)
    }

    private func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.baseAddress.map { UTF8Check.isValid($0, count: bytes.count) } ?? true
    }

    private func slice(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: " "), UInt8(ascii: "\n"),
            UInt8(ascii: "\r"), UInt8(ascii: "\t"):
            true
        default: false
        }
    }
}
