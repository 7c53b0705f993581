import Definitions
import Testing

@testable import Tabular

/// What the user is told of the first number that isn't one.
@Suite struct NumberHintTests {
    struct HintCase: Sendable, CustomTestStringConvertible {
        var field: String
        var value: String
        var hint: String
        var testDescription: String { "\(field) of '\(value)'" }

        init(_ field: String, _ value: String, _ hint: String) {
            self.field = field
            self.value = value
            self.hint = hint
        }
    }

    static let cases = [
        HintCase("cost", "1234,5", "set format: { decimal: \",\" }"),
        HintCase("cost", "1 234.50", "set format: { thousands: \" \" }"),
        HintCase("cost", "1 234,50", "set format: { decimal: \",\", thousands: \" \" }"),
        HintCase("cost", "1.234.567,50", "set format: { decimal: \",\", thousands: \".\" }"),
        HintCase("cost", "1,234.50", "set format: { thousands: \",\" }"),
        HintCase("cost", "1,234", "set format: { decimal: \",\" } or { thousands: \",\" }"),
        HintCase("clicks", "1'000", "set format: { thousands: \"'\" }"),
        HintCase(
            "cost", "5 ₽",
            "look at the line: digits and the declared marks may stand there, no units or signs of currency"),
    ]

    @Test(arguments: cases)
    func hints(row: HintCase) throws {
        let summary = try ReadCase().read("id,at,\(row.field)\n1,2025-01-01,\"\(row.value)\"\n").summary
        #expect(summary.hints.map(\.hint) == [row.hint])
        #expect(
            summary.hints.first?.message
                == "the value in column '\(row.field)' is no \(row.field == "cost" ? "amount" : "whole number") "
                + "by the declared marks")
    }
}
