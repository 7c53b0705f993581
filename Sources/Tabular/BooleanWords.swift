/// The words that mean true and false, in any case.
struct BooleanWords: Sendable {
    private let table: ByteTable
    /// Entries before it mean true, the others false.
    private let firstFalse: Int

    init(_ text: SourceText) {
        let yes = (["true", "1", "yes"] + Self.cases(of: "да")).compactMap(text.bytes)
        let no = (["false", "0", "no"] + Self.cases(of: "нет")).compactMap(text.bytes)
        table = ByteTable(yes + no)
        firstFalse = yes.count
    }

    /// What a word means, or nil where it is none of them.
    func value(_ word: UnsafeBufferPointer<UInt8>) -> Bool? {
        // The longest word, нет in UTF-8, has six bytes.
        guard word.count <= 8 else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8) { lowered in
            for (index, byte) in word.enumerated() {
                lowered[index] = byte &- 65 < 26 ? byte | 0x20 : byte
            }
            return table.index(of: UnsafeBufferPointer(rebasing: lowered[..<word.count])).map { $0 < firstFalse }
        }
    }

    /// A word in every mixture of cases: single bytes of Cyrillic can't be lowered without knowing the encoding.
    private static func cases(of word: String) -> [String] {
        word.reduce([""]) { words, letter in
            words.flatMap { [$0 + letter.lowercased(), $0 + letter.uppercased()] }
        }
    }
}
