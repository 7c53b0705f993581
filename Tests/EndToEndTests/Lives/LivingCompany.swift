import Foundation
import TestSupport
import Testing

/// A company that lives through the nights of a random life, and what is asked of it.
struct LivingCompany {
    let company: Company
    private let files = Shelf()
    /// How to repeat the life.
    let comment: String
    private let story = Story()

    private final class Shelf {
        var files: [String: String] = [:]
    }

    private final class Story {
        var lines: [String] = []
    }

    init(_ comment: String) throws {
        company = try Company(standard: false)
        self.comment = comment
    }

    private func told(_ what: String) -> Comment {
        "\(comment)\n\(story.lines.joined(separator: "\n"))\n\(what)"
    }

    /// Lets the folder hold these files and no others.
    func lay(_ wanted: [String: String]) throws {
        for name in files.files.keys.sorted() where wanted[name] == nil { try company.folder.remove(name) }
        for (name, text) in wanted.sorted(by: { $0.key < $1.key }) where files.files[name] != text {
            try company.write(text, to: name)
        }
        files.files = wanted
    }

    /// Runs at a day; what it ended with.
    private func run(at day: Int) throws -> ProgramResult {
        try company.run("run", ["--at", BusinessZone.date(day)])
    }

    /// Lives through a night; false where something was not as it must be.
    func live(_ night: Life.Night) throws -> Bool {
        story.lines.append(night.story.joined(separator: "; "))
        try lay(night.files)
        for path in night.forgotten {
            let result = try company.run("forget-file", [path])
            #expect(result.exitCode == 0, told("forget-file \(path): \(result.errors)"))
        }
        let result = try run(at: night.day)
        guard result.exitCode == (night.refusal == nil ? 0 : 4) else {
            Issue.record(
                told("exit \(result.exitCode ?? -1), expected refusal: \(night.refusal ?? "none")\n\(result.errors)"))
            return false
        }
        return try night.refusal != nil || check(night.books)
    }

    /// Holds what is published to the model.
    func check(_ books: LifeBooks) throws -> Bool {
        let found = try [
            LifeBooks.journeySQL, LifeBooks.creditSQL, LifeBooks.leadSQL, LifeBooks.dailySQL, LifeBooks.dealSQL,
            LifeBooks.fileSQL, LifeBooks.visitorSQL,
        ].map { try company.rows($0) }
        let conversions = books.conversions()
        let wanted = try [
            books.journeys(conversions), books.credits(conversions), books.leads(conversions),
            books.daily(conversions), books.deals(), books.files(accounting: ()), books.visitors(),
        ]
        for (found, wanted) in zip(found, wanted) where found != wanted {
            let missing = wanted.filter { !found.contains($0) }
            let extra = found.filter { !wanted.contains($0) }
            Issue.record(
                told("missing:\n\(missing.joined(separator: "\n"))\nfound instead:\n\(extra.joined(separator: "\n"))"))
            return false
        }
        var unsound = try company.rows(Self.soundnessSQL)
        for law in AttributionLaws.all { unsound += try company.rows(law.sql).map { "\(law.name): \($0)" } }
        #expect(unsound == [], told("unsound: \(unsound)"))
        return unsound.isEmpty
    }

    /// What must hold between the tables, whatever the rows; each difference is a row.
    private static let soundnessSQL = """
        SELECT 'accounting of a file', path FROM etl_file
        WHERE rows_read <> rows_loaded + rows_rejected + rows_duplicate + rows_superseded + rows_filtered
        UNION ALL
        SELECT 'accounting of a step', source FROM etl_step
        WHERE rows_read <> rows_loaded + rows_rejected + rows_duplicate + rows_superseded + rows_filtered
        UNION ALL
        SELECT 'loaded rows', file.path || ' ' || file.rows_loaded || ' ' || count(fact.file_id)
        FROM etl_file AS file LEFT JOIN (
            SELECT file_id FROM fact_spend UNION ALL SELECT file_id FROM fact_rate
            UNION ALL SELECT file_id FROM fact_stage_event UNION ALL SELECT file_id FROM fact_lead WHERE is_current = 1
            UNION ALL SELECT file_id FROM fact_deal WHERE is_current = 1
            UNION ALL SELECT file_id FROM fact_payment WHERE is_current = 1
        ) AS fact USING (file_id)
        WHERE file.state = 'live' AND file.source <> 'site'
        GROUP BY file.file_id HAVING file.rows_loaded <> count(fact.file_id)
        UNION ALL
        SELECT 'loaded visits', file.path || ' ' || file.rows_loaded || ' ' || total(visits)
        FROM etl_file AS file LEFT JOIN fact_visit_daily USING (file_id)
        WHERE file.state = 'live' AND file.source = 'site'
        GROUP BY file.file_id HAVING file.rows_loaded <> total(visits)
        UNION ALL
        SELECT 'rejected rows', file.path FROM etl_file AS file LEFT JOIN etl_reject AS reject USING (file_id)
        WHERE file.state = 'live' GROUP BY file.file_id HAVING file.rows_rejected <> count(reject.file_id)
        UNION ALL
        SELECT 'facts of files that are gone', file_id FROM fact_spend
        WHERE file_id NOT IN (SELECT file_id FROM etl_file WHERE state = 'live')
        """

    /// What made a run refuse is taken back.
    func settle(at books: LifeBooks) throws {
        try lay(books.files())
        let result = try run(at: books.day)
        #expect(result.exitCode == 0, told("\(result.errors)"))
    }

    /// A rerun finds nothing to do and reads nothing.
    func runsUnchanged(at day: Int) throws {
        let result = try run(at: day)
        #expect(result.exitCode == 0 && result.errors.contains("nothing to do"), told("rerun: \(result.errors)"))
        let read = try company.rows(
            "SELECT sum(files_read), sum(bytes_read) FROM etl_step WHERE run_id = (SELECT max(run_id) FROM etl_run)")
        #expect(read == ["0|0"], told("rerun"))
    }

    func rebuildGivesTheSame() throws {
        guard company.folder.has("var/shop.sqlite") else { return }
        let before = try tables()
        let result = try company.run("rebuild")
        #expect(result.exitCode == 0, told("rebuild: \(result.errors)"))
        let after = try tables()
        #expect(before == after, told("rebuild changes \(Self.difference(before, after))"))
    }

    /// The digest, table by table.
    private func tables() throws -> [String] {
        try company.run("digest", ["--tables"]).output.split(separator: "\n").map(String.init)
    }

    private static func difference(_ left: [String], _ right: [String]) -> String {
        zip(left, right).filter { $0 != $1 }.map { "\($0) → \($1)" }.joined(separator: "\n")
    }

    // MARK: Other ways

    /// How files may be delivered to a company that starts anew.
    enum Way: String {
        /// As many as there may be in each run.
        case atOnce = "all at once"
        /// In any order that keeps a path's versions in theirs.
        case inAnotherOrder = "in another order"
        /// At once, first on an earlier day, which holds back the newest rows, then on the last.
        case fromAnEarlierDay = "from an earlier day on"
        /// As many as there may be, each time by a backfill of all months and then a run.
        case monthByMonth = "month by month"
    }

    /// Delivers all versions of all files to a company of its own, which must become what this one is.
    func another(_ books: LifeBooks, _ way: Way, _ generator: inout SeededGenerator) throws {
        let other = try LivingCompany("\(comment), \(way.rawValue)")
        other.story.lines = story.lines
        var queues = books.queues
        var files = try books.definition.files()
        if way == .fromAnEarlierDay {
            for queue in queues { files[queue.path] = queue.texts.first }
            try other.lay(files)
            _ = try other.run(at: books.day - 4)
        }
        var pending: Set<String> = []
        while queues.contains(where: { !$0.texts.isEmpty }) {
            let ready = queues.indices.filter { !queues[$0].texts.isEmpty && !pending.contains(queues[$0].path) }
            guard !ready.isEmpty else { break }
            let forced = generator.one(of: ready)
            for index in ready where way != .inAnotherOrder || index == forced || generator.chance(4) {
                files[queues[index].path] = queues[index].texts.removeFirst()
                pending.insert(queues[index].path)
            }
            try other.lay(files)
            if way == .monthByMonth { try other.backfill(from: books.definition.start, at: books.day) }
            let result = try other.run(at: books.day)
            // Snapshots that are not there yet are unreachable, and rates that are missing refuse.
            let code = result.exitCode ?? -1
            if code == 0 || code == 5 { pending = [] }
            #expect([0, 3, 4, 5].contains(code), other.told("\(result.errors)"))
        }
        #expect(pending.isEmpty, other.told("refused for good"))
        let (wanted, found) = (try tables(), try other.tables())
        let folders = "\(company.folder.path) \(other.company.folder.path)"
        #expect(wanted == found, other.told("\(Self.difference(wanted, found))\n\(folders)"))
    }

    private func backfill(from start: Int, at day: Int) throws {
        let result = try company.run(
            "backfill",
            ["--from", BusinessZone.date(start), "--to", BusinessZone.date(day - 1), "--at", BusinessZone.date(day)])
        #expect([0, 3, 4, 5].contains(result.exitCode ?? -1), told("backfill: \(result.errors)"))
    }

    /// Another definition, and the old one again.
    func thereAndBack(_ books: LifeBooks, _ generator: inout SeededGenerator) throws {
        let before = try tables()
        var changed = books
        switch generator.below(9) {
        case 0: changed.definition.start += 2
        case 1: changed.definition.hasOwnChannels.toggle()
        case 2: changed.definition.hasFees.toggle()
        case 3: changed.definition.retainer = changed.definition.retainer == .none ? .open : .none
        case 4: changed.definition.split = changed.definition.split == .none ? .leads : .none
        case 5: changed.definition.onlySources = changed.definition.onlySources.isEmpty ? ["yandex", "vk"] : []
        default: for _ in 0..<4 { changed.definition.attribution.change(&generator) }
        }
        for way in [changed, books] {
            try lay(way.files())
            let result = try run(at: books.day)
            #expect(result.exitCode == 0, told("definition there and back: \(result.errors)"))
        }
        let after = try tables()
        #expect(before == after, told("definition there and back: \(Self.difference(before, after))"))
    }

    /// A run for an earlier day, and one for the last again.
    func earlierAndBack(_ day: Int) throws {
        let before = try tables()
        _ = try run(at: day - 3)
        let result = try run(at: day)
        #expect(result.exitCode == 0, told("earlier and back: \(result.errors)"))
        let after = try tables()
        #expect(before == after, told("earlier and back: \(Self.difference(before, after))"))
    }
}
