import Definitions
import Extract

/// A file's content that tells how far it has been read, and stops where somebody asked to.
struct WatchedStream: ByteStream {
    private(set) var content: ContentStream
    let source: String
    let progress: any RunProgress
    let interruption: Interruption
    private var reported: Int64 = 0

    init(_ content: ContentStream, source: String, progress: any RunProgress, interruption: Interruption) {
        self.content = content
        self.source = source
        self.progress = progress
        self.interruption = interruption
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        try interruption.check()
        let count = try content.read(into: buffer)
        progress.report(.advanced(source: source, bytes: content.bytesRead - reported))
        reported = content.bytesRead
        return count
    }
}
