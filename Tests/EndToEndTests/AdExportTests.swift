import Foundation
import TestSupport
import Testing

/// Real exports of four ad platforms, run by the pipelines of `pipelines/examples`.
@Suite(.enabled(if: Fixtures.isPresent, "\(Fixtures.absence)"))
struct AdExportTests {
    struct Platform: Sendable, CustomTestStringConvertible {
        var pipeline: String
        /// The name in the expected files.
        var expected: String
        /// The field that holds the expected rows' entity.
        var entity: String

        var testDescription: String { pipeline }
    }

    static let platforms = [
        Platform(pipeline: "google-ads", expected: "google_ads.campaign_stats", entity: "campaign_id"),
        Platform(pipeline: "facebook-ads", expected: "facebook.basic_ad", entity: "ad_id"),
        Platform(pipeline: "microsoft-ads", expected: "microsoft.campaign_daily", entity: "campaign_id"),
        Platform(pipeline: "linkedin-ads", expected: "linkedin.by_campaign", entity: "campaign_id"),
    ]

    /// Decimal text, however many zeros it has, in micros.
    private func micros(_ text: String) throws -> Int64 {
        let value = try #require(Decimal(string: text.isEmpty ? "0" : text, locale: Locale(identifier: "en_US_POSIX")))
        var rounded = Decimal()
        var scaled = value * 1_000_000
        NSDecimalRound(&rounded, &scaled, 0, .plain)
        return NSDecimalNumber(decimal: rounded).int64Value
    }

    private func count(_ text: String?) -> Int64 {
        Int64(Double(text ?? "") ?? 0)
    }

    @Test(arguments: platforms)
    func spendEqualsTheExpectedToTheLastMicro(_ platform: Platform) throws {
        let company = try Company(standard: false)
        try company.write(
            String(
                contentsOfFile: "\(PackageFolder.path)/pipelines/examples/\(platform.pipeline).yml", encoding: .utf8),
            to: "pipeline.yml")
        try company.edit("pipeline.yml", "var/\(platform.pipeline).sqlite", "var/shop.sqlite")
        let result = try company.run(environment: ["AD_EXPORTS": Fixtures.path("ad-exports")])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try company.rows("SELECT total(rows_rejected) FROM etl_file") == ["0.0"])

        let rows = try Fixtures.rows("ad-exports/fivetran_expected_spend_by_campaign_day.csv")
            .filter { $0["source"] == platform.expected }
        let expected = try rows.map { row in
            let cost = try micros(row["spend"] ?? "")
            return
                "\(row["date"] ?? "")|\(row["entity_id"] ?? "")|\(cost)|\(count(row["clicks"]))|\(count(row["impressions"]))"
        }
        let found = try company.rows(
            """
            SELECT day, \(platform.entity), sum(cost_micros), sum(clicks), sum(impressions) FROM v1_spend GROUP BY 1, 2
            """)
        #expect(!expected.isEmpty && found.sorted() == expected.sorted())

        let totals = try #require(
            try Fixtures.rows("ad-exports/fivetran_expected_totals.csv").first { $0["source"] == platform.expected })
        let sums = try company.rows("SELECT sum(cost_micros), sum(clicks), sum(impressions) FROM v1_channel_daily")
        #expect(
            try sums == ["\(micros(totals["spend"] ?? ""))|\(count(totals["clicks"]))|\(count(totals["impressions"]))"])
    }
}
