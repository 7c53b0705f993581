import Definitions
import TestSupport
import Testing

@testable import Extract

@Suite struct InflateStreamTests {
    /// `printf 'день;1\n' | gzip -n`.
    static let day: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xbb, 0xb0, 0xe5, 0xc2, 0xd6, 0x0b, 0x7b, 0x2f,
        0xf6, 0x58, 0x1b, 0x72, 0x01, 0x00, 0xb7, 0x53, 0xef, 0x79, 0x0b, 0x00, 0x00, 0x00,
    ]

    private func content(_ bytes: [UInt8], bufferSize: Int) throws -> String {
        let folder = try WorkFolder()
        return try UnpackedFile.text(
            at: folder.write(bytes, to: "file"), named: "file.gz", FormatDefinition(), buffer: bufferSize)
    }

    @Test(arguments: [1, 2, 7, 11, 12, 4096])
    func unpacksAtEveryBufferSize(size: Int) throws {
        #expect(try content(Self.day, bufferSize: size) == "день;1\n")
        #expect(try content(Self.day + Self.day, bufferSize: size) == "день;1\nдень;1\n")
    }

    @Test func plainFilesPassAsTheyAre() throws {
        #expect(try content(Array("a;b\n".utf8), bufferSize: 3) == "a;b\n")
        #expect(try content([], bufferSize: 3) == "")
        #expect(try content([0x1f], bufferSize: 3) == "\u{1f}")
    }

    static let broken: [(name: String, bytes: [UInt8], message: String)] = [
        ("cut in its data", Array(day.prefix(20)), "file.gz ends in the middle of its gzip data"),
        ("cut in its header", Array(day.prefix(5)), "file.gz ends in the middle of its gzip data"),
        ("cut in its checksum", Array(day.dropLast(3)), "file.gz ends in the middle of its gzip data"),
        ("wrong checksum", day.dropLast(5) + [0, 11, 0, 0, 0], "file.gz is not valid gzip data"),
        ("text after it", day + Array("total".utf8), "file.gz is not valid gzip data"),
    ]

    @Test(arguments: broken)
    func aBrokenFileIsAnError(_ row: (name: String, bytes: [UInt8], message: String)) throws {
        let failure = #expect(throws: Failure.self) { try content(row.bytes, bufferSize: 64) }
        #expect(failure?.kind == .unreachable)
        #expect(failure?.diagnostics.first?.message == row.message)
    }
}
