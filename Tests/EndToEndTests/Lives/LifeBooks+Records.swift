/// Which records count, and when deals were won.
extension LifeBooks {
    /// A record that is published, or could be.
    struct Entry {
        var record: LifeRecord
        var day: Int
        var place: Place
        var line: Int
        var slot: (to: Int, from: Int)
    }

    /// The sources whose records have ids of their own.
    private static let keyed: Set<String> = ["leads", "deals", "payments"]

    /// The records of a source that its files supply.
    func entries(_ source: String) -> [Entry] {
        let load = definition.load(source)
        let claims = load.hasPrefix("replace") ? claims(source) : []
        let owners = (try? owners(source, claims)) ?? [:]
        let isDivided = load.contains("per:")
        var entries: [Entry] = []
        for (path, shelf) in shelves[source] ?? [:] {
            for version in shelf.versions {
                let place = Place(path: path, number: version.number)
                let rejected = rejected(source, path, version.records)
                let out = rejected.union(filtered(source, path, version.records, rejected: rejected))
                let days = version.records.indices.filter { index in
                    guard !rejected.contains(index) || isLateReject(source, version.records[index]) else {
                        return false
                    }
                    return true
                }.compactMap { day(of: version.records[$0], source) }
                for (index, record) in version.records.enumerated() where !out.contains(index) {
                    guard let day = day(of: record, source) else { continue }
                    // A record that stands twice in a file stands where it stands first.
                    if Self.keyed.contains(source), version.records[..<index].contains(record) { continue }
                    let part = Part(account: isDivided ? record.account : "", day: day)
                    if load.hasPrefix("replace"), owners[part]?.contains(place) != true { continue }
                    entries.append(
                        Entry(
                            record: record, day: day, place: place, line: index + 2,
                            slot: (days.max() ?? 0, days.min() ?? 0)))
                }
            }
        }
        return entries
    }

    private func isLateReject(_ source: String, _ record: LifeRecord) -> Bool {
        source == "deals" && record.flaw == nil
    }

    /// Of each id the record that counts, tombstones included.
    func winners(_ source: String) -> [String: Entry] {
        let load = definition.load(source)
        var winners: [String: Entry] = [:]
        for (id, rivals) in Dictionary(grouping: entries(source), by: \.record.id) {
            let newest = rivals.filter { entry in
                !rivals.contains { $0.place.path == entry.place.path && $0.place.number > entry.place.number }
            }
            winners[id] = newest.max { left, right in
                if load.contains("version"), left.record.version != right.record.version {
                    return (left.record.version ?? .min) < (right.record.version ?? .min)
                }
                return (left.slot.to, left.slot.from, left.place.path, left.line)
                    < (right.slot.to, right.slot.from, right.place.path, right.line)
            }
        }
        return winners
    }

    /// The moment a won deal was won.
    func wonAt(_ deal: LifeRecord, _ history: [LifeRecord]) -> Int? {
        let own = history.filter { $0.link == deal.id }
        let knowsWon = own.contains { definition.stage($0.pipeline, $0.stage) == "won" }
        func isWon(_ event: LifeRecord) -> Bool {
            if knowsWon { return definition.stage(event.pipeline, event.stage) == "won" }
            return event.stage == deal.stage
                && (event.pipeline == deal.pipeline || event.pipeline.isEmpty || deal.pipeline.isEmpty)
        }
        var last: Int?
        var wasWon = false
        for event in own.sorted(by: { ($0.at, isWon($0) ? 1 : 0) < ($1.at, isWon($1) ? 1 : 0) }) {
            if isWon(event), !wasWon { last = event.at }
            wasWon = isWon(event)
        }
        return last ?? deal.wonAt ?? deal.closedAt
    }

    /// Open, won or lost.
    func status(_ deal: LifeRecord) -> String {
        if !deal.status.isEmpty { return deal.status }
        let stage = definition.stage(deal.pipeline, deal.stage)
        return stage == "won" || stage == "lost" ? stage : "open"
    }

    func isDateless(_ deal: LifeRecord, _ history: [LifeRecord]) -> Bool {
        !deal.isDeleted && status(deal) == "won" && deal.wonAt == nil && deal.closedAt == nil
            && wonAt(deal, history) == nil
    }
}
