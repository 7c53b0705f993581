/// Which visits count, and how many people made them.
extension LifeBooks {
    static let visitorSQL = """
        SELECT period, period_start, visitors FROM v1_visitors WHERE scope = 'total' ORDER BY 1, 2
        """

    /// The visits of the days that files supply; of those of one file, id and day the first.
    func visits() -> [Entry] {
        struct Key: Hashable {
            var place: Place
            var day: Int
            var id: String
        }
        var seen: Set<Key> = []
        return entries("site").sorted { $0.line < $1.line }.filter { entry in
            entry.record.id.isEmpty
                || seen.insert(Key(place: entry.place, day: entry.day, id: entry.record.id)).inserted
        }.map { entry in
            var entry = entry
            if entry.record.source.isEmpty { (entry.record.source, entry.record.medium) = ("(direct)", "(none)") }
            return entry
        }
    }

    /// The rows that `visitorSQL` must give.
    func visitors() -> [String] {
        var people: [String: Set<String>] = [:]
        for visit in visits() where visit.day >= definition.start {
            // 1970-01-01 was a Thursday.
            let monday = (visit.day + 3).floored(by: 7) * 7 - 3
            let periods = [
                "day|\(BusinessZone.date(visit.day))", "month|\(BusinessZone.month(visit.day))-01",
                "week|\(BusinessZone.date(monday))",
            ]
            for period in periods { people[period, default: []].insert(visit.record.link) }
        }
        return people.map { "\($0.key)|\($0.value.count)" }.sorted()
    }
}
