/// Sixty-four bytes examined at once: bit *n* of a result tells of byte *n*.
///
/// Marks of many bytes in one number let a loop take one after the other off it; with as few as eight bytes a number,
/// whether there is a mark in it at all is what a processor guesses wrongly most of the time.
enum ByteMarks {
    /// How many bytes are examined.
    static let width = 64

    /// Marks delimiters and line breaks.
    @inline(__always)
    static func separators(_ start: UnsafePointer<UInt8>, _ delimiters: SIMD16<UInt8>) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        return separators(raw, delimiters) | separators(raw + 16, delimiters) << 16
            | separators(raw + 32, delimiters) << 32 | separators(raw + 48, delimiters) << 48
    }

    private static var places: SIMD16<UInt8> {
        @inline(__always) get { SIMD16(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128) }
    }

    /// Marks delimiters and line breaks of sixteen bytes.
    @inline(__always)
    private static func separators(_ start: UnsafeRawPointer, _ delimiters: SIMD16<UInt8>) -> UInt64 {
        let bytes = start.loadUnaligned(as: SIMD16<UInt8>.self)
        // Vectors of a known type: comparing with a literal takes byte by byte.
        let (feed, back) = (SIMD16<UInt8>(repeating: 0x0A), SIMD16<UInt8>(repeating: 0x0D))
        let found = (bytes .== delimiters) .| (bytes .== feed) .| (bytes .== back)
        // Of each byte the bit of its place in its half, so that a sum over the half has them side by side.
        let marks = unsafeBitCast(found, to: SIMD16<UInt8>.self) & Self.places
        let halves = unsafeBitCast(marks, to: SIMD2<UInt64>.self)
        return (UInt64(littleEndian: halves[0]) &* ByteWord.ones) >> 56
            | (UInt64(littleEndian: halves[1]) &* ByteWord.ones) >> 48 & 0xFF00
    }
}
