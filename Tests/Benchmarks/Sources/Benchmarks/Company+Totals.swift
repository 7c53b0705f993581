/// When people came who have a lead, in the order in which the visits are noted.
struct PersonTimes {
    private let hasLead: [Bool]
    private(set) var clients: [Int32] = []
    private(set) var times: [Int32] = []

    init(_ company: Company) {
        var hasLead = [Bool](repeating: false, count: company.clientCount)
        for index in 0..<company.leads { hasLead[company.lead(index).client] = true }
        self.hasLead = hasLead
    }

    mutating func note(_ visit: Company.Visit) {
        guard hasLead[visit.client] else { return }
        clients.append(Int32(visit.client))
        times.append(Int32(visit.time))
    }
}

extension Company {
    /// What the whole year must lead to, by the plainest way there is: each lead counts its person's visits.
    func totals(_ seen: PersonTimes) -> Totals {
        var totals = spendTotals()
        totals["visits"] = visits
        totals["leads"] = leads
        totals["deals"] = deals
        for index in 0..<deals {
            let deal = deal(index)
            guard deal.stage == .won else { continue }
            totals["won"] += 1
            totals["revenue"] += deal.amount * 10_000
        }
        // The visits of each person, one person after the other.
        var starts = [Int](repeating: 0, count: clientCount + 1)
        for client in seen.clients { starts[Int(client) + 1] += 1 }
        for client in 0..<clientCount { starts[client + 1] += starts[client] }
        var places = starts
        var times = [Int32](repeating: 0, count: seen.times.count)
        for (client, time) in zip(seen.clients, seen.times) {
            times[places[Int(client)]] = time
            places[Int(client)] += 1
        }
        for index in 0..<leads {
            let lead = lead(index)
            let isOfYear = lead.time < Self.days * 86_400
            if isOfYear { totals["leads_of_year"] += 1 }
            for place in starts[lead.client]..<starts[lead.client + 1] {
                let age = lead.time - Int(times[place])
                if age >= 0 && age <= 90 * 86_400 {
                    totals["touches"] += 1
                    if isOfYear { totals["touches_of_year"] += 1 }
                }
                // The peers leave out the very first second of the window.
                if age >= 0 && age < 90 * 86_400 { totals["peer_touches"] += 1 }
            }
        }
        return totals
    }

    /// What the spend of the year sums to.
    func spendTotals() -> Totals {
        var totals = Totals()
        for day in 0..<Self.days {
            for source in Self.sources.indices where Self.sources[source].isPaid {
                for campaign in 0..<campaigns {
                    let spend = spend(day: day, source: source, campaign: campaign)
                    totals["spend"] += 1
                    totals["impressions"] += spend.impressions
                    totals["clicks"] += spend.clicks
                    totals["cost"] += spend.cost * 10_000
                }
            }
        }
        return totals
    }
}
