internal import Crypto

/// A client, user or visit id in 16 bytes, so that millions of them are compared and sorted as integers.
///
/// Ids of at most 31 digits, dots and dashes, as counters make them, are packed and can be had back. Of longer or other
/// ones it holds 124 bits of a SHA-256: among a billion ids two different ones share them with a chance below 10⁻¹⁹.
package struct CompactID: Hashable, Sendable {
    /// What an id names; ids of different kinds are never equal.
    package enum Kind: UInt64, Sendable {
        case client, user, visit
    }

    package let high: UInt64
    package let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The id that some UTF-8 text is.
    package init(_ text: some Collection<UInt8>, kind: Kind) {
        if let packed = CompactID(packing: text, kind: kind) {
            self = packed
        } else {
            var hash = SHA256()
            hash.update(data: Array(text))
            self = hash.finalize().withUnsafeBytes { bytes in
                CompactID(
                    high: bytes.loadUnaligned(as: UInt64.self) >> 4 | (kind.rawValue << 1 | 1) << 60,
                    low: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            }
        }
    }

    /// The id with its text inside, or nil where it is too long or has other characters.
    package init?(packing text: some Collection<UInt8>, kind: Kind) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0
        for byte in text {
            guard let nibble = Self.nibble(byte) else { return nil }
            if count < 15 {
                high |= nibble << UInt64(56 - 4 * count)
            } else if count < 31 {
                low |= nibble << UInt64(120 - 4 * count)
            } else {
                return nil
            }
            count += 1
        }
        self.init(high: high | (kind.rawValue << 1) << 60, low: low)
    }

    /// The id with its text inside, or nil where it is too long or has other characters; eight characters at a time.
    package init?(packing text: UnsafeBufferPointer<UInt8>, kind: Kind) {
        guard text.count <= 31 else { return nil }
        var high = (kind.rawValue << 1) << 60
        var low: UInt64 = 0
        var offset = 0
        while offset < text.count, let base = text.baseAddress {
            guard let nibbles = Self.nibbles(base + offset, count: min(8, text.count - offset)) else { return nil }
            switch offset {
            case 0: high |= nibbles << 28
            case 8:
                high |= nibbles >> 4
                low |= nibbles << 60
            case 16: low |= nibbles << 28
            default: low |= nibbles >> 4
            }
            offset += 8
        }
        self.init(high: high, low: low)
    }

    /// Up to eight characters as 32 bits, the first highest; nil where one can't be packed.
    @inline(__always)
    private static func nibbles(_ start: UnsafePointer<UInt8>, count: Int) -> UInt64? {
        let word = word(start, count)
        // What are digits is 0 to 9 now; bytes above are marked by the highest bit of a sum that carries nowhere else.
        let digits = word ^ 0x3030_3030_3030_3030
        var values = digits &+ 0x0101_0101_0101_0101
        if ((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080 != 0 {
            values = 0
            for position in 0..<count {
                guard let nibble = nibble(start[position]) else { return nil }
                values |= nibble << UInt64(8 * position)
            }
        }
        if count < 8 { values &= 1 << UInt64(8 * count) - 1 }
        var packed = values.byteSwapped
        packed = (packed | packed >> 4) & 0x00FF_00FF_00FF_00FF
        packed = (packed | packed >> 8) & 0x0000_FFFF_0000_FFFF
        return (packed | packed >> 16) & 0xFFFF_FFFF
    }

    /// Up to eight characters, the first lowest, and zeros as digits behind them.
    @inline(__always)
    private static func word(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        if count >= 8 { return UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)) }
        // Loads that overlap, so that nothing beyond the text is touched.
        let zeros: UInt64 = 0x3030_3030_3030_3030 << UInt64(8 * count)
        if count >= 4 {
            let low = UInt64(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)))
            let high = UInt64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)))
            return low | high << UInt64(8 * (count - 4)) | zeros
        }
        guard count > 0 else { return zeros }
        let middle = UInt64(start[count / 2]) << UInt64(8 * (count / 2))
        let last = UInt64(start[count - 1]) << UInt64(8 * (count - 1))
        return UInt64(start[0]) | middle | last | zeros
    }

    @inline(__always)
    private static func nibble(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0")) + 1
        case UInt8(ascii: "."): 11
        case UInt8(ascii: "-"): 12
        default: nil
        }
    }

    package var kind: Kind? { Kind(rawValue: high >> 61) }

    /// The text, or nil where only its hash is known.
    package var text: String? {
        guard high >> 60 & 1 == 0 else { return nil }
        var bytes: [UInt8] = []
        for position in 0..<31 {
            let nibble = position < 15 ? high >> UInt64(56 - 4 * position) : low >> UInt64(120 - 4 * position)
            switch nibble & 15 {
            case 0: return String(decoding: bytes, as: UTF8.self)
            case 11: bytes.append(UInt8(ascii: "."))
            case 12: bytes.append(UInt8(ascii: "-"))
            case let digit: bytes.append(UInt8(ascii: "0") + UInt8(digit - 1))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension CompactID {
    /// A number in which all bits depend on all of the id: persons are grouped by its first bits.
    package var mixed: UInt64 {
        var number = high ^ (low &* 0x9E37_79B9_7F4A_7C15)
        number = (number ^ (number >> 32)) &* 0xD6E8_FEB8_6659_FD93
        number = (number ^ (number >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return number ^ (number >> 32)
    }
}

extension CompactID: Comparable {
    package static func < (left: CompactID, right: CompactID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
