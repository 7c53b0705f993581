import TestSupport
import Testing
import Visits

@Suite("Compact ids")
struct CompactIDTests {
    @Test(
        "an id of digits, dots and dashes comes back as it was",
        arguments: [
            "", "0", "00", "1", "1700000000123456789", "1234567890.1622547800", "-1", "1234567890123456789012345678901",
        ])
    func packed(text: String) {
        #expect(CompactID(text.utf8, kind: .client).text == text)
    }

    @Test(
        "other ids are told apart by their hash",
        arguments: ["a", "12345678901234567890123456789012", "6f1c2c6e-8f5e-4b7a-9f0b-0c1d2e3f4a5b", "клиент"])
    func hashed(text: String) {
        let id = CompactID(text.utf8, kind: .client)
        #expect(id.text == nil)
        #expect(id == CompactID(text.utf8, kind: .client))
        #expect(id != CompactID((text + "x").utf8, kind: .client))
    }

    @Test("eight characters at a time are packed as one by one")
    func packedByWords() {
        var random = SeededGenerator()
        for _ in 0..<20_000 {
            let others: [UInt8] = random.below(10) == 0 ? [0x2F, 0x3A, 0x00, 0x61, 0xB0, 0xFF] : []
            let characters = Array("0123456789.-".utf8) + others
            let text = (0..<random.below(34)).map { _ in characters[random.below(characters.count)] }
            let byWords = text.withUnsafeBufferPointer { CompactID(packing: $0, kind: .client) }
            #expect(byWords == CompactID(packing: text[...], kind: .client), "\(random): \(text)")
        }
    }

    @Test("ids of different kinds differ", arguments: ["1", "a"])
    func kinds(text: String) {
        let ids = [CompactID.Kind.client, .user, .visit].map { CompactID(text.utf8, kind: $0) }
        #expect(Set(ids).count == 3)
        #expect(ids.map(\.kind) == [.client, .user, .visit])
    }

    @Test("numbers of other lengths differ, also by leading zeros")
    func lengths() {
        let ids = ["1", "01", "10", "1.", ".1", "1-"].map { CompactID($0.utf8, kind: .client) }
        #expect(Set(ids).count == ids.count)
    }
}
