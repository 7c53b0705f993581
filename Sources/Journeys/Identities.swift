package import Definitions

/// The components of an `IdentityGraph`: each is a person or company, as far as records tell.
package struct Identities: Sendable {
    /// A key that links more other keys than its kind may: a call centre's phone, `info@`, a shared computer.
    package struct Hub: Hashable, Sendable {
        package var key: IdentityKey
        /// How many other keys stand with it in records, hubs included; exact.
        package var links: Int
        /// In how many records it stands.
        package var records: Int

        package init(key: IdentityKey, links: Int, records: Int) {
            self.key = key
            self.links = links
            self.records = records
        }
    }

    /// The keys that link nothing, in order.
    package let hubs: [Hub]
    /// The smallest key of each identity, by number, in order of the keys.
    private let smallest: [Int32]
    /// The identity of each record in the order they were added, -1 without one.
    private let byRecord: [Int32]
    private let byKey: [Int32]
    private let graph: IdentityGraph

    init(_ graph: IdentityGraph, limits: LinkLimits) {
        self.graph = graph
        let count = graph.keys.count
        let links = graph.hubs(beyond: limits)
        // Neither hubs nor keys of records that are gone.
        var linksPeople = [Bool](repeating: false, count: count)
        for key in graph.entries { linksPeople[Int(key)] = true }
        for hub in links { linksPeople[hub.key] = false }
        hubs = links.map { Hub(key: graph.keys[$0.key], links: $0.neighbours, records: $0.records) }
            .sorted { $0.key < $1.key }

        var sets = DisjointSets(count: count)
        for position in 0..<graph.recordCount {
            var first: Int32?
            for key in graph.record(position) where linksPeople[Int(key)] {
                if let first { sets.join(first, key) } else { first = key }
            }
        }

        // The smallest key of each set, then the sets in the order of these.
        var least = [Int32](repeating: -1, count: count)
        var roots = [Int32](repeating: -1, count: count)
        let order = KeyOrder(graph.keys)
        for key in 0..<Int32(count) where linksPeople[Int(key)] {
            let root = sets.root(of: key)
            roots[Int(key)] = root
            if least[Int(root)] < 0 || order.precedes(key, least[Int(root)]) { least[Int(root)] = key }
        }
        let sorted = order.sorted(least.filter { $0 >= 0 })
        var identityOfRoot = [Int32](repeating: -1, count: count)
        for (identity, key) in sorted.enumerated() { identityOfRoot[Int(roots[Int(key)])] = Int32(identity) }
        smallest = sorted

        var byKey = roots
        for key in 0..<count where roots[key] >= 0 { byKey[key] = identityOfRoot[Int(roots[key])] }
        var byRecord: [Int32] = []
        byRecord.reserveCapacity(graph.recordCount)
        for position in 0..<graph.recordCount {
            let key = graph.record(position).first { linksPeople[Int($0)] }
            byRecord.append(key.map { byKey[Int($0)] } ?? -1)
        }
        self.byKey = byKey
        self.byRecord = byRecord
    }

    /// How many identities there are.
    package var count: Int { smallest.count }

    /// What an identity is called: its smallest key.
    ///
    /// Identities are numbered in the order of these.
    package func id(of identity: Int) -> IdentityKey {
        graph.keys[Int(smallest[identity])]
    }

    /// What all identities are called, for those who need nothing else of them.
    ///
    /// - Throws: where the names are more than 4 GB.
    package func names() throws(Failure) -> IdentityNames {
        try IdentityNames(smallest, of: graph.keys)
    }

    /// The identity of a record by its position in the order of adding; nil where it has no key or only hubs.
    ///
    /// A lead whose only key is the phone of a call centre is nobody's: it joins no other, is no duplicate, and visits
    /// of that key are not its journey.
    package func identity(ofRecord position: Int) -> Int? {
        byRecord[position] < 0 ? nil : Int(byRecord[position])
    }

    /// The identity of a key; nil for a hub and for a key that stands in no record.
    package func identity(of key: IdentityKey) -> Int? {
        guard let number = graph.number(of: key), byKey[number] >= 0 else { return nil }
        return Int(byKey[number])
    }

    /// The records in which any of some keys stands, by their positions, and the identities of all keys of these records.
    ///
    /// - Complexity: O(*n*) in the keys of all records.
    package func records(with keys: Set<IdentityKey>) -> (positions: Set<Int>, identities: Set<Int>) {
        let numbers = Set(keys.compactMap { graph.number(of: $0).map { Int32($0) } })
        var positions = Set<Int>()
        var identities = Set<Int>()
        for position in 0..<graph.recordCount where graph.record(position).contains(where: numbers.contains) {
            positions.insert(position)
            for key in graph.record(position) where byKey[Int(key)] >= 0 { identities.insert(Int(byKey[Int(key)])) }
        }
        return (positions, identities)
    }

    /// Tells each key of a kind with its UTF-8 text and its identity, hubs left out.
    package func forEachKey(
        of kind: IdentityKey.Kind, _ body: (_ text: UnsafeBufferPointer<UInt8>, _ identity: Int) -> Void
    ) {
        for number in 0..<graph.keys.count where byKey[number] >= 0 && graph.keys.kind(number) == kind {
            graph.keys.text(number).withUnsafeBufferPointer { body($0, Int(byKey[number])) }
        }
    }

    /// The keys of an identity, in order; the first is its id.
    ///
    /// - Complexity: O(*n*) in all keys: for tests and explanations.
    package func keys(of identity: Int) -> [IdentityKey] {
        byKey.indices.filter { byKey[$0] == Int32(identity) }.map { graph.keys[$0] }.sorted()
    }

    /// The references of the records of an identity, in order.
    ///
    /// - Complexity: O(*n*) in all records: for tests and explanations.
    package func records(of identity: Int) -> [Int64] {
        byRecord.indices.filter { byRecord[$0] == Int32(identity) }.map { graph.references[$0] }.sorted()
    }

    /// How many records have keys, all of them hubs.
    package var recordsWithOnlyHubs: Int {
        byRecord.indices.count { byRecord[$0] < 0 && !graph.record($0).isEmpty }
    }
}
