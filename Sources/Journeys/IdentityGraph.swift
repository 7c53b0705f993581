package import Definitions

/// The evidence of who is who: records, each with the keys that stand in it together.
///
/// Who is who is computed from records alone, all of them or whole components: order plays no part, and a record that
/// vanished or a key that became a hub needs no bookkeeping.
package struct IdentityGraph: Sendable {
    private(set) var keys = KeyTable()
    /// What callers know the records by.
    private(set) var references: [Int64] = []
    /// The keys of all records one after the other, and where those of each record begin.
    private(set) var entries: [Int32] = []
    private(set) var starts: [Int] = [0]

    package init() {}

    /// Makes room for so many records.
    package mutating func reserve(records: Int) {
        references.reserveCapacity(records)
        starts.reserveCapacity(records + 1)
        entries.reserveCapacity(records * 3)
        keys.reserve(records)
    }

    /// Adds a record; one without keys is kept too and belongs to nobody.
    ///
    /// - Parameters:
    ///   - reference: the lead or deal, by which results name it.
    ///   - recordKeys: its keys, of the kinds that link; the same key twice is one.
    package mutating func add(_ reference: Int64, keys recordKeys: some Sequence<IdentityKey>) {
        for key in recordKeys { Array(key.text.utf8).withUnsafeBufferPointer { addKey(key.kind, $0) } }
        endRecord(reference)
    }

    /// Adds a key, by its normal form, to the record that `endRecord` ends.
    package mutating func addKey(_ kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) {
        addKey(keys.number(of: kind, text))
    }

    private mutating func addKey(_ number: Int32) {
        for place in (starts.last ?? 0)..<entries.count where entries[place] == number { return }
        entries.append(number)
    }

    /// Ends a record: its keys are those added since the one before.
    package mutating func endRecord(_ reference: Int64) {
        references.append(reference)
        starts.append(entries.count)
    }

    /// Gives records the keys of others beside their own.
    ///
    /// - Parameter links: records, by position, each once, with the one whose own keys it has, too.
    /// - Complexity: O(*e* · *k*) for *e* keys in records of at most *k* keys
    package mutating func link(_ links: [(record: Int32, other: Int32)]) {
        var others = [Int32](repeating: -1, count: recordCount)
        for link in links { others[Int(link.record)] = link.other }
        let (own, ownStarts) = (entries, starts)
        entries = []
        entries.reserveCapacity(own.count * 2)
        starts = [0]
        starts.reserveCapacity(ownStarts.count)
        for position in 0..<recordCount {
            entries += own[ownStarts[position]..<ownStarts[position + 1]]
            let other = Int(others[position])
            if other >= 0 { for place in ownStarts[other]..<ownStarts[other + 1] { addKey(own[place]) } }
            starts.append(entries.count)
        }
    }

    /// How many records were added.
    package var recordCount: Int { references.count }

    /// How many different keys were met.
    package var keyCount: Int { keys.count }

    /// Takes a key by its number: keys are numbered from 0 on, as they were met.
    package func withKey<Value>(
        _ number: Int, _ body: (IdentityKey.Kind, UnsafeBufferPointer<UInt8>) -> Value
    ) -> Value {
        keys.text(number).withUnsafeBufferPointer { body(keys.kind(number), $0) }
    }

    func number(of key: IdentityKey) -> Int? {
        Array(key.text.utf8).withUnsafeBufferPointer { keys.existingNumber(of: key.kind, $0) }
    }

    /// The keys of a record, by number; records are counted from 0 on, as they were added.
    package func record(_ position: Int) -> ArraySlice<Int32> {
        entries[starts[position]..<starts[position + 1]]
    }

    /// Who is who, by all records added so far.
    ///
    /// - Complexity: O(*e* · *k* + *i* log *i*) for *e* keys in records of at most *k* keys and *i* identities.
    package func resolved(limits: LinkLimits) -> Identities {
        Identities(self, limits: limits)
    }
}
