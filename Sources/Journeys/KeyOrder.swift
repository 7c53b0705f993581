import Definitions

/// The order of keys by number, most comparisons being of one word.
struct KeyOrder {
    private let keys: [IdentityKey]
    /// The kind and the first seven bytes of each key.
    private let prefixes: [UInt64]

    init(_ keys: [IdentityKey]) {
        self.keys = keys
        prefixes = keys.map { key in
            var prefix = UInt64(key.kind.rank)
            var count = 1
            for byte in key.text.utf8.prefix(7) {
                prefix = prefix << 8 | UInt64(byte)
                count += 1
            }
            return prefix << UInt64(8 * (8 - count))
        }
    }

    func precedes(_ left: Int32, _ right: Int32) -> Bool {
        let (leftPrefix, rightPrefix) = (prefixes[Int(left)], prefixes[Int(right)])
        return leftPrefix == rightPrefix ? keys[Int(left)] < keys[Int(right)] : leftPrefix < rightPrefix
    }
}
