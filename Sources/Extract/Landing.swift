package import Definitions
import Glibc
import Synchronization

/// The folder of landed files: immutable copies, each named by its content id, so the same bytes land once.
package struct Landing: Sendable {
    package let folder: String

    /// Makes the folder where it is missing and sweeps what a killed run left unfinished.
    ///
    /// Only the holder of the warehouse's lock may call this.
    package init(folder: String) throws(Failure) {
        self.folder = folder
        try Self.makeFolder(folder)
        guard let handle = opendir(folder) else { throw Failure(unwritable: folder, code: errno) }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = entryName(entry)
            if name.hasSuffix(Self.unfinished) { unlink("\(folder)/\(name)") }
        }
    }

    private static let unfinished = ".part"
    /// Numbers the copies of this process: several may be written at once.
    private static let copies = Atomic<Int>(0)

    /// Where the bytes of a content id lie.
    package func path(of content: String) -> String {
        Self.path(of: content, in: folder)
    }

    /// Where the bytes of a content id lie in a landing folder that may not be there yet.
    package static func path(of content: String, in folder: String) -> String {
        "\(folder)/\(content.prefix(2))/\(content)"
    }

    /// Copies a file into the folder and returns its content id and how many bytes were read.
    ///
    /// The copy appears whole or not at all: it is written aside, flushed to the disk and renamed.
    package func land(_ source: FileStream, interruption: () throws(Failure) -> Void) throws(Failure) -> String {
        let number = Self.copies.wrappingAdd(1, ordering: .relaxed).newValue
        let unfinishedPath = "\(folder)/landing-\(getpid())-\(number)\(Self.unfinished)"
        let descriptor = open(unfinishedPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(unwritable: unfinishedPath, code: errno) }
        var isDone = false
        defer {
            close(descriptor)
            if !isDone { unlink(unfinishedPath) }
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            try interruption()
            let count = try source.read(into: buffer)
            try Self.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: descriptor, path: unfinishedPath)
            if count < buffer.count { break }
        }
        let content = try source.finish()
        let target = path(of: content)
        if access(target, F_OK) == 0 { return content }
        guard fsync(descriptor) == 0 else { throw Failure(unwritable: unfinishedPath, code: errno) }
        try Self.makeFolder("\(folder)/\(content.prefix(2))")
        guard rename(unfinishedPath, target) == 0 else { throw Failure(unwritable: target, code: errno) }
        isDone = true
        return content
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
    ) throws(Failure) {
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

    /// Makes a folder and those above it.
    package static func makeFolder(_ path: String) throws(Failure) {
        var made = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? String(component) : "/\(component)"
            if mkdir(made, 0o755) != 0, errno != EEXIST { throw Failure(unwritable: made, code: errno) }
        }
    }
}

extension Failure {
    /// A file or folder that the system didn't let us write.
    init(unwritable path: String, code: Int32) {
        self.init(
            .warehouse, "cannot write \(path): \(String(cString: strerror(code)))",
            hint: code == ENOSPC || code == EDQUOT || code == EFBIG
                ? "free some disk space and run again; nothing was published"
                : "check `landing` and `warehouse` in the pipeline file and the rights on that folder")
    }
}
