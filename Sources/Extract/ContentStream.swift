package import Definitions

/// A file's content, unpacked where it is gzip or a ZIP archive, and as text where it is a workbook: told by its first
/// bytes, whatever the name says.
package struct ContentStream: ByteStream {
    private enum Content {
        case plain
        case gzip(InflateStream<FileStream>)
        /// Not yet opened: what is wrong with an archive is wrong with its rows.
        case archive
        case entry(ZipEntryStream, ZipArchive)
        case sheet(SheetText, ZipArchive)
    }

    private let file: FileStream
    private let path: String
    private let name: String
    private let format: FormatDefinition
    private var content = Content.plain

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: where the bytes lie.
    ///   - name: the path the user knows, for messages and for the file's type.
    ///   - format: which table of an archive or workbook is meant.
    /// - Throws: `Failure.Kind.unreachable`.
    package init(path: String, name: String, format: FormatDefinition) throws(Failure) {
        file = try FileStream(path: path)
        self.path = path
        self.name = name
        self.format = format
        let magic = try file.magic()
        if magic.starts(with: [0x1F, 0x8B]) {
            content = .gzip(InflateStream(file, path: name))
        } else if magic.starts(with: [0x50, 0x4B, 3, 4]) || magic.starts(with: [0x50, 0x4B, 5, 6])
            || magic.starts(with: TableArchive.oldOfficeMagic) || isWorkbook
        {
            content = .archive
        }
    }

    private var isWorkbook: Bool { (format.type ?? FormatDefinition.FileType(path: name)) == .xlsx }

    /// What the file was when it was opened.
    package var identity: FileIdentity { file.identity }

    /// The file's own bytes read so far, packed as they are.
    package var bytesRead: Int64 {
        switch content {
        case .plain, .gzip, .archive: file.bytesRead
        case .entry(_, let archive), .sheet(_, let archive): archive.bytesRead
        }
    }

    /// - Throws: `Failure.Kind.refused` where an archive doesn't hold the one table that is meant, or is damaged;
    ///   `unreachable` where a file ends too early or can't be read.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        switch content {
        case .plain: return try file.read(into: buffer)
        case .gzip(let inflated): return try inflated.read(into: buffer)
        case .entry(let entry, _): return try entry.read(into: buffer)
        case .sheet(let sheet, _): return try sheet.read(into: buffer)
        case .archive:
            let table = try TableArchive(path: path, name: name, format: format)
            if isWorkbook {
                content = .sheet(try table.sheet(), table.archive)
            } else {
                content = .entry(try table.entry(), table.archive)
            }
            return try read(into: buffer)
        }
    }

    /// Reads what is left and returns the content id of the file.
    package func finish() throws(Failure) -> String {
        let id = try file.finish()
        switch content {
        case .entry(_, let archive), .sheet(_, let archive):
            // An archive is read by position, and hashed from its start to its end.
            guard archive.file.identity == file.identity else { throw Failure(changed: path) }
        case .plain, .gzip, .archive: break
        }
        return id
    }
}
