internal import Definitions

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
    /// Whether any row has an id.
    package private(set) var isNamed = false
    /// The texts of ids that can't be packed.
    private(set) var pool: [UInt8] = []

    package static let unnamed = VisitID.none.compact

    package init() {}

    /// Gathers visits.
    ///
    /// - Parameters:
    ///   - duplicates: rows that don't count, by position.
    ///   - person: makes the id of a person whose text can't be packed.
    /// - Complexity: O(*n*)
    package init(
        _ columns: VisitColumns, without duplicates: Set<Int> = [],
        person: (UnsafeBufferPointer<UInt8>, CompactID.Kind) -> CompactID
    ) {
        let rows = columns.lines.count
        // The texts of ids are appended to a variable of its own: a property can't be while another one is made.
        var pool: [UInt8] = []
        let most = columns.users.isAbsent ? rows : 2 * rows
        visits = [Visit](unsafeUninitializedCapacity: most) { visits, filled in
            ids = [CompactID](unsafeUninitializedCapacity: rows) { ids, named in
                for row in 0..<rows where duplicates.isEmpty || !duplicates.contains(row) {
                    let (client, text) = (columns.clients[row], columns.ids[row])
                    let id = VisitID(text, pool: &pool)
                    let visit = Visit(
                        person: CompactID(packing: client, kind: .client) ?? person(client, .client),
                        at: Instant(milliseconds: columns.instants[row]), tags: columns.tags[row],
                        line: columns.lines[row], id: id)
                    visits.initializeElement(at: filled, to: visit)
                    filled += 1
                    let user = columns.users[row]
                    if !user.isEmpty {
                        var alias = visit
                        alias.person = CompactID(packing: user, kind: .user) ?? person(user, .user)
                        visits.initializeElement(at: filled, to: alias)
                        filled += 1
                    }
                    ids.initializeElement(at: named, to: id.place == nil ? id.compact : CompactID(text, kind: .visit))
                    named += 1
                }
            }
        }
        self.pool = pool
        isNamed = !columns.ids.isAbsent && ids.contains { $0 != Self.unnamed }
        buckets = [UInt16](unsafeUninitializedCapacity: visits.count) { buckets, filled in
            for visit in visits {
                let bucket = VisitBuckets.bucket(of: visit.person, bits: VisitBuckets.bits)
                buckets.initializeElement(at: filled, to: UInt16(truncatingIfNeeded: bucket))
                filled += 1
            }
        }
    }

    /// Adds the visits of a block that follows, giving them their place in the whole file.
    ///
    /// - Parameters:
    ///   - tags: the position in the file's list of tags for each of the block's.
    ///   - firstLine: the line that the block's own count from.
    mutating func append(_ next: borrowing VisitBlock, tags: [UInt32], firstLine: Int64) {
        let moved = next.pool.isEmpty ? 0 : pool.count
        pool += next.pool
        let start = visits.count
        visits += next.visits
        buckets += next.buckets
        let line = UInt32(firstLine)
        visits.withUnsafeMutableBufferPointer { visits in
            tags.withUnsafeBufferPointer { tags in
                for position in start..<visits.count {
                    visits[position].tags = tags[Int(visits[position].tags)]
                    visits[position].line += line
                }
            }
            guard moved > 0 else { return }
            for position in start..<visits.count { visits[position].id.move(by: moved) }
        }
    }

    /// Forgets what was gathered, keeping the room.
    mutating func removeAll() {
        visits.removeAll(keepingCapacity: true)
        buckets.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
        pool.removeAll(keepingCapacity: true)
        isNamed = false
    }
}
