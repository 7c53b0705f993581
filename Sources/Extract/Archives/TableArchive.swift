import Definitions

/// A ZIP archive that holds a table: an export packed by a platform or by hand, or a workbook.
struct TableArchive {
    let archive: ZipArchive
    private let format: FormatDefinition
    private let name: String

    /// How ZIP archives begin.
    static let magic: [UInt8] = [0x50, 0x4B]
    /// How files of Excel began before 2007, and how ones with a password begin to this day.
    static let oldOfficeMagic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0]

    /// - Throws: `Failure.Kind.refused` where the file is no ZIP archive, or one that is damaged.
    init(path: String, name: String, format: FormatDefinition) throws(Failure) {
        self.format = format
        self.name = name
        let magic = try FileStream(path: path).magic()
        guard !magic.starts(with: Self.oldOfficeMagic) else {
            throw Failure(
                .refused, "\(name) is an old Excel file (.xls), or one with a password",
                hint: "save it as .xlsx, without a password")
        }
        guard magic.starts(with: Self.magic) else {
            throw Failure(
                .refused, "\(name) is no Excel workbook, whatever its name says",
                hint: "exports under that name are often plain text: set format: { type: csv }, or tsv")
        }
        archive = try ZipArchive(path: path, name: name)
    }

    func sheet() throws(Failure) -> SheetText {
        guard Workbook.isIn(archive) else {
            throw Failure(
                .refused, "\(name) is a ZIP archive, and no Excel workbook",
                hint: "unpack it if it holds one, or set format: { type: csv } if it holds a CSV file")
        }
        return try SheetText(archive, format)
    }

    /// The one table of the archive, or the one that is wanted.
    ///
    /// - Parameter limit: bytes that it may have, unpacked.
    func entry(limit: Int64 = .max) throws(Failure) -> ZipEntryStream {
        guard !Workbook.isIn(archive) else {
            throw Failure(.refused, "\(name) is an Excel workbook", hint: "set format: { type: xlsx }")
        }
        let files = archive.entries.filter { !$0.isJunk }
        var tables = files
        if let pattern = format.member {
            tables = files.filter { Self.fits($0.name, pattern) }
            guard !tables.isEmpty else {
                throw Failure(
                    .refused, "\(name) holds no '\(pattern)'; it holds \(Self.list(files))",
                    hint: "correct format: { member: … }")
            }
        }
        guard let table = tables.first else { throw Failure(.refused, "\(name) is empty", hint: "export it again") }
        guard tables.count == 1 else {
            throw Failure(
                .refused, "\(name) holds \(tables.count) files: \(Self.list(tables))",
                hint: "name the one to read, * stands for any text: format: { member: \"*.csv\" }")
        }
        let type = format.type ?? FormatDefinition.FileType(path: name) ?? .csv
        if format.type == nil, let own = FormatDefinition.FileType(path: table.name), own != type {
            throw Failure(
                .refused, "\(name) holds \(table.name), which is \(own.rawValue)",
                hint: own == .xlsx ? "unpack it" : "set format: { type: \(own.rawValue) }")
        }
        guard table.size <= limit else {
            throw Failure(
                .refused, "\(table.name) in \(name) would unpack to more than \(limit >> 20) MiB",
                hint: "export fewer days or columns")
        }
        return try archive.stream(of: table)
    }

    private static func list(_ entries: [ZipArchive.Entry]) -> String {
        let names = entries.prefix(10).map(\.name).joined(separator: ", ")
        return names + (entries.count > 10 ? " and \(entries.count - 10) more" : "")
    }

    /// Whether a name is what a pattern says, in which each `*` stands for any text.
    private static func fits(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return name == pattern }
        guard name.hasPrefix(parts[0]) else { return false }
        var rest = name.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}
