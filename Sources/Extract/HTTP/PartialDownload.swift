import Definitions
import Glibc

/// A file that an answer is being written to, and what is needed to go on with it where the line broke.
final class PartialDownload {
    let path: String
    let descriptor: Int32
    /// Bytes that are known to be the answer's first ones.
    private(set) var size: Int64 = 0
    /// What tells the server that the rest must be of the same answer: a strong ETag, or else its last change.
    private(set) var validator: String?
    /// How the bytes are packed: `gzip`, or empty.
    private(set) var packing = ""

    /// Makes an empty file, over what an earlier run left there.
    init(path: String) throws(Failure) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(unwritable: path, code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Notes what a try brought, whether or not it came to its end.
    func note(_ transfer: Transfer) {
        guard (200..<300).contains(transfer.status), transfer.arrived > 0 else { return }
        size = transfer.received
        packing = transfer.header("content-encoding")?.lowercased() ?? ""
        // Only a server that says it can is asked to go on, and only by a tag that stands for the same bytes.
        let canResume = transfer.status == 206 || transfer.header("accept-ranges")?.lowercased() == "bytes"
        let tag = transfer.header("etag").flatMap { $0.hasPrefix("W/") ? nil : $0 }
        validator = canResume ? tag ?? transfer.header("last-modified") : nil
    }

    func seek(to offset: Int64) throws(TransferError) {
        if offset == 0 { try empty() }
        guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
            throw TransferError(storage: Failure(unwritable: path, code: errno))
        }
    }

    /// Forgets what came so far.
    func empty() throws(TransferError) {
        guard ftruncate(descriptor, 0) == 0 else {
            throw TransferError(storage: Failure(unwritable: path, code: errno))
        }
        size = 0
        validator = nil
        packing = ""
    }

    /// Takes what was recorded for what came.
    func fill(with bytes: [UInt8], packing: String) throws(Failure) {
        let writer = try FileWriter(path: path)
        try writer.write(bytes)
        size = Int64(bytes.count)
        self.packing = packing
    }

    /// Writes what came to another file, packed as it is.
    func copy(to target: String) throws(Failure) {
        let writer = try FileWriter(path: target)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while offset < size {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            guard count > 0 else { throw Failure(unwritable: target, code: errno) }
            try writer.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
        }
    }

    /// Removes the file.
    func discard() {
        unlink(path)
    }

    /// The first bytes of what came, unpacked where they are packed; for messages.
    func start(_ limit: Int) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 1)
        defer { buffer.deallocate() }
        let count = max(0, pread(descriptor, buffer.baseAddress, limit, 0))
        let bytes = Array(buffer[..<count])
        guard packing == "gzip" || packing == "x-gzip" else { return bytes }
        return (try? BoundedInflation.inflate(bytes, limit: limit)) ?? []
    }

    /// Makes the whole answer appear at another path, unpacked and flushed to the disk, and returns its bytes.
    func finish(
        as target: String, settings: HTTPSettings, interruption: () throws(Failure) -> Void
    ) throws(TransferError) -> Int64 {
        let written: Int64
        switch packing {
        case "", "identity":
            guard fsync(descriptor) == 0 else { throw TransferError(storage: Failure(unwritable: path, code: errno)) }
            guard rename(path, target) == 0 else {
                throw TransferError(storage: Failure(unwritable: target, code: errno))
            }
            written = size
        case "gzip", "x-gzip":
            let unpacked = path + "-unpacked"
            written = try BoundedInflation.inflate(
                file: path, to: unpacked, settings: settings, interruption: interruption)
            guard rename(unpacked, target) == 0 else {
                throw TransferError(storage: Failure(unwritable: target, code: errno))
            }
            unlink(path)
        default:
            throw TransferError(.packing, "the answer is packed as '\(packing)', which nobody asked for")
        }
        return written
    }
}
