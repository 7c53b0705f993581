import Definitions
import TestSupport
import Testing

@testable import Tabular

@Suite("Times read by their dates")
struct InstantClockTests {
    /// Zones whose clocks are set, also at midnight and by half an hour, and ones whose days differ.
    static let zones = [
        "UTC", "Europe/Moscow", "Europe/Berlin", "America/Sao_Paulo", "America/New_York", "Australia/Lord_Howe",
        "Asia/Kolkata", "Africa/Cairo", "Pacific/Apia",
    ]

    private func read(_ text: String, _ clock: InstantClock) -> (milliseconds: Int64, day: Day)? {
        Array(text.utf8).withUnsafeBufferPointer { clock.read($0) }
    }

    @Test("a time is the one that its text is in its zone, or is left to others", arguments: zones)
    func sameAsByText(sourceZone: String) throws {
        var random = SeededGenerator()
        let source = try #require(ZoneTable(identifier: sourceZone))
        let zone = try #require(ZoneTable(identifier: Self.zones[random.below(Self.zones.count)]))
        let clock = InstantClock(zone, sourceZone: source)
        defer { clock.deallocate() }
        var known = 0
        for _ in 0..<20_000 {
            let day = Day(number: Int32(random.below(60 * 365)))
            func digits(_ bound: Int) -> String { String("0\(random.below(bound))".suffix(2)) }
            let text = "\(day)\(["T", " "][random.below(2)])\(digits(25)):\(digits(61)):\(digits(61))"
            guard let time = read(text, clock) else { continue }
            known += 1
            let instant = try #require(CivilTime(iso8601: text)?.instant(in: source))
            #expect(instant == .unique(Instant(milliseconds: time.milliseconds)), "\(random): \(text)")
            #expect(time.day == zone.day(of: Instant(milliseconds: time.milliseconds)), "\(random): \(text)")
        }
        #expect(known > 10_000)
    }

    @Test(
        "what has another form isn't known",
        arguments: [
            "", "2025-01-02", "2025-01-02T03:04", "2025-01-02T03:04Z+0", "2025-01-02t03:04:05", "2025-01-02T03.04.05",
            "2025-13-02T03:04:05", "2025-02-30T03:04:05", "2025-01-02T24:00:00", "2025-01-02T03:60:00",
            "2025-01-02T03:04:60", "2025-01-02T0:04:050", "2025-01-02T03:04:0:", "2025-01-02T/3:04:05",
            "2025/01/02T03:04:05", "2025-01-02T03:04:05Z", "2025-01-02T03:04+03", "2025-01-02T03:04:0é",
            "\0\0\0\0\0\0\0\0\0\0T03:04:05",
        ])
    func otherForms(text: String) throws {
        let zone = try #require(ZoneTable(identifier: "UTC"))
        let clock = InstantClock(zone, sourceZone: zone)
        defer { clock.deallocate() }
        #expect(read("2025-01-02T03:04:05", clock) != nil)
        #expect(read(text, clock) == nil)
    }

    @Test("times around the clock's being set are left to others")
    func clockSet() throws {
        let zone = try #require(ZoneTable(identifier: "Europe/Berlin"))
        let clock = InstantClock(zone, sourceZone: zone)
        defer { clock.deallocate() }
        #expect(read("2025-03-30T02:30:00", clock) == nil)
        #expect(read("2025-10-26T02:30:00", clock) == nil)
        #expect(read("2025-10-20T02:30:00", clock) != nil)
    }
}
