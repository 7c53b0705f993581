/// A set of ids, for millions of them: open addressing on their mixed bits, short ids in half the room.
package struct IDSet: Sendable {
    private var short = NumberSet()
    private var long: [CompactID] = []
    private var longCount = 0
    private static let free = VisitID.none.compact

    package init() {}

    package var count: Int { short.count + longCount }

    /// Puts an id in; false where it was there.
    ///
    /// - Complexity: O(1)
    @inline(__always)
    package mutating func insert(_ id: CompactID) -> Bool {
        // The bits of an id's kind are never all zero where it is a user's or a visit's.
        if id.low == 0, id.high != 0 { return short.insert(id.high) }
        return insertLong(id)
    }

    /// Puts some ids in.
    ///
    /// - Parameter repeated: takes the positions of those that were there; of ids that are none nothing is noted.
    /// - Returns: how many are new.
    mutating func insert(_ ids: [CompactID], _ range: Range<Int>, repeated: inout [Int]) -> Int {
        let before = count
        short.reserve(range.count)
        for position in range {
            let id = ids[position]
            if id == Self.free { continue }
            if !insert(id) { repeated.append(position) }
        }
        return count - before
    }

    private mutating func insertLong(_ id: CompactID) -> Bool {
        if 3 * longCount >= 2 * long.count { grow() }
        let place = place(of: id)
        guard long[place] == Self.free else { return false }
        long[place] = id
        longCount += 1
        return true
    }

    /// Numbers that stand for the short ids, in no particular order.
    var allShort: [UInt64] { short.all }

    /// The other ids, in no particular order.
    var allLong: [CompactID] { long.filter { $0 != Self.free } }

    private func place(of id: CompactID) -> Int {
        let mask = long.count - 1
        var place = Int(truncatingIfNeeded: id.mixed) & mask
        while long[place] != Self.free, long[place] != id { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = long
        long = [CompactID](repeating: Self.free, count: max(64, old.count * 2))
        for id in old where id != Self.free { long[place(of: id)] = id }
    }
}

/// A set of numbers other than 0.
private struct NumberSet: Sendable {
    private var numbers: [UInt64] = []
    private var shift: UInt64 = 64
    private(set) var count = 0

    /// Puts a number in; false where it was there.
    @inline(__always)
    mutating func insert(_ number: UInt64) -> Bool {
        if 2 * count >= numbers.count { grow() }
        let mask = numbers.count - 1
        var place = Self.start(of: number, shift)
        while true {
            let found = numbers[place]
            if found == 0 { break }
            if found == number { return false }
            place = (place + 1) & mask
        }
        numbers[place] = number
        count += 1
        return true
    }

    var all: [UInt64] {
        [UInt64](unsafeUninitializedCapacity: count) { room, filled in
            for number in numbers where number != 0 {
                room[filled] = number
                filled += 1
            }
        }
    }

    /// Makes room for some more, so that growing costs once.
    mutating func reserve(_ more: Int) {
        while 2 * (count + more) > numbers.count { grow() }
    }

    @inline(__always)
    private static func start(of number: UInt64, _ shift: UInt64) -> Int {
        // Digits fill the upper bits, and numbers in a row differ in few.
        Int(truncatingIfNeeded: ((number ^ (number >> 29)) &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    private mutating func grow() {
        let old = numbers
        numbers = [UInt64](repeating: 0, count: max(256, old.count * 4))
        shift = UInt64(64 - numbers.count.trailingZeroBitCount)
        let mask = numbers.count - 1
        for number in old where number != 0 {
            var place = Self.start(of: number, shift)
            while numbers[place] != 0 { place = (place + 1) & mask }
            numbers[place] = number
        }
    }
}
