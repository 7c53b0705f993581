import Definitions
import Journeys
import Testing

/// Which tags a number on an ad stands for, on which day.
@Suite struct TrackingNumbersTests {
    private static func assignment(_ number: String, _ from: String, _ to: String?, _ source: String)
        -> TrackingNumbers.Assignment
    {
        TrackingNumbers.Assignment(
            number: number, from: Day(from) ?? Day(number: 0), to: to.flatMap { Day($0) },
            tags: RecordedTags(source: source, medium: "call"))
    }

    /// One number goes from vk to yandex and, after a month of rest, to avito for good.
    private static let numbers = TrackingNumbers([
        assignment("+7 (495) 123-45-67", "2026-05-01", nil, "avito"),
        assignment("+7 (495) 123-45-67", "2026-01-01", "2026-01-31", "vk"),
        assignment("84951234567", "2026-02-01", "2026-03-31", "yandex"),
        assignment("sip:office", "2026-01-01", nil, "site"),
    ])

    static let lookups: [(number: String, day: String, source: String?)] = [
        ("84951234567", "2025-12-31", nil), ("84951234567", "2026-01-01", "vk"), ("74951234567", "2026-01-31", "vk"),
        ("+74951234567", "2026-02-01", "yandex"), ("8 495 123 45 67", "2026-03-31", "yandex"),
        ("84951234567", "2026-04-01", nil), ("84951234567", "2026-04-30", nil), ("84951234567", "2026-05-01", "avito"),
        ("84951234567", "9999-12-31", "avito"), ("84951234568", "2026-01-01", nil),
        ("sip:office", "2026-01-01", "site"),
        // Abroad, where 8 is no prefix.
        ("+84951234567", "2026-01-01", nil), ("", "2026-01-01", nil),
    ]

    @Test(arguments: lookups)
    func tags(number: String, day: String, source: String?) throws {
        #expect(Self.numbers.tags(of: number, on: try #require(Day(day)))?.source == source)
    }
}
