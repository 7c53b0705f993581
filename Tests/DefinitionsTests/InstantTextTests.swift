import Definitions
import TestSupport
import Testing

/// Days and instants as bytes are what they are as texts.
@Suite struct InstantTextTests {
    static let instants: [(Int64, String)] = [
        (0, "1970-01-01 00:00:00"), (-1, "1969-12-31 23:59:59"), (1_735_689_599_999, "2024-12-31 23:59:59"),
        (253_402_300_799_000, "9999-12-31 23:59:59"), (-62_135_596_800_000, "0001-01-01 00:00:00"),
    ]

    @Test(arguments: instants)
    func written(milliseconds: Int64, text: String) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(instant.description == text)
        let bytes = [UInt8](unsafeUninitializedCapacity: Instant.textLength) { buffer, count in
            count = buffer.baseAddress.map(instant.write) == true ? Instant.textLength : 0
        }
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        #expect(bytes.withUnsafeBufferPointer { Instant($0) }?.seconds == instant.seconds)
        #expect(Day(bytes[..<Day.textLength])?.description == String(text.prefix(Day.textLength)))
        let day = bytes[..<Day.textLength].withUnsafeBufferPointer { Day($0) }
        #expect(day?.description == String(text.prefix(Day.textLength)))
    }

    @Test(arguments: [
        "", "2025-01-0", "2025-01-011", "2025/01-01", "2025-01.01", "2025-02-30", "20-5-01-01", "0000-01-01",
    ])
    func noDay(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { Day($0) } == nil)
        #expect(Day(text) == nil)
    }

    @Test(arguments: [
        "", "2025-01-01", "2025-01-01T00:00:00", "2025-02-30 00:00:00", "2025-01-01 24:00:00",
        "2025-01-01 0:000:00", "2025-01-01 00:00:60", "2025-01-01 00:00:00 ",
    ])
    func notRead(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { Instant($0) } == nil)
    }

    /// A year of five digits has no place in the warehouse, but a text.
    @Test func yearsOfFiveDigits() {
        let day = Day(number: 3_000_000)
        #expect(day.description == "10183-09-25" || day.description.hasPrefix("10183-"))
        var bytes = [UInt8](repeating: 0, count: Day.textLength)
        #expect(bytes.withUnsafeMutableBufferPointer { $0.baseAddress.map(day.write) } == false)
        #expect(Instant(milliseconds: 3_000_000 * 86_400_000).description == "\(day) 00:00:00")
    }
}
