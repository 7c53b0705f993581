import Foundation
import TestSupport

/// The small company with a CRM that has deals, their stage history and payments.
struct SalesCompany {
    let company: Company

    /// - Parameters:
    ///   - funnel: the pipeline file's `funnel`, if any.
    ///   - status: how deals tell their status.
    ///   - history: whether there is a source of stage events.
    init(funnel: String = "", status: String = "status", history: Bool = false) throws {
        company = try Company()
        try company.write(Self.pipeline(funnel: funnel, status: status, history: history), to: "pipeline.yml")
        try company.write(Self.deals, to: "data/deals.csv")
        try company.write(Self.payments, to: "data/payments.csv")
    }

    static func pipeline(funnel: String, status: String, history: Bool) -> String {
        let events = """
              history:
                entity: stage_event
                files: data/history*.csv
                load: { replace: file, overlap: sum }

            """
        return Company.pipeline.replacingOccurrences(of: "sources:\n", with: "\(funnel)sources:\n") + """
              deals:
                entity: deal
                files: data/deals*.csv
                map: { status: \(status) }
                load: { merge: deal_id, version: updated_at }
              payments:
                entity: payment
                files: data/payments*.csv
                load: { merge: payment_id }

            """ + (history ? events : "")
    }

    static let header = "deal_id,created_at,updated_at,lead_id,status,pipeline,stage,won_at,closed_at,amount,deleted\n"

    /// Two won, one lost, one open, and one that no lead opened.
    static let deals =
        header + """
            11,2026-01-05 10:00:00,2026-02-01 10:00:00,1,won,0,WON,2026-02-01 10:00:00,,1000.50,
            12,2026-01-06 10:00:00,2026-02-02 10:00:00,2,won,4,SOLD,,2026-02-02 09:00:00,300,
            13,2026-01-07 10:00:00,2026-01-20 10:00:00,2,lost,0,LOSE,,,700,
            14,2026-01-08 10:00:00,2026-01-08 10:00:00,1,open,0,NEW,,,50,
            15,2026-01-09 10:00:00,2026-01-30 10:00:00,,won,0,WON,2026-01-30 10:00:00,,20,

            """

    static let payments = """
        payment_id,at,amount,deal_id,kind,refund_of,deleted
        p1,2026-02-01 12:00:00,600,11,payment,,
        p2,2026-02-10 12:00:00,400.50,11,,,
        p3,2026-02-11 12:00:00,100,,refund,p2,
        p4,2026-02-03 12:00:00,300,12,payment,,
        p5,2026-02-04 12:00:00,20,15,payment,,

        """

    static let event = "deal_id,lead_id,at,pipeline,stage\n"

    /// A new version of deals: `replace` maps ids to lines, each without its id.
    static func changing(_ lines: [String: String]) -> String {
        deals.split(separator: "\n").map { line in
            let id = String(line.prefix { $0 != "," })
            return lines[id].map { "\(id),\($0)" } ?? String(line)
        }.joined(separator: "\n") + "\n"
    }

    /// Runs, and gives what is told on standard error; empty where the run failed otherwise than expected.
    @discardableResult
    func run(exitCode: Int32 = 0) throws -> String {
        let result = try company.run()
        guard result.exitCode == exitCode else {
            throw EditError(description: "ended unexpectedly: \(result)")
        }
        return result.errors
    }

    func write(_ text: String, to name: String) throws {
        try company.write(text, to: name)
    }

    func rows(_ sql: String) throws -> [String] {
        try company.rows(sql)
    }

    func digest() throws -> String {
        try company.digest()
    }

    /// The digest of a company that sees the folder's files for the first time, all at once.
    func freshDigest() throws -> String {
        let fresh = try Company(standard: false)
        for name in try company.folder.files() where !name.hasPrefix("var/") {
            try fresh.write(try company.folder.text(of: name), to: name)
        }
        let result = try fresh.run()
        guard result.exitCode == 0 else { throw EditError(description: result.errors) }
        return try fresh.digest()
    }

    /// What sums of the daily mart are not those of deals and payments; empty where all agree.
    func differences() throws -> [String] {
        let pairs = [
            ("deals_created_billionths", "SELECT count(*) * 1000000000 FROM v1_deal"),
            ("deals_won_billionths", "SELECT count(*) * 1000000000 FROM v1_deal WHERE status = 'won'"),
            ("revenue_micros", "SELECT coalesce(sum(amount_micros), 0) FROM v1_deal WHERE status = 'won'"),
            ("payments_micros", "SELECT coalesce(sum(amount_micros), 0) FROM v1_payment"),
        ]
        return try pairs.compactMap { column, sql in
            let start = sql.contains("WHERE") ? " AND" : " WHERE"
            let mart = try rows("SELECT coalesce(sum(\(column)), 0) FROM v1_channel_daily")
            let facts = try rows(sql + start + " report_day >= '2026-01-01'")
            return mart == facts ? nil : "\(column): \(mart) in the mart, \(facts) in the facts"
        }
    }
}
