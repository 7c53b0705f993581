import Definitions

/// Sums of visits by day and tags, in the order in which the two were first met together.
struct VisitSums: Sendable {
    struct Row: Sendable {
        var day: Day
        /// A position among sets of tags.
        var tags: UInt32
        var visits: Int64 = 0
        var pageviews: Int64 = 0
        var duration: Int64 = 0
        var bounces: Int64 = 0

        /// Adds a number; false where the sum passes 64 bits.
        mutating func add(_ number: Int64, to sum: WritableKeyPath<Row, Int64>) -> Bool {
            let (result, overflow) = self[keyPath: sum].addingReportingOverflow(number)
            self[keyPath: sum] = result
            return !overflow
        }
    }

    private struct Place {
        var key: UInt64 = 0
        /// The position of a row and one; 0: the place is free.
        var row = 0
    }

    private(set) var rows: [Row] = []
    private var places = [Place](repeating: Place(), count: 512)

    /// The position of the row of a day and tags, at the end where it is new.
    ///
    /// - Complexity: O(1)
    mutating func position(_ day: Day, _ tags: UInt32) -> Int {
        let key = UInt64(UInt32(bitPattern: day.number)) << 32 | UInt64(tags)
        let mask = places.count - 1
        var place = Self.start(of: key) & mask
        while places[place].row != 0 {
            if places[place].key == key { return places[place].row - 1 }
            place = (place + 1) & mask
        }
        rows.append(Row(day: day, tags: tags))
        places[place] = Place(key: key, row: rows.count)
        if 2 * rows.count >= places.count { grow() }
        return rows.count - 1
    }

    /// Counts a visit in a row.
    mutating func count(at position: Int) {
        rows[position].visits += 1
    }

    /// Adds a number to a row; false where the sum passes 64 bits.
    mutating func add(_ number: Int64, to sum: WritableKeyPath<Row, Int64>, at position: Int) -> Bool {
        rows[position].add(number, to: sum)
    }

    /// Adds the sums of another row of the same day and tags; false where one passes 64 bits.
    mutating func add(_ other: Row, at position: Int) -> Bool {
        rows[position].visits += other.visits
        let isWhole = rows[position].add(other.pageviews, to: \.pageviews)
        return rows[position].add(other.duration, to: \.duration) && rows[position].add(other.bounces, to: \.bounces)
            && isWhole
    }

    private static func start(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: ((key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }

    private mutating func grow() {
        let old = places
        places = [Place](repeating: Place(), count: old.count * 2)
        let mask = places.count - 1
        for entry in old where entry.row != 0 {
            var place = Self.start(of: entry.key) & mask
            while places[place].row != 0 { place = (place + 1) & mask }
            places[place] = entry
        }
    }
}
