import Definitions
import TestSupport
import Testing

@Suite("Packed texts")
struct PackedTextsTests {
    @Test("texts of any length are had back from where they begin, of another's texts as well")
    func texts() throws {
        var random = SeededGenerator()
        var packed = PackedTexts()
        var other = PackedTexts()
        var known: [(place: UInt32, text: String)] = []
        for length in [0, 1, 127, 128, 129, 16_383, 16_384, 40_000] + (0..<500).map({ _ in random.below(40) }) {
            let text = String(repeating: "я", count: length / 2) + String(repeating: "7", count: length % 2)
            known.append((try packed.append(text), text))
            #expect(packed.withBytes(at: known[known.count - 1].place) { Array($0) } == Array(text.utf8))
        }
        let bytes = Array("visit-1".utf8)
        let place = try bytes.withUnsafeBufferPointer { bytes throws(Failure) in try other.append(bytes) }
        let moved = try packed.append(contentsOf: other)
        known.append((place + moved, "visit-1"))
        for (place, text) in known { #expect(packed.text(at: place) == text) }
    }
}

@Suite("Numbers in fewer bytes")
struct NarrowingTests {
    @Test("a number that fits is the same")
    func fits() throws {
        #expect(try Int64(Int32.max).narrowed() as Int32 == .max)
        #expect(try Int64(UInt32.max).narrowed() as UInt32 == .max)
        #expect(try (65_535 as Int64).narrowed() as UInt16 == .max)
    }

    @Test("one beyond is a failure that says which", arguments: [Int64(UInt32.max) + 1, -1])
    func beyond(number: Int64) {
        let failure = #expect(throws: Failure.self) { try number.narrowed() as UInt32 }
        #expect(failure?.kind == .warehouse)
        #expect(failure?.diagnostics.first?.message.contains("\(number)") == true)
    }
}
