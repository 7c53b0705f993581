/// Counts by key, for keys that are numbers already: open addressing, without hashing what is spread by one multiplication.
package struct CountTable: Sendable {
    /// A key beside its count: most tables are larger than the cache, and one look is cheaper than two.
    private struct Place {
        var key: UInt64 = 0
        /// 0: the place is free.
        var count: Int64 = 0
    }

    private var places = [Place](repeating: Place(), count: 1024)
    private var used = 0

    package init() {}

    /// Adds to the count of a key.
    ///
    /// - Precondition: counts stay above 0.
    /// - Complexity: O(1)
    package mutating func add(_ count: Int64, to key: UInt64) {
        if 2 * used >= places.count { grow() }
        let place = place(of: key)
        if places[place].count == 0 {
            places[place].key = key
            used += 1
        }
        places[place].count += count
    }

    /// The count of a key, 0 where it has none.
    package subscript(_ key: UInt64) -> Int64 { places[place(of: key)].count }

    /// How many keys have a count.
    package var count: Int { used }

    /// Takes all keys with their counts, in no particular order.
    package func forEach(_ body: (UInt64, Int64) -> Void) {
        for place in places where place.count != 0 { body(place.key, place.count) }
    }

    private func place(of key: UInt64) -> Int {
        let mask = places.count - 1
        let mixed = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
        var place = Int(truncatingIfNeeded: mixed >> 32) & mask
        while places[place].count != 0, places[place].key != key { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = places
        places = [Place](repeating: Place(), count: old.count * 2)
        for entry in old where entry.count != 0 { places[place(of: entry.key)] = entry }
    }
}
