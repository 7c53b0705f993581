internal import Definitions

/// The part of a stream that is in memory, with a byte order mark at its start put aside.
struct JSONWindow<Stream: ByteStream>: ~Copyable {
    private(set) var stream: Stream
    private let storage: UnsafeMutableRawBufferPointer
    private let size: Int
    private var count = 0
    private var isLast = false
    /// The next byte to take.
    var position = 0
    /// The offset in the file of the window's first byte.
    private(set) var base: Int64 = 0

    init(_ stream: Stream, size: Int) {
        self.stream = stream
        self.size = max(size, 1)
        storage = .allocate(byteCount: max(size, 4), alignment: 16)
    }

    deinit {
        storage.deallocate()
    }

    /// The bytes read, taken or not; valid until the next `refill`.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: storage[..<count])
    }

    var isUsedUp: Bool {
        position == count
    }

    /// Reads the next window over the one that is used up; false at the end of the file.
    mutating func refill() throws(Failure) -> Bool {
        guard !isLast else { return false }
        let isFirst = base == 0 && count == 0
        base += Int64(count)
        // The first window is never so small that it would cut a byte order mark.
        let room = isFirst ? storage : UnsafeMutableRawBufferPointer(rebasing: storage[..<size])
        count = try stream.read(into: room)
        isLast = count < room.count
        position = isFirst && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return position < count
    }

    /// The encoding the file's first bytes betray where it isn't UTF-8; asked right after the first `refill`.
    var foreignEncoding: TextEncoding? {
        guard base == 0, count >= 2 else { return nil }
        switch (storage[0], storage[1]) {
        case (0xFF, 0xFE), (0xFE, 0xFF): return .utf16
        case (0, 1...): return .utf16be
        case (1..., 0): return .utf16le
        default: return nil
        }
    }
}
