import Definitions
import GRDB

extension Publication {
    /// A snapshot that lost more of its records than its source allows.
    package struct Shrinkage: Error, Hashable, Sendable {
        package var path: String
        package var before: Int
        package var after: Int
    }

    /// Lets the newest file of a `snapshot` source be the truth: what it doesn't hold is gone.
    ///
    /// The newest is the greatest (last day, first day, path) of the files as they are now, so a snapshot that arrives
    /// late changes nothing, and one whose newest record vanished still takes the place of its own older version.
    ///
    /// - Parameters:
    ///   - maxShrinkMillionths: the greatest share of records that may vanish at once.
    ///   - fresh: the files this transaction has read.
    /// - Throws: `Shrinkage` where more vanished.
    package func settleSnapshot(
        _ table: FactTable, source: String, maxShrinkMillionths: Int, fresh: Set<Int64>
    ) throws {
        let versions = try ledger.versions(.live, of: source)
        let latest = versions.filter { version in !versions.contains { $0.follows(version) } }
        guard let newest = latest.max(by: { Self.isOlder($0, $1) }), let file = newest.id else { return }
        let before = try versions.filter { !fresh.contains($0.id ?? 0) }.reduce(0) { try $0 + records(table, $1.id) }
        for version in versions where version.id != file {
            var superseded = version
            superseded.counts.superseded += superseded.counts.loaded
            superseded.counts.loaded = 0
            try retire(superseded)
        }
        guard fresh.contains(file) else { return }
        let after = try records(table, file)
        // after < before × (1 − share), without a division.
        if after * 1_000_000 < before * (1_000_000 - maxShrinkMillionths) {
            throw Shrinkage(path: newest.path, before: before, after: after)
        }
    }

    private static func isOlder(_ left: FileVersion, _ right: FileVersion) -> Bool {
        let days = { (file: FileVersion) in
            (file.slot?.upperBound.number ?? .min, file.slot?.lowerBound.number ?? .min)
        }
        if days(left) != days(right) { return days(left) < days(right) }
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }

    /// How many keys a file holds.
    private func records(_ table: FactTable, _ file: Int64?) throws -> Int {
        guard let key = table.key else { return 0 }
        return try Int.fetchOne(
            database, sql: "SELECT count(DISTINCT \(key)) FROM \(table.name) WHERE file_id = ?", arguments: [file]) ?? 0
    }
}
