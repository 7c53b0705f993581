internal import Glibc

/// A CSV file being written through a buffer.
struct TableFile: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []
    private var isFirst = true

    init(_ path: String, header: StaticString) throws(BenchmarkFailure) {
        self.path = path
        descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw BenchmarkFailure("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        buffer.reserveCapacity(1 << 20)
        append(header)
        buffer.append(UInt8(ascii: "\n"))
    }

    /// A field that is written as it is; an empty one in quotes.
    mutating func field(_ text: StaticString) {
        separate()
        if text.utf8CodeUnitCount == 0 { append("\"\"") } else { append(text) }
    }

    mutating func field(_ number: Int) {
        separate()
        append(number)
    }

    /// Parts of one field.
    mutating func field(_ first: StaticString, _ number: Int, digits: Int = 1, _ last: StaticString = "") {
        separate()
        append(first)
        append(number, digits: digits)
        append(last)
    }

    /// Hundredths as a decimal.
    mutating func field(hundredths: Int) {
        separate()
        append(hundredths / 100)
        append(".")
        append(hundredths % 100, digits: 2)
    }

    /// A time in seconds since 2025 began, `YYYY-MM-DDTHH:MM:SS`; a day alone without the time.
    mutating func field(time: Int, isDay: Bool = false) {
        separate()
        let date = CalendarDay(number: time / 86_400)
        append(date.year, digits: 4)
        append("-")
        append(date.month, digits: 2)
        append("-")
        append(date.day, digits: 2)
        guard !isDay else { return }
        append("T")
        append(time / 3600 % 24, digits: 2)
        append(":")
        append(time / 60 % 60, digits: 2)
        append(":")
        append(time % 60, digits: 2)
    }

    /// `+7 (9dd) ddd-dd-dd` of nine digits.
    mutating func field(phone: Int) {
        separate()
        append("+7 (9")
        append(phone / 10_000_000, digits: 2)
        append(") ")
        append(phone / 10_000 % 1000, digits: 3)
        append("-")
        append(phone / 100 % 100, digits: 2)
        append("-")
        append(phone % 100, digits: 2)
    }

    mutating func endRow() throws(BenchmarkFailure) {
        buffer.append(UInt8(ascii: "\n"))
        isFirst = true
        if buffer.count > 1 << 20 - 4096 { try flush() }
    }

    consuming func close() throws(BenchmarkFailure) {
        try flush()
        Glibc.close(descriptor)
    }

    private mutating func flush() throws(BenchmarkFailure) {
        var start = 0
        while start < buffer.count {
            let count = buffer.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
            guard count > 0 else {
                throw BenchmarkFailure("cannot write \(path): \(String(cString: strerror(errno)))")
            }
            start += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func separate() {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { buffer.append(contentsOf: $0) }
    }

    private mutating func append(_ number: Int, digits: Int = 1) {
        var divisor = 1
        var count = 1
        while count < digits || number / divisor >= 10 {
            divisor *= 10
            count += 1
        }
        while divisor > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}

/// A day of the calendar by its number since 2025-01-01, to the end of 2026.
struct CalendarDay {
    var year: Int
    var month: Int
    var day: Int

    init(number: Int) {
        year = 2025 + number / 365
        var rest = number % 365
        month = 1
        while rest >= Self.lengths[month - 1] {
            rest -= Self.lengths[month - 1]
            month += 1
        }
        day = rest + 1
    }

    private static let lengths: InlineArray<12, Int> = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// `YYYY-MM-DD`.
    var text: String {
        "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
