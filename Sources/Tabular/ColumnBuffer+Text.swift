extension ColumnBuffer {
    /// Appends a row's text, which must be valid UTF-8 without a NUL.
    @inline(__always)
    mutating func append(utf8 text: UnsafeBufferPointer<UInt8>, at row: Int) throws(RejectRule) {
        guard let start = text.baseAddress, !text.isEmpty else {
            end(after: 0, at: row)
            return
        }
        let target = room(for: text.count + 8)
        let (all, zeros) = Self.copy(start, count: text.count, to: target)
        guard zeros == 0 else { throw .nul }
        guard all & ByteWord.highBits == 0 || UTF8Check.isValid(start, count: text.count) else { throw .encoding }
        end(after: text.count, at: row)
    }

    /// Appends a row's text where it is valid UTF-8 without a NUL, and else does nothing.
    ///
    /// - Parameter start: the text; eight bytes more must be readable.
    @inline(__always)
    mutating func append(padded start: UnsafePointer<UInt8>, count: Int, at row: Int) -> Bool {
        let target = UnsafeMutableRawPointer(room(for: count + 8))
        let index: Int
        var all, zeros: UInt64
        (index, all, zeros) = Self.copyWords(start, count: count, to: target)
        let word = ByteWord.load(start + index)
        target.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
        // What follows the text counts for neither.
        let others = UInt64.max << UInt64((count - index) * 8)
        all |= word & ~others
        zeros |= ByteWord.zeros(word | others)
        guard zeros == 0, all & ByteWord.highBits == 0 || UTF8Check.isValid(start, count: count) else { return false }
        end(after: count, at: row)
        return true
    }

    /// Appends a row's text out of a single-byte encoding as UTF-8.
    mutating func append(
        _ text: UnsafeBufferPointer<UInt8>,
        by table: UnsafeBufferPointer<UInt32>,
        at row: Int
    ) throws(RejectRule) {
        guard let start = text.baseAddress, !text.isEmpty else {
            end(after: 0, at: row)
            return
        }
        let target = room(for: text.count * 3 + 8)
        let (all, zeros) = Self.copy(start, count: text.count, to: target)
        guard zeros == 0 else { throw .nul }
        guard all & ByteWord.highBits != 0 else {
            end(after: text.count, at: row)
            return
        }
        var length = 0
        for byte in text {
            let entry = table[Int(byte)]
            guard entry != 0 else { throw .encoding }
            UnsafeMutableRawPointer(target + length).storeBytes(of: entry.littleEndian, as: UInt32.self)
            length += Int(entry >> 24)
        }
        end(after: length, at: row)
    }

    /// Copies whole words, and gives how many bytes these are, all in one word or'ed, and marks of zeros.
    @inline(__always)
    private static func copyWords(
        _ start: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutableRawPointer
    ) -> (copied: Int, all: UInt64, zeros: UInt64) {
        var all: UInt64 = 0
        var zeros: UInt64 = 0
        var index = 0
        while index + 8 <= count {
            let word = ByteWord.load(start + index)
            target.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
            all |= word
            zeros |= ByteWord.zeros(word)
            index += 8
        }
        return (index, all, zeros)
    }

    /// Copies bytes, up to seven beyond the last, and gives them all in one word or'ed, and marks of zeros.
    @inline(__always)
    private static func copy(
        _ start: UnsafePointer<UInt8>,
        count: Int,
        to target: UnsafeMutablePointer<UInt8>
    ) -> (all: UInt64, zeros: UInt64) {
        let raw = UnsafeMutableRawPointer(target)
        let index: Int
        var all, zeros: UInt64
        (index, all, zeros) = copyWords(start, count: count, to: raw)
        let rest = count - index
        if rest > 0 {
            let word = ByteWord.load(start + index, count: rest)
            raw.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
            all |= word
            zeros |= ByteWord.zeros(word | ByteWord.ones << UInt64(rest * 8))
        }
        return (all, zeros)
    }
}
