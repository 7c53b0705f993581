import Definitions
import Extract

/// A file's content that tells how far it has been read, and stops where somebody asked to.
struct WatchedStream: ByteStream {
    private var content: ContentStream
    private let interruption: Interruption
    private let onAdvance: (Int64) -> Void
    private var reported: Int64 = 0

    /// - Parameter onAdvance: takes how many more of the file's bytes were read.
    init(_ content: ContentStream, interruption: Interruption, onAdvance: @escaping (Int64) -> Void) {
        self.content = content
        self.interruption = interruption
        self.onAdvance = onAdvance
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        try interruption.check()
        let count = try content.read(into: buffer)
        onAdvance(content.bytesRead - reported)
        reported = content.bytesRead
        return count
    }

    /// Reads what is left and says what the file was.
    func end() -> Result<ContentID, Failure> {
        Result { () throws(Failure) in
            ContentID(content: try content.finish(), identity: content.identity)
        }
    }
}
