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
            case .week:
                // 1970-01-01 was a Thursday.
                let weekday = ((day.number + 3) % 7 + 7) % 7
                return day.advanced(by: -Int(weekday))
            case .month: return day.advanced(by: 1 - day.components.day)
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

    /// One visit, as far as it matters here.
    package struct Occasion: Hashable, Sendable {
        package var day: Day
        package var channel: Int64
        package var traffic: Int64

        package init(day: Day, channel: Int64, traffic: Int64) {
            self.day = day
            self.channel = channel
            self.traffic = traffic
        }
    }

    /// More occasions of one person are set against each other by sorting.
    private static let few = 24

    private var table = CountTable()
    private var periods = PeriodTable()
    private var keys: [UInt64] = []

    package init() {}

    /// How many persons each key has, in no order.
    package var counts: [(key: Key, visitors: Int64)] {
        var counts: [(key: Key, visitors: Int64)] = []
        table.forEach { key, count in counts.append((Key(packed: key), count)) }
        return counts
    }

    /// Takes over the counts of other persons.
    package mutating func add(_ other: VisitorCounts) {
        other.table.forEach { key, count in table.add(count, to: key) }
    }

    /// Counts one person, who must not come again.
    ///
    /// - Complexity: O(*v* log *v*) in the person's visits.
    package mutating func add(_ occasions: [Occasion]) {
        guard occasions.count <= Self.few else { return addMany(occasions) }
        for index in occasions.indices {
            let occasion = occasions[index]
            let (week, month) = periods.starts(of: occasion.day)
            var seen = Seen()
            for earlier in 0..<index { seen.note(occasions[earlier], beside: occasion, week, month, &periods) }
            count(occasion, occasion.day, .day, seen.day)
            count(occasion, week, .week, seen.week)
            count(occasion, month, .month, seen.month)
        }
    }

    /// Of which a person was seen before, in one period.
    private struct Scopes {
        var total = false
        var channel = false
        var traffic = false

        mutating func note(channel isChannel: Bool, traffic isTraffic: Bool) {
            total = true
            channel = channel || isChannel
            traffic = traffic || isTraffic
        }
    }

    private struct Seen {
        var day = Scopes()
        var week = Scopes()
        var month = Scopes()

        mutating func note(
            _ earlier: Occasion, beside occasion: Occasion, _ week: Day, _ month: Day, _ periods: inout PeriodTable
        ) {
            let isChannel = earlier.channel == occasion.channel
            let isTraffic = earlier.traffic == occasion.traffic
            if earlier.day == occasion.day { day.note(channel: isChannel, traffic: isTraffic) }
            let other = periods.starts(of: earlier.day)
            if other.week == week { self.week.note(channel: isChannel, traffic: isTraffic) }
            if other.month == month { self.month.note(channel: isChannel, traffic: isTraffic) }
        }
    }

    private mutating func count(_ occasion: Occasion, _ start: Day, _ period: Period, _ seen: Scopes) {
        if !seen.total { table.add(1, to: Key.packed(period, start, .total, 0)) }
        if !seen.channel { table.add(1, to: Key.packed(period, start, .channel, occasion.channel)) }
        if !seen.traffic { table.add(1, to: Key.packed(period, start, .traffic, occasion.traffic)) }
    }

    private mutating func addMany(_ occasions: [Occasion]) {
        keys.removeAll(keepingCapacity: true)
        for occasion in occasions {
            let (week, month) = periods.starts(of: occasion.day)
            for (period, start) in [(Period.day, occasion.day), (.week, week), (.month, month)] {
                keys.append(Key.packed(period, start, .total, 0))
                keys.append(Key.packed(period, start, .channel, occasion.channel))
                keys.append(Key.packed(period, start, .traffic, occasion.traffic))
            }
        }
        keys.sort()
        for (index, key) in keys.enumerated() where index == 0 || keys[index - 1] != key { table.add(1, to: key) }
    }
}

extension VisitorCounts.Key {
    /// Days are counted from one that lies before the year 0.
    private static let epoch: Int64 = 1 << 22

    /// A key as one number: two bits of period and of scope, 23 of the day, 37 of the id.
    fileprivate static func packed(
        _ period: VisitorCounts.Period, _ start: Day, _ scope: VisitorCounts.Scope, _ id: Int64
    ) -> UInt64 {
        UInt64(period.rawValue) << 62 | UInt64(scope.rawValue) << 60
            | UInt64(bitPattern: Int64(start.number) + epoch) << 37 | UInt64(bitPattern: id)
    }

    fileprivate init(packed: UInt64) {
        let day = Int64(packed >> 37 & (1 << 23 - 1)) - Self.epoch
        self.init(
            period: VisitorCounts.Period(rawValue: Int(packed >> 62)) ?? .day, start: Day(number: Int32(day)),
            scope: VisitorCounts.Scope(rawValue: Int(packed >> 60 & 3)) ?? .total,
            id: Int64(packed & (1 << 37 - 1)))
    }
}

/// The weeks and months of days, each computed once.
private struct PeriodTable {
    private var known: [(week: Day, month: Day)?] = []

    mutating func starts(of day: Day) -> (week: Day, month: Day) {
        let index = Int(day.number)
        // From 1970 to 2149.
        guard index >= 0, index < 1 << 16 else { return Self.compute(day) }
        if index < known.count, let starts = known[index] { return starts }
        if index >= known.count { known.append(contentsOf: repeatElement(nil, count: index + 512 - known.count)) }
        let starts = Self.compute(day)
        known[index] = starts
        return starts
    }

    private static func compute(_ day: Day) -> (week: Day, month: Day) {
        (VisitorCounts.Period.week.start(of: day), VisitorCounts.Period.month.start(of: day))
    }
}
