import Definitions
import Journeys

/// A touch of somebody with a conversion: 72 bytes, of which a large shop holds millions.
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
    /// The id of the visit or call, or of the lead or deal whose own tags it is; empty where there is none.
    var recordID: String
    var line: Int64
    var file: Int64
    var tag: Int64
    /// The file's place among all that touches come from, whenever each came.
    var fileOrder: Int32 = 0
    /// A position among the placements of the `TouchTable`.
    var placement: Int32
    /// A position among the sources of the `TouchTable`.
    var source: Int16
    var kind: Kind
    /// Whether it is a visit that was found by its user, not by its browser.
    var isAlias = false

    /// The order of an identity's journey; touches that nothing else tells apart stand in the order of their files' lines.
    func precedes(_ other: FoundTouch) -> Bool {
        if at != other.at { return at < other.at }
        if source != other.source { return source < other.source }
        if idPrecedes(recordID, other.recordID) { return true }
        if idPrecedes(other.recordID, recordID) { return false }
        return (line, fileOrder) < (other.line, other.fileOrder)
    }

    /// A visit of a person.
    struct Place: Hashable {
        var identity: Int32
        var file: Int64
        var line: Int64
    }

    var place: Place { Place(identity: identity, file: file, line: line) }
}
