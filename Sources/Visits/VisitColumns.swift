package import Definitions

/// What a block of visits is made of, column by column, a row for each.
package struct VisitColumns {
    let clients: FieldTexts
    let users: FieldTexts
    let ids: FieldTexts
    let instants: [Int64]
    let tags: [UInt32]
    let lines: [Int64]

    /// - Parameters:
    ///   - clients: who visited.
    ///   - users: who visited as a user, under whom the visit is listed once more; empty where nobody is known.
    ///   - ids: the visits' ids, empty where they have none.
    ///   - instants: milliseconds since 1970-01-01 00:00:00 UTC.
    ///   - tags: positions in a list of the caller's.
    ///   - lines: counted from the block's first.
    package init(
        clients: FieldTexts, users: FieldTexts, ids: FieldTexts, instants: [Int64], tags: [UInt32], lines: [Int64]
    ) {
        self.clients = clients
        self.users = users
        self.ids = ids
        self.instants = instants
        self.tags = tags
        self.lines = lines
    }
}
