import Definitions
import TestSupport
import Testing

@testable import Extract

@Suite struct WorkbookTests {
    private static func text(_ workbook: WorkbookFile, _ format: FormatDefinition = FormatDefinition()) throws -> String
    {
        let folder = try WorkFolder()
        return try UnpackedFile.text(at: folder.write(workbook.bytes, to: "file"), named: "a.xlsx", format, buffer: 11)
    }

    private static func failure(_ workbook: WorkbookFile, _ format: FormatDefinition = FormatDefinition()) -> String {
        do {
            return try text(workbook, format)
        } catch {
            let diagnostic = (error as? Failure)?.diagnostics.first
            return "\(diagnostic?.message ?? "") (\(diagnostic?.hint ?? ""))"
        }
    }

    /// Cells of one row, and what they are as text.
    static let cells: [(name: String, cell: String, text: String)] = [
        ("a number", "<c r=\"A1\"><v>1234.5</v></c>", "1234.5"),
        ("a long id", "<c r=\"A1\"><v>123456789012345</v></c>", "123456789012345"),
        ("what binary fractions do", "<c r=\"A1\"><v>0.30000000000000004</v></c>", "0.3"),
        ("from below", "<c r=\"A1\"><v>1234.4999999999998</v></c>", "1234.5"),
        ("up to the next power", "<c r=\"A1\"><v>999.99999999999999</v></c>", "1000"),
        ("small, with an exponent", "<c r=\"A1\"><v>1.5E-3</v></c>", "0.0015"),
        ("large, with an exponent", "<c r=\"A1\"><v>-1.25E+20</v></c>", "-125000000000000000000"),
        ("nothing below zero", "<c r=\"A1\"><v>-0</v></c>", "0"),
        ("a share", "<c r=\"A1\" s=\"3\"><v>0.15</v></c>", "0.15"),
        ("a day", "<c r=\"A1\" s=\"1\"><v>46023</v></c>", "2026-01-01"),
        ("a day of a built-in format", "<c r=\"A1\" s=\"8\"><v>46023</v></c>", "2026-01-01"),
        ("a day and time", "<c r=\"A1\" s=\"2\"><v>46023.427083333336</v></c>", "2026-01-01 10:15:00"),
        ("midnight of a format with a time", "<c r=\"A1\" s=\"9\"><v>46023</v></c>", "2026-01-01 00:00:00"),
        ("a second before midnight", "<c r=\"A1\" s=\"2\"><v>46023.999988425923</v></c>", "2026-01-01 23:59:59"),
        ("a hair before midnight", "<c r=\"A1\" s=\"2\"><v>46023.99999999999</v></c>", "2026-01-02 00:00:00"),
        ("a time alone", "<c r=\"A1\" s=\"4\"><v>0.5</v></c>", "12:00:00"),
        ("the first day of 1900", "<c r=\"A1\" s=\"1\"><v>1</v></c>", "1900-01-01"),
        ("the last day before the one that never was", "<c r=\"A1\" s=\"1\"><v>59</v></c>", "1900-02-28"),
        ("the day that never was", "<c r=\"A1\" s=\"1\"><v>60</v></c>", "60"),
        ("the day after", "<c r=\"A1\" s=\"1\"><v>61</v></c>", "1900-03-01"),
        ("rubles, whose code has letters of a date in quotes", "<c r=\"A1\" s=\"5\"><v>7</v></c>", "7"),
        ("a colour, whose name has them too", "<c r=\"A1\" s=\"6\"><v>7</v></c>", "7"),
        ("many digits and an exponent", "<c r=\"A1\" s=\"7\"><v>7</v></c>", "7"),
        ("ISO", "<c r=\"A1\" t=\"d\"><v>2026-01-01T10:00:00</v></c>", "2026-01-01T10:00:00"),
        ("true", "<c r=\"A1\" t=\"b\"><v>1</v></c>", "true"), ("false", "<c r=\"A1\" t=\"b\"><v>0</v></c>", "false"),
        ("an error", "<c r=\"A1\" t=\"e\"><v>#N/A</v></c>", "#N/A"),
        ("a formula", "<c r=\"A1\"><f>1&lt;2</f><v>3</v></c>", "3"),
        ("a formula's text", "<c r=\"A1\" t=\"str\"><f>A2</f><v>да</v></c>", "да"),
        ("a shared text", "<c r=\"A1\" t=\"s\"><v>0</v></c>", "Бренд & Co"),
        ("a text in parts, with how it is spoken", "<c r=\"A1\" t=\"s\"><v>1</v></c>", "Зима 2026"),
        ("an empty text", "<c r=\"B1\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>", ",1"),
        ("a text in its place", "<c r=\"A1\" t=\"inlineStr\"><is><t>x &gt; y</t></is></c>", "x > y"),
        ("CDATA", "<c r=\"A1\" t=\"inlineStr\"><is><t><![CDATA[<b>]]></t></is></c>", "<b>"),
        ("numbered references", "<c r=\"A1\" t=\"str\"><v>&#1044;&#x430;</v></c>", "Да"),
        ("a line end", "<c r=\"A1\" t=\"str\"><v>a\nb</v></c>", "a b"),
        ("a line end written otherwise", "<c r=\"A1\" t=\"str\"><v>a_x000D_&#10;b</v></c>", "a b"),
        ("an underscore", "<c r=\"A1\" t=\"str\"><v>a_x_b_xZZZZ_</v></c>", "a_x_b_xZZZZ_"),
        ("a comma", "<c r=\"A1\" t=\"str\"><v>a,b</v></c>", "\"a,b\""),
        ("quotes", "<c r=\"A1\" t=\"str\"><v>\"a\"</v></c>", "\"\"\"a\"\"\""),
        ("gaps", "<c r=\"B1\"><v>1</v></c><c r=\"AA1\"><v>2</v></c>", ",1" + String(repeating: ",", count: 25) + "2"),
        ("no references", "<c><v>1</v></c><c><v>2</v></c>", "1,2"),
        ("prefixes", "<x:c r=\"A1\"><x:v>1</x:v></x:c>", "1"),
        ("nothing but a style", "<c r=\"A1\" s=\"1\"/><c r=\"B1\"><v>1</v></c><c r=\"C1\" s=\"1\"/>", ",1"),
    ]

    @Test(arguments: cells)
    func aCellIs(_ row: (name: String, cell: String, text: String)) throws {
        var workbook = WorkbookFile([WorkbookFile.Sheet("A", "<row r=\"1\">\(row.cell)</row>")])
        workbook.formats = [
            "dd\\.mm\\.yyyy;@", "[$-419]d mmm yyyy\\ h:mm", "0.00%", "h:mm", "#,##0.00\\ &quot;руб. my&quot;",
            "[Red]#,##0", "0.00E+00",
        ]
        workbook.texts = [
            "<si><t>Бренд &amp; Co</t></si>",
            "<si><r><rPr><b/></rPr><t xml:space=\"preserve\">Зима </t></r><r><t>2026</t></r><rPh sb=\"0\"><t>zima</t></rPh></si>",
            "<si><t/></si>",
        ]
        #expect(try Self.text(workbook) == row.text + "\n")
    }

    @Test func theDecimalMarkIsTheDeclaredOne() throws {
        let workbook = WorkbookFile([WorkbookFile.Sheet("A", "<row><c><v>1.5</v></c></row>")])
        #expect(try Self.text(workbook, FormatDefinition(decimal: UInt8(ascii: ","))) == "\"1,5\"\n")
    }

    @Test func daysMayBeCountedFrom1904() throws {
        var workbook = WorkbookFile([
            WorkbookFile.Sheet("A", "<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>44561</v></c></row>")
        ])
        workbook.formats = ["yyyy\\-mm\\-dd"]
        workbook.countsFrom1904 = true
        #expect(try Self.text(workbook) == "1904-01-01,2026-01-01\n")
    }

    /// Row 7 is line 7, and rows are as wide as the header.
    @Test func rowsAreLines() throws {
        func row(_ number: Int, _ cells: [Int: String]) -> String {
            let all = cells.sorted { $0.key < $1.key }.map {
                "<c r=\"\(["A", "B", "C", "D"][$0.key])\(number)\"><v>\($0.value)</v></c>"
            }
            return "<row r=\"\(number)\">\(all.joined())</row>"
        }
        let rows =
            row(2, [0: "title"]) + row(4, [0: "a", 1: "b", 2: "c"]) + row(5, [:]) + row(7, [0: "1"])
            + row(8, [1: "2", 3: "4"])
        let workbook = WorkbookFile([WorkbookFile.Sheet("A", rows)])
        #expect(try Self.text(workbook, FormatDefinition(skipRows: 2)) == "\ntitle\n\na,b,c\n\n\n1,,\n,2,,4\n")
        // Of a file without a header each row is as wide as the declared one.
        #expect(try Self.text(workbook, FormatDefinition(header: ["x", "y"])) == "\ntitle,\n\na,b,c\n\n\n1,\n,2,,4\n")
    }

    static let sheets: [(name: String, sheets: [WorkbookFile.Sheet], wanted: String?, text: String)] = [
        ("the only one", [WorkbookFile.Sheet("A", one)], nil, "1\n"),
        (
            "beside empty ones", [WorkbookFile.Sheet("A", one), WorkbookFile.Sheet("Лист2", "<row r=\"1\"/>")], nil,
            "1\n"
        ),
        (
            "beside a hidden one", [WorkbookFile.Sheet("H", two, state: "hidden"), WorkbookFile.Sheet("A", one)], nil,
            "1\n"
        ),
        ("by its name", [WorkbookFile.Sheet("A", one), WorkbookFile.Sheet("B &amp; C", two)], "B & C", "2\n"),
        (
            "a hidden one by its name",
            [WorkbookFile.Sheet("H", two, state: "veryHidden"), WorkbookFile.Sheet("A", one)], "H", "2\n"
        ),
        ("none with rows", [WorkbookFile.Sheet("A", ""), WorkbookFile.Sheet("B", "")], nil, ""),
        (
            "which?", [WorkbookFile.Sheet("A", one), WorkbookFile.Sheet("B", two)], nil,
            "a.xlsx has 2 sheets with rows: 'A', 'B' (name the one to read: format: { sheet: … })"
        ),
        (
            "no such", [WorkbookFile.Sheet("A", one)], "B",
            "a.xlsx has no sheet 'B'; it has 'A' (correct format: { sheet: … })"
        ),
        (
            "rows in disorder", [WorkbookFile.Sheet("A", "<row r=\"2\"/><row r=\"1\"/>")], nil,
            "a sheet of a.xlsx is damaged: its rows are in no order (open it, and save it again)"
        ),
        (
            "an unknown text", [WorkbookFile.Sheet("A", "<row><c t=\"s\"><v>5</v></c></row>")], nil,
            "a sheet of a.xlsx is damaged: it lacks a text that a cell names (open it, and save it again)"
        ),
        (
            "markup that ends too early", [WorkbookFile.Sheet("A", "<row><c><v>5</v><!--")], nil,
            "a.xlsx is damaged: its XML ends too early (export it again, or save it as CSV)"
        ),
    ]
    private static let one = "<row><c><v>1</v></c></row>"
    private static let two = "<row><c><v>2</v></c></row>"

    @Test(arguments: sheets)
    func aSheetIsFound(_ row: (name: String, sheets: [WorkbookFile.Sheet], wanted: String?, text: String)) {
        #expect(Self.failure(WorkbookFile(row.sheets), FormatDefinition(sheet: row.wanted)) == row.text, "\(row.name)")
    }

    /// Numbers of two decimals, as tables of money have them, come out of binary fractions as they went in.
    @Test func moneySurvivesBinaryFractions() throws {
        var random = SeededGenerator()
        for _ in 0..<2000 {
            let micros = random.below(2_000_000_000_000) * 10_000
            let (whole, rest) = (micros / 1_000_000, micros % 1_000_000 / 10_000)
            let exact = "\(whole).\(rest < 10 ? "0" : "")\(rest)"
            // A sum of parts is off in its last bits, as a column's total is.
            let part = (Double(exact) ?? 0) / 3
            let written = "\(part + part + part)"
            var text: [UInt8] = []
            let number = try #require(CellNumber(Array(written.utf8)))
            number.append(to: &text, decimal: UInt8(ascii: "."))
            let plain = exact.hasSuffix(".00") ? "\(whole)" : exact.hasSuffix("0") ? String(exact.dropLast()) : exact
            #expect(String(decoding: text, as: UTF8.self) == plain, "\(random) \(written)")
        }
    }
}
