/// Where physical lines end: at `\n`, `\r\n` or a lone `\r`.
enum LineEnd {
    /// The position of the first line break, or the end of the bytes.
    ///
    /// Eight bytes more than are available must be readable.
    static func first(in base: UnsafePointer<UInt8>, from start: Int, to available: Int) -> Int {
        var index = start
        while index < available {
            let marks = ByteWord.lineBreaks(ByteWord.load(base + index))
            if marks != 0 { return min(available, index + ByteWord.first(marks)) }
            index += 8
        }
        return available
    }

    /// The length of the line break at a position, or nil where the byte that decides it isn't there yet.
    @inline(__always)
    static func length(
        in base: UnsafePointer<UInt8>,
        at position: Int,
        available: Int,
        isLast: Bool
    ) -> Int? {
        if base[position] == 0x0A { return 1 }
        guard position + 1 < available else { return isLast ? 1 : nil }
        return base[position + 1] == 0x0A ? 2 : 1
    }

    /// The first position of a range at which a line starts, going by the bytes alone; 0 isn't asked.
    static func firstStart(in base: UnsafePointer<UInt8>, _ range: Range<Int>, available: Int) -> Int? {
        // A line also starts where the break ends the byte before the range.
        var index = range.lowerBound - 1
        while true {
            index = first(in: base, from: index, to: min(range.upperBound, available))
            guard index < min(range.upperBound, available) else { return nil }
            let isPair = base[index] == 0x0D && index + 1 < available && base[index + 1] == 0x0A
            index += isPair ? 2 : 1
            if index >= range.lowerBound { return index < range.upperBound ? index : nil }
        }
    }
}
