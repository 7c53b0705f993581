import Definitions
import GRDB

/// Writes the numbers that a publication changed, day by day, in the order of the table's key.
struct ChangeLedger: ~Copyable {
    private(set) var day: Day?
    private var cause = ""
    private var changes: [Change] = []
    private var lastDayID: Int64
    private var names: [Publication.Traffic: Int64]
    private var lastNameID: Int64
    /// The texts of traffic sources where cells come with their ids, and the names of those that were met.
    private let origins: [Int64: Publication.Traffic]?
    private var namesByTraffic: [Int64: Int64] = [:]
    /// The id of each measure, by its position.
    private let measures: [Int64]
    private let run: Int64
    private let days: RowWriter
    private let newNames: RowWriter
    private let numbers: RowWriter

    /// What a number of a cell was and is.
    private struct Change {
        var name: Int64
        var measure: Int64
        var old: Int64
        var new: Int64
    }

    init(_ publication: Publication, _ measures: [String]) throws {
        let database = publication.database
        let origins = publication.scope == .changes ? try publication.trafficSources() : nil
        let lastDayID = try Int64.fetchOne(database, sql: "SELECT max(change_day_id) FROM etl_change_day")
        let measureIDs = try Self.ids(of: measures, database)
        let names = try Self.names(database)
        run = publication.run
        self.origins = origins
        self.lastDayID = lastDayID ?? 0
        self.measures = measureIDs
        self.names = names
        lastNameID = names.values.max() ?? 0
        days = RowWriter(database, into: "etl_change_day", ["change_day_id", "run_id", "day", "cause"])
        newNames = RowWriter(
            database, into: "etl_change_name", ["name_id", "channel", "source", "medium", "campaign"])
        numbers = RowWriter(
            database, into: "etl_change_number",
            ["change_day_id", "name_id", "measure_id", "old_value", "new_value"])
    }

    private static func names(_ database: Database) throws -> [Publication.Traffic: Int64] {
        var names: [Publication.Traffic: Int64] = [:]
        let known = try RowReader(database, "SELECT name_id, channel, source, medium, campaign FROM etl_change_name")
        while try known.next() { names[Publication.Traffic(known, from: 1)] = known.integer(0) }
        return names
    }

    private static func ids(of measures: [String], _ database: Database) throws -> [Int64] {
        try measures.map { measure in
            try database.execute(
                sql: "INSERT INTO etl_change_measure (measure) VALUES (?) ON CONFLICT DO NOTHING",
                arguments: [measure])
            let id = "SELECT measure_id FROM etl_change_measure WHERE measure = ?"
            return try Int64.fetchOne(database, sql: id, arguments: [measure]) ?? 0
        }
    }

    /// Goes on with another day.
    mutating func begin(_ day: Day, cause: String) throws {
        try endDay()
        self.day = day
        self.cause = cause
    }

    /// What the ledger names a cell of the mart by.
    mutating func name(of cell: borrowing RowReader) throws -> Int64 {
        guard let origins else { return try name(of: Publication.Traffic(cell, from: 1)) }
        let traffic = cell.integer(1)
        if let known = namesByTraffic[traffic] { return known }
        // Where somebody took it out, what changed is told all the same.
        let texts = origins[traffic] ?? Publication.Traffic(channel: "", source: "", medium: "", campaign: "")
        let name = try name(of: texts)
        namesByTraffic[traffic] = name
        return name
    }

    private mutating func name(of texts: Publication.Traffic) throws -> Int64 {
        if let known = names[texts] { return known }
        lastNameID += 1
        names[texts] = lastNameID
        newNames.rows.append(lastNameID)
        newNames.rows.append(texts.channel)
        newNames.rows.append(texts.source)
        newNames.rows.append(texts.medium)
        newNames.rows.append(texts.campaign)
        try newNames.endRow()
        return lastNameID
    }

    /// Adds a number of the day's cells that changed.
    ///
    /// - Parameter measure: its position.
    mutating func add(_ measure: Int, of name: Int64, old: Int64, new: Int64) {
        changes.append(Change(name: name, measure: measures[measure], old: old, new: new))
    }

    /// Ends the last day.
    mutating func finish() throws {
        try endDay()
        try newNames.finish()
        try days.finish()
        try numbers.finish()
    }

    private mutating func endDay() throws {
        guard let day, !changes.isEmpty else { return }
        lastDayID += 1
        days.rows.append(lastDayID)
        days.rows.append(run)
        days.rows.append(day)
        days.rows.append(cause)
        try days.endRow()
        changes.sort { ($0.name, $0.measure) < ($1.name, $1.measure) }
        for change in changes {
            numbers.rows.append(lastDayID)
            numbers.rows.append(change.name)
            numbers.rows.append(change.measure)
            numbers.rows.append(change.old)
            numbers.rows.append(change.new)
            try numbers.endRow()
        }
        changes.removeAll(keepingCapacity: true)
    }
}
