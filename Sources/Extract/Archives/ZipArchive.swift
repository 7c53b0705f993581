import Definitions

/// A ZIP archive, read by position: its directory, and any of its entries as a stream.
///
/// What the directory at its end says counts, ZIP64 included; local headers are only passed over, for their sizes may
/// be given after the data. Source: PKWARE's APPNOTE 6.3.10.
final class ZipArchive {
    /// A file in the archive.
    struct Entry: Hashable, Sendable {
        /// The path inside the archive.
        var name: String
        var method: UInt16
        var isEncrypted: Bool
        var checksum: UInt32
        /// In the archive, in bytes.
        var packedSize: Int64
        /// Unpacked, in bytes.
        var size: Int64
        /// Where its local header begins.
        var offset: Int64

        /// Folders, and what macOS and Windows put beside files.
        var isJunk: Bool {
            let last = name.split(separator: "/").last ?? ""
            return name.hasSuffix("/") || name.hasPrefix("__MACOSX/") || last.hasPrefix(".") || last == "Thumbs.db"
                || last == "desktop.ini"
        }
    }

    let file: InputFile
    /// The path the user knows.
    let name: String
    /// In the order of the archive's directory.
    private(set) var entries: [Entry] = []
    /// Packed bytes of entries read so far.
    var bytesRead: Int64 = 0

    /// A directory larger than this belongs to no export.
    private static let directoryLimit: Int64 = 64 << 20

    /// Opens an archive and reads its directory.
    ///
    /// - Throws: `Failure.Kind.refused` where the archive is damaged.
    init(path: String, name: String) throws(Failure) {
        file = try InputFile(path: path)
        self.name = name
        try readDirectory()
    }

    /// The bytes of an entry, unpacked as they are read.
    func stream(of entry: Entry) throws(Failure) -> ZipEntryStream {
        guard !entry.isEncrypted else {
            throw Failure(
                .refused, "\(entry.name) in \(name) is protected by a password",
                hint: "unpack it, or export it without one")
        }
        guard entry.method == 0 || entry.method == 8 else {
            throw Failure(
                .refused, "\(entry.name) in \(name) is packed by a method that isn't read here (\(entry.method))",
                hint: "pack it as an ordinary ZIP, or unpack it")
        }
        let header = try bytes(at: entry.offset, count: 30)
        guard header.starts(with: [0x50, 0x4B, 3, 4]) else { throw damaged("an entry isn't where its directory says") }
        let start = entry.offset + 30 + Int64(header.number(2, at: 26)) + Int64(header.number(2, at: 28))
        guard start + entry.packedSize <= file.identity.size else { throw damaged("it ends within \(entry.name)") }
        return try ZipEntryStream(self, entry, at: start)
    }

    func damaged(_ reason: String) -> Failure {
        Failure(.refused, "\(name) is no whole ZIP archive: \(reason)", hint: "fetch or export the file again")
    }

    func bytes(at offset: Int64, count: Int64) throws(Failure) -> [UInt8] {
        let size = file.identity.size
        guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
            throw damaged("it ends where more should come")
        }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        var failure: Failure?
        bytes.withUnsafeMutableBytes { buffer in
            do throws(Failure) { _ = try file.read(into: buffer, at: offset) } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    // MARK: The directory

    private func readDirectory() throws(Failure) {
        let size = file.identity.size
        // The end record has 22 bytes and a comment of up to 65,535.
        let tailStart = max(0, size - 22 - 65_535)
        let tail = try bytes(at: tailStart, count: size - tailStart)
        guard let end = tail.lastPlace(of: [0x50, 0x4B, 5, 6], before: tail.count - 21) else {
            throw damaged("its directory is missing")
        }
        var count = tail.number(2, at: end + 10)
        var length = tail.number(4, at: end + 12)
        var start = tail.number(4, at: end + 16)
        if count == 0xFFFF || length == 0xFFFF_FFFF || start == 0xFFFF_FFFF, end >= 20,
            tail[(end - 20)...].starts(with: [0x50, 0x4B, 6, 7])
        {
            let record = try bytes(at: Int64(clamping: tail.number(8, at: end - 12)), count: 56)
            guard record.starts(with: [0x50, 0x4B, 6, 6]) else { throw damaged("its directory is missing") }
            count = record.number(8, at: 32)
            length = record.number(8, at: 40)
            start = record.number(8, at: 48)
        }
        guard length <= Self.directoryLimit else { throw damaged("its directory is too large") }
        let directory = try bytes(at: Int64(clamping: start), count: Int64(length))
        var place = 0
        for _ in 0..<count {
            guard place + 46 <= directory.count, directory[place...].starts(with: [0x50, 0x4B, 1, 2]) else {
                throw damaged("its directory is cut")
            }
            let nameLength = Int(directory.number(2, at: place + 28))
            let extraLength = Int(directory.number(2, at: place + 30))
            let end = place + 46 + nameLength + extraLength + Int(directory.number(2, at: place + 32))
            guard end <= directory.count else { throw damaged("its directory is cut") }
            entries.append(entry(directory, place, nameLength, extraLength))
            place = end
        }
    }

    private func entry(_ directory: [UInt8], _ place: Int, _ nameLength: Int, _ extraLength: Int) -> Entry {
        let flags = directory.number(2, at: place + 8)
        var sizes = [
            directory.number(4, at: place + 24), directory.number(4, at: place + 20),
            directory.number(4, at: place + 42),
        ]
        let extraStart = place + 46 + nameLength
        if let long = Self.extra(1, in: directory[extraStart..<extraStart + extraLength]) {
            // Those that don't fit above stand here in this order.
            var next = long.startIndex
            for index in sizes.indices where sizes[index] == 0xFFFF_FFFF && next + 8 <= long.endIndex {
                sizes[index] = directory.number(8, at: next)
                next += 8
            }
        }
        let name = directory[place + 46..<extraStart]
        return Entry(
            name: flags & 0x800 != 0 || String(validating: name, as: UTF8.self) != nil
                ? String(decoding: name, as: UTF8.self) : Self.oldName(name),
            method: UInt16(directory.number(2, at: place + 10)), isEncrypted: flags & 1 != 0,
            checksum: UInt32(directory.number(4, at: place + 16)), packedSize: Int64(clamping: sizes[1]),
            size: Int64(clamping: sizes[0]), offset: Int64(clamping: sizes[2]))
    }

    /// A name in a code page that nobody notes: its letters are lost, its ending is not.
    private static func oldName(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    private static func extra(_ kind: UInt64, in fields: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = fields
        while rest.count >= 4 {
            let all = Array(rest.prefix(4))
            let length = Int(all.number(2, at: 2))
            guard rest.count >= 4 + length else { return nil }
            let start = rest.startIndex + 4
            if all.number(2, at: 0) == kind { return rest[start..<start + length] }
            rest = rest[(start + length)...]
        }
        return nil
    }
}

extension [UInt8] {
    /// A little-endian number of so many bytes.
    fileprivate func number(_ bytes: Int, at place: Int) -> UInt64 {
        (0..<bytes).reduce(0) { $0 | UInt64(self[place + $1]) << UInt64(8 * $1) }
    }

    /// Where a mark stands last, at a place before a limit.
    fileprivate func lastPlace(of mark: [UInt8], before limit: Int) -> Int? {
        guard limit > 0 else { return nil }
        return (0..<limit).last { self[$0] == mark[0] && self[$0...].starts(with: mark) }
    }
}
