import Definitions

/// The tags and texts of an XML document, one after the other, from an entry of the workbook: as much of XML as workbooks use.
///
/// No DTD is read, so nothing outside the document is. Prefixes of names are put aside.
struct MarkupReader {
    enum Token {
        /// A start tag; one that ends itself is followed by its end.
        case start
        case end
        case text
    }

    private let source: ZipEntryStream
    /// The document's path, for messages.
    private let path: String
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var position = 0
    private var filled = 0
    private var isLast = false
    /// All that stands within the tag read last.
    private var tag: [UInt8] = []
    private var nameRange = 0..<0
    private var pendingEnd = false
    /// The text read last, its references resolved.
    private(set) var text: [UInt8] = []

    /// The greatest length of a tag or text: a cell holds up to 32,767 characters.
    private static let limit = 4 << 20

    init(_ source: ZipEntryStream, path: String) {
        self.source = source
        self.path = path
    }

    /// The next tag or text; nil at the document's end.
    mutating func next() throws(Failure) -> Token? {
        if pendingEnd {
            pendingEnd = false
            return .end
        }
        while let byte = try peek() {
            guard byte == UInt8(ascii: "<") else {
                try readText()
                return .text
            }
            position += 1
            if let token = try readTag() { return token }
        }
        return nil
    }

    /// Whether the tag read last has a name, prefix put aside.
    func isNamed(_ name: StaticString) -> Bool {
        name.withUTF8Buffer { $0.count == nameRange.count && tag[nameRange].elementsEqual($0) }
    }

    /// An attribute of the start tag read last, its references resolved; nil where it has none of the name.
    func attribute(_ wanted: StaticString) -> [UInt8]? {
        var place = nameRange.upperBound
        while place < tag.count {
            while place < tag.count, Self.isSpace(tag[place]) { place += 1 }
            let start = place
            while place < tag.count, tag[place] != UInt8(ascii: "="), !Self.isSpace(tag[place]) { place += 1 }
            let name = tag[start..<place]
            while place < tag.count, tag[place] != UInt8(ascii: "\""), tag[place] != UInt8(ascii: "'") { place += 1 }
            guard place < tag.count else { return nil }
            let quote = tag[place]
            let valueStart = place + 1
            place = valueStart
            while place < tag.count, tag[place] != quote { place += 1 }
            let isWanted = wanted.withUTF8Buffer { wanted in
                name.elementsEqual(wanted)
                    || (name.count > wanted.count && name.suffix(wanted.count).elementsEqual(wanted)
                        && name.dropLast(wanted.count).last == UInt8(ascii: ":"))
            }
            if isWanted { return Self.resolved(tag[valueStart..<min(place, tag.count)]) }
            place += 1
        }
        return nil
    }

    // MARK: Reading

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private mutating func peek() throws(Failure) -> UInt8? {
        if position == filled {
            guard !isLast else { return nil }
            var failure: Failure?
            filled = buffer.withUnsafeMutableBytes { bytes in
                do throws(Failure) { return try source.read(into: bytes) } catch {
                    failure = error
                    return 0
                }
            }
            if let failure { throw failure }
            position = 0
            isLast = filled < buffer.count
            guard filled > 0 else { return nil }
        }
        return buffer[position]
    }

    /// Takes the tag's bytes up to the mark that ends it.
    private mutating func takeTag() throws(Failure) {
        while try peek() != nil {
            let end = buffer[position..<filled].firstIndex(of: UInt8(ascii: ">"))
            tag += buffer[position..<(end ?? filled)]
            guard tag.count <= Self.limit else { throw damaged() }
            if let end {
                position = end + 1
                return
            }
            position = filled
        }
        throw damaged()
    }

    private mutating func readText() throws(Failure) {
        text.removeAll(keepingCapacity: true)
        while let byte = try peek(), byte != UInt8(ascii: "<") {
            let rest = buffer[position..<filled]
            let end = rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
            text += rest[..<end]
            position = end
            guard text.count <= Self.limit else { throw damaged() }
        }
        if text.contains(UInt8(ascii: "&")) { text = Self.resolved(text[...]) }
    }

    /// Reads what follows a `<`; nil where it says nothing.
    private mutating func readTag() throws(Failure) -> Token? {
        tag.removeAll(keepingCapacity: true)
        try takeTag()
        if tag.starts(with: Array("!--".utf8)) {
            while !tag.suffix(2).elementsEqual(Array("--".utf8)) || tag.count < 5 { try takeOn() }
            return nil
        }
        if tag.starts(with: Array("![CDATA[".utf8)) {
            while !tag.suffix(2).elementsEqual(Array("]]".utf8)) { try takeOn() }
            text = Array(tag.dropFirst(8).dropLast(2))
            return .text
        }
        if tag.first == UInt8(ascii: "!") || tag.first == UInt8(ascii: "?") { return nil }
        // An attribute may hold the mark that ends tags.
        while tag.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 { try takeOn() }
        let isEnd = tag.first == UInt8(ascii: "/")
        let isBoth = !isEnd && tag.last == UInt8(ascii: "/")
        if isBoth { tag.removeLast() }
        let start = isEnd ? 1 : 0
        let end = tag[start...].firstIndex(where: Self.isSpace) ?? tag.endIndex
        let colon = tag[start..<end].firstIndex(of: UInt8(ascii: ":"))
        nameRange = (colon.map { $0 + 1 } ?? start)..<end
        pendingEnd = isBoth
        return isEnd ? .end : .start
    }

    private mutating func takeOn() throws(Failure) {
        tag.append(UInt8(ascii: ">"))
        try takeTag()
    }

    private func damaged() -> Failure {
        Failure(.refused, "\(path) is damaged: its XML ends too early", hint: "export it again, or save it as CSV")
    }

    /// A text with its references resolved; one that means nothing stays as it is written.
    private static func resolved(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
        var result: [UInt8] = []
        var rest = text
        while let mark = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<mark]
            rest = rest[mark...]
            guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let meaning = meaning(rest[(mark + 1)..<end])
            else {
                result.append(rest.removeFirst())
                continue
            }
            result += Array(String(meaning).utf8)
            rest = rest[(end + 1)...]
        }
        return result + rest
    }

    private static func meaning(_ reference: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let name = String(decoding: reference, as: UTF8.self)
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            return
                (digits.first == "x" || digits.first == "X"
                ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)).flatMap(Unicode.Scalar.init)
        }
    }
}
