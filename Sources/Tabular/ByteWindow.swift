internal import Definitions

/// The part of a stream that is in memory: it moves on, and grows only for a record that doesn't fit.
struct ByteWindow: ~Copyable {
    /// Words are read past the last byte.
    private static let padding = 16

    /// What several workers read at once; valid until the window moves on.
    struct View: @unchecked Sendable {
        let base: UnsafePointer<UInt8>
        let count: Int
        /// The offset of the first byte in the stream.
        let offset: Int64
        /// Whether the stream ends with what is there.
        let isLast: Bool
    }

    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0
    private var offset: Int64 = 0
    private(set) var isLast = false

    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(capacity: capacity + Self.padding)
    }

    deinit {
        base.deallocate()
    }

    var view: View {
        View(base: base, count: count, offset: offset, isLast: isLast)
    }

    /// How many bytes of the stream were read.
    var bytesRead: Int64 {
        offset + Int64(count)
    }

    /// Lets go of the bytes before a position and reads on.
    mutating func refill(
        from position: Int,
        _ stream: inout some ByteStream
    ) throws(Failure) {
        let kept = count - position
        offset += Int64(position)
        if kept * 2 > capacity {
            grow(keeping: position..<count)
        } else {
            base.update(from: base + position, count: kept)
        }
        count = kept
        defer { (base + count).update(repeating: 0, count: Self.padding) }
        guard !isLast else { return }
        let room = UnsafeMutableRawBufferPointer(start: base + kept, count: capacity - kept)
        let length = try stream.read(into: room)
        count += length
        isLast = length < room.count
    }

    private mutating func grow(keeping range: Range<Int>) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Self.padding)
        larger.update(from: base + range.lowerBound, count: range.count)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
