internal import Definitions
internal import Glibc

/// Bytes on the disk, in a file without a name.
final class TemporaryFile: Sendable {
    private let descriptor: Int32

    /// - Parameter name: what the file is called until it has no name.
    init(folder: String, name: String) throws(Failure) {
        var template = Array("\(folder)/\(name)-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure(folder) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
    }

    deinit {
        close(descriptor)
    }

    /// Writes bytes at an offset.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written,
                off_t(offset) + off_t(written))
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw Self.failure("a temporary file")
            }
        }
    }

    /// Fills a buffer with the bytes at an offset, where they were written before.
    func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(Failure) {
        var taken = 0
        while taken < bytes.count {
            let part = pread(
                descriptor, bytes.baseAddress.map { $0 + taken }, bytes.count - taken, off_t(offset) + off_t(taken))
            if part > 0 {
                taken += part
            } else if part == 0 || errno != EINTR {
                throw Self.failure("a temporary file")
            }
        }
    }

    private static func failure(_ place: String) -> Failure {
        Failure(
            .unreachable, "cannot use \(place): \(String(cString: strerror(errno)))",
            hint: "give the landing folder room, and this user the right to write there")
    }
}
