package import Definitions

/// A file's content, unpacked where it is gzip: told by its first two bytes, whatever the name says.
package struct ContentStream: ByteStream {
    private let file: FileStream
    private var inflated: InflateStream<FileStream>?

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: where the bytes lie.
    ///   - name: the path the user knows, for messages.
    /// - Throws: `Failure.Kind.unreachable`.
    package init(path: String, name: String) throws(Failure) {
        file = try FileStream(path: path)
        if try file.beginsWithGzipMagic() {
            inflated = InflateStream(file, path: name)
        }
    }

    /// The file's own bytes read so far, packed as they are.
    package var bytesRead: Int64 {
        file.bytesRead
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        if let inflated { return try inflated.read(into: buffer) }
        return try file.read(into: buffer)
    }

    /// Reads what is left and returns the content id of the file.
    package func finish() throws(Failure) -> String {
        try file.finish()
    }
}
