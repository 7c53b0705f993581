package import Definitions
import Extract

/// The visits of one landed file by person, and the tags they bear.
///
/// A file of its own beside landing, made when the visits are read: it can be made anew from them at any time. Whatever is
/// asked later (who came before this lead, how many came that month) needs no second look at the visits themselves.
package final class VisitIndex: Sendable {
    /// A run of visits in the order of their persons' buckets, and the texts of their ids.
    struct Segment: Hashable, Sendable {
        var offset: Int64
        /// The position of each bucket's first visit, and the end of the last: 2^n + 1 numbers.
        var starts: [UInt32]
        var poolOffset: Int64
        var poolSize: Int

        var count: Int { Int(starts[starts.count - 1]) }
        /// The bits by which its buckets are told.
        var bits: Int { (starts.count - 1).trailingZeroBitCount }
    }

    /// The last eight bytes of every index; another number is another format.
    static let marker: UInt64 = 0x3230_5349_5654_4c54

    package let path: String
    let segments: [Segment]
    /// The tags of the file's visits, as the writer was given them.
    package let tags: [[UInt8]]

    /// Opens an index; nil where there is none, or not a whole one.
    package init?(path: String) throws(Failure) {
        guard let file = try? InputFile(path: path), file.identity.size >= 32,
            let end = try Self.bytes(of: file, at: file.identity.size - 16, count: 16)
        else { return nil }
        var footerEnd = NumberReader(bytes: end)
        guard let footerOffset = footerEnd.next(), footerEnd.next() == Self.marker,
            let footer = try Self.bytes(
                of: file, at: Int64(footerOffset), count: Int(file.identity.size) - Int(footerOffset) - 16)
        else { return nil }
        var numbers = NumberReader(bytes: footer)
        var segments: [Segment] = []
        for _ in 0..<(numbers.next() ?? 0) {
            guard let offset = numbers.next(), let poolOffset = numbers.next(), let poolSize = numbers.next(),
                let count = numbers.next(), let starts = numbers.takeStarts(Int(count))
            else { return nil }
            segments.append(
                Segment(
                    offset: Int64(offset), starts: starts, poolOffset: Int64(poolOffset), poolSize: Int(poolSize)))
        }
        var tags: [[UInt8]] = []
        for _ in 0..<(numbers.next() ?? 0) {
            guard let count = numbers.next(), let text = numbers.take(Int(count)) else { return nil }
            tags.append(text)
        }
        self.path = path
        self.segments = segments
        self.tags = tags
    }

    /// The text of a visit's id, empty where it has none.
    package func idText(of visit: Visit, segment: Int) throws(Failure) -> String {
        guard let place = visit.id.place else { return visit.id.compact.text ?? "" }
        let bytes = try Self.bytes(
            of: try InputFile(path: path), at: segments[segment].poolOffset + Int64(place.lowerBound),
            count: place.count)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    /// Reads some visits of a segment into room for as many.
    func read(
        _ range: Range<Int>, ofSegment segment: Int, from file: borrowing InputFile,
        into room: UnsafeMutablePointer<Visit>
    ) throws(Failure) {
        let stride = MemoryLayout<Visit>.stride
        let buffer = UnsafeMutableRawBufferPointer(start: room, count: range.count * stride)
        let filled = try file.read(into: buffer, at: segments[segment].offset + Int64(range.lowerBound * stride))
        guard filled == buffer.count else {
            throw Failure(
                .unreachable, "\(path) is damaged", hint: "remove it and run again: it is made anew from landing")
        }
    }

    private static func bytes(of file: borrowing InputFile, at offset: Int64, count: Int) throws(Failure) -> [UInt8]? {
        guard count >= 0, offset >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        let filled = try bytes.withUnsafeMutableBufferPointer { buffer throws(Failure) in
            try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
        return filled == count ? bytes : nil
    }
}

/// Takes numbers and texts off bytes, in order.
private struct NumberReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> UInt64? {
        guard let part = take(8) else { return nil }
        return part.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    mutating func takeStarts(_ count: Int) -> [UInt32]? {
        guard count >= 2, count < 1 << 16, let part = take(4 * count) else { return nil }
        return part.withUnsafeBytes { bytes in
            (0..<count).map { UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
        }
    }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, bytes.count - position >= count else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }
}
