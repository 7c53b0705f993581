package import Definitions
import Glibc

/// Writes the index of one visits file: its visits by person, a segment a block of the file.
///
/// Memory is that of one block, whatever the file's size.
package final class VisitIndexWriter {
    private let path: String
    private let descriptor: Int32
    private var segments: [VisitIndex.Segment] = []
    private var offset: Int64 = 0
    private var isFinished = false

    /// Makes the file, which is no index before `finish`.
    ///
    /// - Throws: `Failure.Kind.unreachable` where it can't be written.
    package init(path: String) throws(Failure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(unwritableIndex: path, code: errno) }
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(path) }
    }

    /// Adds a block, which must be settled.
    package func append(_ block: consuming VisitBlock) throws(Failure) {
        var visits = block.visits
        guard !visits.isEmpty else { return }
        let bits = VisitBuckets.bits(of: visits.count)
        let starts = VisitBuckets.sort(&visits, bits: bits)
        let start = offset
        try visits.withUnsafeBufferPointer { visits throws(Failure) in try write(UnsafeRawBufferPointer(visits)) }
        segments.append(
            VisitIndex.Segment(offset: start, starts: starts, poolOffset: offset, poolSize: block.pool.count))
        try write(block.pool)
    }

    /// Ends the index.
    ///
    /// - Parameter tags: the tags of the file's visits, each in the caller's own encoding, in the order of their positions.
    package func finish(tags: [[UInt8]]) throws(Failure) {
        var footer: [UInt8] = []
        footer.append(UInt64(segments.count))
        for segment in segments {
            for number in [segment.offset, segment.poolOffset, Int64(segment.poolSize), Int64(segment.starts.count)] {
                footer.append(UInt64(number))
            }
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
        isFinished = true
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
