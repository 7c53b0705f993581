package import Definitions

/// How many persons came, counted once each, by day, week and month: in all, by channel and by traffic source.
///
/// Such numbers don't add up: who came on two days is one visitor of the week.
package struct VisitorCounts: Sendable {
    package enum Period: Int, Hashable, Sendable, CaseIterable {
        case day, week, month

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

    package enum Scope: Int, Hashable, Sendable, CaseIterable {
        case total, channel, traffic
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

    package private(set) var counts: [Key: Int64] = [:]
    private var keys: Set<Key> = []

    package init() {}

    /// Counts one person, who must not come again.
    ///
    /// - Complexity: O(*v*) in the person's visits.
    package mutating func add(_ occasions: some Sequence<Occasion>) {
        keys.removeAll(keepingCapacity: true)
        for occasion in occasions {
            for period in Period.allCases {
                let start = period.start(of: occasion.day)
                for scope in Scope.allCases {
                    let id: Int64 =
                        switch scope {
                        case .total: 0
                        case .channel: occasion.channel
                        case .traffic: occasion.traffic
                        }
                    keys.insert(Key(period: period, start: start, scope: scope, id: id))
                }
            }
        }
        for key in keys { counts[key, default: 0] += 1 }
    }
}
