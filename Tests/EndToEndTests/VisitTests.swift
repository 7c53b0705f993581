import Foundation
import TestSupport
import Testing

/// Visits from files to channels and distinct visitors; each state is compared with a warehouse that is new.
@Suite struct VisitTests {
    private static let pipeline =
        Company.pipeline + """
              site:
                entity: visit
                files: data/visits*.tsv
                load: { replace: day }

            """

    private static let header =
        "at\tclient_id\tvisit_id\tsource\tmedium\tcampaign\treferrer\tlanding\tpageviews\tduration\tbounce"

    private static let visits = """
        \(header)
        2026-01-01T10:00:00\t100.1\tv1\tyandex\tcpc\tBrand\t\t\t3\t60\tfalse
        2026-01-01T11:00:00\t100.1\tv2\t\t\t\thttps://yandex.ru/search\thttps://shop.example/\t1\t5\ttrue
        2026-01-01T12:00:00\t6f1c-аб\tv3\t\t\t\t\thttps://shop.example/?utm_source=ya&utm_medium=cpc&utm_campaign=brand\t2\t30\t0
        2026-01-02T00:30:00\t100.1\tv4\t\t\t\t\t\t1\t0\t1
        2026-01-05T09:00:00\t200\tv5\tvk\tcpc\tsale\t\t\t4\t90\t0

        """

    private func company(_ visits: String = visits) throws -> Company {
        let company = try Company()
        try company.write(Self.pipeline, to: "pipeline.yml")
        try company.write(visits, to: "data/visits.tsv")
        return company
    }

    /// The digest of a warehouse that is made at once from the company's files as they are.
    private func check(_ company: Company, _ comment: Comment? = nil) throws {
        let digest = try company.digest()
        let fresh = try Company()
        try FileManager.default.removeItem(atPath: fresh.folder.path(of: "data"))
        try FileManager.default.copyItem(
            atPath: company.folder.path(of: "data"), toPath: fresh.folder.path(of: "data"))
        try fresh.write(company.folder.text(of: "pipeline.yml"), to: "pipeline.yml")
        let run = try fresh.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(try fresh.digest() == digest, comment)
        #expect(
            try company.rows(
                "SELECT (SELECT sum(visits) FROM fact_visit_daily) = (SELECT sum(rows_loaded) FROM etl_file "
                    + "WHERE state = 'live' AND source = 'site')") == ["1"], comment)
    }

    private static let mart = """
        SELECT day, channel, source, campaign, visits, pageviews, visit_duration, bounces FROM v1_channel_daily
        WHERE visits > 0 ORDER BY 1, 2, 3, 4
        """

    @Test func visitsLieInTheirOwnChannels() throws {
        let company = try company()
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(
            try company.rows(Self.mart) == [
                "2026-01-01|Organic Search|yandex||1|1|5|1", "2026-01-01|Paid Search|yandex|Brand|2|5|90|0",
                "2026-01-02|Direct|(direct)||1|1|0|1", "2026-01-05|Paid Social|vk|Sale|1|4|90|0",
            ])
        try check(company)
    }

    @Test func visitorsAreCountedOnceInEachPeriodAndScope() throws {
        let company = try company()
        _ = try company.run()
        #expect(
            try company.rows(
                "SELECT period, period_start, visitors FROM v1_visitors WHERE scope = 'total' ORDER BY 1, 2") == [
                    "day|2026-01-01|2", "day|2026-01-02|1", "day|2026-01-05|1", "month|2026-01-01|3",
                    "week|2025-12-29|2", "week|2026-01-05|1",
                ])
        #expect(
            try company.rows(
                "SELECT channel, visitors FROM v1_visitors WHERE scope = 'channel' AND period = 'month' ORDER BY 1")
                == ["Direct|1", "Organic Search|1", "Paid Search|2", "Paid Social|1"])
        #expect(
            try company.rows(
                "SELECT source, medium, campaign, visitors FROM v1_visitors WHERE scope = 'traffic' AND period = 'week' "
                    + "AND period_start = '2025-12-29' ORDER BY 1, 2") == [
                    "(direct)|(none)||1", "yandex|cpc|Brand|2", "yandex|organic||1",
                ])
    }

    @Test func visitsOfOneIDAndDayAreOne() throws {
        let visits =
            Self.visits + """
                2026-01-01T10:00:00\t100.1\tv1\tyandex\tcpc\tBrand\t\t\t3\t60\tfalse
                2026-01-01T15:00:00\t900\tv1\tvk\tcpc\tsale\t\t\t9\t9\tfalse
                2026-01-02T10:00:00\t100.1\tv1\tyandex\tcpc\tBrand\t\t\t3\t60\tfalse
                2026-01-03T10:00:00\t5\t\t\t\t\t\t\t\t\t
                2026-01-03T10:00:00\t5\t\t\t\t\t\t\t\t\t

                """
        let company = try company(visits)
        _ = try company.run()
        #expect(
            try company.rows(
                "SELECT rows_read, rows_loaded, rows_duplicate FROM etl_file WHERE source = 'site'") == ["10|8|2"])
        #expect(
            try company.rows("SELECT day, sum(visits) FROM v1_channel_daily WHERE visits > 0 GROUP BY 1") == [
                "2026-01-01|3", "2026-01-02|2", "2026-01-03|2", "2026-01-05|1",
            ])
        try check(company)
    }

    @Test func aDayComesAgain() throws {
        let company = try company()
        _ = try company.run()
        try company.write(
            "\(Self.header)\n2026-01-01T10:00:00\t7\tv9\tgoogle\tcpc\tx\t\t\t1\t1\t0\n", to: "data/visits-again.tsv")
        let refused = try company.run()
        #expect(refused.exitCode == 4)
        #expect(refused.errors.contains("both cover 2026-01-01"))
        try company.edit("pipeline.yml", "load: { replace: day }", "load: { replace: day, overlap: newest }")
        _ = try company.run()
        // The older file ends later, so its days count.
        #expect(try company.rows("SELECT sum(visits) FROM v1_channel_daily") == ["5"])
        try check(company)
        try company.write(
            "\(Self.header)\n2026-01-05T10:00:00\t7\tv9\tgoogle\tcpc\tx\t\t\t1\t1\t0\n", to: "data/visits-again.tsv")
        _ = try company.run()
        #expect(
            try company.rows(
                "SELECT period_start, source, visitors FROM v1_visitors WHERE scope = 'traffic' AND period = 'day' "
                    + "AND period_start = '2026-01-05'") == ["2026-01-05|google|1"])
        try check(company)
    }

    @Test func sitesMayComeInFilesOfTheirOwn() throws {
        let company = try company("at\tclient_id\tsite\n2026-01-01T10:00:00\t1\ta\n2026-01-02T10:00:00\t2\ta\n")
        try company.write(
            "at\tclient_id\tsite\n2026-01-01T10:00:00\t1\tb\n2026-01-02T10:00:00\t3\tb\n", to: "data/visits-b.tsv")
        try company.edit("pipeline.yml", "load: { replace: day }", "load: { replace: day, per: [site] }")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(
            try company.rows(
                "SELECT period, period_start, visitors FROM v1_visitors WHERE scope = 'total' ORDER BY 1, 2")
                == ["day|2026-01-01|1", "day|2026-01-02|2", "month|2026-01-01|3", "week|2025-12-29|3"])
        try check(company)
    }

    @Test func anIndexThatIsGoneIsMadeAnew() throws {
        let company = try company()
        _ = try company.run()
        let digest = try company.digest()
        let indexes = try company.folder.files().filter { $0.hasPrefix("var/landing/visits/") }
        #expect(indexes.count == 1)
        for index in indexes { try company.folder.remove(index) }
        #expect(try company.run("plan").output.contains("index"))
        #expect(try company.run().exitCode == 0)
        #expect(try company.digest() == digest)
        #expect(try company.folder.files().filter { $0.hasPrefix("var/landing/visits/") } == indexes)
    }

    @Test func indexesOfReplacedFilesLeave() throws {
        let company = try company()
        _ = try company.run()
        try company.edit("data/visits.tsv", "v5\tvk", "v5\tgoogle")
        _ = try company.run()
        #expect(try company.folder.files().filter { $0.hasPrefix("var/landing/visits/") }.count == 1)
        try check(company)
    }

    @Test func visitsOfDaysToComeWait() throws {
        let company = try company()
        _ = try company.run("run", ["--at", "2026-01-02"])
        #expect(try company.rows("SELECT sum(visits) FROM v1_channel_daily") == ["3"])
        #expect(try company.rows("SELECT rows_filtered FROM etl_file WHERE source = 'site'") == ["2"])
        _ = try company.run()
        #expect(try company.rows("SELECT sum(visits) FROM v1_channel_daily") == ["5"])
        try check(company)
    }

    @Test func theReportShowsVisitsWhereThereAreAny() throws {
        let company = try company()
        _ = try company.run()
        #expect(try company.run("report").output.contains("Visits"))
        #expect(try company.run("report", ["--lang", "ru"]).output.contains("Визиты"))
    }

    @Test func aSourceCarriedOverFromEarlierVisitsIsRefused() throws {
        let company = try company()
        try company.edit(
            "pipeline.yml", "load: { replace: day }",
            "map: { source: ym:s:lastsignTrafficSource }\n    load: { replace: day }")
        let result = try company.run("validate")
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("pipeline.yml:"))
        #expect(result.errors.contains("carries the source of an earlier visit"))
        #expect(result.errors.contains("the visit's own source"))
    }
}
