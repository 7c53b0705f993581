import Definitions

/// Rows of sums of whole numbers by key.
///
/// In pieces, so that growing copies none of the sums: there are tens of megabytes of them.
struct CellSums {
    private let width: Int
    /// The row of a key and one, by the key's hash; 0: the place is free.
    private var places = [UInt32](repeating: 0, count: 1024)
    private var keys: [UInt64] = []
    private var pieces: [[Int64]] = []

    /// So many rows of a piece, as a power of two.
    private static let pieceBits = 12

    init(width: Int) {
        self.width = width
    }

    /// The row of a key, which is there from now on.
    ///
    /// - Complexity: O(1)
    mutating func row(of key: UInt64) -> Int {
        if 4 * keys.count >= 3 * places.count { grow() }
        let place = place(of: key)
        if places[place] != 0 { return Int(places[place]) - 1 }
        let row = keys.count
        if row >> Self.pieceBits == pieces.count {
            pieces.append(Array(repeating: 0, count: width << Self.pieceBits))
        }
        keys.append(key)
        places[place] = UInt32(keys.count)
        return row
    }

    /// Adds to a sum of a row.
    mutating func add(_ number: Int64, _ column: Int, at row: Int) throws(Failure) {
        let place = Self.offset(row) * width + column
        let (sum, overflow) = pieces[row >> Self.pieceBits][place].addingReportingOverflow(number)
        guard !overflow else { throw Self.overflow }
        pieces[row >> Self.pieceBits][place] = sum
    }

    /// Adds so many times some numbers to as many sums of a row from a column on.
    ///
    /// - Parameter step: every how manieth of the numbers is taken.
    mutating func add(
        _ numbers: UnsafeBufferPointer<Int64>, every step: Int = 1, times: Int64, from column: Int, at row: Int
    ) throws(Failure) {
        let start = Self.offset(row) * width + column
        let overflows = pieces[row >> Self.pieceBits].withUnsafeMutableBufferPointer { sums in
            var overflows = false
            var place = start
            for number in stride(from: 0, to: numbers.count, by: step) {
                let (product, isTooLarge) = numbers[number].multipliedReportingOverflow(by: times)
                let (sum, overflow) = sums[place].addingReportingOverflow(product)
                sums[place] = sum
                overflows = overflows || overflow || isTooLarge
                place += 1
            }
            return overflows
        }
        guard !overflows else { throw Self.overflow }
    }

    private static var overflow: Failure {
        Failure(
            .refused, "the revenue of a channel's day is beyond what can be counted exactly",
            hint: "look for deals or payments with an absurd amount")
    }

    /// The keys with anything to add, in order, each with its row.
    func sortedKeys() -> [(key: UInt64, row: Int)] {
        var rows: [(key: UInt64, row: Int)] = []
        rows.reserveCapacity(keys.count)
        for (row, key) in keys.enumerated() where !self[row].allSatisfy({ $0 == 0 }) { rows.append((key, row)) }
        rows.sort { $0.key < $1.key }
        return rows
    }

    /// The sums of a row.
    subscript(_ row: Int) -> ArraySlice<Int64> {
        let start = Self.offset(row) * width
        return pieces[row >> Self.pieceBits][start..<start + width]
    }

    // MARK: Keys

    /// Days of years 1 to 9999 are so many more than those before 1970.
    private static let epoch: Int32 = 719_528
    private static let numberBits: UInt64 = 41

    /// A day and a number below 2^41 as a key, ordered like them.
    static func key(_ day: Day, _ number: UInt64) -> UInt64 {
        UInt64(day.number + epoch) << numberBits | number
    }

    static func unpacked(_ key: UInt64) -> (day: Day, number: UInt64) {
        (Day(number: Int32(key >> numberBits) - epoch), key & (1 << numberBits - 1))
    }

    private static func offset(_ row: Int) -> Int { row & (1 << pieceBits - 1) }

    /// Where a key is, or the free place where it belongs.
    private func place(of key: UInt64) -> Int {
        let mask = places.count - 1
        let mixed = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
        var place = Int(truncatingIfNeeded: mixed >> 32) & mask
        while places[place] != 0, keys[Int(places[place]) - 1] != key { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        places = [UInt32](repeating: 0, count: places.count * 2)
        for (row, key) in keys.enumerated() { places[place(of: key)] = UInt32(row + 1) }
    }
}
