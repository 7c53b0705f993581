import CZlib

/// A ZIP archive made for a test, damaged on demand.
package struct ZipFile {
    package struct Entry {
        package var name: String
        package var bytes: [UInt8]
        package var isStored = false
        /// Sizes and checksum stand behind the data, as writers of streams put them.
        package var hasDescriptor = false
        /// Sizes and places are given with 64 bits.
        package var isLong = false
        package var isEncrypted = false
        /// Nil: as it is packed.
        package var method: UInt64?
        package var checksum: UInt64?
        /// What its head says of its unpacked size.
        package var size: UInt64?

        package init(_ name: String, _ text: String) {
            self.init(name, Array(text.utf8))
        }

        package init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }

        package func with(_ change: (inout Entry) -> Void) -> Entry {
            var entry = self
            change(&entry)
            return entry
        }
    }

    package var entries: [Entry]
    package var comment = ""

    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    private static func number(_ value: UInt64, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    /// The archive's bytes.
    package var bytes: [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            // What gzip packs stands between a head of ten bytes and a tail of eight, which begins with the checksum.
            let gzip = ServerReply.packed(entry.bytes)
            let data = entry.isStored ? entry.bytes : Array(gzip[10..<(gzip.count - 8)])
            let checksum = entry.checksum ?? UInt64(crc32(0, entry.bytes, UInt32(entry.bytes.count)))
            let size = entry.size ?? UInt64(entry.bytes.count)
            let flags: UInt64 = (entry.isEncrypted ? 1 : 0) | (entry.hasDescriptor ? 8 : 0) | 0x800
            let method = entry.method ?? (entry.isStored ? 0 : 8)
            let place = UInt64(archive.count)
            func head(_ sizes: [UInt64]) -> [UInt8] {
                Self.number(20, 2) + Self.number(flags, 2) + Self.number(method, 2) + Self.number(0, 4)
                    + sizes.flatMap { Self.number($0, 4) } + Self.number(UInt64(entry.name.utf8.count), 2)
            }
            let local: [UInt64] = entry.hasDescriptor ? [0, 0, 0] : [checksum, UInt64(data.count), size]
            archive += [0x50, 0x4B, 3, 4] + head(local) + Self.number(0, 2) + Array(entry.name.utf8) + data
            if entry.hasDescriptor {
                archive += [0x50, 0x4B, 7, 8] + [checksum, UInt64(data.count), size].flatMap { Self.number($0, 4) }
            }
            let all: UInt64 = 0xFFFF_FFFF
            let extra =
                entry.isLong
                ? Self.number(1, 2) + Self.number(24, 2)
                    + [size, UInt64(data.count), place].flatMap { Self.number($0, 8) } : []
            directory += [0x50, 0x4B, 1, 2, 20, 0]
            directory += head(entry.isLong ? [checksum, all, all] : [checksum, UInt64(data.count), size])
            directory += Self.number(UInt64(extra.count), 2) + Self.number(0, 10)
            directory += Self.number(entry.isLong ? all : place, 4) + Array(entry.name.utf8) + extra
        }
        let start = UInt64(archive.count)
        let isLong = entries.contains(where: \.isLong)
        archive += directory
        if isLong {
            let record = UInt64(archive.count)
            archive += [0x50, 0x4B, 6, 6] + Self.number(44, 8) + Self.number(45, 2) + Self.number(45, 2)
            archive += Self.number(0, 8) + Self.number(UInt64(entries.count), 8) + Self.number(UInt64(entries.count), 8)
            archive += Self.number(UInt64(directory.count), 8) + Self.number(start, 8)
            archive += [0x50, 0x4B, 6, 7] + Self.number(0, 4) + Self.number(record, 8) + Self.number(1, 4)
        }
        archive += [0x50, 0x4B, 5, 6] + Self.number(0, 4)
        archive += Self.number(isLong ? 0xFFFF : UInt64(entries.count), 2)
        archive += Self.number(isLong ? 0xFFFF : UInt64(entries.count), 2)
        archive += Self.number(isLong ? 0xFFFF_FFFF : UInt64(directory.count), 4)
        archive += Self.number(isLong ? 0xFFFF_FFFF : start, 4)
        return archive + Self.number(UInt64(comment.utf8.count), 2) + Array(comment.utf8)
    }
}
