import TestSupport
import Testing

/// A company whose exports lie there month by month, January to April 2026, and whose records need each other across
/// the months: costs their rates, won deals their history, deals their leads, refunds their payments.
struct MonthlyCompany {
    let company: Company
    /// Rows of spend a month, so that a run takes as long as a test wants.
    let rows: Int

    init(rows: Int = 4) throws {
        self.rows = rows
        company = try Company(standard: false)
        try company.write(Self.pipeline, to: "pipeline.yml")
        for month in 1...4 { try writeMonth(month) }
        try company.write("date,currency,rate\n2025-12-30,USD,80.5\n", to: "data/rates-2025-12.csv")
        // Its path tells no days, and they lie in two months.
        try company.write(
            "date,source,medium,cost\n2026-02-20,vk,cpc,70.10\n2026-03-10,vk,cpc,71.20\n", to: "data/vk-spring.csv")
    }

    static let pipeline = """
        version: 1
        pipeline: months
        time_zone: Europe/Moscow
        currency: RUB
        start: 2026-01-01
        warehouse: var/shop.sqlite
        landing: var/landing
        sources:
          ads: { entity: spend, files: "data/ads-{{ month }}.csv", load: { replace: day, lookback: 30d } }
          vk: { entity: spend, files: data/vk-*.csv, load: { replace: file } }
          crm: { entity: lead, files: data/leads-*.csv, load: { merge: lead_id, version: updated_at, reread: 2h } }
          deals: { entity: deal, files: data/deals-*.csv, load: { merge: deal_id, version: updated_at } }
          history: { entity: stage_event, files: "data/history-{{ month }}.csv", load: { replace: file } }
          payments: { entity: payment, files: data/payments-*.csv, load: { merge: payment_id } }
          rates: { entity: rate, files: data/rates-*.csv, load: { replace: file } }

        """

    func writeMonth(_ month: Int, cost: Int = 100) throws {
        let name = "2026-0\(month)"
        var ads = "date,source,medium,campaign,cost,currency\n"
        ads.reserveCapacity(rows * 48)
        for row in 0..<rows {
            let day = row % 28 + 1
            ads += "\(name)-\(day < 10 ? "0" : "")\(day),yandex,cpc,Campaign \(row % 50),\(cost + row % 7).25,\n"
        }
        // The rate of its day is the last one of the month before.
        ads += "\(name)-02,google,cpc,Search,10,USD\n"
        try company.write(ads, to: "data/ads-\(name).csv")
        try company.write("date,currency,rate\n\(name)-27,USD,8\(month).5\n", to: "data/rates-\(name).csv")
        if month == 2 {
            // A month with another lead that a later file changes.
            try company.write(
                "lead_id,created_at,updated_at,source,medium,outcome\nx,2026-02-11 10:00:00,2026-02-11 10:00:00,vk,cpc,\n",
                to: "data/leads-more.csv")
        }
        try company.write(
            """
            lead_id,created_at,updated_at,source,medium,outcome
            a\(month),\(name)-03 10:00:00,\(name)-03 10:00:00,ya,cpc,
            b\(month),\(name)-04 10:00:00,\(name)-04 10:00:00,vk,cpc,spam
            a\(max(1, month - 1)),2026-0\(max(1, month - 1))-03 10:00:00,\(name)-20 10:00:00,ya,cpc,qualified

            """, to: "data/leads-\(name).csv")
        // Won a month later, by the history alone.
        try company.write(
            """
            deal_id,created_at,updated_at,lead_id,status,pipeline,stage,amount
            d\(month),\(name)-05 10:00:00,\(name)-05 10:00:00,a\(month),won,0,WON,1000
            e\(month),\(name)-06 10:00:00,\(name)-06 10:00:00,a\(min(4, month + 1)),open,0,NEW,500

            """, to: "data/deals-\(name).csv")
        let earlier = month > 1 ? "d\(month - 1),,\(name)-07 10:00:00,0,WON\n" : ""
        let last = month == 4 ? "d4,,\(name)-28 10:00:00,0,WON\n" : ""
        try company.write(
            "deal_id,lead_id,at,pipeline,stage\n,a\(month),\(name)-06 10:00:00,,NEW\n\(earlier)\(last)",
            to: "data/history-\(name).csv")
        let refund = month > 1 ? "r\(month),\(name)-08 12:00:00,50,,refund,p\(month - 1)\n" : ""
        try company.write(
            "payment_id,at,amount,deal_id,kind,refund_of\np\(month),\(name)-09 12:00:00,600,d\(month),payment,\n\(refund)",
            to: "data/payments-\(name).csv")
    }

    static let wholeRange = ["--from", "2026-01-01", "--to", "2026-04-30"]
    /// A backfill of all months, on a day after all of them.
    static let backfill = ["backfill", "pipeline.yml", "--at", "2026-06-01"] + wholeRange

    /// Backfills and expects an exit code; gives the log.
    @discardableResult
    func backfill(
        _ from: String = "2026-01-01", _ to: String = "2026-04-30", _ more: [String] = [], at: String = "2026-06-01",
        exit: Int32 = 0, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> String {
        let result = try company.run("backfill", ["--from", from, "--to", to, "--at", at] + more)
        #expect(result.exitCode == exit, "\(result.errors)", sourceLocation: sourceLocation)
        #expect(result.output == "", sourceLocation: sourceLocation)
        return result.errors
    }

    /// The files a run for this day would still read, with the reason.
    func missing(at day: String = "2026-06-01") throws -> [String] {
        let text = try company.run("plan", ["--at", day]).output
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.first { $0.hasPrefix("data/") }.map(String.init)
        }
    }
}
