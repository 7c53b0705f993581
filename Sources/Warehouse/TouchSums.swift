import Definitions
import GRDB

/// What touches come to by day and group: those that bear the same tags and lie in the same place.
package struct TouchSums: Sendable {
    /// Touches that nothing tells apart but their day.
    struct Group: Sendable {
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

    private var sources: SourceNames
    /// The positions of groups by tag, placement and whether they are own tags of leads.
    private var positions: [UInt64: Int] = [:]

    /// Sums of nothing yet.
    init(_ database: Database) throws {
        sources = try SourceNames(database)
        delivered = DeliveredRows(sources.names)
    }

    // MARK: Visits

    /// Adds the visits of a day, a file and a group.
    ///
    /// - Parameter column: the first of their numbers: visits, pageviews, duration, bounces.
    mutating func add(
        _ rows: borrowing RowReader, from column: Int32, of file: Int64, _ day: Day, group: Int
    ) throws(Failure) {
        let count = rows.integer(column)
        let cell = visits.cells.row(day, Int64(group))
        try visits.cells.add(count, 0, at: cell)
        for place in 1..<4 { try visits.cells.add(rows.integer(column + Int32(place)), place, at: cell) }
        delivered.add(count, source: sources.place(of: file), day: day)
        groups[group].visits += count
        groups[group].hasSums = true
        groups[group].newest = max(groups[group].newest ?? day, day)
    }

    /// Goes on with visits of files that came since.
    mutating func readSources(_ database: Database) throws {
        try sources.read(database)
        delivered.sources = sources.names
    }

    /// The group of visits that bear some tags and lie in a known place.
    mutating func group(
        tag: Int64, placement: Int64, _ placements: Publication.Placements
    ) throws(Failure) -> Int {
        try group(tag: tag, placement: placement, isLead: false) { placements.all[placement] }
    }

    /// The group of visits that bear some tags and lie somewhere.
    mutating func group(tag: Int64, _ placement: Publication.Placement) throws(Failure) -> Int {
        try group(tag: tag, placement: placement.id, isLead: false) { placement }
    }

    // MARK: Other touches

    /// Reads what other touches come to, and how many journeys there are.
    mutating func readTouches(_ database: Database, _ placements: [Int64: Publication.Placement]) throws {
        let rows = try RowReader(
            database,
            "SELECT tag_id, placement_id, is_lead, day, touches, credits, leads_billionths FROM mart_touch_daily")
        while try rows.next() {
            let (tag, placement, isLead) = (rows.integer(0), rows.integer(1), rows.integer(2) != 0)
            let group = try group(tag: tag, placement: placement, isLead: isLead) { placements[placement] }
            let (day, touches, credits) = (rows.day(3), rows.integer(4), rows.integer(5))
            if groups[group].isLead, touches > 0 {
                groups[group].leads += touches
                groups[group].newest = max(groups[group].newest ?? day, day)
            }
            guard credits > 0 else { continue }
            try leads.add(rows.integer(6), 0, at: leads.row(day, Int64(group)))
            groups[group].hasSums = true
            if groups[group].isLead { groups[group].creditedLeads += credits }
        }
        let journeys = try RowReader(
            database, "SELECT conversion, unattributed_reason, journeys FROM mart_journey ORDER BY 1, 2")
        while try journeys.next() {
            let count = Int(journeys.integer(2))
            guard let kind = self.journeys.firstIndex(where: { journeys.holds($0.kind.rawValue, 0) }) else { continue }
            self.journeys[kind].all += count
            let reason = journeys.text(1)
            if !reason.isEmpty { self.journeys[kind].unattributed[reason, default: 0] += count }
        }
    }

    /// The position of a group, which is made where it is new.
    ///
    /// - Parameter place: what its touches lie in.
    private mutating func group(
        tag: Int64, placement: Int64, isLead: Bool, _ place: () -> Publication.Placement?
    ) throws(Failure) -> Int {
        let key = UInt64(tag) << 32 | UInt64(placement) << 1 | (isLead ? 1 : 0)
        if let position = positions[key] { return position }
        guard let place = place() else {
            throw Failure(.warehouse, "the places of touches are damaged", hint: "throughline rebuild PIPELINE")
        }
        positions[key] = groups.count
        groups.append(
            Group(
                traffic: place.traffic, tag: tag, isPaid: place.isPaid, isLead: isLead, platform: place.platform,
                status: place.status, rule: place.rule))
        visits.traffic.append(place.traffic)
        return groups.count - 1
    }
}

extension Publication {
    /// Adds what touches come to, once they are placed and credited, to the sums of visits.
    package func sumTouches(_ sums: inout TouchSums) throws {
        try sums.readTouches(database, readPlacements().all)
    }
}
