/// A value in a JSON text, by its place: nothing is copied until somebody asks for it.
///
/// For the few values that say how an API goes on, and for cutting records out of an answer as they came. Numbers stay
/// the digits they are.
package struct JSONPart: Sendable {
    package enum Kind: Hashable, Sendable {
        case object, array, text, number, boolean, null
    }

    /// Where a text stops being JSON (RFC 8259).
    package struct Defect: Error, Hashable, Sendable {
        package var offset: Int
        package var message: String
    }

    private let bytes: [UInt8]
    private let range: Range<Int>

    /// Deeper texts are an attack, not an answer.
    private static let deepest = 200

    /// Takes a whole JSON text.
    ///
    /// - Throws: `Defect` where it isn't one, from its first byte to its last.
    package init(_ bytes: [UInt8]) throws(Defect) {
        var scan = Scan(bytes)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { scan.position = 3 }
        scan.skipSpace()
        let start = scan.position
        try scan.skipValue(depth: 0)
        range = start..<scan.position
        scan.skipSpace()
        guard scan.position == bytes.count else { throw scan.defect("more follows after its end") }
        self.bytes = bytes
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    package var kind: Kind {
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .text
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    /// A text unescaped; the digits of a number, `true` or `false`; nil for null, lists and objects.
    package var text: String? {
        switch kind {
        case .text: Self.unescaped(bytes[(range.lowerBound + 1)..<(range.upperBound - 1)])
        case .number, .boolean: String(decoding: bytes[range], as: UTF8.self)
        case .null, .object, .array: nil
        }
    }

    /// The value's own bytes on one line: line ends between values become spaces, which mean the same.
    package func appendLine(to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: bytes[range])
        for index in start..<output.count where output[index] == 10 || output[index] == 13 { output[index] = 32 }
        output.append(10)
    }

    /// The value of a key; nil where there is none, or this is no object.
    ///
    /// - Complexity: O(*n*) in the bytes before it.
    package subscript(_ key: String) -> JSONPart? {
        guard kind == .object else { return nil }
        var found: JSONPart?
        forEachMember { name, value in
            guard name == key else { return true }
            found = value
            return false
        }
        return found
    }

    /// The elements of a list; none where this is no list.
    ///
    /// - Complexity: O(*n*) in the bytes.
    package var elements: [JSONPart] {
        guard kind == .array else { return [] }
        var scan = Scan(bytes)
        scan.position = range.lowerBound + 1
        var elements: [JSONPart] = []
        while true {
            scan.skipSpace()
            if scan.take("]") { return elements }
            if !elements.isEmpty {
                _ = scan.take(",")
                scan.skipSpace()
            }
            let start = scan.position
            // The whole text was looked at when it came.
            guard (try? scan.skipValue(depth: 0)) != nil else { return elements }
            elements.append(JSONPart(bytes, start..<scan.position))
        }
    }

    /// The values of an object in their order; none where this is no object.
    package var members: [(name: String, value: JSONPart)] {
        var members: [(name: String, value: JSONPart)] = []
        if kind == .object {
            forEachMember { name, value in
                members.append((name, value))
                return true
            }
        }
        return members
    }

    /// The value at a path of keys, of which one that is a number also counts elements.
    package func value(at path: some Collection<String>) -> JSONPart? {
        guard let first = path.first else { return self }
        let next: JSONPart?
        if kind == .array, let index = Int(first) {
            let elements = elements
            let place = index < 0 ? elements.count + index : index
            next = elements.indices.contains(place) ? elements[place] : nil
        } else {
            next = self[first]
        }
        return next?.value(at: path.dropFirst())
    }

    /// All values at a path, in which `*` is every element of a list, or every value of an object.
    ///
    /// What isn't there is nothing: platforms leave out what is empty, or send null, or a list for an empty object.
    package func values(at path: some Collection<String>) -> [JSONPart] {
        guard let first = path.first else { return [self] }
        let rest = path.dropFirst()
        guard first == "*" else { return self[first]?.values(at: rest) ?? [] }
        let inner = kind == .array ? elements : members.map(\.value)
        return inner.flatMap { $0.values(at: rest) }
    }

    private func forEachMember(_ body: (String, JSONPart) -> Bool) {
        var scan = Scan(bytes)
        scan.position = range.lowerBound + 1
        while true {
            scan.skipSpace()
            _ = scan.take(",")
            scan.skipSpace()
            if scan.position >= range.upperBound || scan.take("}") { return }
            let nameStart = scan.position
            guard (try? scan.skipText()) != nil else { return }
            let name = Self.unescaped(bytes[(nameStart + 1)..<(scan.position - 1)])
            scan.skipSpace()
            _ = scan.take(":")
            scan.skipSpace()
            let start = scan.position
            guard (try? scan.skipValue(depth: 0)) != nil else { return }
            if !body(name, JSONPart(bytes, start..<scan.position)) { return }
        }
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var units: [UInt16] = []
        var plain: [UInt8] = []
        var text = ""
        func flush() {
            text += String(decoding: plain, as: UTF8.self)
            plain.removeAll()
        }
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let mark = rest.popFirst() else {
                if !units.isEmpty {
                    text += String(decoding: units, as: UTF16.self)
                    units.removeAll()
                }
                plain.append(byte)
                continue
            }
            if mark == UInt8(ascii: "u") {
                flush()
                units.append(UInt16(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16) ?? 0xfffd)
                rest = rest.dropFirst(4)
                continue
            }
            if !units.isEmpty {
                text += String(decoding: units, as: UTF16.self)
                units.removeAll()
            }
            switch mark {
            case UInt8(ascii: "n"): plain.append(10)
            case UInt8(ascii: "t"): plain.append(9)
            case UInt8(ascii: "r"): plain.append(13)
            case UInt8(ascii: "b"): plain.append(8)
            case UInt8(ascii: "f"): plain.append(12)
            default: plain.append(mark)
            }
        }
        flush()
        return text + String(decoding: units, as: UTF16.self)
    }

    /// A walk over the bytes.
    private struct Scan {
        let bytes: [UInt8]
        var position = 0

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        func defect(_ message: String) -> Defect {
            Defect(offset: position, message: position >= bytes.count ? "it ends too early" : message)
        }

        mutating func skipSpace() {
            while position < bytes.count, [32, 10, 13, 9].contains(bytes[position]) { position += 1 }
        }

        mutating func take(_ mark: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
            position += 1
            return true
        }

        mutating func skipValue(depth: Int) throws(Defect) {
            guard position < bytes.count, depth < JSONPart.deepest else { throw defect("it is nested too deep") }
            switch bytes[position] {
            case UInt8(ascii: "\""): try skipText()
            case UInt8(ascii: "{"):
                position += 1
                skipSpace()
                if take("}") { return }
                repeat {
                    skipSpace()
                    try skipText()
                    skipSpace()
                    guard take(":") else { throw defect("a colon is missing") }
                    skipSpace()
                    try skipValue(depth: depth + 1)
                    skipSpace()
                } while take(",")
                guard take("}") else { throw defect("a comma or } is missing") }
            case UInt8(ascii: "["):
                position += 1
                skipSpace()
                if take("]") { return }
                repeat {
                    skipSpace()
                    try skipValue(depth: depth + 1)
                    skipSpace()
                } while take(",")
                guard take("]") else { throw defect("a comma or ] is missing") }
            case UInt8(ascii: "t"): try skipWord("true")
            case UInt8(ascii: "f"): try skipWord("false")
            case UInt8(ascii: "n"): try skipWord("null")
            default: try skipNumber()
            }
        }

        mutating func skipText() throws(Defect) {
            guard take("\"") else { throw defect("a text in quotes is missing") }
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\"") { return }
                if byte < 32 { throw defect("a text has a control character") }
                if byte == UInt8(ascii: "\\") {
                    guard position < bytes.count else { break }
                    position += bytes[position] == UInt8(ascii: "u") ? 5 : 1
                }
            }
            position = bytes.count
            throw defect("")
        }

        private mutating func skipWord(_ word: StaticString) throws(Defect) {
            let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
            guard matches else { throw defect("this is no value") }
            position += word.utf8CodeUnitCount
        }

        private mutating func skipNumber() throws(Defect) {
            let start = position
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                    UInt8(ascii: "e"), UInt8(ascii: "E"):
                    position += 1
                    continue
                default: break
                }
                break
            }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            guard Double(text) != nil, let first = bytes[start..<position].first, first != UInt8(ascii: "+"),
                first != UInt8(ascii: ".")
            else {
                position = start
                throw defect("this is no value")
            }
        }
    }
}
