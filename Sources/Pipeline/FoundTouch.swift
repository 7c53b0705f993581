import Definitions
import Journeys

/// A touch of somebody with a conversion: 40 bytes, of which a large shop holds millions.
struct FoundTouch: Sendable {
    enum Kind: UInt8, Sendable {
        case visit, call, lead, deal

        /// The kind as the warehouse names it.
        var name: String {
            switch self {
            case .visit: "visit"
            case .call: "call"
            case .lead: "lead"
            case .deal: "deal"
            }
        }
    }

    var at: Instant
    var day: Day
    /// Whose it is; −1 where nobody is known.
    var identity: Int32
    /// Where the id of the visit or call, or of the lead or deal whose own tags it is, begins among those of the
    /// `TouchTable`; the id is empty where there is none.
    var id: UInt32 = 0
    var line: UInt32
    /// A position among the files of the `TouchTable`.
    var file: Int32
    var tag: Int32
    /// A position among the placements of the `TouchTable`.
    var placement: Int32
    /// A position among the sources of the `TouchTable`.
    var source: Int16
    var kind: Kind
    /// Whether it is a visit that was found by its user, not by its browser.
    var isAlias = false

    /// A visit of a person.
    struct Place: Hashable {
        var identity: Int32
        var file: Int32
        var line: UInt32
    }

    var place: Place { Place(identity: identity, file: file, line: line) }
}
