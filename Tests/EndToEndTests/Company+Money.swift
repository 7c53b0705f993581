import TestSupport
import Testing

extension Company {
    /// A company with the spend and the settings of a source of spend that a test is about, and no leads.
    static func ofMoney(
        _ settings: String = "", report: String = "gross", rates: String? = nil, start: String = "2025-12-01"
    )
        throws -> Company
    {
        let company = try Company(standard: false)
        let source =
            rates == nil
            ? "" : "  cbr:\n    entity: rate\n    files: data/rates*.csv\n    load: { replace: file, overlap: sum }\n"
        try company.write(
            """
            version: 1
            pipeline: shop
            time_zone: Europe/Moscow
            currency: RUB
            start: \(start)
            warehouse: var/shop.sqlite
            landing: var/landing
            attribution: { report: { vat: \(report) } }
            sources:
              ads:
                entity: spend
                files: data/spend*.csv
                load: { replace: file, overlap: sum }
            \(settings.split(separator: "\n").map { "    \($0)\n" }.joined())\(source)
            """, to: "pipeline.yml")
        if let rates { try company.write(rates, to: "data/rates.csv") }
        return company
    }

    /// Runs, and expects that it publishes.
    func publishes(_ day: String = "2026-06-01") throws {
        let result = try run("run", ["--at", day])
        #expect(result.exitCode == 0, "\(result.errors)")
    }

    /// Expects that the warehouse equals one that is made of the files as they lie there now.
    func equalsFresh(_ day: String = "2026-06-01") throws {
        let fresh = try Company(standard: false)
        for name in try folder.files() where !name.hasPrefix("var") {
            try fresh.write(folder.text(of: name), to: name)
        }
        try fresh.publishes(day)
        #expect(try digest() == fresh.digest())
    }
}
