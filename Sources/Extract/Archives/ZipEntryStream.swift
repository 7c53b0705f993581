import CZlib
import Definitions

/// An entry of a ZIP archive, unpacked as it is read; its size and checksum are what the directory says, or it fails.
///
/// More bytes than the directory promises are never made: that bounds what a small archive can grow to.
final class ZipEntryStream: ByteStream {
    private let archive: ZipArchive
    private let entry: ZipArchive.Entry
    private var stream = z_stream()
    private let input: UnsafeMutableRawBufferPointer
    private var isStarted = false
    private var isAtEnd = false
    /// Where the next packed bytes stand in the archive.
    private var position: Int64
    private let end: Int64
    private var made: Int64 = 0
    private var checksum = crc32(0, nil, 0)

    /// Deflate packs 1,000 equal bytes into one; tables get nowhere near.
    private static let bombRatio: Int64 = 200
    private static let bombSize: Int64 = 64 << 20

    init(_ archive: ZipArchive, _ entry: ZipArchive.Entry, at start: Int64) throws(Failure) {
        self.archive = archive
        self.entry = entry
        position = start
        end = start + entry.packedSize
        guard entry.size <= Self.bombSize || entry.size / Self.bombRatio <= entry.packedSize else {
            throw Failure(
                .refused,
                "\(entry.name) in \(archive.name) would unpack to \(entry.size >> 20) MiB, "
                    + "over \(Self.bombRatio) times its size",
                hint: "if that is really so, unpack it and name the unpacked file")
        }
        input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    }

    deinit {
        if isStarted { inflateEnd(&stream) }
        input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        guard !isAtEnd, let base = buffer.baseAddress else { return 0 }
        let count = entry.method == 0 ? try copy(into: buffer) : try inflate(into: buffer)
        made += Int64(count)
        guard made <= entry.size else { throw wrong("it holds more than its directory says") }
        checksum = crc32(checksum, base.assumingMemoryBound(to: UInt8.self), uInt(count))
        if count < buffer.count {
            isAtEnd = true
            guard made == entry.size else { throw wrong("it ends too early") }
            guard checksum == uLong(entry.checksum) else { throw wrong("its checksum differs") }
        }
        return count
    }

    private func copy(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let wanted = Int(min(Int64(buffer.count), end - position))
        let count = try archive.file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: position)
        position += Int64(count)
        archive.bytesRead += Int64(count)
        return count
    }

    private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        if !isStarted {
            // A negative size of the window: no header of zlib or gzip.
            guard throughline_inflate_init(&stream, -15) == Z_OK else {
                throw Failure(
                    .unreachable, "cannot unpack \(archive.name): not enough memory", hint: "close other programs")
            }
            isStarted = true
        }
        guard let base = buffer.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        var filled = 0
        while filled < buffer.count {
            if stream.avail_in == 0, position < end {
                let wanted = Int(min(Int64(input.count), end - position))
                let part = UnsafeMutableRawBufferPointer(rebasing: input[..<wanted])
                let count = try archive.file.read(into: part, at: position)
                position += Int64(count)
                archive.bytesRead += Int64(count)
                stream.next_in = part.bindMemory(to: UInt8.self).baseAddress
                stream.avail_in = UInt32(count)
            }
            let room = min(buffer.count - filled, 1 << 30)
            stream.next_out = base + filled
            stream.avail_out = UInt32(room)
            let result = CZlib.inflate(&stream, Z_NO_FLUSH)
            filled += room - Int(stream.avail_out)
            switch result {
            case Z_STREAM_END: return filled
            case Z_OK: break
            case Z_BUF_ERROR where stream.avail_in == 0 && position >= end: throw wrong("it ends too early")
            case Z_BUF_ERROR: break
            default: throw wrong("its data can't be unpacked")
            }
            guard made + Int64(filled) <= entry.size else { return filled }
        }
        return filled
    }

    private func wrong(_ reason: String) -> Failure {
        Failure(
            .refused, "\(entry.name) in \(archive.name) is damaged: \(reason)", hint: "fetch or export the file again")
    }
}
