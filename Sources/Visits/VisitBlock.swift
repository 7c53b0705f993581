package import Definitions

/// Some consecutive visits of a file, gathered by the worker that read them and not yet set against those before.
///
/// - Complexity: 66 bytes a visit.
package struct VisitBlock: Sendable {
    /// In the file's order; lines count from the block's first, tags are positions in a list of the caller's.
    private(set) var visits: [Visit] = []
    /// The bucket of each visit's person, in the finest division.
    private(set) var buckets: [UInt16] = []
    /// The id of each row, in the file's order; `unnamed` where it has none.
    package private(set) var ids: [CompactID] = []
    private var hasIDs = false
    /// The texts of ids that can't be packed.
    private(set) var pool: [UInt8] = []

    package static let unnamed = VisitID.none.compact

    package init() {}

    package mutating func reserve(_ rows: Int) {
        visits.reserveCapacity(rows)
        buckets.reserveCapacity(rows)
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
        append(Visit(person: client, at: at, tags: tags, line: line, id: name))
        if let user { append(Visit(person: user, at: at, tags: tags, line: line, id: name)) }
        guard !id.isEmpty else { return ids.append(Self.unnamed) }
        hasIDs = true
        ids.append(name.place == nil ? name.compact : CompactID(id, kind: .visit))
    }

    private mutating func append(_ visit: Visit) {
        visits.append(visit)
        buckets.append(UInt16(truncatingIfNeeded: VisitBuckets.bucket(of: visit.person, bits: VisitBuckets.bits)))
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

    /// Adds the visits of a block that follows; both are settled.
    mutating func append(_ next: borrowing VisitBlock) {
        let moved = next.pool.isEmpty ? 0 : pool.count
        pool += next.pool
        let start = visits.count
        visits += next.visits
        buckets += next.buckets
        guard moved > 0 else { return }
        for position in start..<visits.count { visits[position].id.move(by: moved) }
    }

    /// Forgets what was gathered, keeping the room.
    mutating func removeAll() {
        visits.removeAll(keepingCapacity: true)
        buckets.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
        pool.removeAll(keepingCapacity: true)
        hasIDs = false
    }
}
