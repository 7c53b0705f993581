import Definitions
import Visits
import Warehouse

/// Numbers of distinct visitors in the order in which the warehouse keeps them.
///
/// They can be many, one for each day and traffic source: each is 32 bytes until it is written.
struct VisitorRows {
    private struct Row {
        var start: Day
        var period: VisitorCounts.Period
        var scope: VisitorCounts.Scope
        var channel: Int64
        var traffic: Int64
        var visitors: Int64
    }

    private var sorted: [Row] = []

    /// - Parameters:
    ///   - periods: the weeks and months that were counted; nil: all.
    ///   - channels: the channel that each traffic source lies in.
    init(_ counts: VisitorCounts, _ periods: CountedPeriods?, channels: [Int64: Int64]) {
        counts.forEach { key, visitors in
            guard periods?.has(key.period, key.start) != false else { return }
            let isTraffic = key.scope == .traffic
            sorted.append(
                Row(
                    start: key.start, period: key.period, scope: key.scope,
                    channel: isTraffic ? channels[key.id] ?? 0 : key.id, traffic: isTraffic ? key.id : 0,
                    visitors: visitors))
        }
        sorted.sort { left, right in
            if left.period != right.period { return left.period.rawValue < right.period.rawValue }
            if left.start != right.start { return left.start < right.start }
            if left.scope != right.scope { return left.scope.rawValue < right.scope.rawValue }
            return (left.channel, left.traffic) < (right.channel, right.traffic)
        }
    }

    /// The rows as the warehouse takes them, made when they are asked for.
    var rows: some Collection<Publication.Visitors> {
        sorted.lazy.map { row in
            Publication.Visitors(
                period: row.period.name, start: row.start, scope: row.scope.name, channel: row.channel,
                traffic: row.traffic, visitors: row.visitors)
        }
    }
}
