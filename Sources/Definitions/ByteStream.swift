/// Bytes that arrive in order: a file, or what gzip unpacks of one.
///
/// The boundary between Extract, which opens files, and Tabular, which never does.
package protocol ByteStream {
    /// Fills the buffer as far as bytes are left and says how many it put there; fewer than the buffer
    /// holds means the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
}
