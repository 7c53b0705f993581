internal import Definitions

/// Reads times of the form `2025-01-02T03:04:05`, of dates it has met before, eight bytes at a time.
///
/// Of a date it knows where its local times lie and which of them are of which day, so that a time costs an addition.
/// What has another form, or lies where the clock is set, is for others to read. Whoever owns this calls `deallocate`.
struct InstantClock {
    private static let textLength = 19
    /// Rows needn't be in the order of time: a year and more is remembered.
    private static let bits = 9

    private struct Date {
        /// The text's first eight bytes.
        var head: UInt64 = 0
        /// The two that follow; more than two can say: free.
        var tail: UInt64 = .max
        /// Milliseconds of its first local time.
        var start: Int64 = 0
        /// The day of the pipeline's zone that instants between the two have.
        var day = Day(number: 0)
        var dayStart: Int64 = 0
        var dayEnd: Int64 = 0
    }

    private let dates: UnsafeMutablePointer<Date>
    private let zone: ZoneTable
    private let sourceZone: ZoneTable

    /// - Parameters:
    ///   - zone: whose midnights bound days.
    ///   - sourceZone: the zone of local times.
    init(_ zone: ZoneTable, sourceZone: ZoneTable) {
        self.zone = zone
        self.sourceZone = sourceZone
        dates = .allocate(capacity: 1 << Self.bits)
        dates.initialize(repeating: Date(), count: 1 << Self.bits)
    }

    func deallocate() {
        dates.deallocate()
    }

    /// The milliseconds of a time, and its day in the pipeline's zone; nil: it isn't known here.
    ///
    /// - Complexity: O(1) but for a date that is met first.
    @inline(__always)
    func read(_ text: UnsafeBufferPointer<UInt8>) -> (milliseconds: Int64, day: Day)? {
        guard text.count == Self.textLength, let start = text.baseAddress else { return nil }
        let (head, tail) = (ByteWord.load(start), UInt64(start[8]) | UInt64(start[9]) << 8)
        let mark = start[10]
        guard mark == UInt8(ascii: "T") || mark == UInt8(ascii: " "),
            let second = Self.secondOfDay(ByteWord.load(start + 11))
        else { return nil }
        let place = Self.place(head, tail)
        if dates[place].head != head || dates[place].tail != tail {
            guard learn(text, head, tail, at: place) else { return nil }
        }
        let milliseconds = dates[place].start + second * 1000
        guard milliseconds >= dates[place].dayStart, milliseconds < dates[place].dayEnd else {
            return (milliseconds, zone.day(of: Instant(milliseconds: milliseconds)))
        }
        return (milliseconds, dates[place].day)
    }

    /// The seconds of `HH:MM:SS`, or nil where it is none.
    @inline(__always)
    static func secondOfDay(_ text: UInt64) -> Int64? {
        // Digits are 0 to 9 now and colons 0; six more give a digit beyond 9 a higher half.
        let digits = text ^ 0x3030_3A30_303A_3030
        guard (digits | (digits &+ 0x0606_0006_0600_0606)) & 0xF0F0_FFF0_F0FF_F0F0 == 0 else { return nil }
        let hour = Int64((digits & 15) * 10 + digits >> 8 & 15)
        let minute = Int64((digits >> 24 & 15) * 10 + digits >> 32 & 15)
        let second = Int64((digits >> 48 & 15) * 10 + digits >> 56)
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    @inline(__always)
    private static func place(_ head: UInt64, _ tail: UInt64) -> Int {
        Int(truncatingIfNeeded: ((head ^ tail << 29) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - bits))
    }

    /// Notes the date of a time; false where its times need a look each.
    private func learn(_ text: UnsafeBufferPointer<UInt8>, _ head: UInt64, _ tail: UInt64, at place: Int) -> Bool {
        guard let time = CivilTime(iso8601: text), time.offset == nil,
            let offset = sourceZone.offset(throughout: time.day)
        else { return false }
        var date = Date()
        (date.head, date.tail) = (head, tail)
        date.start = (Int64(time.day.number) * 86_400 - Int64(offset)) * 1000
        // Of a date that is divided between two days, the one that has its noon.
        let noon = Instant(milliseconds: date.start + 43_200_000)
        date.day = zone.day(of: noon)
        let seconds = zone.seconds(of: date.day, around: noon)
        (date.dayStart, date.dayEnd) = (seconds.lowerBound * 1000, seconds.upperBound * 1000)
        dates[place] = date
        return true
    }
}
