import Foundation
import TestSupport
import Testing

/// Exports as analysts have them on their desks: workbooks, and archives by mail.
@Suite struct WorkbookTests {
    private static func pipeline(_ files: String, _ format: String = "") -> String {
        """
        version: 1
        pipeline: shop
        time_zone: Europe/Moscow
        currency: RUB
        start: 2026-01-01
        warehouse: var/shop.sqlite
        landing: var/landing
        sources:
          ads:
            entity: spend
            files: \(files)\(format)
            map: { date: Дата, source: Источник, medium: Канал, campaign: Кампания, clicks: Клики, cost: "Расход, ₽" }
            load: { replace: file }
        rejects: { max_ratio: 0.9, max_rows: 100 }

        """
    }

    private static let header = ["Дата", "Источник", "Канал", "Кампания", "Клики", "Расход, ₽"]

    private static func company(_ files: String, _ bytes: [UInt8], _ format: String = "") throws -> Company {
        let company = try Company(standard: false)
        try company.write(pipeline(files, format), to: "pipeline.yml")
        try company.folder.write(bytes, to: files)
        try company.folder.setModificationTime(of: files, secondsAgo: 3600)
        return company
    }

    private static func text(_ text: String, _ reference: String) -> String {
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return "<c r=\"\(reference)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">\(escaped)</t></is></c>"
    }

    private static func row(_ number: Int, _ cells: [(Int) -> String]) -> String {
        let all = cells.enumerated().map { $0.element($0.offset) }.joined()
        return "<row r=\"\(number)\">\(all)</row>"
    }

    private static func reference(_ column: Int, _ row: Int) -> String {
        "\(["A", "B", "C", "D", "E", "F"][column])\(row)"
    }

    /// The same table as a workbook, as CSV, and as CSV in an archive.
    @Test func aWorkbookGivesWhatItsTableDoes() throws {
        var random = SeededGenerator()
        let campaigns = ["Бренд", "Зима, \"скидки\"", "a & b < c", "  spaced ", "#N/A", "0012", "x;y", "'"]
        var csv = Self.header.map { "\"\($0)\"" }.joined(separator: ",") + "\n"
        var rows = Self.row(1, Self.header.map { name in { Self.text(name, Self.reference($0, 1)) } })
        for number in 2...200 {
            let day = random.below(300)
            let campaign = campaigns[random.below(campaigns.count)]
            let clicks = random.below(1000)
            let kopecks = random.below(10_000_000)
            let cost = "\(kopecks / 100).\(kopecks % 100 < 10 ? "0" : "")\(kopecks % 100)"
            let date = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(20_454 + day) * 86_400))
                .prefix(10)
            let medium = random.below(20) == 0 ? "" : "cpc"
            let fields = [String(date), "yandex", medium, campaign, "\(clicks)", cost]
            csv += fields.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\n"
            rows += Self.row(
                number,
                [
                    { "<c r=\"\(Self.reference($0, number))\" s=\"1\"><v>\(46_023 + day)</v></c>" },
                    { Self.text("yandex", Self.reference($0, number)) },
                    { medium.isEmpty ? "" : Self.text(medium, Self.reference($0, number)) },
                    { Self.text(campaign, Self.reference($0, number)) },
                    { "<c r=\"\(Self.reference($0, number))\"><v>\(clicks)</v></c>" },
                    // As a binary fraction is written out.
                    {
                        "<c r=\"\(Self.reference($0, number))\"><v>\((Double(cost) ?? 0) / 3 * 3)</v></c>"
                    },
                ])
        }
        var workbook = WorkbookFile([WorkbookFile.Sheet("Расходы", rows), WorkbookFile.Sheet("Лист2", "")])
        workbook.formats = ["dd.mm.yyyy"]
        let archive = ZipFile([ZipFile.Entry("out/costs.csv", csv), ZipFile.Entry("__MACOSX/._costs.csv", "")])
        var facts: [[String]] = []
        for (files, bytes) in [
            ("costs.csv", Array(csv.utf8)), ("costs.xlsx", workbook.bytes), ("costs.zip", archive.bytes),
        ] {
            let company = try Self.company(files, bytes)
            let result = try company.run("run", ["--at", "2027-01-01"])
            #expect(result.exitCode == 0, "\(random) \(files): \(result.errors)")
            facts.append(
                try company.rows(
                    "SELECT line, day, campaign_name, clicks, cost_micros FROM v1_spend UNION ALL "
                        + "SELECT line, rule, column_name, '', '' FROM etl_reject ORDER BY 1"))
        }
        #expect(facts[0].count == 199)
        #expect(facts[1] == facts[0], "\(random)")
        #expect(facts[2] == facts[0], "\(random)")
    }

    /// A title above, dates as text and as cells, money with a comma, and mistakes: each is found again by its row.
    @Test func aRowOfASheetIsFoundAgain() throws {
        let rows =
            Self.row(1, [{ Self.text("Отчёт за январь", Self.reference($0, 1)) }])
            + Self.row(3, Self.header.map { name in { Self.text(name, Self.reference($0, 3)) } })
            + Self.row(
                4,
                [
                    { _ in "<c r=\"A4\" s=\"1\"><v>46023</v></c>" }, { Self.text("ya", Self.reference($0, 4)) },
                    { Self.text("cpc", Self.reference($0, 4)) }, { Self.text("Бренд", Self.reference($0, 4)) },
                    { _ in "" }, { _ in "<c r=\"F4\"><v>0.30000000000000004</v></c>" },
                ])
            + Self.row(
                6,
                [
                    { Self.text("02.01.2026", Self.reference($0, 6)) }, { Self.text("ya", Self.reference($0, 6)) },
                    { Self.text("cpc", Self.reference($0, 6)) }, { _ in "" }, { _ in "" },
                    { Self.text("1234,56", Self.reference($0, 6)) },
                ])
            + Self.row(
                7,
                [
                    { _ in "<c r=\"A7\" s=\"1\"><v>46025.75</v></c>" }, { Self.text("ya", Self.reference($0, 7)) },
                    { Self.text("cpc", Self.reference($0, 7)) }, { _ in "" }, { _ in "" },
                    { _ in "<c r=\"F7\" t=\"e\"><v>#N/A</v></c>" },
                ])
            + Self.row(8, [{ Self.text("Итого", Self.reference($0, 8)) }])
        var workbook = WorkbookFile([WorkbookFile.Sheet("Январь", rows), WorkbookFile.Sheet("Февраль", rows)])
        workbook.formats = ["dd.mm.yyyy"]
        let format = "\n    format: { date: dd.MM.yyyy, decimal: \",\", skip_rows: 2, total_row: Итого"
        let vague = try Self.company("costs.xlsx", workbook.bytes, format + " }")
        let refused = try vague.run("run", ["--at", "2026-02-01"])
        #expect(refused.exitCode == 4, "\(refused.errors)")
        #expect(
            refused.errors.contains(
                "costs.xlsx has 2 sheets with rows: 'Январь', 'Февраль' (name the one to read: format: { sheet: … })"),
            "\(refused.errors)")

        let company = try Self.company("costs.xlsx", workbook.bytes, format + ", sheet: Январь }")
        let result = try company.run("run", ["--at", "2026-02-01"])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(
            try company.rows("SELECT line, day, cost_micros FROM fact_spend ORDER BY line")
                == ["4|2026-01-01|300000", "6|2026-01-02|1234560000"])
        #expect(try company.rows("SELECT line, rule, column_name FROM etl_reject") == ["7|money|Расход, ₽"])
        let shown = try company.program.run(
            ["rejects", "show", "pipeline.yml", "costs.xlsx:7"], workingDirectory: company.folder.path)
        #expect(shown.output.contains("2026-01-03 18:00:00,ya,cpc,,,#N/A"), "\(shown.output) \(shown.errors)")
        // The rows are the same from landing alone.
        let digest = try company.digest()
        #expect(try company.run("rebuild").exitCode == 0)
        #expect(try company.digest() == digest)
    }
}
