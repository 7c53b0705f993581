/// What must be published: the model, which knows the rows and not the warehouse.
extension LifeBooks {
    /// The measures of `v1_channel_daily`, in its order.
    struct Measures {
        var impressions = 0
        var clicks = 0
        var cost = 0
        /// Billionths, as are those of deals.
        var leads = 0
        var allLeads = 0
        var dealsCreated = 0
        var dealsWon = 0
        var revenue = 0
        var payments = 0
        var visits = 0

        var text: String {
            [impressions, clicks, cost, leads, allLeads, dealsCreated, dealsWon, revenue, payments, visits]
                .map(String.init).joined(separator: "|")
        }
    }

    /// A row of `v1_channel_daily`.
    struct Cell: Hashable {
        var day: Int
        var channel: String
        var place: Origin
    }

    static let dailySQL = """
        SELECT day, channel, source, medium, campaign, impressions, clicks, cost_micros, leads_billionths,
            leads_all_billionths, deals_created_billionths, deals_won_billionths, revenue_micros, payments_micros, visits
        FROM v1_channel_daily ORDER BY day, source, medium, campaign, channel
        """

    static let dealSQL = """
        SELECT deal_id, status, coalesce(won_at, ''), report_day, amount_micros FROM v1_deal ORDER BY deal_id
        """

    static let fileSQL = """
        SELECT path, rows_read, rows_rejected, rows_filtered FROM etl_file WHERE state = 'live'
            AND path NOT LIKE '%none.%' AND path NOT LIKE '%ads-2025-01%'
            AND version = (SELECT max(version) FROM etl_file AS other
                WHERE other.source = etl_file.source AND other.path = etl_file.path AND other.state = 'live')
        ORDER BY path
        """

    /// The rows that `dailySQL` must give.
    func daily(_ conversions: [Conversion]) -> [String] {
        var cells: [Cell: Measures] = [:]
        func add(_ day: Int, _ place: Origin, _ change: (inout Measures) -> Void) {
            let channel = definition.channel(place.source, place.medium)
            change(&cells[Cell(day: day, channel: channel, place: place), default: Measures()])
        }
        let rates = entries("rates")
        for entry in entries("ads") + entries("posts") {
            let record = entry.record
            let name = record.campaign.isEmpty ? record.campaignID : record.campaign
            for share in shares(entry, rates) where share.day >= definition.start && share.day < day {
                add(share.day, Origin(source: record.source, medium: record.medium, campaign: name)) {
                    $0.impressions += share.impressions
                    $0.clicks += share.clicks
                    $0.cost += share.cost
                }
            }
        }
        for conversion in conversions {
            guard conversion.reportDay >= definition.start else { continue }
            for credit in credits(conversion, by: definition.attribution.reported) where credit.share > 0 {
                add(reportDay(conversion, credit), credit.touch?.place ?? Origin()) {
                    switch conversion.kind {
                    case .lead:
                        $0.allLeads += credit.share
                        $0.leads += conversion.isCounted ? credit.share : 0
                    case .deal:
                        $0.dealsCreated += credit.share
                        $0.dealsWon += conversion.isWon ? credit.share : 0
                        $0.revenue += credit.value
                    case .payment: $0.payments += credit.value
                    }
                }
            }
        }
        let campaigns = campaigns()
        for visit in visits() where visit.day >= definition.start {
            let record = visit.record
            let tags = Origin(source: record.source, medium: record.medium, campaign: record.campaign)
            add(visit.day, place(tags, on: visit.day, campaigns)) { $0.visits += 1 }
        }
        addOffice(to: &cells, rates)
        func order(_ cell: Cell) -> (Int, String, String, [UInt8], String) {
            (cell.day, cell.place.source, cell.place.medium, Array(cell.place.campaign.utf8), cell.channel)
        }
        func precedes(_ left: Cell, _ right: Cell) -> Bool {
            let (one, other) = (order(left), order(right))
            if (one.0, one.1, one.2) != (other.0, other.1, other.2) {
                return (one.0, one.1, one.2) < (other.0, other.1, other.2)
            }
            return one.3 == other.3 ? one.4 < other.4 : one.3.lexicographicallyPrecedes(other.3)
        }
        return cells.sorted { precedes($0.key, $1.key) }.map { cell, measures in
            let place = cell.place
            return "\(BusinessZone.date(cell.day))|\(cell.channel)|\(place.source)|\(place.medium)|\(place.campaign)"
                + "|\(measures.text)"
        }
    }

    /// The date of the report's basis that a conversion has, or its latest before it.
    private func reportDay(_ conversion: Conversion, _ credit: Credit) -> Int {
        let dates: [Int?] =
            switch definition.attribution.basis {
            case "touch": [credit.touch?.day ?? conversion.day]
            case "deal_created": [conversion.created]
            case "deal_won": [conversion.won, conversion.created]
            case "payment": [conversion.paid, conversion.won, conversion.created]
            default: []
            }
        return dates.compactMap(\.self).first ?? conversion.reportDay
    }

    /// The rows that `dealSQL` must give.
    func deals() -> [String] {
        let leads = winners("leads").filter { !$0.value.record.isDeleted }
        let history = entries("history").map(\.record)
        let utc = BusinessZone(name: "")
        return winners("deals").sorted { $0.key < $1.key }.filter { !$0.value.record.isDeleted }.map { id, deal in
            let status = status(deal.record)
            let won = status == "won" ? wonAt(deal.record, history) : nil
            let moment = won.map { utc.text($0, isUTC: true).replacing("T", with: " ").replacing("Z", with: "") } ?? ""
            let day = BusinessZone.date(leads[deal.record.link]?.day ?? deal.day)
            return "\(id)|\(status)|\(moment)|\(day)|\(deal.record.amount)"
        }
    }

    /// The rows that `fileSQL` must give.
    func files(accounting: Void) throws -> [String] {
        try Self.sources.flatMap { source in
            try (shelves[source] ?? [:]).compactMap { path, shelf in
                try shelf.versions.last.map { version in
                    "\(path)|\(version.records.count)|\(try listedRejects(source, path, version).count)"
                        + "|\(filtered(source, path, version.records).count)"
                }
            }
        }.sorted()
    }

    // MARK: Costs

    struct Share {
        var day: Int
        var impressions: Int
        var clicks: Int
        var cost: Int
    }

    /// What a row of spend comes to on each of its days.
    func shares(_ entry: Entry, _ rates: [Entry]) -> [Share] {
        let record = entry.record
        let given = definition.costColumn == "cost" ? record.amount : record.charged
        let amount = record.currency.isEmpty ? given : converted(given, on: entry.day, rates) ?? 0
        let cost = definition.cost(amount, on: entry.day)
        let days = (record.until ?? entry.day) - entry.day + 1
        return (0..<days).map { place in
            func part(_ whole: Int) -> Int {
                let more = place < abs(whole % days) ? (whole < 0 ? -1 : 1) : 0
                return whole / days + more
            }
            return Share(
                day: entry.day + place, impressions: part(record.impressions), clicks: part(record.clicks),
                cost: part(cost))
        }
    }

    /// Rates are whole in ten-thousandths.
    private func converted(_ amount: Int, on day: Int, _ rates: [Entry]) -> Int? {
        let known = rates.filter { $0.day <= day && $0.day >= day - 7 }.max { $0.day < $1.day }
        return known.map { LifeDefinition.halfEven(amount * ($0.record.amount / 100), 10_000) }
    }

    /// A day of spend in another currency that no rate is known for.
    func missingRate() -> Int? {
        let rates = entries("rates")
        return entries("posts").first { !$0.record.currency.isEmpty && converted(1, on: $0.day, rates) == nil }?.day
    }
}
