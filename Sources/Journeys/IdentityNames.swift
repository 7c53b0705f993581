package import Definitions

/// What identities are called, without the keys that they were found by.
package struct IdentityNames: Sendable {
    private var kinds: [UInt8] = []
    private var places: [UInt32] = []
    private var texts = PackedTexts()

    /// - Parameter numbers: the keys that identities are called by, in the order of these.
    init(_ numbers: [Int32], of keys: KeyTable) throws(Failure) {
        kinds.reserveCapacity(numbers.count)
        places.reserveCapacity(numbers.count)
        texts.reserve(numbers.reduce(0) { $0 + keys.text(Int($1)).count + 2 })
        for number in numbers {
            kinds.append(UInt8(keys.kind(Int(number)).rank))
            places.append(
                try keys.text(Int(number)).withUnsafeBufferPointer { text throws(Failure) in try texts.append(text) })
        }
    }

    /// How many identities there are.
    package var count: Int { places.count }

    /// The key that an identity is called by.
    package subscript(_ identity: Int) -> IdentityKey {
        IdentityKey(IdentityKey.Kind.allCases[Int(kinds[identity])], texts.text(at: places[identity]))
    }

    /// Takes the kind and the UTF-8 of the key that an identity is called by.
    package func withKey(of identity: Int, _ body: (IdentityKey.Kind, UnsafeBufferPointer<UInt8>) -> Void) {
        texts.withBytes(at: places[identity]) { body(IdentityKey.Kind.allCases[Int(kinds[identity])], $0) }
    }
}
