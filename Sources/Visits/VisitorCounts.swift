package import Definitions

/// How many persons came, counted once each, by day, week and month: in all, by channel and by traffic source.
///
/// Such numbers don't add up: who came on two days is one visitor of the week.
package struct VisitorCounts: Sendable {
    /// Numbered in the order of the names, by which tables of them are sorted.
    package enum Period: Int, Hashable, Sendable, CaseIterable {
        case day, month, week

        /// The period of its name.
        package init?(name: String) {
            guard let period = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = period
        }

        package var name: String {
            switch self {
            case .day: "day"
            case .month: "month"
            case .week: "week"
            }
        }

        /// The first day of the period that a day lies in; weeks begin on Monday.
        package func start(of day: Day) -> Day {
            switch self {
            case .day: return day
            case .week: return day.week.lowerBound
            case .month: return day.month.lowerBound
            }
        }
    }

    /// Numbered in the order of the names.
    package enum Scope: Int, Hashable, Sendable, CaseIterable {
        case channel, total, traffic

        package var name: String {
            switch self {
            case .channel: "channel"
            case .total: "total"
            case .traffic: "traffic"
            }
        }
    }

    /// What a number of visitors is of.
    package struct Key: Hashable, Sendable {
        package var period: Period
        /// The period's first day.
        package var start: Day
        package var scope: Scope
        /// The channel's or the traffic source's id; 0 for all.
        package var id: Int64

        package init(period: Period, start: Day, scope: Scope, id: Int64) {
            self.period = period
            self.start = start
            self.scope = scope
            self.id = id
        }
    }

    /// More visits of one person are set against each other by sorting.
    private static let few = 24

    private var grid = CountGrid()
    private var periods = PeriodTable()
    private var ids = ScopeTable()
    /// The visits of the person that is being counted.
    private var marks: [Mark] = []
    private var keys: [UInt64] = []

    package init() {}

    /// Takes how many persons each key has, in no order.
    package func forEach(_ body: (Key, _ visitors: Int64) -> Void) {
        grid.forEach { row, column, count in
            let (period, start) = periods.all[row]
            let (scope, id) = ids.all[column]
            body(Key(period: period, start: start, scope: scope, id: id), count)
        }
    }

    /// Takes over the counts of other persons.
    package mutating func add(_ other: VisitorCounts) {
        let rows = other.periods.all.map { periods.row(of: $0.period, $0.start) }
        let columns = other.ids.all.map { ids.column(of: $0.scope, $0.id) }
        other.grid.forEach { row, column, count in grid.add(count, row: rows[row], column: columns[column]) }
    }

    /// A visit by rows and columns of the grid.
    private struct Mark {
        var day: Int32
        var week: Int32
        var month: Int32
        var channel: Int32
        var traffic: Int32
    }

    /// Notes a visit of the person whom `endPerson` counts.
    package mutating func note(_ day: Day, channel: Int64, traffic: Int64) {
        let rows = periods.rows(of: day)
        marks.append(
            Mark(
                day: rows.day, week: rows.week, month: rows.month, channel: ids.column(ofChannel: channel),
                traffic: ids.column(ofTraffic: traffic)))
    }

    /// Counts the person whose visits were noted, if there are any; the person must not come again.
    ///
    /// - Complexity: O(*v* log *v*) in the person's visits.
    package mutating func endPerson() {
        guard !marks.isEmpty else { return }
        if marks.count > Self.few {
            addMany()
        } else if grid.holds(rows: periods.all.count, columns: ids.all.count) {
            let columns = grid.columns
            marks.withUnsafeBufferPointer { marks in
                grid.withPlaces { places in
                    Self.count(marks) { places[Int($0) * columns + Int($1)] += 1 }
                }
            }
        } else {
            marks.withUnsafeBufferPointer { marks in Self.count(marks) { grid.add(1, row: $0, column: $1) } }
        }
        marks.removeAll(keepingCapacity: true)
    }

    /// Counts each visit for what no earlier one counted for.
    @inline(__always)
    private static func count(_ marks: UnsafeBufferPointer<Mark>, add: (Int32, Int32) -> Void) {
        for index in marks.indices {
            let mark = marks[index]
            var (day, week, month) = (Seen(), Seen(), Seen())
            for earlier in 0..<index {
                let earlier = marks[earlier]
                let isChannel = earlier.channel == mark.channel
                let isTraffic = earlier.traffic == mark.traffic
                day.note(earlier.day == mark.day, isChannel, isTraffic)
                week.note(earlier.week == mark.week, isChannel, isTraffic)
                month.note(earlier.month == mark.month, isChannel, isTraffic)
            }
            day.add(mark, mark.day, add)
            week.add(mark, mark.week, add)
            month.add(mark, mark.month, add)
        }
    }

    /// Of which a person was seen before, in one period.
    private struct Seen {
        var total = false
        var channel = false
        var traffic = false

        @inline(__always)
        mutating func note(_ isPeriod: Bool, _ isChannel: Bool, _ isTraffic: Bool) {
            total = total || isPeriod
            channel = channel || (isPeriod && isChannel)
            traffic = traffic || (isPeriod && isTraffic)
        }

        @inline(__always)
        func add(_ mark: Mark, _ row: Int32, _ add: (Int32, Int32) -> Void) {
            if !total { add(row, ScopeTable.total) }
            if !channel { add(row, mark.channel) }
            if !traffic { add(row, mark.traffic) }
        }
    }

    private mutating func addMany() {
        keys.removeAll(keepingCapacity: true)
        for mark in marks {
            for row in [mark.day, mark.week, mark.month] {
                for column in [ScopeTable.total, mark.channel, mark.traffic] {
                    keys.append(UInt64(row) << 32 | UInt64(column))
                }
            }
        }
        keys.sort()
        for (index, key) in keys.enumerated() where index == 0 || keys[index - 1] != key {
            grid.add(1, row: Int32(key >> 32), column: Int32(key & 0xFFFF_FFFF))
        }
    }
}

/// The rows of a day, its week and its month, numbered as they are met.
private struct PeriodTable: Sendable {
    struct Rows: Sendable {
        var day: Int32
        var week: Int32
        var month: Int32
    }

    private struct Start: Hashable, Sendable {
        var period: VisitorCounts.Period
        var day: Day
    }

    /// By row.
    private(set) var all: [(period: VisitorCounts.Period, start: Day)] = []
    private var numbers: [Start: Int32] = [:]
    /// Of the days from 1970 to 2149, and of the others.
    private var known: [Rows] = []
    private var seldom: [Day: Rows] = [:]
    private static let unknown = Rows(day: -1, week: -1, month: -1)

    mutating func row(of period: VisitorCounts.Period, _ start: Day) -> Int32 {
        let key = Start(period: period, day: start)
        if let row = numbers[key] { return row }
        let row = Int32(all.count)
        numbers[key] = row
        all.append((period, start))
        return row
    }

    @inline(__always)
    mutating func rows(of day: Day) -> Rows {
        let index = Int(day.number)
        if index >= 0, index < known.count, known[index].day >= 0 { return known[index] }
        return newRows(of: day)
    }

    private mutating func newRows(of day: Day) -> Rows {
        if let rows = seldom[day] { return rows }
        let rows = Rows(
            day: row(of: .day, day), week: row(of: .week, VisitorCounts.Period.week.start(of: day)),
            month: row(of: .month, VisitorCounts.Period.month.start(of: day)))
        let index = Int(day.number)
        guard index >= 0, index < 1 << 16 else {
            seldom[day] = rows
            return rows
        }
        if index >= known.count {
            known.append(contentsOf: repeatElement(Self.unknown, count: index + 512 - known.count))
        }
        known[index] = rows
        return rows
    }
}

/// The columns of all, of channels and of traffic sources, numbered as they are met.
private struct ScopeTable: Sendable {
    static let total: Int32 = 0

    /// By column.
    private(set) var all: [(scope: VisitorCounts.Scope, id: Int64)] = [(.total, 0)]
    private var channels = IDColumns()
    private var traffic = IDColumns()

    mutating func column(of scope: VisitorCounts.Scope, _ id: Int64) -> Int32 {
        switch scope {
        case .total: Self.total
        case .channel: column(ofChannel: id)
        case .traffic: column(ofTraffic: id)
        }
    }

    @inline(__always)
    mutating func column(ofChannel id: Int64) -> Int32 {
        if let column = channels[id] { return column }
        channels.set(id, Int32(all.count))
        all.append((.channel, id))
        return Int32(all.count - 1)
    }

    @inline(__always)
    mutating func column(ofTraffic id: Int64) -> Int32 {
        if let column = traffic[id] { return column }
        traffic.set(id, Int32(all.count))
        all.append((.traffic, id))
        return Int32(all.count - 1)
    }

    private struct IDColumns: Sendable {
        /// Of small ids, 0 where there is none.
        private var small: [Int32] = []
        private var large: [Int64: Int32] = [:]

        subscript(_ id: Int64) -> Int32? {
            if id >= 0, id < small.count {
                let column = small[Int(id)]
                return column == 0 ? nil : column
            }
            return large[id]
        }

        mutating func set(_ id: Int64, _ column: Int32) {
            guard id >= 0, id < 1 << 16 else {
                large[id] = column
                return
            }
            if id >= small.count { small.append(contentsOf: repeatElement(0, count: Int(id) + 64 - small.count)) }
            small[Int(id)] = column
        }
    }
}
