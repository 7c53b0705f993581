import Foundation
import TestSupport
import Testing

/// Commands that are killed at any moment, as by a power cut, and done again.
///
/// `swift test` kills a few; `make soak` kills 200, and `make soak KILLS=1000` as many as it says, by the environment
/// variable `THROUGHLINE_KILLS`: how many in all. `THROUGHLINE_SEED` repeats the moments as far as the machine does.
@Suite struct KillTests {
    static let kills = ProcessInfo.processInfo.environment["THROUGHLINE_KILLS"].flatMap { Int($0) } ?? 15

    static let commands: [(name: String, arguments: [String])] = [
        ("run", ["run", "pipeline.yml", "--at", "2026-06-01"]),
        ("backfill", MonthlyCompany.backfill),
        ("backfill --redo", MonthlyCompany.backfill + ["--redo"]),
    ]

    /// Sums that a half-published warehouse would break.
    private static let whole = """
        SELECT (SELECT total(cost_micros) FROM v1_spend) = (SELECT total(cost_micros) FROM v1_channel_daily)
            AND (SELECT count(*) FROM v1_lead) * 10 >= (SELECT total(leads) FROM v1_channel_daily)
            AND NOT EXISTS (SELECT 1 FROM etl_file WHERE state = 'live' AND rows_read
                <> rows_loaded + rows_rejected + rows_duplicate + rows_superseded + rows_filtered)
        """

    @Test(arguments: commands)
    func killedAtAnyMomentAndDoneAgainGivesTheSameDigest(_ row: (name: String, arguments: [String])) throws {
        var random = SeededGenerator()
        let months = try MonthlyCompany(rows: 2000)
        let company = months.company
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try MonthlyCompany(rows: 2000).company.run().exitCode == 0)
        let duration = (clock.now - start) / .milliseconds(1)
        var (kill, midway) = (0, 0)
        let count = max(1, Self.kills / Self.commands.count)
        // On a machine that became quicker meanwhile all may come too late.
        while kill < count || midway == 0 && kill < 3 * count {
            kill += 1
            // Something to do for each: whole months that were restated.
            for month in 1...4 where random.below(2) == 0 { try months.writeMonth(month, cost: kill) }
            let running = try company.program.start(row.arguments, workingDirectory: company.folder.path)
            usleep(UInt32(random.below(Int(duration * 1100) + 1)))
            running.send(signal: SIGKILL)
            if try running.wait().ending == .killed(signal: SIGKILL) { midway += 1 }
            let comment: Comment = "\(random), kill \(kill) of \(row.name)"
            if let sums = try? company.rows(Self.whole) { #expect(sums == ["1"], comment) }
            guard kill.isMultiple(of: 10) || kill >= count else { continue }
            let again = try company.program.run(row.arguments, workingDirectory: company.folder.path)
            #expect(again.exitCode == 0, "\(comment) \(again.errors)")
            try company.equalsFresh()
            #expect(try company.folder.files().filter { $0.hasSuffix(".part") } == [], comment)
            #expect(try company.rows("PRAGMA integrity_check") == ["ok"], comment)
            #expect(try company.run().errors.contains("nothing to do"), comment)
        }
        print("\(row.name): \(midway) of \(kill) kills found it at work")
        #expect(midway > 0, "\(random)")
    }
}
