import Definitions
import Testing

@testable import Tabular

/// Spend files of ad platforms as others published them, against the totals others worked out.
@Suite(.enabled(if: Fixtures.areHere, "set THROUGHLINE_FIXTURES to the folder of fixtures"))
struct AdExportTests {
    struct Export: Sendable, CustomTestStringConvertible {
        var name: String
        var path: String
        var map: [FieldMapping]
        var testDescription: String { name }
    }

    static let exports = [
        Export(
            name: "google_ads.campaign_stats",
            path: "google/campaign_stats_data.csv",
            map: [ReadCase.mapping("cost", "cost_micros", unit: .micros)]
        ),
        Export(
            name: "google_ads.ad_stats",
            path: "google/ad_stats_data.csv",
            map: [ReadCase.mapping("cost", "cost_micros", unit: .micros)]
        ),
        Export(
            name: "facebook.basic_ad",
            path: "facebook/facebook_ads_basic_ad_data.csv",
            map: [ReadCase.mapping("cost", "spend"), ReadCase.mapping("clicks", "inline_link_clicks")]
        ),
        Export(
            name: "microsoft.campaign_daily",
            path: "microsoft/microsoft_ads_campaign_performance_daily_report_data.csv",
            map: [ReadCase.mapping("cost", "spend")]
        ),
        Export(
            name: "linkedin.by_campaign",
            path: "linkedin/linkedin_ad_analytics_by_campaign_data.csv",
            map: [
                ReadCase.mapping("date", "day", format: "yyyy-MM-dd HH:mm:ss"),
                ReadCase.mapping("cost", "cost_in_usd", round: true),
            ]
        ),
    ]

    @Test(arguments: exports)
    func total(export: Export) throws {
        var read = ReadCase()
        read.contract = ReadCase.spend
        // LinkedIn leaves the cost of some days empty; the totals take it for nothing.
        read.contract.fields[2].required = false
        read.contract.fields.append(FieldContract(name: "impressions", type: .integer))
        read.map = export.map + [ReadCase.constant("source", "x")]
        var totals = ["cost": Int64(0), "clicks": 0, "impressions": 0]
        var stream = MemoryStream(Array(try Fixtures.data("ad-exports/" + export.path)))
        let summary = try TableReader().read(
            &stream,
            named: export.path,
            by: read.plan(),
            onBatch: { batch in
                for (field, column) in zip(read.contract.fields, batch.columns) where totals[field.name] != nil {
                    for row in 0..<batch.count { totals[field.name, default: 0] += column.integer(at: row) ?? 0 }
                }
            },
            onReject: { row in Issue.record("\(row)") }
        )
        #expect(summary.counts.loaded == summary.counts.read)
        let expected = try #require(
            String(decoding: try Fixtures.data("ad-exports/fivetran_expected_totals.csv"), as: UTF8.self)
                .split(whereSeparator: \.isNewline)
                .map { $0.split(separator: ",") }
                .first { $0[0] == export.name }
        )
        let cost = Array(expected[2].utf8).withUnsafeBufferPointer { bytes in
            try? NumberReaderTests.reader().money(bytes, rounds: false)
        }
        #expect(totals["cost"] == cost)
        #expect(totals["clicks"] == Int64(expected[3]))
        #expect(totals["impressions"] == Int64(expected[4]))
    }
}
