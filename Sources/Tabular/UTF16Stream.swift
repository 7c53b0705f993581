internal import Definitions

/// A stream of UTF-16 as UTF-8, without its byte order mark.
///
/// Half of a surrogate pair, or half of a unit at the end, becomes bytes that are no UTF-8: whoever keeps that text
/// rejects it.
struct UTF16Stream<Source: ByteStream>: ByteStream {
    private static var inputSize: Int { 1 << 16 }

    private(set) var source: Source
    private var isBigEndian: Bool
    private let markDecides: Bool
    private var input = [UInt8](repeating: 0, count: inputSize)
    private var position = 0
    private var available = 0
    private var isAtStart = true
    private var isSourceUsedUp = false

    /// - Parameters:
    ///   - source: the bytes of the file.
    ///   - encoding: one of the UTF-16 family; without an endianness a byte order mark decides, else little-endian.
    init(_ source: Source, _ encoding: TextEncoding) {
        self.source = source
        isBigEndian = encoding == .utf16be
        markDecides = encoding == .utf16
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let target = buffer.bindMemory(to: UInt8.self)
        var count = pending.write(to: target)
        while pending.isEmpty {
            // A pair of surrogates takes four bytes.
            if available - position < 4, !isSourceUsedUp { try fill() }
            skipMark()
            guard position < available else { break }
            count += convert(UnsafeMutableBufferPointer(rebasing: target[count...]))
        }
        return count
    }

    /// Bytes of a character that the reader's buffer had no room for.
    private var pending = PendingBytes()

    private struct PendingBytes {
        private var bytes: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
        private var start = 0
        private var end = 0

        var isEmpty: Bool { start == end }

        mutating func set(_ word: UInt32, count: Int) {
            bytes = (
                UInt8(truncatingIfNeeded: word), UInt8(truncatingIfNeeded: word >> 8),
                UInt8(truncatingIfNeeded: word >> 16), UInt8(truncatingIfNeeded: word >> 24)
            )
            start = 0
            end = count
        }

        /// Writes as much as there is room for and says how much.
        mutating func write(to target: UnsafeMutableBufferPointer<UInt8>) -> Int {
            let count = min(end - start, target.count)
            withUnsafeBytes(of: bytes) { bytes in
                for index in 0..<count { target[index] = bytes[start + index] }
            }
            start += count
            return count
        }
    }

    private mutating func fill() throws(Failure) {
        let kept = available - position
        for index in 0..<kept { input[index] = input[position + index] }
        position = 0
        available = kept
        let length = try input.withUnsafeMutableBufferPointer { input throws(Failure) in
            try source.read(into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: input[kept...])))
        }
        available += length
        isSourceUsedUp = length < Self.inputSize - kept
    }

    private mutating func skipMark() {
        guard isAtStart else { return }
        isAtStart = false
        guard available - position >= 2 else { return }
        switch (input[position], input[position + 1]) {
        case (0xFF, 0xFE) where markDecides || !isBigEndian: isBigEndian = false
        case (0xFE, 0xFF) where markDecides || isBigEndian: isBigEndian = true
        default: return
        }
        position += 2
    }

    /// Converts what is there and fits, and says how many bytes it made; what doesn't fit whole becomes `pending`.
    private mutating func convert(_ target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let isBigEndian = self.isBigEndian
        let isSourceUsedUp = self.isSourceUsedUp
        let available = self.available
        var position = self.position
        var count = 0
        var pending = self.pending
        input.withUnsafeBufferPointer { input in
            func unit(_ index: Int) -> UInt32 {
                let first = UInt32(input[index])
                let second = UInt32(input[index + 1])
                return isBigEndian ? first << 8 | second : second << 8 | first
            }
            while position < available, pending.isEmpty {
                guard position + 2 <= available else {
                    guard isSourceUsedUp else { return }
                    position = available
                    count += Self.put(0xFF, 1, target, count, &pending)
                    return
                }
                var code = unit(position)
                if code < 0x80, count < target.count {
                    target[count] = UInt8(code)
                    count += 1
                    position += 2
                    continue
                }
                var length = 2
                if code & 0xFC00 == 0xD800 {
                    guard position + 4 <= available || isSourceUsedUp else { return }
                    if position + 4 <= available, unit(position + 2) & 0xFC00 == 0xDC00 {
                        code = 0x10000 + (code & 0x3FF) << 10 + unit(position + 2) & 0x3FF
                        length = 4
                    }
                }
                position += length
                let (word, size) = Self.utf8(code)
                count += Self.put(word, size, target, count, &pending)
            }
        }
        self.position = position
        self.pending = pending
        return count
    }

    /// Writes a character's bytes, the first lowest, and gives to `pending` those without room.
    private static func put(
        _ word: UInt32,
        _ size: Int,
        _ target: UnsafeMutableBufferPointer<UInt8>,
        _ count: Int,
        _ pending: inout PendingBytes
    ) -> Int {
        pending.set(word, count: size)
        return pending.write(to: UnsafeMutableBufferPointer(rebasing: target[count...]))
    }

    /// The bytes of a code point, surrogates included, as UTF-8 would write them.
    private static func utf8(_ code: UInt32) -> (word: UInt32, size: Int) {
        switch code {
        case 0..<0x80: return (code, 1)
        case 0x80..<0x800: return (0xC0 | code >> 6 | (0x80 | code & 0x3F) << 8, 2)
        case 0x800..<0x10000:
            return (0xE0 | code >> 12 | (0x80 | code >> 6 & 0x3F) << 8 | (0x80 | code & 0x3F) << 16, 3)
        default:
            let low = (0x80 | code >> 6 & 0x3F) << 16 | (0x80 | code & 0x3F) << 24
            return (0xF0 | code >> 18 | (0x80 | code >> 12 & 0x3F) << 8 | low, 4)
        }
    }
}
