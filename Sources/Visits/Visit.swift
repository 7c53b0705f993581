package import Definitions

/// One visit: 48 bytes in memory, about 20 in an index.
package struct Visit: Hashable, Sendable {
    /// Who visited: the client, or the user where the visit is listed under its user too.
    package var person: CompactID
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package var milliseconds: Int64
    /// The position of the visit's tags among those of its file.
    package var tags: UInt32
    /// The 1-based physical line of the visit in its file.
    package var line: UInt32
    /// The visit's id, or where its text stands in the segment's pool.
    var id: VisitID

    /// - Precondition: the line is below 2³².
    package init(person: CompactID, at: Instant, tags: UInt32, line: Int64, id: VisitID) {
        self.person = person
        milliseconds = at.milliseconds
        self.tags = tags
        self.line = UInt32(line)
        self.id = id
    }

    /// A visit without an id, as a segment has it.
    @inline(__always)
    init(person: CompactID, milliseconds: Int64, tags: UInt32, line: UInt32) {
        self.person = person
        self.milliseconds = milliseconds
        self.tags = tags
        self.line = line
        id = .none
    }

    package var at: Instant { Instant(milliseconds: milliseconds) }

    /// Whether it is listed once more, under its user: it must not be counted twice.
    package var isAlias: Bool { person.kind == .user }
}

/// A visit's id inside a segment: packed, or a place in the pool of texts.
package struct VisitID: Hashable, Sendable {
    private static let pooled: UInt64 = 15 << 60

    private(set) var compact: CompactID

    /// The id of a visit that has none.
    package static let none = VisitID(compact: CompactID(high: CompactID.Kind.visit.rawValue << 61, low: 0))

    /// Keeps an id, appending it to the pool where it can't be packed.
    @inline(__always)
    init(_ text: UnsafeBufferPointer<UInt8>, pool: inout [UInt8]) {
        if let packed = CompactID(packing: text, kind: .visit) {
            compact = packed
        } else {
            compact = CompactID(high: Self.pooled | UInt64(text.count), low: UInt64(pool.count))
            pool.append(contentsOf: text)
        }
    }

    @inline(__always)
    init(compact: CompactID) {
        self.compact = compact
    }

    /// Moves the text of an id that can't be packed, as its pool was put after another.
    mutating func move(by distance: Int) {
        guard place != nil else { return }
        compact = CompactID(high: compact.high, low: compact.low + UInt64(distance))
    }

    /// Where the text lies in the pool, or nil where the id is packed.
    var place: Range<Int>? {
        guard compact.high & Self.pooled == Self.pooled else { return nil }
        let start = Int(compact.low)
        return start..<start + Int(compact.high & ~Self.pooled)
    }
}
