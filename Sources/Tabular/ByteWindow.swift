internal import Definitions

/// The part of a stream that is in memory: while it is parsed, what follows is read into a second buffer.
///
/// The two buffers change places; the record that was cut off moves into the room kept free before what follows it. That
/// room grows only for a record that doesn't fit.
struct ByteWindow: ~Copyable {
    /// What stands past the last byte is looked at, too.
    private static let padding = ByteMarks.width
    private static let leastHeadroom = 1 << 18

    /// What several workers read at once; valid until the window moves on.
    struct View: @unchecked Sendable {
        let base: UnsafePointer<UInt8>
        let count: Int
        /// The offset of the first byte in the stream.
        let offset: Int64
        /// Whether the stream ends with what is there.
        let isLast: Bool
    }

    /// Memory with room for a cut-off record, then for what is read at a time, then for what is looked at past the end.
    private struct Buffer {
        let memory: UnsafeMutablePointer<UInt8>
        let headroom: Int

        init(headroom: Int, capacity: Int) {
            memory = .allocate(capacity: headroom + capacity + ByteWindow.padding)
            self.headroom = headroom
        }
    }

    private let capacity: Int
    private var headroom: Int
    private var current: Buffer
    private var spare: Buffer?
    /// What was read ahead into the spare buffer, after its headroom.
    private var ahead: Result<Int, Failure>?
    private var start = 0
    private var count = 0
    private var offset: Int64 = 0
    private(set) var isLast = false
    private var isFirst = true

    /// - Parameter capacity: how many bytes are read at a time.
    init(capacity: Int) {
        self.capacity = capacity
        headroom = min(capacity, Self.leastHeadroom)
        // Holds nothing until the first refill gives it away for the buffer that was read into.
        current = Buffer(headroom: 0, capacity: 0)
    }

    deinit {
        current.memory.deallocate()
        spare?.memory.deallocate()
    }

    /// The bytes read and not let go of.
    var view: View {
        View(base: current.memory + start, count: count, offset: offset, isLast: isLast)
    }

    /// How many bytes of the stream were read.
    var bytesRead: Int64 {
        offset + Int64(count)
    }

    /// Reads what follows the window, without touching the window itself.
    mutating func readAhead(_ stream: inout some ByteStream) {
        guard !isLast, ahead == nil else { return }
        let buffer = spare ?? Buffer(headroom: headroom, capacity: capacity)
        let target = UnsafeMutableRawBufferPointer(start: buffer.memory + buffer.headroom, count: capacity)
        spare = buffer
        do throws(Failure) {
            ahead = .success(try stream.read(into: target))
        } catch {
            ahead = .failure(error)
        }
    }

    /// Lets go of the bytes before a position and goes on to what follows.
    mutating func refill(from position: Int, _ stream: inout some ByteStream) throws(Failure) {
        readAhead(&stream)
        offset += Int64(position)
        start += position
        count -= position
        guard let ahead, var next = spare else { return }
        self.ahead = nil
        let length = try ahead.get()
        if count > next.headroom {
            headroom = max(count, headroom * 2)
            let larger = Buffer(headroom: headroom, capacity: capacity)
            (larger.memory + headroom).update(from: next.memory + next.headroom, count: length)
            next.memory.deallocate()
            next = larger
        }
        (next.memory + next.headroom - count).update(from: current.memory + start, count: count)
        start = next.headroom - count
        count += length
        isLast = length < capacity
        (next.memory + start + count).update(repeating: 0, count: Self.padding)
        // The first of all buffers has no room to read into.
        if isFirst {
            current.memory.deallocate()
            spare = nil
            isFirst = false
        } else {
            spare = current
        }
        current = next
    }
}
