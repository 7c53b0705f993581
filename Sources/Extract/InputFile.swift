package import Definitions
import Glibc

/// An open file that is read by position, never mapped: a file cut short while it is read must be an error, not a crash.
package struct InputFile: ~Copyable {
    package let path: String
    /// What the file was when it was opened.
    package let identity: FileIdentity
    private let descriptor: Int32

    /// Opens a regular file for reading.
    ///
    /// - Throws: `Failure.Kind.unreachable` where there is none or it may not be read.
    package init(path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(unreadable: path, code: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw Failure(unreadable: path, code: code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Failure(unreadable: path, code: EISDIR)
        }
        self.path = path
        self.descriptor = descriptor
        identity = FileIdentity(status)
    }

    deinit {
        close(descriptor)
    }

    /// Reads from an offset until the buffer is full or the file ends, and says how many bytes came.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(Failure) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var filled = 0
        while filled < buffer.count {
            let count = pread(descriptor, base + filled, buffer.count - filled, off_t(offset) + off_t(filled))
            if count > 0 {
                filled += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw Failure(unreadable: path, code: errno)
            }
        }
        return filled
    }

    /// What the file is now; different from `identity` where somebody wrote to it meanwhile.
    package func currentIdentity() throws(Failure) -> FileIdentity {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(unreadable: path, code: errno) }
        return FileIdentity(status)
    }
}

extension Failure {
    /// A file or folder that the system didn't let us read.
    init(unreadable path: String, code: Int32) {
        let hint: String
        switch code {
        case ENOENT: hint = "check the path in `files`; it is relative to the pipeline file"
        case EACCES: hint = "give this user the right to read it: chmod +rX '\(path)'"
        case ENOTDIR: hint = "a part of the path is a file, not a folder"
        case EISDIR: hint = "`files` must name files: add a pattern such as /*.csv"
        default: hint = "try again, or copy the file to a local disk"
        }
        self.init(.unreachable, "cannot read \(path): \(String(cString: strerror(code)))", hint: hint)
    }
}
