import Definitions
import GRDB

/// What touches come to by day and group: those that bear the same tags and lie in the same place.
package struct TouchSums {
    /// Touches that nothing tells apart but their day.
    struct Group {
        var traffic: Int64
        /// 0 where it has none.
        var tag: Int64
        var isPaid: Bool
        /// Whether they are the own tags of leads.
        var isLead: Bool
        /// Whose campaigns were candidates; '' where there is nothing to match.
        var platform: String
        var status: String
        var rule: String
        var visits: Int64 = 0
        /// Leads whose own tags these are.
        var leads: Int64 = 0
        /// Those among them that count, and that the report's model gives to these tags.
        var creditedLeads: Int64 = 0
        /// The latest day of visits or own tags; nil where there are none.
        var newest: Day?
        /// Whether visits or credits were summed.
        var hasSums = false

        var isMatchable: Bool { !platform.isEmpty }
        var isMatched: Bool { status == "matched" }
        /// Whether it matters where they lie: of a platform with campaigns, or paid for.
        var concernsSpend: Bool { isMatchable || isPaid }
    }

    private(set) var groups: [Group] = []
    /// Visits, pageviews, duration and bounces by day and group.
    private(set) var visits = TrafficCells(width: 4)
    /// What the report's model gives to the groups of the leads of a day, in billionths.
    private(set) var leads = DayCells(width: 1)
    /// How many journeys of each kind are reported, and how many of these nothing is known to have brought, by reason.
    private(set) var journeys = Publication.JourneyKind.allCases.map {
        (kind: $0, all: 0, unattributed: [String: Int]())
    }
    private(set) var delivered: DeliveredRows

    private var known = TextTable()
    private var key: [UInt8] = []

    /// Reads visits, touches, journeys and credits, each once.
    init(_ database: Database) throws {
        var sources = try SourceNames(database)
        delivered = DeliveredRows(sources.names)
        try readVisits(database, &sources)
        try readCredits(database, of: try readTouches(database))
    }

    /// The columns that tell a group, in the order in which `group` reads them.
    private static let columns = "tag_id, traffic_id, is_paid, platform, match_status, match_rule"

    private mutating func readVisits(_ database: Database, _ sources: inout SourceNames) throws {
        let rows = try RowReader(
            database,
            """
            SELECT \(Self.columns), file_id, day, visits, pageviews, duration, bounces
            FROM fact_visit_daily NOT INDEXED
            """)
        while try rows.next() {
            let (group, day, count) = (group(of: rows, isLead: false), rows.day(7), rows.integer(8))
            let cell = visits.cells.row(day, Int64(group))
            for column in 0..<4 { try visits.cells.add(rows.integer(Int32(column) + 8), column, at: cell) }
            delivered.add(count, source: sources.place(of: rows.integer(6)), day: day)
            groups[group].visits += count
            groups[group].hasSums = true
            groups[group].newest = max(groups[group].newest ?? day, day)
        }
    }

    /// Reads the touches.
    ///
    /// - Returns: those whose place concerns spend.
    private mutating func readTouches(_ database: Database) throws -> TouchGroups {
        var found = TouchGroups()
        // A visit lies where its day's visits do, which are known: others of them matter to nothing that follows.
        let rows = try RowReader(
            database,
            """
            SELECT \(Self.columns), touch_id, kind, day FROM fact_touch
            WHERE kind <> 'visit' OR is_paid = 1 OR platform <> '' ORDER BY touch_id
            """)
        while try rows.next() {
            let isLead = rows.holds("lead", 7)
            let group = group(of: rows, isLead: isLead)
            if isLead {
                let day = rows.day(8)
                groups[group].leads += 1
                groups[group].newest = max(groups[group].newest ?? day, day)
            }
            if groups[group].concernsSpend { found.append(rows.integer(6), group: group) }
        }
        return found
    }

    /// Reads journeys, and beside those of leads that count what the report's model gives to their touches.
    private mutating func readCredits(_ database: Database, of touches: TouchGroups) throws {
        let head = try Row.fetchOne(database, sql: "SELECT model, start FROM meta_pipeline")
        let share = "\(head?["model"] ?? "")_share_billionths"
        let start = (head?["start"] as String?).flatMap { Day($0) } ?? Day(number: 0)
        let isModelKnown = try database.columns(in: "fact_credit").contains { $0.name == share }
        let journeys = try RowReader(
            database,
            """
            SELECT journey_id, conversion, report_day, unattributed_reason, is_counted
            FROM fact_journey ORDER BY journey_id
            """)
        let credits = try RowReader(
            database,
            """
            SELECT journey_id, touch_id, \(isModelKnown ? share : "0") AS share
            FROM fact_credit WHERE share > 0 ORDER BY journey_id, position
            """)
        var credited = try credits.next() ? credits.integer(0) : .max
        var touches = touches
        while try journeys.next() {
            let (journey, day) = (journeys.integer(0), journeys.day(2))
            let kind = self.journeys.firstIndex { journeys.holds($0.kind.rawValue, 1) } ?? 0
            if day >= start {
                self.journeys[kind].all += 1
                let reason = journeys.bytes(3)
                if !reason.isEmpty {
                    self.journeys[kind].unattributed[String(decoding: reason, as: UTF8.self), default: 0] += 1
                }
            }
            guard self.journeys[kind].kind == .lead, journeys.integer(4) != 0 else { continue }
            while credited < journey { credited = try credits.next() ? credits.integer(0) : .max }
            while credited == journey {
                if let group = touches.group(of: credits.integer(1)) {
                    try leads.add(credits.integer(2), 0, at: leads.row(day, Int64(group)))
                    groups[group].hasSums = true
                    if groups[group].isLead { groups[group].creditedLeads += 1 }
                }
                credited = try credits.next() ? credits.integer(0) : .max
            }
        }
    }

    private mutating func group(of row: borrowing RowReader, isLead: Bool) -> Int {
        let (tag, traffic, isPaid) = (row.integer(0), row.integer(1), row.integer(2) != 0)
        key.removeAll(keepingCapacity: true)
        withUnsafeBytes(of: (tag, traffic, Int32(isPaid ? 1 : 0), Int32(isLead ? 1 : 0))) {
            key.append(contentsOf: $0)
        }
        for column in Int32(3)..<6 {
            key.append(contentsOf: row.bytes(column))
            // No byte of UTF-8: it tells where the text ends.
            key.append(0xFF)
        }
        let group = key.withUnsafeBufferPointer { known.position(of: $0) }
        if group == groups.count {
            groups.append(
                Group(
                    traffic: traffic, tag: tag, isPaid: isPaid, isLead: isLead, platform: row.text(3),
                    status: row.text(4), rule: row.text(5)))
            visits.traffic.append(traffic)
        }
        return group
    }
}

/// The groups of touches, which come in the order of their ids.
private struct TouchGroups {
    private var ids: [Int64] = []
    private var groups: [Int32] = []
    private var next = 0

    mutating func append(_ id: Int64, group: Int) {
        ids.append(id)
        groups.append(Int32(group))
    }

    /// The group of a touch; nil where it has none.
    ///
    /// - Complexity: O(1) for touches in the order of their ids, O(log *n*) for others.
    mutating func group(of id: Int64) -> Int? {
        if next < ids.count, ids[next] == id {
            next += 1
            return Int(groups[next - 1])
        }
        if next == 0 || ids[next - 1] < id, next == ids.count || id < ids[next] { return nil }
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        next = low
        guard low < ids.count, ids[low] == id else { return nil }
        next += 1
        return Int(groups[low])
    }
}

extension Publication {
    /// What touches come to, once they are placed and credited.
    package func sumTouches() throws -> TouchSums {
        try TouchSums(database)
    }
}
