/// A fixed set of short texts, found again by their bytes without making a `String`.
struct ByteTable: Hashable, Sendable {
    /// Positions of entries plus one, by hash; 0: free.
    private let slots: [Int32]
    /// Where each entry ends in `bytes`.
    private let ends: [Int]
    private let bytes: [UInt8]
    private let longest: Int

    /// Takes the texts in order; of equal ones the first is found.
    init(_ texts: [[UInt8]]) {
        var size = 4
        while size < texts.count * 2 { size *= 2 }
        var slots = [Int32](repeating: 0, count: size)
        for (index, text) in texts.enumerated() {
            var slot = text.withUnsafeBufferPointer { Self.hash($0) } & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(index) + 1
        }
        self.slots = slots
        bytes = Array(texts.joined())
        var end = 0
        ends = texts.map { text in
            end += text.count
            return end
        }
        longest = texts.map(\.count).max() ?? -1
    }

    var isEmpty: Bool {
        ends.isEmpty
    }

    /// The position of a text among those given, or nil where it isn't one of them.
    func index(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard text.count <= longest else { return nil }
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            let start = index == 0 ? 0 : ends[index - 1]
            if ends[index] - start == text.count, equal(text, at: start) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func equal(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        for offset in 0..<text.count where bytes[start + offset] != text[offset] {
            return false
        }
        return true
    }

    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in text {
            hash = (hash ^ UInt32(byte)) &* 16_777_619
        }
        return Int(hash ^ hash >> 15)
    }
}
