/// Short texts one after the other, each behind its length and known by where it begins: millions of ids in one memory.
package struct PackedTexts: Sendable {
    @usableFromInline
    var bytes: [UInt8] = []

    package init() {}

    /// Makes room for so many bytes of texts and their lengths.
    package mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Adds a text of UTF-8.
    ///
    /// - Returns: where it begins.
    /// - Throws: where all texts are more than 4 GB.
    /// - Complexity: O(*n*) in its length
    package mutating func append(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) -> UInt32 {
        let place = try begin(text.count)
        bytes.append(contentsOf: text)
        return place
    }

    /// Adds a text and returns where it begins.
    package mutating func append(_ text: String) throws(Failure) -> UInt32 {
        let place = try begin(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
        return place
    }

    /// Adds a length.
    private mutating func begin(_ length: Int) throws(Failure) -> UInt32 {
        guard let place = UInt32(exactly: bytes.count) else { throw Self.overflow }
        bytes.append(number: UInt64(length))
        return place
    }

    /// Adds all texts of another.
    ///
    /// - Returns: how much later they begin here.
    package mutating func append(contentsOf other: PackedTexts) throws(Failure) -> UInt32 {
        let moved = bytes.count
        guard UInt32(exactly: moved + other.bytes.count) != nil else { throw Self.overflow }
        bytes += other.bytes
        return UInt32(moved)
    }

    /// The UTF-8 bytes of the text that begins at a place.
    @inlinable
    package func withBytes<Result>(at place: UInt32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { bytes in
            var start = Int(place)
            var length = 0
            var shift = 0
            while bytes[start] >= 0x80 {
                length |= Int(bytes[start] & 0x7F) << shift
                shift += 7
                start += 1
            }
            length |= Int(bytes[start]) << shift
            return body(UnsafeBufferPointer(rebasing: bytes[start + 1..<start + 1 + length]))
        }
    }

    /// The text that begins at a place.
    package func text(at place: UInt32) -> String {
        withBytes(at: place) { String(decoding: $0, as: UTF8.self) }
    }

    private static var overflow: Failure {
        Failure(
            .refused, "the ids of leads, deals and visits take more than 4 GB",
            hint: "set a later `start` in the pipeline file, or take files of old records away")
    }
}
