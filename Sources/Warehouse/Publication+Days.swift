package import Definitions
import GRDB

extension Publication {
    /// Lets each day of a `replace` source be supplied by the files it belongs to, and takes the other rows out.
    ///
    /// - Parameters:
    ///   - per: fields that divide a day among files, such as the account.
    ///   - start: the first day that counts: what covers earlier ones is nobody's concern.
    ///   - fresh: the files this transaction has read, whose rows are all in.
    /// - Returns: files that supply days whose rows are not in: they are to be read again, then settled again.
    /// - Throws: `DayOwnership.Conflict` where two files may not cover the same day.
    package func settleDays(
        _ table: FactTable, source: String, overlap: LoadDefinition.Overlap, per: [String], from start: Day,
        fresh: Set<Int64>
    ) throws -> [FileVersion] {
        let part = table.part(of: per)
        for file in fresh where !per.isEmpty {
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO etl_part (file_id, part)
                    SELECT DISTINCT file_id, \(part) FROM \(table.name) WHERE file_id = ?
                    """, arguments: [file])
        }
        let versions = try ledger.versions(.live, of: source).filter { $0.slot != nil }
        let ownership = try DayOwnership(try claims(versions, per: per), overlap: overlap, from: start)
        // A source can have tens of thousands of files, so none of them looks at all others.
        let versionsByPath = Dictionary(grouping: versions, by: \.path)
        var again: [FileVersion] = []
        var owners = try BulkStatement(database, "INSERT INTO etl_owner (file_id, part, day) VALUES (?, ?, ?)")
        for version in versions {
            guard let file = version.id else { continue }
            let slot = version.deliveredDays
            let owned = ownership.keys[file] ?? []
            // A file read just now supplies what it is given, whatever it supplied before.
            let before = fresh.contains(file) ? [] : try suppliedBefore(file)
            if !fresh.contains(file), !owned.isSubset(of: before) {
                again.append(version)
                continue
            }
            if isOvertaken(version, by: versionsByPath[version.path] ?? []) {
                try retire(version)
                continue
            }
            guard fresh.contains(file) || owned != before else { continue }
            try write(owned, of: file, by: &owners)
            let covered = slot.map { Int($0.upperBound.number - $0.lowerBound.number) + 1 } ?? 0
            if per.isEmpty, owned.count == covered, fresh.contains(file) { continue }
            try database.execute(
                sql: """
                    DELETE FROM \(table.name) WHERE file_id = :file
                        AND (\(part), day) NOT IN (SELECT part, day FROM etl_owner WHERE file_id = :file)
                    """, arguments: ["file": file])
            try countSuperseded(table, file: file)
        }
        return again
    }

    /// Whether later versions of the same path stand for all its days, so that it can never supply one again.
    ///
    /// Asked of the days that the files have, not of those supplied now: another path, a later `start` or a narrower `where`
    /// may be taken back.
    private func isOvertaken(_ version: FileVersion, by versions: [FileVersion]) -> Bool {
        guard let slot = version.slot else { return false }
        var day = slot.lowerBound
        while day <= slot.upperBound {
            let later = versions.compactMap { $0.follows(version) && $0.slot?.contains(day) == true ? $0.slot : nil }
            guard let reach = later.map(\.upperBound).max() else { return false }
            day = Day(number: reach.number + 1)
        }
        return true
    }

    /// Takes a version's rows out of what is published; its line in the ledger stays.
    package func retire(_ version: FileVersion) throws {
        guard let file = version.id else { return }
        try removeRows(file: file)
        var retired = version
        retired.state = .replaced
        try save(retired)
    }

    private func claims(_ versions: [FileVersion], per: [String]) throws -> [DayOwnership.Claim] {
        try versions.compactMap { version in
            guard let file = version.id, let slot = version.deliveredDays else { return nil }
            var claim = DayOwnership.Claim(file: file, path: version.path, version: version.version, slot: slot)
            if !per.isEmpty {
                claim.parts = try String.fetchAll(
                    database, sql: "SELECT part FROM etl_part WHERE file_id = ? ORDER BY part", arguments: [file])
            }
            return claim
        }
    }

    private func suppliedBefore(_ file: Int64) throws -> Set<DayOwnership.Key> {
        let days = try suppliedDays(file: file)
        return Set(days.flatMap { part, days in days.map { DayOwnership.Key(part: part, day: $0) } })
    }

    private func write(
        _ owned: Set<DayOwnership.Key>, of file: Int64, by statement: inout BulkStatement
    ) throws {
        try database.cachedStatement(sql: "DELETE FROM etl_owner WHERE file_id = ?").execute(arguments: [file])
        for key in owned.sorted(by: { ($0.part, $0.day) < ($1.part, $1.day) }) {
            statement.bind(file)
            statement.bind(key.part)
            statement.bind(key.day.description)
            try statement.step()
        }
    }

    /// Rows that gave way to another file's are superseded; together with the loaded ones they stay as many.
    private func countSuperseded(_ table: FactTable, file: Int64) throws {
        try database.execute(
            sql: """
                UPDATE etl_file SET
                    rows_loaded = fact.count,
                    rows_superseded = rows_loaded + rows_superseded - fact.count
                FROM (SELECT \(table.recordCount) AS count FROM \(table.name) WHERE file_id = :file) AS fact
                WHERE file_id = :file
                """, arguments: ["file": file])
    }
}

extension FactTable {
    /// The SQL that tells which part of a day a row belongs to: the texts of some fields, joined.
    func part(of fields: [String]) -> String {
        let columns = fields.map { field in
            if self == .spend, let column = Publication.Adverts.column(of: field) {
                return "(SELECT \(column) FROM dim_advert WHERE dim_advert.advert_id = \(name).advert_id)"
            }
            return self.fields.first { $0.field == field }?.column ?? field
        }
        return columns.isEmpty ? "''" : columns.joined(separator: " || char(31) || ")
    }
}
