package import Definitions
import GRDB

extension Publication {
    /// Why numbers of some days may differ from those published before.
    package struct Cause: Hashable, Sendable {
        /// The days it can change; nil: any.
        package var days: ClosedRange<Day>?
        package var text: String

        package init(days: ClosedRange<Day>?, text: String) {
            self.days = days
            self.text = text
        }
    }

    /// The columns that name a cell of the mart: its day, and its traffic source by its texts where ids are given anew.
    private var cellNames: [String] {
        scope == .everything
            ? ["mart.day", "channel.channel", "traffic.source", "traffic.medium", "traffic.campaign"]
            : ["mart.day", "mart.traffic_id"]
    }

    /// Keeps the published mart aside, to be compared with the new one.
    ///
    /// - Parameter days: the condition of those days that are going to be made anew.
    func rememberMart(of days: String = "true") throws {
        try database.execute(sql: "DROP TABLE IF EXISTS temp.mart_before")
        try database.execute(sql: "CREATE TEMP TABLE mart_before AS \(try martRows(of: days))")
    }

    /// Lists the numbers of days published before that this run changed, with what they were and why.
    ///
    /// A day that had no row yet is news, not a change.
    ///
    /// - Complexity: O(*n* log *n*) in the cells of the days that were made anew.
    package func recordChanges(_ causes: [Cause]) throws {
        let published = DaySet(
            try String.fetchAll(database, sql: "SELECT DISTINCT day FROM temp.mart_before").compactMap { Day($0) })
        if !published.ranges.isEmpty { try recordChanges(of: published, causes) }
        try database.execute(sql: "DROP TABLE temp.mart_before")
        try endScope()
    }

    private func recordChanges(of published: DaySet, _ causes: [Cause]) throws {
        let measures = try measures()
        let before = try RowReader(database, "SELECT * FROM temp.mart_before ORDER BY rowid")
        let after = try RowReader(
            database,
            try martRows(of: changedDays == nil ? "true" : "mart.day IN (SELECT day FROM temp.changed_day)"))
        let keys = Int32(cellNames.count)
        var changes = try ChangeLedger(self, measures)
        var hasOld = try before.next()
        var hasNew = try after.next()
        while hasOld || hasNew {
            let order = !hasOld ? 1 : !hasNew ? -1 : order(before, after, keys: keys)
            let (isOld, isNew) = (order <= 0, order >= 0)
            let day = isOld ? before.day(0) : after.day(0)
            if published.has(day) {
                if changes.day != day { try changes.begin(day, cause: cause(of: day, among: causes)) }
                var name: Int64?
                for measure in measures.indices {
                    let column = keys + Int32(measure)
                    let old = isOld ? before.integer(column) : 0
                    let new = isNew ? after.integer(column) : 0
                    guard old != new else { continue }
                    // Most cells stay as they were.
                    let known = try name ?? (isOld ? changes.name(of: before) : changes.name(of: after))
                    name = known
                    changes.add(measure, of: known, old: old, new: new)
                }
            }
            if isOld { hasOld = try before.next() }
            if isNew { hasNew = try after.next() }
        }
        try changes.finish()
    }

    /// Which of two cells comes first: below 0 the left one, above 0 the right one.
    private func order(_ left: borrowing RowReader, _ right: borrowing RowReader, keys: Int32) -> Int {
        for key in 0..<keys {
            if key == 1, scope == .changes { return Int((left.integer(key) - right.integer(key)).signum()) }
            let (one, other) = (left.bytes(key), right.bytes(key))
            if one.elementsEqual(other) { continue }
            return one.lexicographicallyPrecedes(other) ? -1 : 1
        }
        return 0
    }

    /// The cells of the mart in the order of what names them.
    private func martRows(of days: String) throws -> String {
        let origins =
            scope == .everything
            ? "JOIN dim_traffic AS traffic USING (traffic_id) JOIN dim_channel AS channel USING (channel_id)" : ""
        return """
            SELECT \((cellNames + (try measures().map { "mart.\($0)" })).joined(separator: ", "))
            FROM mart_channel_daily AS mart \(origins)
            WHERE \(days) ORDER BY \(cellNames.joined(separator: ", "))
            """
    }

    /// The mart's exact measures: its stored integers.
    func measures() throws -> [String] {
        try Row.fetchAll(database, sql: "PRAGMA table_xinfo(mart_channel_daily)").compactMap { row in
            let name: String = row["name"]
            let isStored = row["hidden"] == 0 && row["type"] == "INTEGER"
            return isStored && name != "traffic_id" ? name : nil
        }
    }

    private func cause(of day: Day, among causes: [Cause]) -> String {
        var texts: [String] = []
        for cause in causes {
            if let days = cause.days, !days.contains(day) { continue }
            if !texts.contains(cause.text) { texts.append(cause.text) }
        }
        let shown = texts.prefix(3).joined(separator: "; ")
        return texts.count > 3 ? "\(shown); and \(texts.count - 3) more" : shown
    }
}

extension Publication.Traffic {
    /// The texts of a row from a column on.
    init(_ row: borrowing RowReader, from column: Int32) {
        self.init(
            channel: row.text(column), source: row.text(column + 1), medium: row.text(column + 2),
            campaign: row.text(column + 3))
    }
}
