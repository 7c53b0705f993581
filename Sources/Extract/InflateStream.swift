import CZlib
package import Definitions

/// The content of a gzip file, unpacked as it is read.
///
/// Members that follow one another are one content.
package final class InflateStream<Source: ByteStream>: ByteStream {
    private var source: Source
    private let path: String
    private var stream = z_stream()
    private let input: UnsafeMutableRawBufferPointer
    private var isStarted = false
    private var isInsideMember = false
    private var sourceEnded = false

    /// - Parameters:
    ///   - source: the packed bytes.
    ///   - path: the file's path, for messages.
    package init(_ source: Source, path: String) {
        self.source = source
        self.path = path
        input = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    }

    deinit {
        if isStarted { inflateEnd(&stream) }
        input.deallocate()
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        guard let base = buffer.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        var filled = 0
        while filled < buffer.count {
            if stream.avail_in == 0, !sourceEnded {
                let count = try source.read(into: input)
                sourceEnded = count < input.count
                stream.next_in = input.bindMemory(to: UInt8.self).baseAddress
                stream.avail_in = UInt32(count)
            }
            if !isInsideMember {
                if stream.avail_in == 0, sourceEnded { break }
                try startMember()
            }
            let room = min(buffer.count - filled, 1 << 30)
            stream.next_out = base + filled
            stream.avail_out = UInt32(room)
            let result = inflate(&stream, Z_NO_FLUSH)
            filled += room - Int(stream.avail_out)
            switch result {
            case Z_STREAM_END:
                isInsideMember = false
            case Z_OK:
                break
            case Z_BUF_ERROR where stream.avail_in == 0 && sourceEnded:
                throw Failure(
                    .unreachable, "\(path) ends in the middle of its gzip data",
                    hint: "the download is incomplete: fetch the file again")
            case Z_BUF_ERROR:
                break
            default:
                throw Failure(
                    .unreachable, "\(path) is not valid gzip data",
                    hint: "check it with: gzip -t '\(path)'")
            }
        }
        return filled
    }

    private func startMember() throws(Failure) {
        // 15 + 16: the largest window, and a gzip header is required.
        let result = isStarted ? inflateReset(&stream) : throughline_inflate_init(&stream, 15 + 16)
        guard result == Z_OK else {
            throw Failure(.unreachable, "cannot unpack \(path): not enough memory", hint: "close other programs")
        }
        isStarted = true
        isInsideMember = true
    }
}
