/// Counts by key, for keys that are numbers already: open addressing, without hashing what is spread by one multiplication.
package struct CountTable: Sendable {
    private var keys: [UInt64]
    /// 0: the place is free.
    private var counts: [Int64]
    private var used = 0

    package init() {
        keys = [UInt64](repeating: 0, count: 1024)
        counts = [Int64](repeating: 0, count: 1024)
    }

    /// Adds to the count of a key.
    ///
    /// - Precondition: counts stay above 0.
    /// - Complexity: O(1)
    package mutating func add(_ count: Int64, to key: UInt64) {
        if 2 * used >= keys.count { grow() }
        let place = place(of: key)
        if counts[place] == 0 {
            keys[place] = key
            used += 1
        }
        counts[place] += count
    }

    /// The count of a key, 0 where it has none.
    package subscript(_ key: UInt64) -> Int64 { counts[place(of: key)] }

    /// How many keys have a count.
    package var count: Int { used }

    /// Takes all keys with their counts, in no particular order.
    package func forEach(_ body: (UInt64, Int64) -> Void) {
        for place in keys.indices where counts[place] != 0 { body(keys[place], counts[place]) }
    }

    private func place(of key: UInt64) -> Int {
        let mask = keys.count - 1
        let mixed = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
        var place = Int(truncatingIfNeeded: mixed >> 32) & mask
        while counts[place] != 0, keys[place] != key { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let (oldKeys, oldCounts) = (keys, counts)
        keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
        counts = [Int64](repeating: 0, count: oldKeys.count * 2)
        for (key, count) in zip(oldKeys, oldCounts) where count != 0 {
            let place = place(of: key)
            keys[place] = key
            counts[place] = count
        }
    }
}
