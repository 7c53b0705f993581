package import Definitions
import Extract

/// The visits of one landed file by person, and the tags they bear.
///
/// A file of its own beside landing, made when the visits are read: it can be made anew from them at any time. Whatever is
/// asked later (who came before this lead, how many came that month) needs no second look at the visits themselves.
package final class VisitIndex: Sendable {
    /// The last eight bytes of every index; another number is another format.
    static let marker: UInt64 = 0x3330_5349_5654_4c54

    package let path: String
    let segments: [VisitSegment]

    /// Opens an index; nil where there is none, or not a whole one.
    ///
    /// - Parameter onTag: takes the tags of the file's visits in their order, as the writer was given them; the index keeps
    ///   none of them, for files can be many.
    package init?(path: String, onTag: (UnsafeBufferPointer<UInt8>) -> Void = { _ in }) throws(Failure) {
        guard let file = try? InputFile(path: path), file.identity.size >= 32,
            let end = try Self.bytes(of: file, at: file.identity.size - 16, count: 16)
        else { return nil }
        var footerEnd = NumberReader(bytes: end)
        guard let footerOffset = footerEnd.next(), footerEnd.next() == Self.marker,
            let footer = try Self.bytes(
                of: file, at: Int64(footerOffset), count: Int(file.identity.size) - Int(footerOffset) - 16)
        else { return nil }
        var numbers = NumberReader(bytes: footer)
        var segments: [VisitSegment] = []
        for _ in 0..<(numbers.next() ?? 0) {
            guard let layout = numbers.next(VisitSegment.numberCount), let count = numbers.next(),
                let starts = numbers.takeStarts(count), let segment = VisitSegment(numbers: layout, starts: starts)
            else { return nil }
            segments.append(segment)
        }
        for _ in 0..<(numbers.next() ?? 0) {
            guard let count = numbers.next(), numbers.take(Int(clamping: count), onTag) != nil else { return nil }
        }
        self.path = path
        self.segments = segments
    }

    /// The text of a visit's id, empty where it has none.
    package func idText(of visit: Visit, segment: Int) throws(Failure) -> String {
        guard let place = visit.id.place else { return visit.id.compact.text ?? "" }
        let bytes = try Self.bytes(
            of: try InputFile(path: path), at: segments[segment].poolOffset + Int64(place.lowerBound),
            count: place.count)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    /// Reads the visits of some buckets of a segment after those that are there.
    func read(
        _ buckets: Range<Int>, of segment: VisitSegment, from file: borrowing InputFile, _ bytes: inout VisitBytes,
        into visits: inout VisitList
    ) throws(Failure) {
        guard let (rows, ids, count) = try load(buckets, of: segment, from: file, &bytes) else { return }
        segment.decode(buckets, rows, ids, into: visits.room(for: count))
    }

    /// Takes the visits of wanted persons among those of some buckets of a segment.
    @inline(__always)
    func find(
        _ buckets: Range<Int>, of segment: VisitSegment, from file: borrowing InputFile, _ bytes: inout VisitBytes,
        where isWanted: (CompactID) -> Bool, _ body: (Visit) throws(Failure) -> Void
    ) throws(Failure) {
        guard let (rows, ids, _) = try load(buckets, of: segment, from: file, &bytes) else { return }
        try segment.find(buckets, rows, ids, where: isWanted, body)
    }

    /// Reads the bytes of some buckets of a segment; nil where they hold no visits.
    private func load(
        _ buckets: Range<Int>, of segment: VisitSegment, from file: borrowing InputFile, _ bytes: inout VisitBytes
    ) throws(Failure) -> (rows: UnsafeRawPointer, ids: UnsafeRawPointer, visits: Int)? {
        let range = Int(segment.starts[buckets.lowerBound])..<Int(segment.starts[buckets.upperBound])
        guard !range.isEmpty else { return nil }
        let rows = range.count * segment.rowSize
        let ids = range.count * segment.idSize
        let room = bytes.room(for: rows + VisitSegment.padding + ids + VisitSegment.padding)
        let idRoom = room + rows + VisitSegment.padding
        var filled = try file.read(
            into: UnsafeMutableRawBufferPointer(start: room, count: rows),
            at: segment.offset + Int64(range.lowerBound * segment.rowSize))
        if ids > 0 {
            filled += try file.read(
                into: UnsafeMutableRawBufferPointer(start: idRoom, count: ids),
                at: segment.idOffset + Int64(range.lowerBound * segment.idSize))
        }
        guard filled == rows + ids else {
            throw Failure(
                .unreachable, "\(path) is damaged", hint: "remove it and run again: it is made anew from landing")
        }
        return (UnsafeRawPointer(room), UnsafeRawPointer(idRoom), range.count)
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
        take(8) { UInt64(littleEndian: UnsafeRawBufferPointer($0).loadUnaligned(as: UInt64.self)) }
    }

    mutating func next(_ count: Int) -> [UInt64]? {
        var numbers: [UInt64] = []
        for _ in 0..<count {
            guard let number = next() else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    mutating func takeStarts(_ count: UInt64) -> [UInt32]? {
        guard count >= 2, count < 1 << 16 else { return nil }
        return take(4 * Int(count)) { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            return (0..<Int(count)).map {
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
            }
        }
    }

    /// Takes so many bytes where they lie; nil where there are fewer.
    mutating func take<Value>(_ count: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value? {
        guard count >= 0, bytes.count - position >= count else { return nil }
        defer { position += count }
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[position..<position + count])) }
    }
}
