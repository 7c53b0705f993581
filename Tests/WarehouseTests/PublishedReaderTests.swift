import Definitions
import GRDB
import TestSupport
import Testing

@testable import Warehouse

/// What is read beside a publication comes to the same as all of it read in the publication, whatever that changes.
@Suite struct PublishedReaderTests {
    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Whether what was read before still holds.
        var isKept: Bool
        var change: @Sendable (TestWarehouse, Publication) throws -> Void
    }

    /// Files 1 and 2 of spend are kept, file 3 is left.
    static let changesOfSpend: [Change] = [
        Change(testDescription: "nothing", isKept: true) { _, _ in },
        Change(testDescription: "a new file", isKept: true) { test, publication in
            let file = TestWarehouse.file("more", "more.csv", slot: ("2025-01-01", "2025-01-02"))
            try test.addSpend(publication, file, [("2025-01-02", 70), ("2025-02-01", 71)])
        },
        Change(testDescription: "a new version of a file", isKept: true) { test, publication in
            let file = TestWarehouse.file("ads", "c.csv", version: 2, slot: ("2025-01-03", "2025-01-03"))
            try publication.database.execute(sql: "DELETE FROM fact_spend WHERE file_id = 3")
            try test.addSpend(publication, file, [("2025-01-03", 90)])
        },
        Change(testDescription: "another cost", isKept: false) { _, publication in
            try publication.database.execute(
                sql: "UPDATE fact_spend SET cost_micros = 8 WHERE (file_id, record) = (2, 1)")
        },
        Change(testDescription: "a row that goes", isKept: false) { _, publication in
            try publication.database.execute(sql: "DELETE FROM fact_spend WHERE (file_id, record) = (1, 2)")
        },
        Change(testDescription: "a row that comes", isKept: false) { _, publication in
            try publication.database.execute(
                sql: """
                    INSERT INTO fact_spend (\(columns)) SELECT \(columns.replacing("record", with: "9"))
                    FROM fact_spend WHERE (file_id, record) = (1, 1)
                    """)
        },
        Change(testDescription: "a left cost that spreads", isKept: true) { _, publication in
            try publication.database.execute(
                sql: "UPDATE fact_spend SET date_to = '2025-01-09' WHERE (file_id, record) = (3, 1)")
        },
    ]

    private static let columns = """
        file_id, record, day, date_to, traffic_id, advert_id, impressions, clicks, cost_micros, line, contractor,
        network_type, keyword, device, branch, cost_type, currency, amount_micros, fee_micros, levy_micros
        """

    @Test(arguments: changesOfSpend) func spendIsTheSame(_ change: Change) throws {
        let test = try TestWarehouse()
        try test.publish { publication in
            for (path, rows) in [
                ("a.csv", [("2025-01-01", 1), ("2025-01-02", 2), ("2025-01-02", 3)]), ("b.csv", [("2025-01-02", 4)]),
                ("c.csv", [("2025-01-03", 5), ("2025-01-04", 6)]),
            ] {
                try test.addSpend(
                    publication, TestWarehouse.file("ads", path, slot: (rows[0].0, rows[0].0)),
                    rows.map { ($0.0, Int64($0.1)) })
            }
        }
        let files = PublishedReader.Files(kept: [1, 2], left: [3])
        try publishChanges(test) { publication, reader in
            let published = try reader.spend(of: files, Told())
            try change.change(test, publication)
            #expect(publication.keeps(files, of: .spend) == change.isKept)
            let whole = try publication.readSpend(Told())
            let apart = try publication.readSpend(after: published, Told())
            #expect(Self.described(apart) == Self.described(whole))
            #expect(apart.sums.delivered.byDay == whole.sums.delivered.byDay)
        }
    }

    /// Files 1 and 2 of visits are kept, file 3 is left.
    static let changesOfVisits: [Change] = [
        Change(testDescription: "nothing", isKept: true) { _, _ in },
        Change(testDescription: "a new file", isKept: true) { _, publication in
            try add(publication, "more", "more.csv", [("2025-01-02", 1, 5), ("2025-01-05", 3, 6)])
        },
        Change(testDescription: "a file that goes", isKept: true) { _, publication in
            try publication.database.execute(sql: "DELETE FROM fact_visit_daily WHERE file_id = 3")
        },
        Change(testDescription: "a row that goes", isKept: false) { _, publication in
            try publication.database.execute(sql: "DELETE FROM fact_visit_daily WHERE (file_id, record) = (1, 2)")
        },
    ]

    @Test(arguments: changesOfVisits, [nil, "2025-01-02", "2025-01-04"])
    func visitsAreTheSame(_ change: Change, movedFrom day: String?) throws {
        let test = try TestWarehouse()
        try test.publish { publication in
            try Self.add(publication, "site", "a.csv", [("2025-01-01", 1, 10), ("2025-01-01", 2, 20)])
            try Self.add(publication, "site", "b.csv", [("2025-01-02", 1, 30), ("2025-01-04", 1, 31)])
            try Self.add(publication, "site", "c.csv", [("2025-01-03", 2, 40)])
        }
        let files = PublishedReader.Files(kept: [1, 2], left: [3])
        try publishChanges(test) { publication, reader in
            let published = try reader.visits(of: files)
            try change.change(test, publication)
            #expect(publication.keeps(files, of: .visit) == change.isKept)
            let apart = try Self.placed(publication, after: published, movedFrom: day.map(TestWarehouse.day))
            // As before they were placed, in which another one would find nothing to move.
            try publication.database.execute(sql: "UPDATE fact_visit_daily SET placement_id = 1")
            let whole = try Self.placed(publication, after: nil, movedFrom: day.map(TestWarehouse.day))
            #expect(apart == whole)
        }
    }

    @Test func aKeptFileWithoutAPlaceIsNotRead() throws {
        let test = try TestWarehouse()
        try test.publish { try Self.add($0, "site", "a.csv", [("2025-01-01", 1, 10)]) }
        try test.warehouse.write { try $0.execute(sql: "UPDATE fact_visit_daily SET placement_id = 0") }
        #expect(throws: Failure.self) {
            try PublishedReader(test.warehouse).visits(of: PublishedReader.Files(kept: [1], left: []))
        }
    }

    // MARK: Publications

    /// Does something in a publication of changes, whose work isn't kept.
    private func publishChanges(
        _ test: TestWarehouse, _ body: (Publication, PublishedReader) throws -> Void
    ) throws {
        try test.warehouse.write {
            try $0.execute(sql: "UPDATE meta_pipeline SET published_by = 'd', settled_by = 's'")
        }
        let end = #expect(throws: Failure.self) {
            try test.warehouse.publish(run: test.beginRun()) { publication in
                try publication.begin(definition: "d", isWhole: false)
                try publication.describe(
                    TestWarehouse.pipeline,
                    channels: [Publication.Channel(name: "Paid Search", titleEN: "a", titleRU: "a")])
                try body(publication, PublishedReader(test.warehouse))
                throw Failure(.refused, "enough")
            }
        }
        #expect(end?.diagnostics.map(\.message) == ["enough"])
    }

    private static func add(
        _ publication: Publication, _ source: String, _ path: String, _ rows: [(day: String, tag: UInt8, visits: Int64)]
    ) throws {
        let file = try publication.add(TestWarehouse.file(source, path, slot: (rows[0].day, rows[0].day)))
        let sums = try rows.map { row in
            let tag = try publication.tagID(
                of: Publication.VisitTag(
                    encoded: [row.tag], site: "", source: "s\(row.tag)", medium: "", campaign: "", content: "",
                    term: "", clickID: "", referrer: ""))
            var sums = Publication.VisitSums(day: TestWarehouse.day(row.day), tag: tag, site: "")
            (sums.visits, sums.pageviews, sums.duration, sums.bounces) = (row.visits, 2 * row.visits, 7, 1)
            return sums
        }
        try publication.add(visits: sums, file: file.id ?? 0)
    }

    /// Places visits where they lay, those of tag 1 from a day on elsewhere; and what that came to.
    private static func placed(
        _ publication: Publication, after published: PublishedVisits?, movedFrom moved: Day?
    ) throws -> [String] {
        var found: Set<String> = []
        let before = TestWarehouse.day("2000-01-01")
        let after = TestWarehouse.day("2100-01-01")
        let (sums, placements) = try publication.placeVisits(after: published) { tag, day in
            func place(_ rule: String) throws -> Publication.Placement {
                try publication.placement(
                    traffic: 0, isPaid: false, isDirect: false, platform: "", status: "", rule: rule)
            }
            guard let moved, tag == 1 else { return (before...after, try place("")) }
            let last = Day(number: moved.number - 1)
            return day < moved ? (before...last, try place("")) : (moved...after, try place("moved"))
        } found: { tag, days, position in
            found.insert("tag \(tag) \(days) at \(position)")
        }
        var lines = found.sorted() + placements.map { "\($0.rule) \($0.id)" }
        let cells = sums.visits.cells
        for row in 0..<cells.count {
            let group = sums.groups[Int(cells.number(row))]
            lines.append(
                "\(cells.day(row)) \(group.tag) \(group.rule) \((0..<4).map { cells[row, $0] }) of \(group.visits)")
        }
        lines += sums.delivered.byDay.map { "\($0.key.source) \($0.key.day) \($0.value)" }
        lines += try Row.fetchAll(publication.database, sql: "SELECT * FROM fact_visit_daily").map(\.description)
        return lines.sorted()
    }

    // MARK: Spend

    /// Remembers what spend told.
    private struct Told: SpendListener {
        var ways: [String] = []
        var told: Set<String> = []
        func platform(named stated: String) -> String { stated }
        mutating func take(_ way: Publication.CampaignName) { ways.append("\(way)") }
        mutating func take(_ day: Day, of way: Int) { told.insert("\(ways[way]) on \(day)") }
        mutating func take(ad: Publication.CampaignName) { told.insert("ad \(ad)") }
    }

    private static func described(_ reading: SpendReading<Told>) -> [String] {
        let cells = reading.sums.cells
        let sums = (0..<cells.cells.count).map { row in
            let way = Int(cells.cells.number(row))
            return "\(cells.cells.day(row)) \(cells.traffic[way]) \(reading.sums.ways[way]) "
                + "\((0..<3).map { cells.cells[row, $0] })"
        }
        return (sums + reading.listener.told).sorted()
    }
}
