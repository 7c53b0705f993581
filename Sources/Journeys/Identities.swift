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

    /// The smallest key of each identity, in order: its id.
    package let ids: [IdentityKey]
    /// The keys that link nothing, in order.
    package let hubs: [Hub]
    /// The keys of all identities and where each one's begin.
    private let keys: [IdentityKey]
    private let keyStarts: [Int]
    /// The references of all records that belong to somebody, likewise.
    private let references: [Int64]
    private let referenceStarts: [Int]
    /// The identity of each record in the order they were added, -1 without one.
    private let byRecord: [Int32]
    private let byKey: [Int32]
    private let graph: IdentityGraph

    init(_ graph: IdentityGraph, limits: LinkLimits) {
        self.graph = graph
        let count = graph.keys.count
        let links = graph.links()
        let isHub = graph.keys.indices.map { links.neighbours[$0] > limits[graph.keys[$0].kind] }
        hubs = isHub.indices.filter { isHub[$0] }.map {
            Hub(key: graph.keys[$0], links: links.neighbours[$0], records: links.records[$0])
        }.sorted { $0.key < $1.key }

        var sets = DisjointSets(count: count)
        for position in 0..<graph.recordCount {
            var first: Int32?
            for key in graph.record(position) where !isHub[Int(key)] {
                if let first { sets.join(first, key) } else { first = key }
            }
        }

        // The smallest key of each set, then the sets in the order of these.
        var smallest = [Int32](repeating: -1, count: count)
        let order = KeyOrder(graph.keys)
        for key in 0..<Int32(count) where !isHub[Int(key)] {
            let root = Int(sets.root(of: key))
            if smallest[root] < 0 || order.precedes(key, smallest[root]) { smallest[root] = key }
        }
        let sorted = smallest.filter { $0 >= 0 }.sorted(by: order.precedes)
        var identityOfRoot = [Int32](repeating: -1, count: count)
        for (identity, key) in sorted.enumerated() { identityOfRoot[Int(sets.root(of: key))] = Int32(identity) }
        ids = sorted.map { graph.keys[Int($0)] }

        var byKey = [Int32](repeating: -1, count: count)
        for key in 0..<Int32(count) where !isHub[Int(key)] {
            byKey[Int(key)] = identityOfRoot[Int(sets.root(of: key))]
        }
        var byRecord: [Int32] = []
        byRecord.reserveCapacity(graph.recordCount)
        for position in 0..<graph.recordCount {
            let key = graph.record(position).first { !isHub[Int($0)] }
            byRecord.append(key.map { byKey[Int($0)] } ?? -1)
        }
        (keys, keyStarts) = Self.grouped(graph.keys, by: byKey, groups: sorted.count)
        (references, referenceStarts) = Self.grouped(graph.references, by: byRecord, groups: sorted.count)
        self.byKey = byKey
        self.byRecord = byRecord
    }

    /// How many identities there are.
    package var count: Int { ids.count }

    /// The identity of a record by its position in the order of adding, as an index of `ids`; nil where it has no key
    /// or only hubs.
    ///
    /// A lead whose only key is the phone of a call centre is nobody's: it joins no other, is no duplicate, and visits
    /// of that key are not its journey.
    package func identity(ofRecord position: Int) -> Int? {
        byRecord[position] < 0 ? nil : Int(byRecord[position])
    }

    /// The identity of a key, as an index of `ids`; nil for a hub and for a key that stands in no record.
    package func identity(of key: IdentityKey) -> Int? {
        guard let number = graph.number(of: key), byKey[number] >= 0 else { return nil }
        return Int(byKey[number])
    }

    /// The keys of an identity, in order; the first is its id.
    package func keys(of identity: Int) -> ArraySlice<IdentityKey> {
        keys[keyStarts[identity]..<keyStarts[identity + 1]]
    }

    /// The references of the records of an identity, in order.
    package func records(of identity: Int) -> ArraySlice<Int64> {
        references[referenceStarts[identity]..<referenceStarts[identity + 1]]
    }

    /// How many records have keys, all of them hubs.
    package var recordsWithOnlyHubs: Int {
        byRecord.indices.count { byRecord[$0] < 0 && !graph.record($0).isEmpty }
    }

    /// Elements by group and, within a group, in their order.
    private static func grouped<Element: Comparable>(
        _ elements: [Element], by group: [Int32], groups: Int
    ) -> (elements: [Element], starts: [Int]) {
        var starts = [Int](repeating: 0, count: groups + 1)
        for group in group where group >= 0 { starts[Int(group) + 1] += 1 }
        for index in 0..<groups { starts[index + 1] += starts[index] }
        guard let filler = elements.first else { return ([], starts) }
        var result = [Element](repeating: filler, count: starts[groups])
        var next = starts
        for (element, group) in zip(elements, group) where group >= 0 {
            result[next[Int(group)]] = element
            next[Int(group)] += 1
        }
        for index in 0..<groups where starts[index + 1] - starts[index] > 1 {
            result[starts[index]..<starts[index + 1]].sort()
        }
        return (result, starts)
    }
}
