import Report
import Testing

@Suite struct TextTableTests {
    @Test func cellsCannotBreakTheTable() {
        var table = TextTable(columns: [("Campaign", .left), ("Cost", .right)])
        table.rows = [["two\nlines, a\ttab", "5.00"], ["\u{1B}[31mred", "12.00"], ["Окна 中文 é", "1.00"]]
        #expect(
            table.rendered() == """
                Campaign           Cost
                ───────────────────────
                two lines, a tab   5.00
                 [31mred          12.00
                Окна 中文 é        1.00

                """)
    }
}
