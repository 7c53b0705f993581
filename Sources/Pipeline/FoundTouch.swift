import Definitions
import Journeys
import Warehouse

/// A touch of somebody with a conversion, and all that is kept of it.
struct FoundTouch {
    enum Kind: String {
        case visit, call, lead, deal
    }

    /// Whose it is; −1 where nobody is known.
    var identity: Int
    var kind: Kind
    var at: Instant
    var day: Day
    var file: Int64
    /// The file's place among all that touches come from, whenever each came.
    var fileOrder = 0
    var line: Int64
    var source: String
    /// The id of the visit or call, or of the lead or deal whose own tags it is; empty where there is none.
    var recordID: String
    var tag: Int64
    var placement: Publication.Placement

    /// The order of a journey; touches that nothing else tells apart stand in the order of their files' lines.
    func precedes(_ other: FoundTouch) -> Bool {
        if identity != other.identity { return identity < other.identity }
        if at != other.at { return at < other.at }
        let order = TouchOrder(at: at, source: source, id: recordID)
        let otherOrder = TouchOrder(at: other.at, source: other.source, id: other.recordID)
        if order.precedes(otherOrder) { return true }
        if otherOrder.precedes(order) { return false }
        return (line, fileOrder) < (other.line, other.fileOrder)
    }

    /// A visit of a person.
    struct Place: Hashable {
        var identity: Int
        var file: Int64
        var line: Int64
    }

    var place: Place { Place(identity: identity, file: file, line: line) }

    func row(identity name: String) -> Publication.TouchRow {
        Publication.TouchRow(
            kind: kind.rawValue, file: file, line: line, source: source, recordID: recordID, identity: name, at: at,
            day: day, tag: tag, placement: placement)
    }
}
