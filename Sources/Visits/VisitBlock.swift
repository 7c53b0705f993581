package import Definitions

/// Some consecutive visits of a file, gathered by the worker that read them and not yet set against those before.
///
/// - Complexity: 64 bytes a visit.
package struct VisitBlock: Sendable {
    /// In the file's order; lines count from the block's first, tags are positions in a list of the caller's.
    private(set) var visits: [Visit] = []
    /// The id of each row, in the file's order; `unnamed` where it has none.
    package private(set) var ids: [CompactID] = []
    private var hasIDs = false
    /// The texts of ids that can't be packed.
    private(set) var pool: [UInt8] = []

    package static let unnamed = VisitID.none.compact

    package init() {}

    package mutating func reserve(_ rows: Int) {
        visits.reserveCapacity(rows)
        ids.reserveCapacity(rows)
    }

    /// Whether any row has an id.
    package var isNamed: Bool { hasIDs }

    /// Adds a visit.
    ///
    /// - Parameters:
    ///   - user: who visited as a user, under whom the visit is listed once more.
    ///   - id: the visit's id, empty where it has none.
    package mutating func append(
        client: CompactID, user: CompactID?, at: Instant, tags: UInt32, line: Int64, id: UnsafeBufferPointer<UInt8>
    ) {
        let name = VisitID(id, pool: &pool)
        visits.append(Visit(person: client, at: at, tags: tags, line: line, id: name))
        if let user { visits.append(Visit(person: user, at: at, tags: tags, line: line, id: name)) }
        guard !id.isEmpty else { return ids.append(Self.unnamed) }
        hasIDs = true
        ids.append(name.place == nil ? name.compact : CompactID(id, kind: .visit))
    }

    /// Gives the visits their place in the whole file.
    ///
    /// - Parameters:
    ///   - tags: the position in the file's list of tags for each of the block's.
    ///   - firstLine: the line that the block's own count from.
    package mutating func settle(tags: [UInt32], firstLine: Int64) {
        visits.withUnsafeMutableBufferPointer { visits in
            for position in visits.indices {
                visits[position].tags = tags[Int(visits[position].tags)]
                visits[position].line += UInt32(firstLine)
            }
        }
    }
}
