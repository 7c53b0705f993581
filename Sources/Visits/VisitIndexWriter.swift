package import Definitions
import Glibc

/// Writes the index of one visits file: its visits by person, a segment for each run of blocks.
///
/// Memory is that of one segment, whatever the file's size.
package final class VisitIndexWriter {
    private let path: String
    /// −1 once the index is whole.
    private var descriptor: Int32
    private let segmentSize: Int
    private var segments: [VisitSegment] = []
    /// What the next segment will hold.
    private var gathered = VisitBlock()
    private var offset: Int64 = 0
    private var isKept = false

    /// Makes the file, which is no index before `finish`.
    ///
    /// - Parameter segmentSize: how many visits are gathered before they are written.
    /// - Throws: `Failure.Kind.unreachable` where it can't be written.
    package init(path: String, segmentSize: Int = 1 << 17) throws(Failure) {
        self.path = path
        self.segmentSize = segmentSize
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(unwritableIndex: path, code: errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isKept { unlink(path) }
    }

    /// Adds a block.
    ///
    /// - Parameters:
    ///   - tags: the position in the file's list of tags for each of the block's.
    ///   - firstLine: the line that the block's own count from.
    package func append(_ block: borrowing VisitBlock, tags: [UInt32], firstLine: Int64) throws(Failure) {
        gathered.append(block, tags: tags, firstLine: firstLine)
        if gathered.visits.count >= segmentSize { try writeSegment() }
    }

    private func writeSegment() throws(Failure) {
        guard !gathered.visits.isEmpty else { return }
        var (segment, rows, ids) = VisitSegment.encode(gathered)
        segment.offset = offset
        try write(rows)
        segment.idOffset = offset
        try write(ids)
        segment.poolOffset = offset
        try write(gathered.pool)
        segments.append(segment)
        gathered.removeAll()
    }

    /// Ends the index, which is whole then, and gone with the writer unless it is kept.
    ///
    /// - Parameter tags: the tags of the file's visits, each in the caller's own encoding, in the order of their positions.
    package func finish(tags: [[UInt8]]) throws(Failure) {
        try writeSegment()
        gathered = VisitBlock()
        var footer: [UInt8] = []
        footer.append(UInt64(segments.count))
        for segment in segments {
            for number in segment.numbers { footer.append(number) }
            footer.append(UInt64(segment.starts.count))
            for start in segment.starts { Swift.withUnsafeBytes(of: start.littleEndian) { footer += $0 } }
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
        segments = []
        close(descriptor)
        descriptor = -1
    }

    /// Gives a finished index the name that it keeps.
    package func keep(as target: String) throws(Failure) {
        guard rename(path, target) == 0 else { throw Failure(unwritableIndex: target, code: errno) }
        isKept = true
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
