/// Eight bytes examined at once, after "SIMD within a register" of Hacker's Delight, chapter 6.
///
/// Results mark each byte by its highest bit and are exact: no byte is marked because of its neighbour.
enum ByteWord {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

    /// The byte in every position.
    @inline(__always)
    static func repeated(_ byte: UInt8) -> UInt64 {
        UInt64(byte) &* ones
    }

    /// Marks the bytes that are zero.
    @inline(__always)
    static func zeros(_ word: UInt64) -> UInt64 {
        ~(((word & lowBits) &+ lowBits) | word | lowBits)
    }

    /// Marks the bytes that are `\n` or `\r`.
    @inline(__always)
    static func lineBreaks(_ word: UInt64) -> UInt64 {
        zeros(word ^ 0x0A0A_0A0A_0A0A_0A0A) | zeros(word ^ 0x0D0D_0D0D_0D0D_0D0D)
    }

    /// Whether a byte is among some bytes; eight more than these must be readable.
    @inline(__always)
    static func contains(_ byte: UInt8, _ start: UnsafePointer<UInt8>, count: Int) -> Bool {
        let pattern = repeated(byte)
        var index = 0
        while index &+ 8 <= count {
            if zeros(load(start + index) ^ pattern) != 0 { return true }
            index &+= 8
        }
        // What follows counts for nothing.
        return zeros(load(start + index) ^ pattern) & ~(.max << UInt64(8 &* (count &- index))) != 0
    }

    /// Eight bytes from any address, the first lowest.
    @inline(__always)
    static func load(_ start: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
    }

    /// Fewer than eight bytes, the rest zero, without touching what follows them.
    @inline(__always)
    static func load(_ start: UnsafePointer<UInt8>, count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        if count >= 4 {
            let low = UInt64(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)))
            let high = UInt64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)))
            return low | high << UInt64((count - 4) * 8)
        }
        if count == 0 { return 0 }
        let middle = UInt64(start[count / 2]) << UInt64(count / 2 * 8)
        let last = UInt64(start[count - 1]) << UInt64((count - 1) * 8)
        return UInt64(start[0]) | middle | last
    }

    /// Whether two runs of bytes are the same.
    @inline(__always)
    static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafePointer<UInt8>, count: Int) -> Bool {
        let right = UnsafeRawPointer(right)
        guard count >= 8 else {
            var offset = 0
            while offset < count {
                let (one, other) = (left + offset, right + offset)
                guard one.load(as: UInt8.self) == other.load(as: UInt8.self) else { return false }
                offset += 1
            }
            return true
        }
        // What differs is gathered: a look at each word costs more than going on to the end.
        var offset = 0
        var differences: UInt64 = 0
        while offset + 8 < count {
            differences |=
                left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                ^ right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        differences |=
            left.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            ^ right.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        return differences == 0
    }

    /// The position of the first marked byte.
    @inline(__always)
    static func first(_ marks: UInt64) -> Int {
        marks.trailingZeroBitCount >> 3
    }
}
