extension [UInt8] {
    /// Adds a number in as few bytes as it needs: seven bits a byte, the lowest first, all but the last marked.
    @inlinable
    package mutating func append(number: UInt64) {
        var number = number
        while number >= 0x80 {
            append(UInt8(number & 0x7F) | 0x80)
            number >>= 7
        }
        append(UInt8(number))
    }
}
