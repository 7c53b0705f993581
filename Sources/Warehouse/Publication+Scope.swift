package import Definitions
import GRDB

/// How much of what follows from the facts a publication makes anew.
extension Publication {
    package enum Scope: Hashable, Sendable {
        /// All of it: something changed that any number may follow from, or nothing was published yet.
        case everything
        /// What follows from the rows that this publication adds, changes and takes out.
        case changes
    }

    /// Begins: remembers what was published, and sees to it that the days that change are known.
    ///
    /// Triggers tell them, so that no code that changes a fact can forget to.
    ///
    /// - Parameters:
    ///   - definition: of all that the numbers follow from beside the files; where it differs from that of the last
    ///     publication, everything is made anew.
    ///   - isWhole: whether everything is in any case.
    package func begin(definition: String, isWhole: Bool) throws {
        self.definition = definition
        let last = try String.fetchOne(database, sql: "SELECT published_by FROM meta_pipeline")
        scope = !isWhole && last == definition ? .changes : .everything
        guard scope == .changes else { return try rememberMart() }
        try database.execute(
            sql: """
                CREATE TEMP TABLE changed_range (fact TEXT, first TEXT, last TEXT, PRIMARY KEY (fact, first, last))
                WITHOUT ROWID
                """)
        for (table, last) in Self.dayTables {
            for (event, rows) in [("INSERT", ["new"]), ("UPDATE", ["old", "new"]), ("DELETE", ["old"])] {
                let insertions = rows.map { Self.remember(table, "SELECT \($0).day AS day, \($0).\(last) AS last") }
                try database.execute(
                    sql: """
                        CREATE TEMP TRIGGER changed_\(table)_\(event) AFTER \(event) ON main.\(table)
                        BEGIN \(insertions.joined(separator: " ")) END
                        """)
            }
        }
        try watchRecords()
        try watchCounts()
        // What a run has seen of a cost that spreads over days ends with the day of that run.
        let spread =
            "SELECT DISTINCT day, date_to AS last FROM main.fact_spend WHERE file_id = new.file_id AND date_to > day"
        try database.execute(
            sql: """
                CREATE TEMP TRIGGER changed_file AFTER UPDATE OF logical_day ON main.etl_file
                WHEN new.logical_day IS NOT old.logical_day
                BEGIN
                    \(Self.remember("fact_spend", spread))
                END
                """)
    }

    /// Adds days that are not there yet.
    ///
    /// `OR IGNORE` would give way to what the statement says that fires the trigger.
    private static func remember(_ fact: String, _ days: String) -> String {
        """
        INSERT INTO changed_range SELECT '\(fact)', day, last FROM (\(days)) AS span
        WHERE NOT EXISTS (
            SELECT 1 FROM changed_range AS known
            WHERE known.fact = '\(fact)' AND known.first = span.day AND known.last = span.last);
        """
    }

    /// The days on which visits came, went or moved in this publication so far; nil where all are to be taken as such.
    package func changedVisitDays() throws -> [Day]? {
        guard scope == .changes else { return nil }
        return try String.fetchAll(
            database, sql: "SELECT first FROM temp.changed_range WHERE fact = 'fact_visit_daily'"
        ).compactMap { Day($0) }
    }

    /// The tables that the channel mart is made of, with the column of a row's last day.
    private static let dayTables = [
        ("fact_spend", "date_to"), ("fact_visit_daily", "day"), ("fact_fee", "day"), ("mart_credit_daily", "day"),
    ]

    /// Lists the days of the channel mart that are to be made anew, also as `temp.changed_day`, once all facts are settled;
    /// where all are, there is no list.
    package func listChangedDays() throws {
        guard scope == .changes else { return changedDays = nil }
        try database.execute(
            sql: """
                DROP TABLE IF EXISTS temp.changed_day;
                CREATE TEMP TABLE changed_day (day TEXT PRIMARY KEY) WITHOUT ROWID;
                INSERT INTO changed_day
                WITH RECURSIVE span AS (
                    SELECT first AS day, min(last, newest) AS last
                    FROM changed_range CROSS JOIN (SELECT max(
                        ifnull((SELECT max(logical_day) FROM etl_file), ''),
                        ifnull((SELECT max(day) FROM mart_channel_daily), '')) AS newest)
                    UNION
                    SELECT date(day, '+1 day'), last FROM span WHERE day < last
                )
                SELECT DISTINCT day FROM span;
                """)
        changedDays = DaySet(
            try String.fetchAll(database, sql: "SELECT day FROM temp.changed_day").compactMap { Day($0) })
        try rememberMart(of: "mart.day IN (SELECT day FROM temp.changed_day)")
    }

    /// Ends what `begin` began.
    func endScope() throws {
        try database.execute(sql: "DROP TABLE IF EXISTS temp.changed_day")
        guard scope == .changes else { return }
        for (table, _) in Self.dayTables {
            for event in ["INSERT", "UPDATE", "DELETE"] {
                try database.execute(sql: "DROP TRIGGER temp.changed_\(table)_\(event)")
            }
        }
        try database.execute(sql: "DROP TRIGGER temp.changed_file; DROP TABLE temp.changed_range")
        try unwatchRecords()
        try unwatchCounts()
    }
}
