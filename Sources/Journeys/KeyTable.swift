import Definitions
import Glibc

/// Distinct keys by number, in the order in which they were met; their bytes lie one after the other.
struct KeyTable: Sendable {
    private var kinds: [UInt8] = []
    private var ends: [Int] = []
    private var bytes: [UInt8] = []
    private var places: [Place] = Array(repeating: Place(), count: 64)

    /// A key's hash beside its number: the table is larger than the cache, and one look is cheaper than two.
    private struct Place {
        var hash: UInt32 = 0
        /// The number of a key and one; 0: the place is free.
        var number: Int32 = 0
    }

    var count: Int { kinds.count }

    /// Makes room for so many keys.
    mutating func reserve(_ keys: Int) {
        kinds.reserveCapacity(keys)
        ends.reserveCapacity(keys)
        bytes.reserveCapacity(keys * 16)
        var size = places.count
        while size < keys * 2 { size *= 2 }
        if size > places.count { resize(to: size) }
    }

    /// The kind of a key.
    func kind(_ number: Int) -> IdentityKey.Kind {
        IdentityKey.Kind.allCases[Int(kinds[number])]
    }

    /// A key with its text.
    subscript(_ number: Int) -> IdentityKey {
        IdentityKey(kind(number), String(decoding: text(number), as: UTF8.self))
    }

    /// The UTF-8 text of a key.
    func text(_ number: Int) -> ArraySlice<UInt8> {
        bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }

    /// The number of a key, a new one where it wasn't met.
    ///
    /// - Complexity: O(*n*) in its length
    mutating func number(of kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) -> Int32 {
        if 3 * count >= 2 * places.count { resize(to: places.count * 2) }
        let hash = Self.hash(kind, text)
        let place = place(of: kind, text, hash)
        if places[place].number != 0 { return places[place].number - 1 }
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        kinds.append(UInt8(kind.rank))
        places[place] = Place(hash: hash, number: Int32(count))
        return Int32(count) - 1
    }

    /// The number of a key, or nil where it wasn't met.
    func existingNumber(of kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) -> Int? {
        let number = places[place(of: kind, text, Self.hash(kind, text))].number
        return number == 0 ? nil : Int(number) - 1
    }

    /// Where a key is, or the free place where it belongs.
    private func place(of kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
        let mask = places.count - 1
        var place = Int(hash) & mask
        while places[place].number != 0 {
            if places[place].hash == hash {
                let number = Int(places[place].number) - 1
                if kinds[number] == UInt8(kind.rank), holds(text, number) { break }
            }
            place = (place + 1) & mask
        }
        return place
    }

    private func holds(_ text: UnsafeBufferPointer<UInt8>, _ number: Int) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == text.count else { return false }
        guard let other = text.baseAddress else { return true }
        return bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map { memcmp($0 + start, other, text.count) == 0 } ?? true
        }
    }

    private mutating func resize(to size: Int) {
        let old = places
        places = Array(repeating: Place(), count: size)
        let mask = size - 1
        for entry in old where entry.number != 0 {
            var place = Int(entry.hash) & mask
            while places[place].number != 0 { place = (place + 1) & mask }
            places[place] = entry
        }
    }

    private static func hash(_ kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let hash = textHash(text) &+ UInt64(kind.rank) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    // MARK: Order

    /// The kind and the first seven bytes of each key, which most comparisons need no more than.
    func prefixes() -> [UInt64] {
        (0..<count).map { UInt64(kinds[$0]) << 56 | word(of: $0, from: 0) >> 8 }
    }

    /// Eight bytes of a key from a place on, zeros after its end, as a number that orders as they do.
    func word(of number: Int, from place: Int) -> UInt64 {
        let text = text(number).dropFirst(place).prefix(8)
        var word: UInt64 = 0
        for byte in text { word = word << 8 | UInt64(byte) }
        return text.isEmpty ? 0 : word << UInt64(8 * (8 - text.count))
    }

    /// Whether a key of the same kind comes before another one, by the bytes of their texts.
    func precedes(_ left: Int, _ right: Int) -> Bool {
        text(left).lexicographicallyPrecedes(text(right))
    }
}
