/// The columns wanted of JSON records, found in one walk through a record.
///
/// A column names a key of the record, or a path of keys joined by dots: `utm.source`. An element of a list is
/// addressed by its position, from 0: `phones[0].value` or, the same, `phones.0.value`. Where a record has a key that
/// is spelled like the path itself, dots included, that key wins.
package struct JSONColumns: Sendable {
    /// One step of the paths.
    struct Node: Sendable {
        var edges: [Edge] = []
        /// Columns whose value stands here.
        var columns: [Target] = []
        /// Columns whose value stands here or deeper.
        var below: [Int] = []
    }

    struct Edge: Sendable {
        /// `jsonHash` of the key.
        let hash: UInt64
        let key: [UInt8]
        /// The key as a position in a list, where it is one.
        let element: Int?
        let node: Int
    }

    struct Target: Sendable {
        let column: Int
        /// How many keys were needed to get here; the fewest win.
        let keys: Int
    }

    package let names: [String]
    /// The root is the first.
    private(set) var nodes = [Node()]

    package init(_ names: [String]) {
        self.names = names
        for (column, name) in names.enumerated() {
            var node = 0
            var rest = Substring(name)
            var keys = 1
            while true {
                mark(column, below: node)
                let last = self.node(under: node, key: rest)
                mark(column, below: last)
                nodes[last].columns.append(Target(column: column, keys: keys))
                guard let (key, remainder) = Self.step(rest) else { break }
                node = self.node(under: node, key: key)
                rest = remainder
                keys += 1
            }
        }
    }

    /// The node that a key of an object leads to.
    func child(of node: Int, hash: UInt64, key: UnsafeRawBufferPointer) -> Int? {
        for edge in nodes[node].edges where edge.hash == hash {
            if edge.key.elementsEqual(key) { return edge.node }
        }
        return nil
    }

    /// The node that an element of a list leads to.
    func child(of node: Int, element: Int) -> Int? {
        for edge in nodes[node].edges where edge.element == element { return edge.node }
        return nil
    }

    private mutating func node(under parent: Int, key: Substring) -> Int {
        let bytes = Array(key.utf8)
        let hash = bytes.withUnsafeBytes { jsonHash($0) }
        if let known = bytes.withUnsafeBytes({ child(of: parent, hash: hash, key: $0) }) { return known }
        let digits = !bytes.isEmpty && bytes.count < 10 && bytes.allSatisfy { (0x30...0x39).contains($0) }
        nodes.append(Node())
        let node = nodes.count - 1
        nodes[parent].edges.append(Edge(hash: hash, key: bytes, element: digits ? Int(key) : nil, node: node))
        return node
    }

    private mutating func mark(_ column: Int, below node: Int) {
        if nodes[node].below.last != column { nodes[node].below.append(column) }
    }

    /// The first key of a path and the rest, or nil where the path is one key.
    private static func step(_ path: Substring) -> (key: Substring, rest: Substring)? {
        guard let end = path.dropFirst().firstIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
        if path[end] == "." {
            let rest = path[path.index(after: end)...]
            return rest.isEmpty ? nil : (path[..<end], rest)
        }
        // `list[2].key` and `list[2]` are read as `list.2.key` and `list.2`.
        let inside = path[path.index(after: end)...]
        guard let close = inside.firstIndex(of: "]"), close != inside.startIndex,
            inside[..<close].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let after = inside[inside.index(after: close)...]
        guard after.isEmpty || (after.first == "." && after.count > 1) || after.first == "[" else { return nil }
        return (path[..<end], inside[..<close] + after)
    }
}

/// A hash of some bytes, the same in every run.
func jsonHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var index = 0
    while index + 8 <= bytes.count {
        hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 32
        index += 8
    }
    while index < bytes.count {
        hash = (hash ^ UInt64(bytes[index])) &* 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 29
        index += 1
    }
    return hash ^ hash >> 33
}
