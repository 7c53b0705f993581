import Definitions
import Glibc

/// Writes a new file from its start to its end.
final class FileWriter {
    let path: String
    private let descriptor: Int32

    /// Opens the file, empty.
    init(path: String, mode: mode_t = 0o644) throws(Failure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure(unwritable: path, code: errno) }
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.write(descriptor, part.baseAddress, part.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Failure(unwritable: path, code: errno)
            }
        }
    }

    func write(_ bytes: [UInt8]) throws(Failure) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        try write(UnsafeRawBufferPointer(buffer))
    }

    /// Flushes what was written to the disk.
    func finish() throws(Failure) {
        guard fsync(descriptor) == 0 else { throw Failure(unwritable: path, code: errno) }
    }
}

/// A small file that is there as it was or as it is to be, whatever happens meanwhile.
enum DurableFile {
    /// Writes a file aside, flushes it, puts it in its place and flushes the folder that names it.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(Failure) {
        // One name for all who write it: what a killed one left is written over, and others wait for a lock.
        let unfinished = path + ".part"
        unlink(unfinished)
        do throws(Failure) {
            let writer = try FileWriter(path: unfinished, mode: mode)
            try writer.write(bytes)
            try writer.finish()
        } catch {
            unlink(unfinished)
            throw error
        }
        guard rename(unfinished, path) == 0 else { throw Failure(unwritable: path, code: errno) }
        try flushFolder(of: path)
    }

    /// Flushes the names in a file's folder to the disk.
    static func flushFolder(of path: String) throws(Failure) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(unwritable: folder, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure(unwritable: folder, code: errno) }
    }

    /// The bytes of a file; nil where there is none.
    static func read(_ path: String) throws(Failure) -> [UInt8]? {
        guard access(path, F_OK) == 0 else { return nil }
        let file = try InputFile(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(file.identity.size), alignment: 1)
        defer { buffer.deallocate() }
        let count = try file.read(into: buffer, at: 0)
        return Array(buffer[..<count])
    }
}
