import Definitions
import GRDB

/// Visits as they were last published, summed by day and where they lay.
package struct PublishedVisits: Sendable {
    let files: PublishedReader.Files
    private(set) var sums: TouchSums
    /// Where each group of the sums lay.
    private(set) var placements: [Int64] = []
    /// The days of each group, some of them more than once.
    private(set) var days: [[Day]] = []

    /// - Throws: where some lay nowhere yet.
    init(_ database: Database, _ files: PublishedReader.Files) throws {
        self.files = files
        sums = try TouchSums(database)
        let known = try Publication.Placements(database)
        let rows = try RowReader(
            database, columns: "tag_id, day, file_id, placement_id, visits, pageviews, duration, bounces", of: .visit,
            in: files.kept.sorted())
        while try rows.next() {
            let (day, placement) = (rows.day(1), rows.integer(3))
            let group = try sums.group(tag: rows.integer(0), placement: placement, known)
            if group == days.count {
                days.append([])
                placements.append(placement)
            }
            if days[group].last != day { days[group].append(day) }
            try sums.add(rows, from: 4, of: rows.integer(2), day, group: group)
        }
    }
}
