/// The order of keys by number, most comparisons being of one word.
struct KeyOrder {
    private let keys: KeyTable
    /// The kind and the first seven bytes of each key.
    private let prefixes: [UInt64]

    init(_ keys: KeyTable) {
        self.keys = keys
        prefixes = keys.prefixes()
    }

    func precedes(_ left: Int32, _ right: Int32) -> Bool {
        let (leftPrefix, rightPrefix) = (prefixes[Int(left)], prefixes[Int(right)])
        return leftPrefix == rightPrefix ? keys.precedes(Int(left), Int(right)) : leftPrefix < rightPrefix
    }

    /// Numbers in the order of their keys.
    func sorted(_ numbers: [Int32]) -> [Int32] {
        // Fifteen bytes beside the numbers: ids of a kind begin alike, and few comparisons should look elsewhere.
        var entries = numbers.map { (first: prefixes[Int($0)], next: keys.word(of: Int($0), from: 7), number: $0) }
        entries.sort { left, right in
            if left.first != right.first { return left.first < right.first }
            if left.next != right.next { return left.next < right.next }
            return keys.precedes(Int(left.number), Int(right.number))
        }
        return entries.map(\.number)
    }
}
