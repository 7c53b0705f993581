import Foundation
import TestSupport
import Testing

/// Other programs' data and figures, through the whole program: files in, `v1_attribution` out.
///
/// Where a peer's rule is another, the test says which is ours and why; `JourneysTests` holds the same of the kernel alone.
@Suite(.enabled(if: Fixtures.isPresent, Comment(rawValue: Fixtures.absence)))
struct PeerPipelineTests {
    private static func company(_ sources: String, attribution: String, start: String) throws -> Company {
        let company = try Company(standard: false)
        try company.write(
            """
            version: 1
            pipeline: peer
            time_zone: UTC
            currency: USD
            start: \(start)
            warehouse: var/shop.sqlite
            landing: var/landing
            attribution: { conversions: [deal_won], \(attribution) }
            sources:
            \(sources)

            """, to: "pipeline.yml")
        return company
    }

    /// What each model gives, as `model|key`: conversions and value.
    private static func credits(_ company: Company, by key: String) throws -> [String: (share: Double, value: Double)] {
        var credits: [String: (share: Double, value: Double)] = [:]
        let rows = try company.rows(
            """
            SELECT model, \(key), sum(share_billionths), sum(value_micros) FROM v1_attribution
            WHERE conversion = 'deal_won' GROUP BY 1, 2
            """)
        for row in rows {
            let cells = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            credits["\(cells[0])|\(cells[1])"] = (
                (Double(cells[2]) ?? .nan) / 1e9, (Double(cells[3]) ?? .nan) / 1e6
            )
        }
        return credits
    }

    // MARK: snowplow fractribution

    /// Its 98 events as they are: page views are visits, and those with a total are sales.
    ///
    /// It collapses repeats of a channel before it credits; ours count each visit, for each was one. That differs for one
    /// path alone, Organic_Search twice and Direct, worth 140: theirs divide it in halves, ours in 2/3 and 1/3, or 60 and 40.
    @Test func snowplowEvents() throws {
        let company = try Self.company(
            """
              site:
                entity: visit
                files: events.csv
                where: { event_name: [page_view] }
                map:
                  at: derived_tstamp
                  client_id: domain_userid
                  visit_id: domain_sessionid
                  source: mkt_source
                  medium: mkt_medium
              sales:
                entity: deal
                files: events.csv
                map:
                  deal_id: event_id
                  created_at: derived_tstamp
                  won_at: derived_tstamp
                  client_id: domain_userid
                  status: { const: won }
                  amount: { from: tr_total, required: true }   # a row without a total is no sale: rejected, and counted
                load: { merge: deal_id }
            """,
            attribution: "lookback: 30d, models: [first_touch, last_touch, linear, position_based]", start: "2022-06-01"
        )
        try company.write(
            Fixtures.text("snowplow-fractribution/source/snowplow_fractribution_events.csv"), to: "events.csv")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(
            try company.rows(
                "SELECT source, rows_read, rows_loaded, rows_rejected, rows_filtered FROM etl_file ORDER BY 1")
                == ["sales|98|6|92|0", "site|98|97|0|1"])
        let ours = try Self.credits(company, by: "channel")
        let names = [
            "Direct": "Direct", "Organic_Search": "Organic Search", "Referral": "Referral", "Video": "Organic Video",
            "Paid_Search_Other": "Paid Search", "Unmatched_Channel": "Affiliates",
        ]
        let text = try Fixtures.text("snowplow-fractribution/frac_recomputed_all_models.txt")
        var compared = 0
        for line in text.split(separator: "\n") where !line.hasPrefix("shapley") {
            let model = String(line.prefix { $0 != " " })
            let figures = line.matches(of: /'([A-Za-z_]+)': ([0-9.]+)/).map { (String($0.1), Double($0.2) ?? .nan) }
            let half = figures.count / 2
            for ((name, count), (_, revenue)) in zip(figures.prefix(half), figures.suffix(half)) {
                let credit = ours["\(model)|\(try #require(names[name]))"] ?? (0, 0)
                let part: Double = model == "linear" ? 1.0 / 6 : model == "position_based" ? 0.1 : 0
                let moved: Double = name == "Direct" ? part : name == "Organic_Search" ? -part : 0
                let (share, value): (Double, Double) = (credit.share + moved, credit.value + moved * 140)
                #expect(abs(share - count) < 1e-8, "\(model) \(name)")
                // Ours are whole cents.
                #expect(abs(value - revenue) < 0.01, "\(model) \(name)")
                compared += 1
            }
        }
        #expect(compared == 24)
    }

    // MARK: DP6

    /// Nine journeys, each worth 3, a day between touches; DP6 takes "A" for direct in its last click non-A.
    @Test func nineJourneys() throws {
        let rows = try Fixtures.rows("dp6-nine-journeys/expected_testmam_by_journey.csv")
        #expect(rows.count == 9)
        var visits = "at,client_id,source,medium\n"
        var deals = "deal_id,created_at,won_at,status,client_id,amount\n"
        for (number, row) in rows.enumerated() {
            let path = try #require(row["channels_agg"]).split(separator: " > ")
            for (place, channel) in path.enumerated() {
                let tags = channel == "A" ? "(direct),(none)" : "\(channel),referral"
                visits += "2026-01-\(place < 9 ? "0" : "")\(place + 1) 12:00:00,c\(number),\(tags)\n"
            }
            let last = "2026-01-\(path.count < 10 ? "0" : "")\(path.count) 12:00:00"
            deals += "\(number),\(last),\(last),won,c\(number),3\n"
        }
        let company = try Self.company(
            """
              site: { entity: visit, files: visits.csv }
              sales: { entity: deal, files: deals.csv, load: { merge: deal_id } }
            """,
            attribution: "half_life: 1h, "
                + "models: [first_touch, last_touch, last_non_direct, linear, time_decay, position_based]",
            start: "2026-01-01")
        try company.write(visits, to: "visits.csv")
        try company.write(deals, to: "deals.csv")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        let columns = [
            ("first_touch", "attribution_first_click_heuristic"), ("last_touch", "attribution_last_click_heuristic"),
            ("last_non_direct", "attribution_last_click_non_A_heuristic"),
            ("linear", "attribution_linear_heuristic"),
            // DP6 halves each whole hour, in steps; ours falls smoothly. At whole hours both say the same.
            ("time_decay", "attribution_time_decay0.5_freq1_heuristic"),
            ("position_based", "attribution_position_based_0.4_0.2_0.4_heuristic"),
        ]
        for (number, row) in rows.enumerated() {
            for (model, column) in columns {
                let theirs = try #require(row[column]).split(separator: " > ").map { Double($0) ?? .nan }
                var ours = Array(repeating: 0.0, count: theirs.count)
                for credit in try company.rows(
                    """
                    SELECT position, value_micros FROM v1_attribution
                    WHERE conversion_id = '\(number)' AND model = '\(model)'
                    """)
                {
                    let cells = credit.split(separator: "|").compactMap { Int($0) }
                    ours[cells[0] - 1] = Double(cells[1]) / 1e6
                }
                for (value, figure) in zip(ours, theirs) {
                    // Ours are whole cents that sum to 3.00.
                    #expect(abs(value - figure) < 0.01, "\(model) \(number)")
                }
                #expect(abs(ours.reduce(0, +) - 3) < 1e-9)
            }
        }
        // The sums of channels, by shares.
        let ours = try Self.credits(company, by: "iif(source = '(direct)', 'A', upper(source))")
        for row in try Fixtures.rows("dp6-nine-journeys/expected_testmam_by_channel.csv") {
            let channel = try #require(row["channels"])
            for (model, column) in columns {
                let figure = try #require(row[column].flatMap { Double($0) })
                #expect(abs((ours["\(model)|\(channel)"]?.share ?? 0) * 3 - figure) < 4e-8, "\(model) \(channel)")
            }
        }
    }

    // MARK: mta

    /// Ten thousand paths, each a sale worth its conversions.
    ///
    /// By mta's definitions where they are ours: all to the first or the last touch; 40, 20 and 40, and halves of two. Its
    /// linear model divides among the distinct channels of a path; ours gives each touch its part, as most others do, so that
    /// a channel met twice has two: who paid for two clicks gets credit for two.
    @Test func tenThousandPaths() throws {
        let rows = Fixtures.rows(ofText: try Self.unzipped("mta/data.csv.gz"))
        #expect(rows.count == 10_000)
        var visits = "at,client_id,source,medium\n"
        var deals = "deal_id,created_at,won_at,status,client_id,amount\n"
        var expected: [String: Double] = [:]
        for (number, row) in rows.enumerated() {
            let path = try #require(row["path"]).split(separator: " > ").map { $0.lowercased() }
            let worth = try #require(row["total_conversions"].flatMap { Double($0) })
            for (place, channel) in path.enumerated() {
                visits +=
                    "2026-01-01T\(Self.two(place / 60 % 24)):\(Self.two(place % 60)):00,p\(number),\(channel),referral\n"
                expected["linear|\(channel)", default: 0] += worth / Double(path.count)
                let isEnd = place == 0 || place == path.count - 1
                let position = path.count == 1 ? 1 : path.count == 2 ? 0.5 : isEnd ? 0.4 : 0.2 / Double(path.count - 2)
                expected["position_based|\(channel)", default: 0] += worth * position
            }
            expected["first_touch|\(path[0])", default: 0] += worth
            expected["last_touch|\(path[path.count - 1])", default: 0] += worth
            deals += "d\(number),2026-01-02 12:00:00,2026-01-02 12:00:00,won,p\(number),\(Int(worth))\n"
        }
        let company = try Self.company(
            """
              site: { entity: visit, files: visits.csv }
              sales: { entity: deal, files: deals.csv, load: { merge: deal_id } }
            """, attribution: "models: [first_touch, last_touch, linear, position_based]", start: "2026-01-01")
        try company.write(visits, to: "visits.csv")
        try company.write(deals, to: "deals.csv")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        let ours = try Self.credits(company, by: "source")
        #expect(ours.count == expected.count)
        for (key, value) in expected {
            let isWhole = key.hasPrefix("first") || key.hasPrefix("last")
            // Divided in whole cents: half a cent a path at most, and much less in sum.
            #expect(abs((ours[key]?.value ?? -1) - value) < (isWhole ? 1e-6 : 10), "\(key)")
        }
        for law in AttributionLaws.all { #expect(try company.rows(law.sql) == [], "\(law.name)") }
    }

    private static func two(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static func unzipped(_ name: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", Fixtures.path(name)]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
