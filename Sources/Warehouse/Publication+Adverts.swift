package import Definitions
import GRDB

/// What rows of spend say their money went to: an ad with its group, campaign and account.
extension Publication {
    /// The fields of spend that name an advert: first four that tell its campaign, then two that tell its group and ad.
    package static let advertFields = [
        "platform", "account", "campaign_id", "campaign", "ad_group_id", "ad_id", "ad_group", "ad",
    ]

    /// What ends each of the texts by which an advert is known: a byte that UTF-8 doesn't have.
    package static let advertTextEnd: UInt8 = 0xFF

    /// The distinct adverts by the texts of their fields, one after the other.
    struct Adverts {
        static let columns = advertFields.compactMap { column(of: $0) }

        /// The column of a field; nil where it names no advert.
        static func column(of field: String) -> String? {
            advertFields.contains(field) ? (field == "campaign" ? "campaign_name" : field) : nil
        }

        private var names = TextTable()
        /// The id of each name, rising.
        private var ids: [Int64] = []

        var lastID: Int64 { ids.last ?? 0 }

        init(_ database: Database) throws {
            let rows = try RowReader(
                database,
                "SELECT advert_id, \(Self.columns.joined(separator: ", ")) FROM dim_advert ORDER BY advert_id")
            var name: [UInt8] = []
            while try rows.next() {
                name.removeAll(keepingCapacity: true)
                for column in Self.columns.indices {
                    name.append(contentsOf: rows.bytes(Int32(column + 1)))
                    name.append(advertTextEnd)
                }
                name.withUnsafeBufferPointer { _ = id(of: $0, otherwise: rows.integer(0)) }
            }
        }

        /// The id of an advert, which is given one where it is new.
        fileprivate mutating func id(of name: UnsafeBufferPointer<UInt8>, otherwise id: Int64) -> Int64 {
            let position = names.position(of: name)
            if position == ids.count { ids.append(id) }
            return ids[position]
        }

        /// The texts of an advert's fields, each ended by `advertTextEnd`; none where there is no such id.
        ///
        /// - Complexity: O(1), as ids are given one after the other
        func name(of id: Int64) -> ArraySlice<UInt8> {
            let first = ids.first ?? 0
            if id >= first, id - first < ids.count, ids[Int(id - first)] == id { return names[Int(id - first)] }
            return ids.firstIndex(of: id).map { names[$0] } ?? []
        }
    }

    /// The ids of some adverts, made where they are new.
    ///
    /// - Parameter names: the texts of the fields of each, every one of them ended by `advertTextEnd`.
    package func advertIDs(of names: TextTable) throws -> [Int64] {
        // Held here meanwhile, so that adding to them copies none.
        var adverts = try readAdverts()
        self.adverts = nil
        defer { self.adverts = adverts }
        var ids: [Int64] = []
        ids.reserveCapacity(names.count)
        // Files can be many and small.
        let writer = advertWriter.take() ?? RowWriter(database, into: "dim_advert", ["advert_id"] + Adverts.columns)
        for position in 0..<names.count {
            try names[position].withUnsafeBufferPointer { name in
                let next = adverts.lastID + 1
                let id = adverts.id(of: name, otherwise: next)
                ids.append(id)
                guard id == next else { return }
                writer.rows.append(id)
                name.forEachText { writer.rows.append($0) }
                try writer.endRow()
            }
        }
        try writer.finish()
        advertWriter = consume writer
        return ids
    }

    /// The adverts that there are, read once.
    func readAdverts() throws -> Adverts {
        if let adverts { return adverts }
        let read = try Adverts(database)
        adverts = read
        return read
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Tells the texts of an advert's fields, in order.
    func forEachText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var start = startIndex
        while let end = self[start...].firstIndex(of: Publication.advertTextEnd) {
            body(UnsafeBufferPointer(rebasing: self[start..<end]))
            start = end + 1
        }
    }
}
