package import Definitions

/// A hash of what a lead or deal is found by: a key that stands in it, or what it is called.
///
/// It is stored (`PersonIndex`), so it must stay the same from one version of the program to the next, unless the definition of
/// `etl_person` changes with it. Two things may have the same one: whoever looks finds too many records, never too few.
package struct PersonClue: Hashable, Sendable {
    let number: UInt32

    /// What is told apart; no two have much in common.
    package enum Meaning: Hashable, Sendable {
        case lead, deal
        case key(IdentityKey.Kind)

        fileprivate var salt: UInt64 {
            switch self {
            case .lead: 1
            case .deal: 2
            case .key(let kind): 16 + UInt64(kind.rank)
            }
        }
    }

    init(number: UInt32) {
        self.number = number
    }

    /// - Parameter hash: of what is meant.
    package init(_ meaning: Meaning, hash: UInt64) {
        let mixed = (hash ^ meaning.salt &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        number = UInt32(truncatingIfNeeded: mixed >> 32)
    }

    /// The clue that the name of a lead or deal is.
    init(_ meaning: Meaning, _ source: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>) {
        self.init(meaning, hash: textHash(id) &* 31 &+ textHash(source))
    }

    package init(_ meaning: Meaning, _ name: RecordName) {
        var (source, id) = (name.source, name.id)
        self = source.withUTF8 { source in id.withUTF8 { PersonClue(meaning, source, $0) } }
    }
}
