import Definitions
import Testing

@Suite struct DatePatternTests {
    /// `YYYY-MM-DD HH:MM:SS.mmm ±seconds`, or nil.
    static func text(_ time: CivilTime?) -> String? {
        guard let time else { return nil }
        let clock = Instant(milliseconds: time.localSeconds * 1000)
        return "\(clock) \(time.millisecond)\(time.offset.map { " \($0)" } ?? "")"
    }

    struct ParseCase: CustomTestStringConvertible, Sendable {
        var pattern: String
        var input: String
        var expected: String?
        var testDescription: String { "\(pattern) of \(input)" }

        init(_ pattern: String, _ input: String, _ expected: String?) {
            self.pattern = pattern
            self.input = input
            self.expected = expected
        }
    }

    static let parseCases = [
        ParseCase("unix", "1772440000", "2026-03-02 08:26:40 0 0"),
        ParseCase("unix", "0", nil), ParseCase("unix", "-1", nil), ParseCase("unix", "1772440000.5", nil),
        ParseCase("unix", "999999999999999", nil), ParseCase("unix", "", nil),
        ParseCase("unix_ms", "1772440000123", "2026-03-02 08:26:40 123 0"),
        ParseCase("yyyy-MM-dd", "2025-01-02", "2025-01-02 00:00:00 0"),
        ParseCase("yyyy-MM-dd", "2025-1-2", nil),
        ParseCase("yyyy-MM-dd", "2025-01-02 ", nil),
        ParseCase("yyyy-MM-dd", "25-01-02", nil),
        ParseCase("yyyy-MM-dd", "2025-02-29", nil),
        ParseCase("yyyy-MM-dd", "2024-02-29", "2024-02-29 00:00:00 0"),
        ParseCase("yyyy-MM-dd", "", nil),
        ParseCase("yyyy-MM-dd", "0000-01-01", nil),
        ParseCase("yyyyMMdd", "20250102", "2025-01-02 00:00:00 0"),
        ParseCase("dd.MM.yy", "02.01.25", "2025-01-02 00:00:00 0"),
        ParseCase("dd.MM.yy", "02.01.99", "2099-01-02 00:00:00 0"),
        ParseCase("dd.MM.yy", "02.01.2025", nil),
        ParseCase("d.M.yyyy", "2.1.2025", "2025-01-02 00:00:00 0"),
        ParseCase("d.M.yyyy", "12.11.2025", "2025-11-12 00:00:00 0"),
        ParseCase("d.M.y", "02.01.2025", "2025-01-02 00:00:00 0"),
        ParseCase("d.M.yyyy", "123.1.2025", nil),
        ParseCase("M/d/yyyy h:mm a", "1/2/2025 12:05 AM", "2025-01-02 00:05:00 0"),
        ParseCase("M/d/yyyy h:mm a", "1/2/2025 12:05 pm", "2025-01-02 12:05:00 0"),
        ParseCase("M/d/yyyy h:mm a", "1/2/2025 1:05 PM", "2025-01-02 13:05:00 0"),
        ParseCase("M/d/yyyy h:mm a", "1/2/2025 13:05 PM", nil),
        ParseCase("M/d/yyyy h:mm a", "1/2/2025 1:05", nil),
        ParseCase("dd.MM.yyyy HH:mm:ss", "02.01.2025 23:59:59", "2025-01-02 23:59:59 0"),
        ParseCase("dd.MM.yyyy HH:mm:ss", "02.01.2025 24:00:00", nil),
        ParseCase("dd.MM.yyyy HH:mm:ss", "02.01.2025 23:60:00", nil),
        ParseCase("dd.MM.yyyy HH:mm:ss", "02.01.2025 23:59:60", nil),
        ParseCase("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2025-01-02T03:04:05.678+03:00", "2025-01-02 03:04:05 678 10800"),
        ParseCase("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2025-01-02T03:04:05.678Z", "2025-01-02 03:04:05 678 0"),
        ParseCase("yyyy-MM-dd HH:mm:ss.SSSSSS Z", "2025-01-02 03:04:05.678901 -0330", "2025-01-02 03:04:05 678 -12600"),
        ParseCase("yyyy-MM-dd HH:mm:ss x", "2025-01-02 03:04:05 +05", "2025-01-02 03:04:05 0 18000"),
        ParseCase("yyyy-MM-dd HH:mm:ss x", "2025-01-02 03:04:05 +19", nil),
        ParseCase("yyyy-MM-dd 'at' H 'o''clock'", "2025-01-02 at 7 o'clock", "2025-01-02 07:00:00 0"),
        ParseCase("dd.MM.yyyy г.", "02.01.2025 г.", "2025-01-02 00:00:00 0"),
        ParseCase("yyyy''MM''dd", "2025'01'02", "2025-01-02 00:00:00 0"),
    ]

    @Test(arguments: parseCases)
    func parse(testCase: ParseCase) throws {
        #expect(try Self.text(DatePattern(testCase.pattern).parse(testCase.input)) == testCase.expected)
    }

    static let isoCases: [(String, String?)] = [
        ("2025-01-02", "2025-01-02 00:00:00 0"),
        ("2025-01-02T03:04:05", "2025-01-02 03:04:05 0"),
        ("2025-01-02 03:04:05", "2025-01-02 03:04:05 0"),
        ("2025-01-02T03:04", "2025-01-02 03:04:00 0"),
        ("2025-01-02T03:04Z", "2025-01-02 03:04:00 0 0"),
        ("2025-01-02T03:04:05.1Z", "2025-01-02 03:04:05 100 0"),
        ("2025-01-02T03:04:05.123456789+03:00", "2025-01-02 03:04:05 123 10800"),
        ("2025-01-02T03:04:05,5+0300", "2025-01-02 03:04:05 500 10800"),
        ("2025-01-02 03:04:05+03", "2025-01-02 03:04:05 0 10800"),
        ("2025-01-02 03:04:05-05:30", "2025-01-02 03:04:05 0 -19800"),
        ("2025-01-02T03:04:05.", nil), ("2025-01-02T03", nil), ("2025-01-02T24:00:00", nil),
        ("2025-01-02T03:04:05+3", nil), ("2025-01-02T03:04:05 ", nil), ("2025-13-01", nil), ("20250102", nil),
        ("2025-01-02Z", nil), ("2025-01-02T03:04:05+03:60", nil), ("", nil), ("2025-01-02T", nil),
    ]

    @Test(arguments: isoCases)
    func iso8601(input: String, expected: String?) {
        #expect(Self.text(CivilTime(iso8601: input)) == expected)
    }

    static let example = "such as 'yyyy-MM-dd' or 'dd.MM.yyyy HH:mm:ss'"
    static let problems: [(String, String, String)] = [
        ("YYYY-MM-DD", "'YYYY' stands for nothing in a date pattern", "did you mean 'yyyy-MM-dd'?"),
        ("%d.%m.%Y", "'%' stands for nothing in a date pattern", "did you mean 'dd.MM.yyyy'?"),
        ("%Y-%m-%dT%H:%M:%S", "'%' stands for nothing in a date pattern", "did you mean 'yyyy-MM-dd'T'HH:mm:ss'?"),
        ("%Y %B", "'%' stands for nothing in a date pattern", example),
        ("yyyy-mm-dd", "the pattern has no month ('MM')", "did you mean 'yyyy-MM-dd'?"),
        ("dd.mm.yyyy HH:MM", "the pattern has minutes ('m') before hours", "did you mean 'dd.MM.yyyy HH:mm'?"),
        ("yyyy-MM-ddTHH:mm:ss", "'T' stands for nothing in a date pattern", "did you mean 'yyyy-MM-dd'T'HH:mm:ss'?"),
        ("DD/MM/YYYY HH:MM:SS", "'DD' stands for nothing in a date pattern", "did you mean 'dd/MM/yyyy HH:mm:ss'?"),
        ("dd MMM yyyy", "names of months ('MMM') are not supported", "use 'MM' or 'M'"),
        ("EEE dd.MM.yyyy", "'EEE' stands for nothing in a date pattern", example),
        ("yyyy-MM", "the pattern has no day ('dd')", example),
        (
            "dMyyyy", "nothing tells where the number before 'M' ends",
            "double its letter, or put a mark between the two"
        ),
        ("yyyy-MM-dd'T", "a quote is not closed", "put a ' after the text, as in 'T'"),
        (
            "yyyy-MM-dd hh:mm", "'h' is an hour of half a day and needs 'a' for AM or PM", "use 'H' for 0 to 23"
        ),
        ("yyyy-MM-dd HH:mm a", "'a' (AM or PM) needs an hour 'h'", "use 'h' for 1 to 12"),
        ("yyyy-MM-dd HH:ss", "the pattern has seconds ('s') without minutes ('m')", example),
        ("yyyy-MM-dd yyyy", "'yyyy' stands there twice", example),
        ("yyyyy-MM-dd", "a year is 'yyyy' or 'yy', not 'yyyyy'", example),
        ("", "the pattern has no year ('yyyy')", example),
    ]

    @Test(arguments: problems)
    func problem(pattern: String, message: String, hint: String) {
        #expect(throws: DatePattern.Problem(message: message, hint: hint)) {
            _ = try DatePattern(pattern)
        }
    }
}
