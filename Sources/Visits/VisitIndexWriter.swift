package import Definitions
import Glibc

/// Writes the index of one visits file: its visits by person, in segments that are sorted each by itself.
///
/// Memory is that of one segment, whatever the file's size.
package final class VisitIndexWriter {
    /// The visits of a full segment: 12 MiB.
    package static let segmentSize = 1 << 18

    private let path: String
    private let segmentSize: Int
    private let descriptor: Int32
    private var visits: [Visit] = []
    private var pool: [UInt8] = []
    private var segments: [VisitIndex.Segment] = []
    private var offset: Int64 = 0
    private var isFinished = false

    /// Makes the file, which is no index before `finish`.
    ///
    /// - Throws: `Failure.Kind.unreachable` where it can't be written.
    package init(path: String, segmentSize: Int = VisitIndexWriter.segmentSize) throws(Failure) {
        self.path = path
        self.segmentSize = segmentSize
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(unwritableIndex: path, code: errno) }
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(path) }
    }

    /// Adds a visit.
    ///
    /// - Parameters:
    ///   - id: the visit's id, empty where it has none.
    ///   - user: who visited as a user, under whom the visit is listed once more.
    package func append(
        client: CompactID, user: CompactID?, at: Instant, tags: UInt32, line: Int64, id: ArraySlice<UInt8>
    ) throws(Failure) {
        let id = VisitID(id, pool: &pool)
        visits.append(Visit(person: client, at: at, tags: tags, line: line, id: id))
        if let user { visits.append(Visit(person: user, at: at, tags: tags, line: line, id: id)) }
        if visits.count >= segmentSize { try writeSegment() }
    }

    /// Ends the index.
    ///
    /// - Parameter tags: the tags of the file's visits, each in the caller's own encoding, in the order of their positions.
    package func finish(tags: [[UInt8]]) throws(Failure) {
        try writeSegment()
        var footer: [UInt8] = []
        footer.append(UInt64(segments.count))
        for segment in segments {
            for number in [segment.offset, Int64(segment.count), segment.poolOffset, Int64(segment.poolSize)] {
                footer.append(UInt64(number))
            }
        }
        footer.append(UInt64(tags.count))
        for text in tags {
            footer.append(UInt64(text.count))
            footer += text
        }
        let footerOffset = offset
        footer.append(UInt64(footerOffset))
        footer.append(VisitIndex.marker)
        try write(footer)
        isFinished = true
    }

    private func writeSegment() throws(Failure) {
        guard !visits.isEmpty else { return }
        visits.sort { left, right in
            if left.person != right.person { return left.person < right.person }
            if left.milliseconds != right.milliseconds { return left.milliseconds < right.milliseconds }
            return left.line < right.line
        }
        let start = offset
        try visits.withUnsafeBufferPointer { visits throws(Failure) in try write(UnsafeRawBufferPointer(visits)) }
        segments.append(
            VisitIndex.Segment(offset: start, count: visits.count, poolOffset: offset, poolSize: pool.count))
        try write(pool)
        visits.removeAll(keepingCapacity: true)
        pool.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws(Failure) {
        try bytes.withUnsafeBufferPointer { bytes throws(Failure) in try write(UnsafeRawBufferPointer(bytes)) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.write(descriptor, part.baseAddress, part.count)
            if count > 0 {
                rest = rest.dropFirst(count)
                offset += Int64(count)
            } else if errno != EINTR {
                throw Failure(unwritableIndex: path, code: errno)
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ number: UInt64) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}

extension Failure {
    fileprivate init(unwritableIndex path: String, code: Int32) {
        self.init(
            .unreachable, "cannot write \(path): \(String(cString: strerror(code)))",
            hint: "give the landing folder room, and this user the right to write there")
    }
}
