package import Definitions
import Foundation
import GRDB

/// What visits leave in the warehouse: their tags, and their sums by day.
extension Publication {
    /// One distinct set of tags, for people to read beside the bytes that tell it from others.
    package struct VisitTag: Hashable, Sendable {
        package var encoded: [UInt8]
        package var site: String
        package var source: String
        package var medium: String
        package var campaign: String
        package var content: String
        package var term: String
        package var clickID: String
        package var referrer: String

        package init(
            encoded: [UInt8], site: String, source: String, medium: String, campaign: String, content: String,
            term: String, clickID: String, referrer: String
        ) {
            self.encoded = encoded
            self.site = site
            self.source = source
            self.medium = medium
            self.campaign = campaign
            self.content = content
            self.term = term
            self.clickID = clickID
            self.referrer = referrer
        }
    }

    /// The visits of a day that bear the same tags.
    package struct VisitSums: Hashable, Sendable {
        package var day: Day
        package var tag: Int64
        package var site: String
        package var visits: Int64 = 0
        package var pageviews: Int64 = 0
        /// Seconds.
        package var duration: Int64 = 0
        package var bounces: Int64 = 0
        /// Where they lie; nil where that isn't known yet.
        package var placement: Placement?

        package init(day: Day, tag: Int64, site: String) {
            self.day = day
            self.tag = tag
            self.site = site
        }
    }

    /// The surrogate id of some tags, made where they are new.
    package func tagID(of tag: VisitTag) throws -> Int64 {
        if let known = try tagID(encoded: tag.encoded) { return known }
        try database.execute(
            sql: """
                INSERT INTO dim_tag (tags, site, source, medium, campaign, content, term, click_id, referrer)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Data(tag.encoded), tag.site, tag.source, tag.medium, tag.campaign, tag.content, tag.term, tag.clickID,
                tag.referrer,
            ])
        return database.lastInsertedRowID
    }

    private func tagID(encoded: [UInt8]) throws -> Int64? {
        // Asked for every tag of every file, and files can be many and small.
        let statement = try database.cachedStatement(sql: "SELECT tag_id FROM dim_tag WHERE tags = ?")
        return try Int64.fetchOne(statement, arguments: [Data(encoded)])
    }

    /// Adds the sums of a file, in the order given; those without a place lie in no channel before they are placed.
    package func add(visits: [VisitSums], file: Int64) throws {
        let writer =
            visitWriter.take()
            ?? RowWriter(
                database, into: "fact_visit_daily",
                [
                    "file_id", "record", "day", "site", "tag_id", "visits", "pageviews", "duration", "bounces",
                    "placement_id",
                ])
        for (position, sums) in visits.enumerated() {
            writer.rows.append(file)
            writer.rows.append(Int64(position + 1))
            writer.rows.append(sums.day)
            writer.rows.append(sums.site)
            writer.rows.append(sums.tag)
            writer.rows.append(sums.visits)
            writer.rows.append(sums.pageviews)
            writer.rows.append(sums.duration)
            writer.rows.append(sums.bounces)
            writer.rows.append(sums.placement?.id ?? 0)
            try writer.endRow()
        }
        try writer.finish()
        visitWriter = consume writer
    }

    /// Places all visits: each day's of the same tags in one traffic source.
    ///
    /// - Parameters:
    ///   - published: what was read of them as they were published.
    ///   - place: where tags lie on a day, and the days around it on which they lie there; asked as seldom as that allows.
    ///   - found: takes each answer with the position of its placement; the same one may come again.
    /// - Returns: what they come to, and the placements.
    package func placeVisits(
        after published: consuming PublishedVisits? = nil,
        _ place: (_ tag: Int64, _ day: Day) throws -> (days: ClosedRange<Day>, placement: Placement),
        found: (_ tag: Int64, _ days: ClosedRange<Day>, _ position: Int) -> Void
    ) throws -> (sums: TouchSums, placements: [Placement]) {
        var placements: [Placement] = []
        var positions: [Placement: Int] = [:]
        var answers: [Int64: (days: ClosedRange<Day>, position: Int, group: Int?)] = [:]
        func answer(_ tag: Int64, _ day: Day) throws -> (days: ClosedRange<Day>, position: Int, group: Int?) {
            if let known = answers[tag], known.days.contains(day) { return known }
            let (days, placement) = try place(tag, day)
            let position = positions[placement] ?? placements.count
            if position == placements.count {
                positions[placement] = position
                placements.append(placement)
            }
            answers[tag] = (days, position, nil)
            found(tag, days, position)
            return (days, position, nil)
        }
        /// Whether visits lie where they lay when they were published.
        func stay(_ published: PublishedVisits) throws -> Bool {
            for group in published.days.indices {
                let tag = published.sums.groups[group].tag
                var days: ClosedRange<Day>?
                for day in published.days[group] where days?.contains(day) != true {
                    let found = try answer(tag, day)
                    guard placements[found.position].id == published.placements[group] else { return false }
                    days = found.days
                }
            }
            return true
        }
        var sums: TouchSums
        var left: [Int64]?
        if let known = consume published, let files = try files(besides: known.files, of: .visit), try stay(known) {
            sums = known.sums
            left = files
            try sums.readSources(database)
        } else {
            sums = try TouchSums(database)
        }
        let rows = try RowReader(
            database, columns: "tag_id, day, file_id, record, placement_id, visits, pageviews, duration, bounces",
            of: .visit, in: left)
        // A year of small files may change by the hundred thousand: each is 16 bytes.
        var changes: [(file: Int64, record: UInt32, placement: UInt32)] = []
        while try rows.next() {
            let (tag, day) = (rows.integer(0), rows.day(1))
            let (days, position, knownGroup) = try answer(tag, day)
            let group = try knownGroup ?? sums.group(tag: tag, placements[position])
            if knownGroup == nil { answers[tag] = (days, position, group) }
            try sums.add(rows, from: 5, of: rows.integer(2), day, group: group)
            if rows.integer(4) != placements[position].id {
                changes.append((rows.integer(2), UInt32(rows.integer(3)), UInt32(position)))
            }
        }
        // By the key, in its order: an update of what an index finds would list it in a table of its own first.
        var statement = try BulkStatement(
            database, "UPDATE fact_visit_daily SET placement_id = ? WHERE file_id = ? AND record = ?")
        for change in changes {
            statement.bind(placements[Int(change.placement)].id)
            statement.bind(change.file)
            statement.bind(Int64(change.record))
            try statement.step()
        }
        return (sums, placements)
    }

    /// The tags that ids stand for, by id.
    package func tags() throws -> [Int64: [UInt8]] {
        var tags: [Int64: [UInt8]] = [:]
        let rows = try RowReader(database, "SELECT tag_id, tags FROM dim_tag")
        while try rows.next() { tags[rows.integer(0)] = Array(rows.bytes(1)) }
        return tags
    }

    /// The days that each file supplies, by the part of a day, '' where its source declares none.
    package func suppliedDays(file: Int64) throws -> [String: Set<Day>] {
        var days: [String: Set<Day>] = [:]
        // Asked for each file, and files can be many and small.
        let statement = try database.cachedStatement(sql: "SELECT part, day FROM etl_owner WHERE file_id = ?")
        let rows = try Row.fetchCursor(statement, arguments: [file])
        while let row = try rows.next() {
            if let day = Day(row["day"] as String) { days[row["part"], default: []].insert(day) }
        }
        return days
    }

    /// The channel that each traffic source lies in.
    package func channelsByTraffic() throws -> [Int64: Int64] {
        let rows = try Row.fetchAll(database, sql: "SELECT traffic_id, channel_id FROM dim_traffic")
        return Dictionary(rows.map { ($0["traffic_id"], $0["channel_id"]) }, uniquingKeysWith: { first, _ in first })
    }

    /// A number of distinct visitors and what it is of.
    package struct Visitors: Hashable, Sendable {
        package var period: String
        package var start: Day
        package var scope: String
        /// 0 where the row is of all channels.
        package var channel: Int64
        /// 0 where the row is of a whole channel.
        package var traffic: Int64
        package var visitors: Int64

        package init(period: String, start: Day, scope: String, channel: Int64, traffic: Int64, visitors: Int64) {
            self.period = period
            self.start = start
            self.scope = scope
            self.channel = channel
            self.traffic = traffic
            self.visitors = visitors
        }

        /// What the number is of, in the order of the table's key.
        fileprivate var place: (String, Day, String, Int64, Int64) { (period, start, scope, channel, traffic) }
    }

    /// Replaces the numbers of visitors; those that stay are left alone.
    ///
    /// - Parameters:
    ///   - rows: in the order of the table's key.
    ///   - periods: those that the rows tell of, each by its name and first day: others stay as they are; nil: all.
    package func replaceVisitors(
        _ rows: some Collection<Visitors>, of periods: [(name: String, start: Day)]?
    ) throws {
        guard scope == .everything else {
            return try insert(visitors: removeVisitors(otherThan: Array(rows), of: periods))
        }
        try database.execute(sql: "DELETE FROM mart_visitors")
        try withoutChecks { try insert(visitors: rows) }
    }

    private func insert(visitors rows: some Collection<Visitors>) throws {
        let writer = RowWriter(
            database, into: "mart_visitors",
            ["period", "period_start", "scope", "channel_id", "traffic_id", "visitors"])
        for row in rows {
            writer.rows.append(row.period)
            writer.rows.append(row.start)
            writer.rows.append(row.scope)
            writer.rows.append(row.channel)
            writer.rows.append(row.traffic)
            writer.rows.append(row.visitors)
            try writer.endRow()
        }
        try writer.finish()
    }

    /// Takes out the stored numbers of visitors that are not among those wanted.
    ///
    /// - Returns: the wanted ones that are not stored.
    private func removeVisitors(
        otherThan wanted: [Visitors], of periods: [(name: String, start: Day)]?
    ) throws -> [Visitors] {
        guard periods?.isEmpty != true else { return wanted }
        let counted = periods?.map { "('\($0.name)', '\($0.start)')" }.joined(separator: ", ")
        // In the order of its key, in which days stand as texts do. Asked by IN, SQLite would go through all of a period's.
        let stored = try RowReader(
            database,
            """
            SELECT period, period_start, scope, channel_id, traffic_id, visitors
            FROM \(counted.map { "(VALUES \($0)) CROSS JOIN mart_visitors ON (period, period_start) = (column1, column2)" }
                ?? "mart_visitors")
            ORDER BY period, period_start, scope, channel_id, traffic_id
            """)
        var texts = FewTexts()
        var missing: [Visitors] = []
        var gone: [Visitors] = []
        var next = 0
        while try stored.next() {
            let (period, start) = (texts.text(stored.bytes(0)), stored.day(1))
            let known = Visitors(
                period: period, start: start, scope: texts.text(stored.bytes(2)), channel: stored.integer(3),
                traffic: stored.integer(4), visitors: stored.integer(5))
            while next < wanted.count, wanted[next].place < known.place {
                missing.append(wanted[next])
                next += 1
            }
            if next < wanted.count, wanted[next] == known {
                next += 1
            } else {
                gone.append(known)
            }
        }
        missing += wanted[next...]
        var removal = try BulkStatement(
            database,
            """
            DELETE FROM mart_visitors
            WHERE period = ? AND period_start = ? AND scope = ? AND channel_id = ? AND traffic_id = ?
            """)
        for row in gone {
            removal.bind(row.period)
            removal.bind(row.start)
            removal.bind(row.scope)
            removal.bind(row.channel)
            removal.bind(row.traffic)
            try removal.step()
        }
        return missing
    }
}
