import Definitions
import Testing

@testable import Tabular

@Suite struct FieldDecodingTests {
    struct ValueCase: Sendable, CustomTestStringConvertible {
        var field: String
        var value: String
        /// The value as it is described, nil where there is none.
        var expected: String?
        var rule: RejectRule?
        var testDescription: String { "\(field) of '\(value)'" }

        init(_ field: String, _ value: String, _ expected: String?) {
            self.field = field
            self.value = value
            self.expected = expected
        }

        init(_ field: String, _ value: String, rejected rule: RejectRule) {
            self.field = field
            self.value = value
            self.rule = rule
        }
    }

    static let values = [
        ValueCase("note", "text", "text"), ValueCase("note", "  inner  space  ", "inner  space"),
        ValueCase("note", "   ", nil), ValueCase("note", "", nil), ValueCase("note", "--", nil),
        ValueCase("note", " NaN ", nil), ValueCase("note", "\"--\"", nil), ValueCase("note", "---", "---"),
        ValueCase("note", "\"a \"\"quoted\"\" word\"", "a \"quoted\" word"), ValueCase("note", "\"\"\"\"", "\""),
        ValueCase("note", "\"two\nlines, one value\"", "two\nlines, one value"),
        ValueCase("note", "5\" nail", "5\" nail"), ValueCase("note", "Ж€😀", "Ж€😀"),
        ValueCase("note", "a\0b", rejected: .nul), ValueCase("note", "\0", rejected: .nul),
        ValueCase("note", "abcdefgh\0", rejected: .nul), ValueCase("note", "\"x\"y", rejected: .strayQuote),
        ValueCase("phone", "+7 (900) 123-45-67", "+7 (900) 123-45-67"),
        ValueCase("clicks", "12", "12"), ValueCase("clicks", " 12 ", "12"), ValueCase("clicks", "", nil),
        ValueCase("clicks", "--", nil), ValueCase("clicks", "\"12\"", "12"),
        ValueCase("clicks", "twelve", rejected: .integer), ValueCase("clicks", "1.0", rejected: .integer),
        ValueCase("clicks", "-1", rejected: .outOfRange), ValueCase("clicks", "1001", rejected: .outOfRange),
        ValueCase("clicks", "99999999999999999999", rejected: .overflow),
        ValueCase("clicks", "1\0", rejected: .integer),
        ValueCase("cost", "12.5", "12.50"), ValueCase("cost", "-0.000001", "-0.000001"),
        ValueCase("cost", "\"1\u{A0}234.5\"", "1234.50"), ValueCase("cost", "1.2345678", rejected: .moneyDecimals),
        ValueCase("cost", "12 rub", rejected: .money), ValueCase("cost", "9999999999999999", rejected: .overflow),
        ValueCase("born", "2024-02-29", "2024-02-29"), ValueCase("born", "2025-02-29", rejected: .date),
        ValueCase("born", "29.02.2024", rejected: .date), ValueCase("born", "2024-02-29 ", "2024-02-29"),
        ValueCase("at", "2025-01-02T03:04:05Z", "2025-01-02 03:04:05"),
        ValueCase("at", "2025-01-02 03:04:05", "2025-01-02 00:04:05"),
        ValueCase("at", "2025-01-02T03:04:05+05:00", "2025-01-01 22:04:05"),
        ValueCase("at", "2025-01-02", "2025-01-01 21:00:00"),
        ValueCase("at", "", rejected: .required), ValueCase("at", "--", rejected: .required),
        ValueCase("at", "02.01.2025", rejected: .instant), ValueCase("at", "2025-01-02T24:00:00Z", rejected: .instant),
        // Moscow went from 00:00 to 04:00 UTC+4 never, but from 02:00 to 03:00 every March until 2011.
        ValueCase("at", "2010-03-28 02:30:00", rejected: .nonexistentTime),
        ValueCase("at", "2010-10-31 02:30:00", "2010-10-30 22:30:00"),
        ValueCase("deleted", "true", "1"), ValueCase("deleted", "TRUE", "1"), ValueCase("deleted", "1", "1"),
        ValueCase("deleted", "yes", "1"), ValueCase("deleted", "Да", "1"), ValueCase("deleted", "дА", "1"),
        ValueCase("deleted", "False", "0"), ValueCase("deleted", "0", "0"), ValueCase("deleted", "no", "0"),
        ValueCase("deleted", "НЕТ", "0"), ValueCase("deleted", "", nil), ValueCase("deleted", "2", rejected: .boolean),
        ValueCase("deleted", "y", rejected: .boolean), ValueCase("deleted", "truetruetrue", rejected: .boolean),
        ValueCase("outcome", "won", "won"), ValueCase("outcome", "lost", "lost"), ValueCase("outcome", "", nil),
        ValueCase("outcome", "Won", rejected: .notAllowed), ValueCase("outcome", "open", rejected: .notAllowed),
    ]

    @Test(arguments: values)
    func value(_ test: ValueCase) throws {
        var read = ReadCase()
        read.format.nulls = ["--", "NaN"]
        let at = test.field == "at" ? test.value : "2025-01-02T00:00:00Z"
        let other = test.field == "at" ? "" : test.value
        let header = test.field == "at" ? "note" : test.field
        let result = try read.read("id,at,\(header)\n1,\(at),\(other)\n")
        if let rule = test.rule {
            #expect(result.rejected.map(\.rule) == [rule])
            #expect(result.rejected.first?.column == (rule == .strayQuote ? nil : test.field))
        } else {
            let row = try #require(result.rows.first)
            let moment = test.field == "at" ? test.expected ?? "" : "2025-01-02 00:00:00"
            let value = test.field == "at" ? "" : test.expected.map { " \(test.field)=\($0)" } ?? ""
            #expect(row == "2: id=1 at=\(moment)\(value)")
        }
    }

    @Test func ambiguousTimesAreCounted() throws {
        let result = try ReadCase().read("id,at\n1,2010-10-31 02:30:00\n2,2010-10-31 04:30:00\n")
        #expect(result.summary.ambiguousTimes == 1)
        #expect(result.rows.count == 2)
    }

    @Test func sourceZoneAndPipelineZone() throws {
        var read = ReadCase()
        read.sourceZone = "America/New_York"
        let result = try read.read("id,at\n1,2025-01-01 18:00:00\n")
        #expect(result.rows == ["2: id=1 at=2025-01-01 23:00:00"])
        // 02:00 of the next day in Moscow.
        #expect(result.summary.days == Day("2025-01-02").map { $0...$0 })
    }

    @Test func aStarStandsForAllOtherTexts() throws {
        var read = ReadCase()
        read.map = [ReadCase.mapping("outcome", "Stage", values: ["142": "won", "*": "lost", "-": ""])]
        let result = try read.read(
            "id,at,Stage\n1,2025-01-01,142\n2,2025-01-01,21\n3,2025-01-01,-\n4,2025-01-01,\n5,2025-01-01,*\n")
        #expect(result.rejects == [])
        #expect(
            result.rows.map { $0.split(separator: " ").last.map(String.init) ?? "" } == [
                "outcome=won", "outcome=lost", "21:00:00", "21:00:00", "outcome=lost",
            ])
    }

    @Test func mappings() throws {
        var read = ReadCase()
        read.map = [
            ReadCase.mapping("id", "ID"),
            ReadCase.mapping("at", "Создан", format: "dd.MM.yyyy HH:mm"),
            ReadCase.mapping("born", "Рождён", format: "dd.MM.yy"),
            ReadCase.mapping("cost", "Micros", unit: .micros),
            ReadCase.mapping("deleted", "State", values: ["gone": "true", "here": "false", "?": ""]),
            ReadCase.mapping("outcome", "Stage", values: ["S": "won", "F": "lost", "": "lost"]),
            ReadCase.mapping("note", "Note", required: true),
            ReadCase.constant("phone", "none"),
        ]
        let result = try read.read(
            """
            Note,ID,Создан,Рождён,Micros,State,Stage,Extra
            n,1,02.01.2025 03:04,05.06.99,1500000,gone,S,x
            n,2,02.01.2025 03:04,,-1,?,,x
            n,3,02.01.2025 03:04,,,,S,x
            n,4,02.01.2025 03:04,,1.5,here,S,x
            n,5,02.01.2025 03:04,,,nowhere,S,x
            n,6,02.01.2025 03:04,,,gone,X,x
            ,7,02.01.2025 03:04,,,gone,S,x
            """
        )
        #expect(
            result.rows == [
                "2: id=1 at=2025-01-02 00:04:00 born=2099-06-05 cost=1.50 deleted=1 outcome=won phone=none note=n",
                "3: id=2 at=2025-01-02 00:04:00 cost=-0.000001 outcome=lost phone=none note=n",
                "4: id=3 at=2025-01-02 00:04:00 outcome=won phone=none note=n",
            ]
        )
        #expect(
            result.rejects == [
                "5: integer Micros", "6: unknown_value State", "7: unknown_value Stage", "8: required Note",
            ]
        )
        #expect(result.summary.newColumns == ["Extra"])
    }

    @Test func constantsAreCanonical() throws {
        var read = ReadCase()
        read.format = FormatDefinition(delimiter: UInt8(ascii: ";"), decimal: UInt8(ascii: ","), date: "dd.MM.yyyy")
        read.map = [
            ReadCase.constant("at", "2025-01-31T10:00:00"), ReadCase.constant("born", "2024-02-29"),
            ReadCase.constant("cost", "1234.5"), ReadCase.constant("clicks", "7"),
            ReadCase.constant("deleted", "false"), ReadCase.constant("outcome", "won"),
        ]
        let result = try read.read("id\n1\n")
        #expect(
            result.rows == [
                "2: id=1 at=2025-01-31 07:00:00 born=2024-02-29 clicks=7 cost=1234.50 deleted=0 outcome=won"
            ]
        )
    }

    @Test func roundingIsDeclared() throws {
        var read = ReadCase()
        read.map = [ReadCase.mapping("cost", "cost", round: true)]
        let result = try read.read("id,at,cost\n1,2025-01-01,0.0000015\n")
        #expect(result.rows.first?.hasSuffix("cost=0.000002") == true)
    }

    @Test func oneColumnFeedsSeveralFields() throws {
        var read = ReadCase()
        read.map = [ReadCase.mapping("note", "id"), ReadCase.mapping("phone", "id")]
        #expect(try read.read("id,at\n1,2025-01-01\n").rows == ["2: id=1 at=2024-12-31 21:00:00 phone=1 note=1"])
    }

    @Test func rejectedDatesNameFormatsThatFit() throws {
        var read = ReadCase()
        read.contract = ReadCase.spend
        read.map = [ReadCase.constant("source", "x")]
        let result = try read.read("date,cost\n2025-01-01,1\n31.01.2025,1\n02/01/2025,1\n")
        #expect(result.rejects == ["3: date date", "4: date date"])
        let hint = try #require(result.summary.hints.first)
        #expect(hint.message == "the date in column 'date' doesn't fit yyyy-MM-dd")
        #expect(hint.location == Definitions.SourceLocation(file: "file.csv", line: 3))
        #expect(hint.hint == "formats that would fit: dd.MM.yyyy; set format: { date: \"dd.MM.yyyy\" }")
    }
}
