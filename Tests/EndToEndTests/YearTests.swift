import Foundation
import TestSupport
import Testing

/// A year of nights: what a cron job does, with outages, restated days and months that are closed.
///
/// `THROUGHLINE_NIGHTS` says how many; without it the first four months are lived through.
@Suite struct YearTests {
    private static let pipeline = """
        version: 1
        pipeline: year
        time_zone: Europe/Moscow
        currency: RUB
        start: 2025-01-01
        warehouse: var/shop.sqlite
        landing: var/landing
        attribution: { models: [last_non_direct, linear] }
        identity: { store_contacts: plain }
        sources:
          ads: { entity: spend, files: "data/ads-{{ day }}.csv", load: { replace: day, lookback: 3d } }
          cabinet: { entity: spend, files: "data/cabinet-{{ month }}.csv", load: { replace: day } }
          site: { entity: visit, files: "data/visits-{{ day }}.csv", load: { replace: day } }
          crm: { entity: lead, files: data/leads.csv, load: { snapshot: lead_id } }
          deals: { entity: deal, files: data/deals.csv, load: { snapshot: deal_id } }

        """

    private static let dates: [String] = {
        var dates: [String] = []
        for (month, days) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
            for day in 1...days {
                dates.append("2025-\(month < 9 ? "0" : "")\(month + 1)-\(day < 10 ? "0" : "")\(day)")
            }
        }
        let nights = ProcessInfo.processInfo.environment["THROUGHLINE_NIGHTS"].flatMap { Int($0) } ?? 120
        return Array(dates.prefix(max(2, nights)))
    }()

    /// The exports of a company on a day: what lies there beforehand stays.
    private struct Exports {
        let company: Company
        var random: SeededGenerator
        var leads = "lead_id,created_at,client_id,source,medium\n"
        var deals = "deal_id,created_at,updated_at,status,won_at,lead_id,amount\n"
        var cabinet = "date,source,medium,cost\n"
        /// The files written since the last night that ran, with their sizes and numbers of rows.
        var changed: [String: (bytes: Int, rows: Int)] = [:]

        mutating func write(_ text: String, to name: String) throws {
            try company.write(text, to: name)
            let rows = text.split(separator: "\n").count - 1
            changed[name] = (text.utf8.count, rows)
        }

        mutating func day(_ number: Int) throws {
            let date = YearTests.dates[number]
            // The cabinet corrects the day before yesterday now and then.
            for back in [0, 2] where number >= back && (back == 0 || random.below(5) == 0) {
                try write(
                    "date,source,medium,campaign,cost\n\(YearTests.dates[number - back]),yandex,cpc,brand,"
                        + "\(random.below(900) + 100)\n", to: "data/ads-\(YearTests.dates[number - back]).csv")
            }
            if date.hasSuffix("-01") { cabinet = "date,source,medium,cost\n" }
            cabinet += "\(date),vk,cpc,\(random.below(500))\n"
            let isLast = number + 1 == YearTests.dates.count || YearTests.dates[number + 1].hasSuffix("-01")
            if isLast { try write(cabinet, to: "data/cabinet-\(date.prefix(7)).csv") }
            var visits = "at,client_id,visit_id,source,medium,campaign\n"
            for visit in 0..<random.below(4) + 1 {
                let isPaid = random.below(2) == 0
                visits +=
                    "\(date)T1\(visit):00:00,c\(random.below(30)),\(visit),\(isPaid ? "yandex,cpc,brand" : ",,")\n"
            }
            try write(visits, to: "data/visits-\(date).csv")
            guard random.below(3) == 0 || number == 0 else { return }
            leads += "L\(number),\(date)T20:00:00,c\(random.below(30)),,\n"
            try write(leads, to: "data/leads.csv")
            deals +=
                "D\(number),\(date)T21:00:00,\(date)T21:00:00,won,\(date)T22:00:00,L\(number),\(random.below(1000))\n"
            try write(deals, to: "data/deals.csv")
        }
    }

    @Test func nightsEqualOneRunAndReadWhatChanged() throws {
        let company = try Company(standard: false)
        try company.write(Self.pipeline, to: "pipeline.yml")
        var exports = Exports(company: company, random: SeededGenerator())
        try exports.write("date,source,medium,cost\n2025-01-01,vk,cpc,0\n", to: "data/cabinet-2025-01.csv")
        var outage = 0
        for number in Self.dates.indices {
            try exports.day(number)
            // The machine is down for some nights; the next one catches up.
            if outage > 0 {
                outage -= 1
                if number + 1 < Self.dates.count { continue }
            }
            if exports.random.below(25) == 0 { outage = exports.random.below(4) }
            let at = number + 1 < Self.dates.count ? Self.dates[number + 1] : "2026-01-01"
            let run = try company.run("run", ["--at", at])
            #expect(run.exitCode == 0, "\(exports.random) \(at): \(run.errors)")
            guard run.exitCode == 0 else { return }
            let work = try company.rows(
                """
                SELECT sum(files_read), sum(rows_read), sum(bytes_read) FROM etl_step
                WHERE run_id = (SELECT max(run_id) FROM etl_run)
                """)
            let files = exports.changed.count
            let rows = exports.changed.values.reduce(0) { $0 + $1.rows }
            let bytes = exports.changed.values.reduce(0) { $0 + $1.bytes }
            // A file is read once to land it and once to parse it, and one of its old size once more to tell it changed.
            let found = work.first.map { $0.split(separator: "|").compactMap { Int($0) } } ?? []
            #expect(found.count == 3 && found[0] == files && found[1] == rows, "\(exports.random) \(at): \(work)")
            #expect(
                found.count == 3 && (2 * bytes...3 * bytes).contains(found[2]),
                "\(exports.random) \(at): \(work) \(bytes)")
            exports.changed = [:]
        }
        let fresh = try Company(standard: false)
        try fresh.write(Self.pipeline, to: "pipeline.yml")
        try FileManager.default.copyItem(
            atPath: company.folder.path(of: "data"), toPath: fresh.folder.path(of: "data"))
        #expect(try fresh.run("run", ["--at", "2026-01-01"]).exitCode == 0)
        #expect(try fresh.digest() == company.digest(), "\(exports.random)")
        #expect(try company.run("run", ["--at", "2026-01-02"]).errors.contains("nothing to do"), "\(exports.random)")
    }
}
