import GRDB

/// What a publication changes of the numbers of records: the others need not be counted again.
///
/// Triggers tell it, so that no code that changes a fact can forget to.
extension Publication {
    /// The tables whose records are counted by day; spend and visits are summed up in any case.
    package static let countedTables = FactTable.all.filter { $0 != .spend && $0 != .visit }

    /// Begins to note how many records more or fewer there are of each day, contact and stage.
    func watchCounts() throws {
        try database.execute(
            sql: """
                CREATE TEMP TABLE changed_count (file_id INTEGER, day TEXT, records INTEGER);
                CREATE TEMP TABLE changed_contact (field TEXT, given INTEGER, unreadable INTEGER);
                CREATE TEMP TABLE changed_stage (
                    is_event INTEGER, file_id INTEGER, pipeline TEXT, stage TEXT, funnel_stage TEXT, records INTEGER,
                    deals INTEGER);
                """)
        for table in Self.countedTables {
            let (came, went) = (Self.notes(of: table, "new", "+"), Self.notes(of: table, "old", "-"))
            var events = [("INSERT", came), ("DELETE", went)]
            if table.key != nil { events.append(("UPDATE OF is_current", went + came)) }
            for (event, notes) in events {
                try database.execute(
                    sql: """
                        CREATE TEMP TRIGGER count_\(table.name)_\(event.prefix(6)) AFTER \(event) ON main.\(table.name)
                        BEGIN \(notes.joined(separator: " ")) END
                        """)
            }
        }
    }

    /// Ends what `watchCounts` began.
    func unwatchCounts() throws {
        for table in Self.countedTables {
            for event in ["INSERT", "DELETE", "UPDATE"] {
                try database.execute(sql: "DROP TRIGGER IF EXISTS temp.count_\(table.name)_\(event)")
            }
        }
        try database.execute(
            sql: "DROP TABLE temp.changed_count; DROP TABLE temp.changed_contact; DROP TABLE temp.changed_stage")
    }

    /// The statements that note a row that comes or goes.
    private static func notes(of table: FactTable, _ row: String, _ sign: String) -> [String] {
        let isCurrent = table.key == nil ? "true" : "\(row).is_current"
        var notes = [
            "INSERT INTO changed_count SELECT \(row).file_id, \(row).day, \(sign)1 WHERE \(isCurrent);"
        ]
        switch table {
        case .lead:
            for field in ["phone", "email"] {
                let isUnreadable = "\(row).is_\(field)_unreadable"
                notes.append(
                    """
                    INSERT INTO changed_contact SELECT '\(field)', \(sign)1, \(sign)\(isUnreadable)
                    WHERE \(row).is_current AND NOT \(row).is_deleted AND (\(isUnreadable) OR \(row).\(field) <> '');
                    """)
            }
        case .deal, .stageEvent:
            let counts = table == .deal ? "\(row).is_current AND NOT \(row).is_deleted" : "0"
            notes.append(
                """
                INSERT INTO changed_stage VALUES (\(table == .deal ? 0 : 1), \(row).file_id, \(row).pipeline, \(row).stage,
                    \(row).funnel_stage, \(sign)1, \(sign)(\(counts)));
                """)
        default: break
        }
        return notes
    }

    /// Counts the contacts of leads that count.
    ///
    /// - Parameter sql: what counts all of them.
    package func countContacts(_ sql: String) throws {
        guard scope == .changes else {
            try database.execute(sql: "DELETE FROM etl_contact")
            return try database.execute(sql: sql)
        }
        try database.execute(
            sql: """
                UPDATE etl_contact SET given = etl_contact.given + changed.given,
                    unreadable = etl_contact.unreadable + changed.unreadable
                FROM (
                    SELECT field, sum(given) AS given, sum(unreadable) AS unreadable FROM temp.changed_contact
                    GROUP BY field) AS changed
                WHERE changed.field = etl_contact.field
                """)
    }
}
