import Definitions

/// Sums of whole numbers by day and a number, such as a traffic source's: a grouping in memory that keeps no rows.
struct DayCells {
    /// How many sums a cell has.
    let width: Int
    /// The row of a cell and one, by the hash of its key; 0: the place is free.
    private var places: [UInt32]
    private var keys: [UInt64] = []
    private var sums: [Int64] = []
    private var latest = 0
    private var isSorted = true

    init(width: Int) {
        self.width = width
        places = [UInt32](repeating: 0, count: 1024)
    }

    var count: Int { keys.count }

    /// The row of the cell of a day and a number from 0 on, which is there from now on.
    ///
    /// - Complexity: O(1)
    mutating func row(_ day: Day, _ number: Int64) -> Int {
        let key = Self.packed(day, number)
        // Rows of a cell often come one after the other.
        if latest < keys.count, keys[latest] == key { return latest }
        if 2 * keys.count >= places.count { grow() }
        let mask = places.count - 1
        var place = Self.place(of: key) & mask
        while places[place] != 0 {
            let row = Int(places[place]) - 1
            if keys[row] == key {
                latest = row
                return row
            }
            place = (place + 1) & mask
        }
        if let last = keys.last, last > key { isSorted = false }
        latest = keys.count
        keys.append(key)
        sums.append(contentsOf: repeatElement(0, count: width))
        places[place] = UInt32(keys.count)
        return latest
    }

    /// Adds to a sum of a cell.
    ///
    /// - Throws: where the sum leaves 64 bits.
    @inline(__always)
    mutating func add(_ number: Int64, _ column: Int, at row: Int) throws(Failure) {
        let (sum, overflow) = sums[row * width + column].addingReportingOverflow(number)
        guard !overflow else { throw Failure.sumTooLarge() }
        sums[row * width + column] = sum
    }

    /// A sum of a cell.
    @inline(__always)
    subscript(_ row: Int, _ column: Int) -> Int64 { sums[row * width + column] }

    /// The sums of a cell.
    func withSums<Value>(_ row: Int, _ body: (UnsafeBufferPointer<Int64>) throws -> Value) rethrows -> Value {
        try sums.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[row * width..<(row + 1) * width]))
        }
    }

    func day(_ row: Int) -> Day { Self.unpacked(keys[row]).day }

    func number(_ row: Int) -> Int64 { Self.unpacked(keys[row]).number }

    func key(_ row: Int) -> UInt64 { keys[row] }

    /// Forgets all cells and keeps their memory.
    ///
    /// - Complexity: O(*n*) in the most cells there ever were.
    mutating func removeAll() {
        places.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        keys.removeAll(keepingCapacity: true)
        sums.removeAll(keepingCapacity: true)
        latest = 0
        isSorted = true
    }

    /// The rows in the order of day and number.
    ///
    /// - Complexity: O(*n* log *n*), O(*n*) where the cells came in order.
    func sortedRows() -> [Int32] {
        let rows = (0..<Int32(keys.count))
        if isSorted { return Array(rows) }
        return rows.map { (key: keys[Int($0)], row: $0) }.sorted { $0.key < $1.key }.map(\.row)
    }

    /// The rows of some days in the order of day and rank of the number.
    ///
    /// - Parameter ranks: of each number, all different.
    /// - Complexity: O(*n* log *n*)
    func sortedRows(ranks: [Int64], where isWanted: (Day) -> Bool = { _ in true }) -> [Int32] {
        var rows: [(key: UInt64, row: Int32)] = []
        rows.reserveCapacity(keys.count)
        for (row, key) in keys.enumerated() {
            let (day, number) = Self.unpacked(key)
            if isWanted(day) { rows.append((Self.packed(day, ranks[Int(number)]), Int32(row))) }
        }
        rows.sort { $0.key < $1.key }
        return rows.map(\.row)
    }

    // MARK: Keys

    /// Days of years 1 to 9999 are so many more than those before 1970.
    private static let epoch: Int32 = 719_528
    private static let numberBits: UInt64 = 36

    /// A day and a number as one, ordered like them.
    static func packed(_ day: Day, _ number: Int64) -> UInt64 {
        UInt64(day.number + epoch) << numberBits | UInt64(number)
    }

    static func unpacked(_ key: UInt64) -> (day: Day, number: Int64) {
        (Day(number: Int32(key >> numberBits) - epoch), Int64(key & (1 << numberBits - 1)))
    }

    private static func place(of key: UInt64) -> Int {
        let mixed = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32)
    }

    private mutating func grow() {
        places = [UInt32](repeating: 0, count: places.count * 2)
        let mask = places.count - 1
        for row in keys.indices {
            var place = Self.place(of: keys[row]) & mask
            while places[place] != 0 { place = (place + 1) & mask }
            places[place] = UInt32(row + 1)
        }
    }
}
