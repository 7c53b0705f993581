package import Definitions

/// A file's bytes in order, hashed as they pass: the bytes hashed are the bytes handed on.
package final class FileStream: ByteStream {
    private let file: InputFile
    private var hash = ContentHash()
    /// Bytes handed on so far.
    package private(set) var bytesRead: Int64 = 0

    /// Opens a file.
    ///
    /// - Throws: `Failure.Kind.unreachable`.
    package init(path: String) throws(Failure) {
        file = try InputFile(path: path)
    }

    package var identity: FileIdentity {
        file.identity
    }

    /// The first bytes of the file, four at most, by which its kind is told.
    func magic() throws(Failure) -> [UInt8] {
        let magic = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
        defer { magic.deallocate() }
        return Array(magic.prefix(try file.read(into: magic, at: 0)))
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let count = try file.read(into: buffer, at: bytesRead)
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        bytesRead += Int64(count)
        return count
    }

    /// Reads what is left and returns the content id of the whole file.
    ///
    /// - Throws: `Failure.Kind.unreachable` where the file changed since it was opened.
    package func finish() throws(Failure) -> String {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while try read(into: buffer) > 0 {}
        guard try file.currentIdentity() == identity, bytesRead == identity.size else {
            throw Failure(changed: file.path)
        }
        return hash.finish()
    }
}

extension Failure {
    /// A file that somebody wrote to while it was read.
    init(changed path: String) {
        self.init(
            .unreachable, "\(path) changed while it was read",
            hint: "run again when the export has finished writing it")
    }
}
