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
                CREATE TEMP TABLE changed_range (
                    fact TEXT, file_id INTEGER, first TEXT, last TEXT, PRIMARY KEY (fact, file_id, first, last)
                ) WITHOUT ROWID
                """)
        for (table, file, last) in Self.dayTables {
            for (event, rows) in Self.events {
                for row in rows {
                    // Most rows are of a day that is there already: nothing more is done for them.
                    let values = "'\(table)', \(file.map { "\(row).\($0)" } ?? "0"), \(row).day, \(row).\(last)"
                    try database.execute(
                        sql: """
                            CREATE TEMP TRIGGER changed_\(table)_\(event)_\(row) AFTER \(event) ON main.\(table)
                            WHEN NOT EXISTS (SELECT 1 FROM changed_range WHERE (fact, file_id, first, last) = (\(values)))
                            BEGIN INSERT INTO changed_range VALUES (\(values)); END
                            """)
                }
            }
        }
        try watchRecords()
        try watchCounts()
        // What a run has seen of a cost that spreads over days ends with the day of that run.
        // `OR IGNORE` would give way to what the statement says that fires the trigger.
        try database.execute(
            sql: """
                CREATE TEMP TRIGGER changed_file AFTER UPDATE OF logical_day ON main.etl_file
                WHEN new.logical_day IS NOT old.logical_day
                BEGIN
                    INSERT INTO changed_range SELECT DISTINCT 'fact_spend', file_id, day, date_to
                    FROM main.fact_spend AS spend
                    WHERE file_id = new.file_id AND date_to > day AND NOT EXISTS (
                        SELECT 1 FROM changed_range AS known WHERE (known.fact, known.file_id, known.first, known.last)
                            = ('fact_spend', spend.file_id, spend.day, spend.date_to));
                END
                """)
    }

    /// The days on which visits came, went or moved in this publication so far; nil where all are to be taken as such.
    package func changedVisitDays() throws -> [Day]? {
        guard scope == .changes else { return nil }
        return try String.fetchAll(
            database, sql: "SELECT DISTINCT first FROM temp.changed_range WHERE fact = 'fact_visit_daily'"
        ).compactMap { Day($0) }
    }

    /// What happens to rows of facts, and which of the two rows of a trigger tells of it.
    private static let events = [("INSERT", ["new"]), ("UPDATE", ["old", "new"]), ("DELETE", ["old"])]

    /// The tables that the channel mart is made of, with the columns of a row's file and last day.
    private static let dayTables: [(table: String, file: String?, lastDay: String)] = [
        ("fact_spend", "file_id", "date_to"), ("fact_visit_daily", "file_id", "day"), ("fact_fee", nil, "day"),
        ("mart_credit_daily", nil, "day"),
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
        try database.execute(
            sql: "DROP TABLE IF EXISTS temp.changed_day; DROP TABLE IF EXISTS temp.affected_payment")
        guard scope == .changes else { return }
        for (table, _, _) in Self.dayTables {
            for (event, rows) in Self.events {
                for row in rows { try database.execute(sql: "DROP TRIGGER temp.changed_\(table)_\(event)_\(row)") }
            }
        }
        try database.execute(sql: "DROP TRIGGER temp.changed_file; DROP TABLE temp.changed_range")
        try unwatchRecords()
        try unwatchCounts()
    }
}
