extension CivilTime {
    /// Reads an ISO 8601 date and time, the format of instants where a source declares none.
    ///
    /// `2025-01-02T03:04:05.123Z`: `T` or a space, seconds and fraction optional, the offset as `Z`, `+03:00`, `+0300`,
    /// `+03` or absent. A date alone is its first instant. Anything before or after makes it nil.
    package init?(iso8601 bytes: UnsafeBufferPointer<UInt8>) {
        var reader = ClockReader(bytes)
        guard let year = reader.digits(4...4), reader.take(UInt8(ascii: "-")),
            let month = reader.digits(2...2), reader.take(UInt8(ascii: "-")),
            let dayOfMonth = reader.digits(2...2),
            let day = Day(year: year, month: month, day: dayOfMonth)
        else { return nil }
        self.init(day: day)
        if reader.isAtEnd { return }
        guard reader.take(UInt8(ascii: "T")) || reader.take(UInt8(ascii: " ")),
            let hour = reader.digits(2...2), hour < 24, reader.take(UInt8(ascii: ":")),
            let minute = reader.digits(2...2), minute < 60
        else { return nil }
        var second = 0
        if reader.take(UInt8(ascii: ":")) {
            guard let digits = reader.digits(2...2), digits < 60 else { return nil }
            second = digits
            if reader.take(UInt8(ascii: ".")) || reader.take(UInt8(ascii: ",")) {
                guard let fraction = reader.milliseconds(digits: 1...Int.max) else { return nil }
                millisecond = Int32(fraction)
            }
        }
        secondOfDay = Int32(hour * 3600 + minute * 60 + second)
        if reader.isAtEnd { return }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        self.offset = Int32(offset)
    }

    /// Reads an ISO 8601 date and time; see `init(iso8601:)` for bytes.
    package init?(iso8601 text: String) {
        var text = text
        guard let time = text.withUTF8({ CivilTime(iso8601: $0) }) else { return nil }
        self = time
    }
}
