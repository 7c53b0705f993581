import Definitions
import TestSupport
import Testing

@testable import Extract

@Suite struct TableArchiveTests {
    private static let table = "date;cost\n2026-01-01;10\n"

    private static func content(
        _ bytes: [UInt8], named name: String = "a.zip", _ format: FormatDefinition = FormatDefinition(),
        buffer size: Int = 4096
    ) throws -> String {
        let folder = try WorkFolder()
        return try UnpackedFile.text(at: folder.write(bytes, to: "file"), named: name, format, buffer: size)
    }

    static let whole: [(name: String, entries: [ZipFile.Entry])] = [
        ("deflated", [ZipFile.Entry("a.csv", table)]),
        ("stored", [ZipFile.Entry("a.csv", table).with { $0.isStored = true }]),
        ("sizes behind the data", [ZipFile.Entry("a.csv", table).with { $0.hasDescriptor = true }]),
        ("sizes of 64 bits", [ZipFile.Entry("a.csv", table).with { $0.isLong = true }]),
        (
            "beside what systems leave",
            [
                ZipFile.Entry("out/", ""), ZipFile.Entry("out/a.csv", table),
                ZipFile.Entry("__MACOSX/out/._a.csv", "x"),
                ZipFile.Entry("out/.DS_Store", "x"), ZipFile.Entry("Thumbs.db", "x"),
            ]
        ),
        ("a name that tells nothing", [ZipFile.Entry("report", table)]),
    ]

    @Test(arguments: whole)
    func theOneTableIsRead(_ row: (name: String, entries: [ZipFile.Entry])) throws {
        var zip = ZipFile(row.entries)
        zip.comment = "made by hand"
        for size in [1, 7, Self.table.utf8.count, 4096] {
            #expect(try Self.content(zip.bytes, buffer: size) == Self.table, "\(row.name), \(size)")
        }
    }

    @Test func aMemberIsPicked() throws {
        let zip = ZipFile([ZipFile.Entry("costs_2026.csv", Self.table), ZipFile.Entry("clicks_2026.csv", "x")])
        for member in ["costs_2026.csv", "costs*", "*costs*.csv"] {
            #expect(try Self.content(zip.bytes, FormatDefinition(member: member)) == Self.table)
        }
    }

    private static let entry = ZipFile.Entry("a.csv", table)

    static let broken: [(name: String, file: String, bytes: [UInt8], format: FormatDefinition, message: String)] = [
        (
            "two tables", "a.zip", ZipFile([entry, ZipFile.Entry("b.csv", "x")]).bytes, FormatDefinition(),
            "a.zip holds 2 files: a.csv, b.csv (name the one to read, * stands for any text: format: { member: \"*.csv\" })"
        ),
        (
            "no such member", "a.zip", ZipFile([entry]).bytes, FormatDefinition(member: "*.tsv"),
            "a.zip holds no '*.tsv'; it holds a.csv (correct format: { member: … })"
        ),
        ("nothing", "a.zip", ZipFile([]).bytes, FormatDefinition(), "a.zip is empty (export it again)"),
        (
            "another type", "a.zip", ZipFile([ZipFile.Entry("a.tsv", table)]).bytes, FormatDefinition(),
            "a.zip holds a.tsv, which is tsv (set format: { type: tsv })"
        ),
        (
            "a password", "a.zip", ZipFile([entry.with { $0.isEncrypted = true }]).bytes, FormatDefinition(),
            "a.csv in a.zip is protected by a password (unpack it, or export it without one)"
        ),
        (
            "another method", "a.zip", ZipFile([entry.with { $0.method = 12 }]).bytes, FormatDefinition(),
            "a.csv in a.zip is packed by a method that isn't read here (12) (pack it as an ordinary ZIP, or unpack it)"
        ),
        (
            "another checksum", "a.zip", ZipFile([entry.with { $0.checksum = 1 }]).bytes, FormatDefinition(),
            "a.csv in a.zip is damaged: its checksum differs (fetch or export the file again)"
        ),
        (
            "more than promised", "a.zip", ZipFile([entry.with { $0.size = 3 }]).bytes, FormatDefinition(),
            "a.csv in a.zip is damaged: it holds more than its directory says (fetch or export the file again)"
        ),
        (
            "less than promised", "a.zip", ZipFile([entry.with { $0.size = 300 }]).bytes, FormatDefinition(),
            "a.csv in a.zip is damaged: it ends too early (fetch or export the file again)"
        ),
        (
            "a bomb", "a.zip", ZipFile([entry.with { $0.size = 1 << 30 }]).bytes, FormatDefinition(),
            "a.csv in a.zip would unpack to 1024 MiB, over 200 times its size "
                + "(if that is really so, unpack it and name the unpacked file)"
        ),
        (
            "cut", "a.zip", Array(ZipFile([entry]).bytes.dropLast(30)), FormatDefinition(),
            "a.zip is no whole ZIP archive: its directory is missing (fetch or export the file again)"
        ),
        (
            "a workbook in a CSV's place", "a.csv", WorkbookFile([WorkbookFile.Sheet("A", "")]).bytes,
            FormatDefinition(), "a.csv is an Excel workbook (set format: { type: xlsx })"
        ),
        (
            "a plain archive in a workbook's place", "a.xlsx", ZipFile([entry]).bytes, FormatDefinition(),
            "a.xlsx is a ZIP archive, and no Excel workbook (unpack it if it holds one, or set format: { type: csv } if it holds a CSV file)"
        ),
        (
            "an old workbook", "a.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1], FormatDefinition(),
            "a.xlsx is an old Excel file (.xls), or one with a password (save it as .xlsx, without a password)"
        ),
        (
            "a text in a workbook's place", "a.xlsx", Array("a;b\n".utf8), FormatDefinition(),
            "a.xlsx is no Excel workbook, whatever its name says "
                + "(exports under that name are often plain text: set format: { type: csv }, or tsv)"
        ),
    ]

    @Test(arguments: broken)
    func whatIsWrongIsSaid(
        _ row: (name: String, file: String, bytes: [UInt8], format: FormatDefinition, message: String)
    ) throws {
        let failure = #expect(throws: Failure.self) { try Self.content(row.bytes, named: row.file, row.format) }
        #expect(failure?.kind == .refused, "\(row.name)")
        let diagnostic = try #require(failure?.diagnostics.first)
        #expect("\(diagnostic.message) (\(diagnostic.hint ?? ""))" == row.message, "\(row.name)")
    }
}

/// A file as `ContentStream` gives it.
enum UnpackedFile {
    static func text(
        at path: String, named name: String, _ format: FormatDefinition, buffer size: Int = 4096
    ) throws -> String {
        var stream = try ContentStream(path: path, name: name, format: format)
        var content: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = try stream.read(into: buffer)
            content += buffer[..<count]
            if count < size { break }
        }
        _ = try stream.finish()
        return String(decoding: content, as: UTF8.self)
    }
}
