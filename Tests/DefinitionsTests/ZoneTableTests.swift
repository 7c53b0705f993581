import Definitions
import Foundation
import Testing

@Suite struct ZoneTableTests {
    static let zones = [
        "Europe/Moscow", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo",
        "Africa/Casablanca", "UTC", "Etc/GMT-3", "Asia/Kathmandu",
    ]

    @Test(arguments: zones)
    func offsetsEqualFoundation(name: String) throws {
        let table = try #require(ZoneTable(identifier: name))
        let zone = try #require(TimeZone(identifier: name))
        // A stride without a common factor with an hour walks through all times of day.
        for second in stride(from: Int64(0), to: 4_102_444_800, by: 50_021) {
            let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
            try #require(table.offset(at: Instant(milliseconds: second * 1000 + 999)) == expected, "\(second)")
        }
    }

    @Test(arguments: zones)
    func localTimesComeBack(name: String) throws {
        let table = try #require(ZoneTable(identifier: name))
        for second in stride(from: Int64(86_400), to: 4_102_444_800, by: 70_001) {
            let instant = Instant(milliseconds: second * 1000 + 7)
            let local = second + Int64(table.offset(at: instant))
            try #require(table.day(of: instant).number == Int32(local / 86_400))
            switch table.instant(ofLocalSeconds: local, millisecond: 7) {
            case .unique(let found): try #require(found == instant)
            case .ambiguous(let earlier): try #require(earlier <= instant)
            case .missing: Issue.record("\(second) has no local time")
            }
        }
    }

    struct LocalCase: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var zone: String
        var local: String
        var expected: ZoneTable.Resolution

        init(_ name: String, _ zone: String, _ local: String, _ expected: ZoneTable.Resolution) {
            testDescription = name
            self.zone = zone
            self.local = local
            self.expected = expected
        }
    }

    static func utc(_ text: String) -> Instant {
        guard let time = CivilTime(iso8601: text) else { return Instant(milliseconds: .min) }
        return Instant(milliseconds: time.localSeconds * 1000)
    }

    static let localCases = [
        LocalCase("plain", "Europe/Moscow", "2025-06-01 12:00:00", .unique(utc("2025-06-01 09:00"))),
        LocalCase(
            "New York, set back: the first of the two",
            "America/New_York",
            "2025-11-02 01:30:00",
            .ambiguous(earlier: utc("2025-11-02 05:30"))
        ),
        LocalCase(
            "New York, before the hour that comes twice",
            "America/New_York",
            "2025-11-02 00:59:59",
            .unique(utc("2025-11-02 04:59:59"))
        ),
        LocalCase(
            "New York, after the hour that comes twice",
            "America/New_York",
            "2025-11-02 02:00:00",
            .unique(utc("2025-11-02 07:00"))
        ),
        LocalCase("New York, set forward", "America/New_York", "2025-03-09 02:30:00", .missing),
        LocalCase(
            "New York, first after the gap",
            "America/New_York",
            "2025-03-09 03:00:00",
            .unique(utc("2025-03-09 07:00"))
        ),
        LocalCase(
            "Moscow, 2014 back for good",
            "Europe/Moscow",
            "2014-10-26 01:00:00",
            .ambiguous(earlier: utc("2014-10-25 21:00"))
        ),
        LocalCase("Moscow, 2011 forward for good", "Europe/Moscow", "2011-03-27 02:00:00", .missing),
        LocalCase("Apia, a day that never was", "Pacific/Apia", "2011-12-30 12:00:00", .missing),
        LocalCase(
            "half an hour back",
            "Australia/Lord_Howe",
            "2025-04-06 01:45:00",
            .ambiguous(earlier: utc("2025-04-05 14:45"))
        ),
    ]

    @Test(arguments: localCases)
    func localTime(testCase: LocalCase) throws {
        let table = try #require(ZoneTable(identifier: testCase.zone))
        let time = try #require(CivilTime(iso8601: testCase.local))
        #expect(time.instant(in: table) == testCase.expected)
    }

    @Test func aDayBeginsWhereItsMidnightIsSkipped() throws {
        let table = try #require(ZoneTable(identifier: "America/Sao_Paulo"))
        let skipped = try #require(Day("2018-11-04"))
        #expect(table.start(of: skipped) == Self.utc("2018-11-04 03:00"))
        #expect(table.start(of: skipped.advanced(by: 1)) == Self.utc("2018-11-05 02:00"))
        let plain = try #require(ZoneTable(identifier: "Europe/Moscow"))
        #expect(plain.start(of: skipped) == Self.utc("2018-11-03 21:00"))
    }

    @Test(arguments: ["", "MSK", "Europe/Moscw", "europe/moscow", "GMT+3", "GMT+0300", "UTC+3", "../etc/passwd"])
    func unknownNames(name: String) {
        #expect(ZoneTable(identifier: name) == nil)
    }

    @Test func dataHasAVersion() {
        #expect(ZoneTable.dataVersion.count >= 5)
    }
}
