import Definitions
import Journeys
import Visits
import Warehouse

extension PersonClue {
    /// The clue that a key is, by its normal form.
    init(_ kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) {
        switch kind {
        // Visits know their persons by compact ids.
        case .clientID: self.init(CompactID(packing: text, kind: .client) ?? CompactID(text, kind: .client))
        case .userID: self.init(CompactID(packing: text, kind: .user) ?? CompactID(text, kind: .user))
        default: self.init(.key(kind), hash: textHash(text))
        }
    }

    init(_ key: IdentityKey) {
        var text = key.text
        self = text.withUTF8 { PersonClue(key.kind, $0) }
    }

    /// The clue that the person of a visit is.
    init(_ person: CompactID) {
        self.init(.key(person.kind == .user ? .userID : .clientID), hash: person.mixed)
    }
}

extension IdentityGraph {
    /// The clue that a key is, by its number.
    func clue(ofKey number: Int) -> PersonClue {
        withKey(number) { PersonClue($0, $1) }
    }

    /// Adds the keys of all records to what these are found by.
    ///
    /// - Parameter clues: those of the same records, by position.
    func add(to clues: inout RecordClues) {
        let ofKeys = (0..<keyCount).map { clue(ofKey: $0) }
        clues.reserve(clues: recordCount * 3)
        for position in 0..<recordCount {
            for key in record(position) { clues.add(ofKeys[Int(key)], to: position) }
        }
    }
}
