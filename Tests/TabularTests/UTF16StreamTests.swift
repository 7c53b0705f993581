import Definitions
import Testing

@testable import Tabular

@Suite struct UTF16StreamTests {
    static func bytes(_ units: [UInt16], bigEndian: Bool) -> [UInt8] {
        units.flatMap { unit in
            let pair = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
            return bigEndian ? pair.reversed() : pair
        }
    }

    static func converted(_ bytes: [UInt8], _ encoding: TextEncoding, chunk: Int) throws -> [UInt8] {
        var stream = UTF16Stream(MemoryStream(bytes), encoding)
        var result: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = try stream.read(into: buffer)
            result += buffer[..<count]
            if count < chunk { return result }
        }
    }

    static let text = "id;имя\r\n1;Ж€😀\u{10FFFF}\u{FEFF}x\n"

    @Test(arguments: [1, 2, 3, 4, 5, 7, 4096])
    func convertsAtEveryBufferSize(chunk: Int) throws {
        let units = Array(Self.text.utf16)
        let expected = Array(Self.text.utf8)
        let little = Self.bytes(units, bigEndian: false)
        let big = Self.bytes(units, bigEndian: true)
        #expect(try Self.converted(little, .utf16, chunk: chunk) == expected)
        #expect(try Self.converted(little, .utf16le, chunk: chunk) == expected)
        #expect(try Self.converted(big, .utf16be, chunk: chunk) == expected)
        #expect(try Self.converted([0xFF, 0xFE] + little, .utf16, chunk: chunk) == expected)
        #expect(try Self.converted([0xFE, 0xFF] + big, .utf16, chunk: chunk) == expected)
        #expect(try Self.converted([0xFF, 0xFE] + little, .utf16le, chunk: chunk) == expected)
        #expect(try Self.converted([0xFE, 0xFF] + big, .utf16be, chunk: chunk) == expected)
    }

    @Test func convertsMoreThanItsBufferHolds() throws {
        let text = String(repeating: "абв,😀,z\n", count: 40_000)
        #expect(
            try Self.converted(Self.bytes(Array(text.utf16), bigEndian: false), .utf16, chunk: 100_003)
                == Array(text.utf8)
        )
    }

    static let broken: [(name: String, units: [UInt16], tail: [UInt8])] = [
        ("a high half alone", [0x61, 0xD83D, 0x62], []),
        ("a low half alone", [0x61, 0xDE00, 0x62], []),
        ("a high half at the end", [0x61, 0xD83D], []),
        ("half a unit at the end", [0x61], [0x62]),
    ]

    @Test(arguments: broken)
    func brokenTextIsNoUTF8(name: String, units: [UInt16], tail: [UInt8]) throws {
        let result = try Self.converted(Self.bytes(units, bigEndian: false) + tail, .utf16, chunk: 64)
        #expect(result.first == 0x61)
        #expect(String(validating: result, as: UTF8.self) == nil)
    }

    @Test func nothingComesOfNothing() throws {
        #expect(try Self.converted([], .utf16, chunk: 8).isEmpty)
        #expect(try Self.converted([0xFF, 0xFE], .utf16, chunk: 8).isEmpty)
    }
}
