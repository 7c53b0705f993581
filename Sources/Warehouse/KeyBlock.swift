package import Definitions

/// The keys of some records, copied off the warehouse's pages, so that another thread can read them.
package struct KeyBlock: Sendable {
    private struct Entry {
        /// Of a key its kind; of the end of a record `end`.
        var kind: UInt8
        /// Of a key its length.
        var length: Int32
    }

    private static let kinds = IdentityKey.Kind.allCases
    private static let end: UInt8 = 0xFF
    /// So many bytes of keys make a block.
    private static let size = 1 << 16

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    init() {
        entries.reserveCapacity(Self.size / 8 + 16)
        bytes.reserveCapacity(Self.size + 1024)
    }

    /// Adds a key, as stored, to the record that `endRecord` ends.
    ///
    /// - Parameter kind: its position among all kinds.
    mutating func append(_ kind: Int, _ text: UnsafeBufferPointer<UInt8>) {
        entries.append(Entry(kind: UInt8(kind), length: Int32(text.count)))
        bytes.append(contentsOf: text)
    }

    /// Ends a record, and gives a block that is full away for an empty one.
    mutating func endRecord(_ take: (KeyBlock) -> Void) {
        entries.append(Entry(kind: Self.end, length: 0))
        guard bytes.count >= Self.size || entries.count >= Self.size / 8 else { return }
        take(self)
        self = KeyBlock()
    }

    /// Tells the keys in order, and where each record ends.
    package func forEach(
        key: (_ kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) -> Void,
        endRecord: () -> Void
    ) {
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for entry in entries {
                if entry.kind == Self.end {
                    endRecord()
                } else {
                    let end = start + Int(entry.length)
                    key(Self.kinds[Int(entry.kind)], UnsafeBufferPointer(rebasing: bytes[start..<end]))
                    start = end
                }
            }
        }
    }
}
