import Definitions
import Foundation
import Journeys
import TestSupport
import Testing

/// Other programs' figures for the same journeys, where their rules are ours, and what is ours where they aren't.
@Suite(.enabled(if: Fixtures.isPresent, Comment(rawValue: Fixtures.absence)))
struct PeerAttributionTests {
    /// The share of each touch of a path, a day between touches, the last at the conversion.
    private static func shares(
        _ path: [String], by model: AttributionModel, direct: String = "", halfLifeSeconds: Int64 = 86_400,
        position: PositionWeights = .usual
    ) -> [Int64] {
        let touches = path.enumerated().map { place, channel in
            Touch(
                at: Instant(milliseconds: Int64(place - path.count + 1) * 86_400_000), reference: Int64(place),
                isDirect: channel == direct)
        }
        return KernelRun.shares(
            Attribution(models: [model], halfLifeSeconds: halfLifeSeconds, position: position), conversion: 0,
            touches: touches)
    }

    // MARK: DP6: nine journeys, each worth 3

    /// In DP6 "A" is taken for direct by its last click non-A.
    @Test(
        arguments: [
            (.firstTouch, "attribution_first_click_heuristic"),
            (.lastTouch, "attribution_last_click_heuristic"),
            (.lastNonDirect, "attribution_last_click_non_A_heuristic"),
            (.linear, "attribution_linear_heuristic"),
            (.positionBased, "attribution_position_based_0.4_0.2_0.4_heuristic"),
        ] as [(AttributionModel, String)]
    )
    func nineJourneys(model: AttributionModel, column: String) throws {
        let rows = try Fixtures.rows("dp6-nine-journeys/expected_testmam_by_journey.csv")
        #expect(rows.count == 9)
        var channels: [String: Int64] = [:]
        for row in rows {
            let path = try #require(row["channels_agg"]).split(separator: " > ").map(String.init)
            let theirs = try #require(row[column]).split(separator: " > ").map { Double($0) ?? .nan }
            let ours = Self.shares(path, by: model, direct: "A")
            #expect(ours.count == theirs.count)
            for (share, figure) in zip(ours, theirs) {
                #expect(abs(Double(share) * 3 / 1_000_000_000 - figure) < 4e-9, "\(path)")
            }
            for (channel, share) in zip(path, ours) {
                channels[channel, default: 0] += share * 3
            }
        }
        for row in try Fixtures.rows("dp6-nine-journeys/expected_testmam_by_channel.csv") {
            let channel = try #require(row["channels"])
            let figure = try #require(row[column].flatMap { Double($0) })
            #expect(abs(Double(channels[channel] ?? 0) / 1_000_000_000 - figure) < 4e-8, "\(channel)")
        }
    }

    /// With other weights DP6 gives half of the middle's to each of two touches (45, 55).
    ///
    /// Ours divide 30 to 40, as mta and
    /// the rule "the rest is proportional" do: the middle's weight belongs to touches that this journey hasn't.
    @Test func nineJourneysWithOtherWeights() throws {
        let column = "attribution_position_based_0.3_0.3_0.4_heuristic"
        for row in try Fixtures.rows("dp6-nine-journeys/expected_testmam_by_journey.csv") {
            let path = try #require(row["channels_agg"]).split(separator: " > ").map(String.init)
            let theirs = try #require(row[column]).split(separator: " > ").map { Double($0) ?? .nan }
            let ours = Self.shares(
                path, by: .positionBased, position: PositionWeights(first: 30, middle: 30, last: 40))
            if path.count == 2 {
                #expect(ours == [428_571_429, 571_428_571])
            } else {
                for (share, figure) in zip(ours, theirs) {
                    #expect(abs(Double(share) * 3 / 1_000_000_000 - figure) < 4e-9, "\(path)")
                }
            }
        }
    }

    /// DP6 multiplies by 0.5 for each whole hour, in steps; touches here are whole days apart, where a half-life of an hour
    /// says the same.
    ///
    /// Between full hours ours falls smoothly, so that a minute never moves a credit by half.
    @Test func nineJourneysByTimeDecay() throws {
        for row in try Fixtures.rows("dp6-nine-journeys/expected_testmam_by_journey.csv") {
            let path = try #require(row["channels_agg"]).split(separator: " > ").map(String.init)
            let theirs = try #require(row["attribution_time_decay0.5_freq1_heuristic"]).split(separator: " > ")
                .map { Double($0) ?? .nan }
            let ours = Self.shares(path, by: .timeDecay, halfLifeSeconds: 3600)
            for (share, figure) in zip(ours, theirs) {
                #expect(abs(Double(share) * 3 / 1_000_000_000 - figure) < 4e-9, "\(path)")
            }
        }
    }

    // MARK: snowplow fractribution

    /// Its figures by first, last, linear and position, from its own sessions and conversions.
    ///
    /// It collapses repeats of a channel before it credits; ours count each visit. Here that differs in no sum but
    /// those of the one path of three, Organic_Search twice and Direct.
    @Test func snowplowFigures() throws {
        let folder = "snowplow-fractribution/expected/snowplow_fractribution"
        let sessions = try Fixtures.rows("\(folder)_sessions_by_customer_id_expected.csv")
        let conversions = try Fixtures.rows("\(folder)_conversions_by_customer_id_expected.csv")
        #expect(conversions.count == 6)
        let models: [AttributionModel] = [.lastTouch, .firstTouch, .linear, .positionBased]
        var ours: [AttributionModel: [String: (share: Int64, value: Int64)]] = [:]
        var kernel = AttributionKernel(Attribution(models: models, lookbackSeconds: 30 * 86_400))
        var apportionment = Apportionment()
        for conversion in conversions {
            let visits = sessions.filter { $0["customer_id"] == conversion["customer_id"] }
                .sorted { ($0["visit_start_tstamp"] ?? "") < ($1["visit_start_tstamp"] ?? "") }
            let touches = try visits.enumerated().map { place, visit in
                Touch(at: try Self.instant(visit["visit_start_tstamp"]), reference: Int64(place))
            }
            let at = try Self.instant(conversion["conversion_tstamp"])
            let amount = Money(micros: Int64((Double(conversion["revenue"] ?? "") ?? .nan) * 100 + 0.5) * 10_000)
            var batch = CreditBatch(models: models)
            kernel.attribute([Conversion(at: at, reference: 0)].span, touches: touches.span, into: &batch)
            for (model, shares) in zip(models, batch.shares) {
                var values: [Int64] = []
                apportionment.appendValues(of: amount, by: shares.span, to: &values)
                for row in batch.touches.indices {
                    let channel = visits[Int(batch.touches[row])]["channel"] ?? ""
                    ours[model, default: [:]][channel, default: (0, 0)].share += shares[row]
                    ours[model, default: [:]][channel, default: (0, 0)].value += values[row]
                }
            }
        }
        let theirs = try Self.recomputed()
        for model in models {
            let figures = try #require(theirs[model.rawValue])
            for (channel, figure) in figures {
                let credit = ours[model]?[channel] ?? (0, 0)
                var (count, value) = (Double(credit.share) / 1_000_000_000, Double(credit.value) / 1_000_000)
                if model == .linear || model == .positionBased {
                    // The path of three, worth 140: theirs half and half; ours 2/3 and 1/3, or 60 and 40.
                    let moved = model == .linear ? 1.0 / 6 : 0.1
                    let sign = channel == "Direct" ? 1.0 : channel == "Organic_Search" ? -1.0 : 0
                    count += sign * moved
                    value += sign * moved * 140
                }
                #expect(abs(count - figure.conversions) < 1e-8, "\(model) \(channel)")
                // Ours are whole cents.
                #expect(abs(value - figure.revenue) < 0.01, "\(model) \(channel)")
            }
        }
    }

    private static func instant(_ text: String?) throws -> Instant {
        let text = try #require(text)
        let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
        let day = try #require(Day(text.prefix(10)))
        try #require(numbers.count >= 6)
        let seconds = ((Int64(day.number) * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
        return Instant(milliseconds: seconds * 1000)
    }

    /// Lines such as `linear {'Direct': 3.5, …} {'Direct': 164.42, …}`: conversions, then revenue.
    private static func recomputed() throws -> [String: [String: (conversions: Double, revenue: Double)]] {
        var figures: [String: [String: (conversions: Double, revenue: Double)]] = [:]
        for line in try Fixtures.text("snowplow-fractribution/frac_recomputed_all_models.txt").split(separator: "\n") {
            let numbers = line.matches(of: /'([A-Za-z_]+)': ([0-9.]+)/).map { (String($0.1), Double($0.2) ?? .nan) }
            var channels: [String: (conversions: Double, revenue: Double)] = [:]
            for (conversion, revenue) in zip(numbers.prefix(numbers.count / 2), numbers.suffix(numbers.count / 2)) {
                channels[conversion.0] = (conversion.1, revenue.1)
            }
            figures[String(line.prefix { $0 != " " })] = channels
        }
        #expect(figures.count == 5)
        return figures
    }

    // MARK: mta

    /// Ten thousand paths: every conversion and its value is given out whole, to the billionth and the micro.
    ///
    /// mta's linear model divides among the distinct channels of a path; ours, as most others, gives every touch its
    /// part, so that a channel met twice has two.
    @Test func tenThousandPathsAreGivenOutWhole() throws {
        let rows = Fixtures.rows(ofText: try Self.unzipped("mta/data.csv.gz"))
        #expect(rows.count == 10_000)
        let models = AttributionModel.allCases
        var kernel = AttributionKernel(Attribution(models: models))
        var apportionment = Apportionment()
        var batch = CreditBatch(models: models)
        var values: [Int64] = []
        var firsts: [String: Int64] = [:]
        var expectedFirsts: [String: Int64] = [:]
        for row in rows {
            let path = try #require(row["path"]).split(separator: " > ").map(String.init)
            let conversions = try #require(row["total_conversions"].flatMap { Int64($0) })
            let value = try #require(row["total_conversion_value"].flatMap { Double($0) })
            let amount = Money(micros: Int64((value * 1_000_000).rounded()))
            let touches = KernelRun.touches(at: path.indices.map { Int64($0) * 3_600_000 })
            batch.removeAll()
            kernel.attribute(
                [Conversion(at: Instant(milliseconds: 86_400_000 * 60), reference: 0)].span, touches: touches.span,
                into: &batch)
            for shares in batch.shares {
                #expect(shares.reduce(0, +) == Shares.whole)
                values.removeAll(keepingCapacity: true)
                apportionment.appendValues(of: amount, by: shares.span, to: &values)
                #expect(values.reduce(0, +) == amount.micros)
            }
            let linear = try #require(models.firstIndex(of: .linear))
            #expect(batch.shares[linear].allSatisfy { abs($0 - Shares.whole / Int64(path.count)) <= 1 })
            firsts[path[Int(batch.touches[0])], default: 0] += batch.shares[0][0] / Shares.whole * conversions
            expectedFirsts[path[0], default: 0] += conversions
        }
        #expect(firsts == expectedFirsts)
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
