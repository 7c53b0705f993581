/// What the office costs: rows that spread, a retainer, and the channels that bear them.
extension LifeBooks {
    /// Adds the cost of the office to the measures, which must be whole but for it: its shares follow them.
    func addOffice(to cells: inout [Cell: Measures], _ rates: [Entry]) {
        let media = entries("office").flatMap { shares($0, rates) }.filter {
            $0.day < day && $0.day >= definition.start
        }
        let costs =
            Dictionary(grouping: media, by: \.day).map { ($0.key, $0.value.reduce(0) { $0 + $1.cost }, "") }
            + retainer().map { ($0, $1, "(service fee)") }
        let weights = weights(cells)
        for (day, cost, campaign) in costs {
            let month = BusinessZone.month(day)
            let bearers = weights[month] ?? weights[""] ?? []
            let parts = cost == 0 ? [] : Self.parts(of: cost, by: bearers.map(\.1))
            if parts.isEmpty {
                let home = Cell(
                    day: day, channel: "Offline",
                    place: Origin(source: "gallery", medium: "billboard", campaign: campaign))
                cells[home, default: Measures()].cost += cost
            }
            for ((channel, _), part) in zip(bearers, parts) where part != 0 {
                let cell = Cell(
                    day: day, channel: channel, place: Origin(campaign: campaign.isEmpty ? "office" : campaign))
                cells[cell, default: Measures()].cost += part
            }
        }
    }

    /// What each day bears of the retainer, to the newest day that anything is known of.
    private func retainer() -> [(Int, Int)] {
        let rows =
            ["ads", "posts", "office", "site", "rates", "history"].flatMap { entries($0) }
            + ["leads", "deals", "payments"].flatMap { winners($0).values }
        let known = rows.map(\.day).filter { $0 >= definition.start }
        let own = entries("office").map(\.day).filter { $0 >= definition.start }
        let (from, to) = definition.retainedDays
        guard definition.retainer != .none, let newest = known.max(), let first = from ?? own.min() else { return [] }
        let last = min(to ?? newest, newest)
        guard first <= last else { return [] }
        return (first...last).map { day in
            let month = BusinessZone.month(day)
            var begin = day
            while BusinessZone.month(begin - 1) == month { begin -= 1 }
            var end = day
            while BusinessZone.month(end + 1) == month { end += 1 }
            let days = end - begin + 1
            let whole = LifeDefinition.retained
            return (day, whole / days + (day - begin < whole % days ? 1 : 0))
        }
    }

    /// What channels bear in proportion to, by name: by month, or in all of them under no name.
    private func weights(_ cells: [Cell: Measures]) -> [String: [(String, Int)]] {
        let measure: KeyPath<Measures, Int>
        switch definition.split {
        case .none: return [:]
        case .fixed: return ["": LifeDefinition.fixedShares]
        case .leads: measure = \.leads
        case .revenue: measure = \.revenue
        }
        return Dictionary(grouping: cells) { BusinessZone.month($0.key.day) }.mapValues { cells in
            Dictionary(grouping: cells, by: \.key.channel).map { channel, cells in
                (channel, cells.reduce(0) { $0 + $1.value[keyPath: measure] })
            }.filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
        }
    }
}
