import TestSupport
import Testing

@testable import Tabular

@Suite("Marks of many bytes")
struct ByteMarksTests {
    @Test("delimiters and line breaks are marked, each at its place")
    func separators() {
        var random = SeededGenerator()
        let values: [UInt8] = [0x0A, 0x0D, 0x2C, 0x3B, 0x09, 0x00, 0x2D, 0x8A, 0x8D, 0xAC, 0xFF, 0x61]
        for _ in 0..<2000 {
            let bytes = (0..<ByteMarks.width).map { _ in values[random.below(values.count)] }
            let delimiter = values[2 + random.below(3)]
            var expected: UInt64 = 0
            for (place, byte) in bytes.enumerated() where [delimiter, 0x0A, 0x0D].contains(byte) {
                expected |= 1 << UInt64(place)
            }
            let marks = bytes.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { ByteMarks.separators($0, SIMD16(repeating: delimiter)) }
            }
            #expect(marks == expected, "\(random)")
        }
    }

    @Test("a byte is found among others, and not behind them", arguments: 0..<24)
    func contains(count: Int) {
        for place in 0..<32 {
            var bytes = [UInt8](repeating: 0x61, count: 32)
            bytes[place] = 0x22
            let isFound = bytes.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { ByteWord.contains(0x22, $0, count: count) }
            }
            #expect(isFound == (place < count))
        }
    }
}
