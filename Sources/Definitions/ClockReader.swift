/// Takes the parts of a date and time off the front of a field's bytes.
///
/// Each method advances past what it takes, and takes nothing it can't take whole. Nothing is allocated.
struct ClockReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool {
        position == bytes.count
    }

    private var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private var nextDigit: Int? {
        guard let byte = next, byte &- 48 < 10 else { return nil }
        return Int(byte &- 48)
    }

    /// Takes one given byte.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Takes as many digits as there are within the bounds; the upper one is at most 9.
    mutating func digits(_ count: ClosedRange<Int>) -> Int? {
        let start = position
        var value = 0
        while position - start < count.upperBound, let digit = nextDigit {
            value = value * 10 + digit
            position += 1
        }
        guard position - start >= count.lowerBound else {
            position = start
            return nil
        }
        return value
    }

    /// Takes the digits after a decimal mark and gives milliseconds, finer digits cut off.
    mutating func milliseconds(digits count: ClosedRange<Int>) -> Int? {
        let start = position
        var value = 0
        while position - start < count.upperBound, let digit = nextDigit {
            if position - start < 3 { value = value * 10 + digit }
            position += 1
        }
        let taken = position - start
        guard taken >= count.lowerBound else {
            position = start
            return nil
        }
        return taken == 1 ? value * 100 : taken == 2 ? value * 10 : value
    }

    /// Takes `AM` or `PM` in any case and says whether it is the afternoon.
    mutating func afternoon() -> Bool? {
        guard position + 1 < bytes.count, bytes[position + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
        let isAfternoon: Bool
        switch bytes[position] | 0x20 {
        case UInt8(ascii: "a"): isAfternoon = false
        case UInt8(ascii: "p"): isAfternoon = true
        default: return nil
        }
        position += 2
        return isAfternoon
    }

    /// Takes `Z`, `+03`, `+0300` or `+03:00` and gives seconds east of UTC.
    ///
    /// The bound of 18 hours is that of `java.time.ZoneOffset`: what lies beyond is a typing error in every zone.
    mutating func offset() -> Int? {
        if take(UInt8(ascii: "Z")) { return 0 }
        let start = position
        let sign = take(UInt8(ascii: "+")) ? 1 : take(UInt8(ascii: "-")) ? -1 : 0
        guard sign != 0, let hours = digits(2...2) else {
            position = start
            return nil
        }
        var minutes = 0
        if take(UInt8(ascii: ":")) {
            guard let digits = digits(2...2) else {
                position = start
                return nil
            }
            minutes = digits
        } else if let digits = digits(2...2) {
            minutes = digits
        }
        guard minutes < 60, hours * 60 + minutes <= 18 * 60 else {
            position = start
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}
