/// What must be published: the model, which knows the rows and not the warehouse.
extension LifeBooks {
    /// The measures of `v1_channel_daily`, in its order.
    struct Measures {
        var impressions = 0
        var clicks = 0
        var cost = 0
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

    /// A row of `v1_channel_daily` without its campaigns.
    struct Cell: Hashable {
        var day: Int
        var channel: String
        var source: String
        var medium: String
    }

    static let dailySQL = """
        SELECT day, channel, source, medium, sum(impressions), sum(clicks), sum(cost_micros), sum(leads_billionths) / 1000000000,
            sum(leads_all_billionths) / 1000000000, sum(deals_created_billionths) / 1000000000,
            sum(deals_won_billionths) / 1000000000, sum(revenue_micros), sum(payments_micros), sum(visits)
        FROM v1_channel_daily GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4, 2
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
    func daily() -> [String] {
        var cells: [Cell: Measures] = [:]
        func add(_ day: Int, _ lead: LifeRecord?, _ change: (inout Measures) -> Void) {
            guard day >= definition.start else { return }
            let (source, medium) = (lead?.source ?? "", lead?.medium ?? "")
            let channel = definition.channel(source, medium)
            let cell = Cell(day: day, channel: channel, source: source, medium: medium)
            change(&cells[cell, default: Measures()])
        }
        let rates = entries("rates")
        for entry in entries("ads") + entries("posts") {
            for share in shares(entry, rates) where share.day < day {
                add(share.day, entry.record) {
                    $0.impressions += share.impressions
                    $0.clicks += share.clicks
                    $0.cost += share.cost
                }
            }
        }
        let leads = winners("leads").filter { !$0.value.record.isDeleted }
        for lead in leads.values {
            add(lead.day, lead.record) {
                $0.allLeads += 1
                $0.leads += lead.record.status == "spam" ? 0 : 1
            }
        }
        let deals = winners("deals").filter { !$0.value.record.isDeleted }
        let history = entries("history").map(\.record)
        for deal in deals.values {
            let lead = leads[deal.record.link]
            let isWon = status(deal.record) == "won"
            let taxDay = isWon ? wonAt(deal.record, history).map(definition.zone.day(of:)) : nil
            add(lead?.day ?? deal.day, lead?.record) {
                $0.dealsCreated += 1
                $0.dealsWon += isWon ? 1 : 0
                $0.revenue += isWon ? definition.revenue(deal.record.amount, on: taxDay ?? deal.day) : 0
            }
        }
        let payments = winners("payments").filter { !$0.value.record.isDeleted }
        for payment in payments.values {
            let record = payment.record
            let isRefund = record.status == "refund"
            let target = isRefund ? payments[record.refundOf].flatMap { $0.record.status == "refund" ? nil : $0 } : nil
            let isLost = isRefund && target == nil && (!record.refundOf.isEmpty || record.link.isEmpty)
            let deal = isLost ? nil : deals[target?.record.link ?? record.link]
            let lead = deal.flatMap { leads[$0.record.link] }
            add(lead?.day ?? deal?.day ?? target?.day ?? payment.day, lead?.record) {
                $0.payments += definition.revenue(
                    isRefund ? -abs(record.amount) : record.amount, on: target?.day ?? payment.day)
            }
        }
        for visit in visits() { add(visit.day, visit.record) { $0.visits += 1 } }
        addOffice(to: &cells, rates)
        func order(_ cell: Cell) -> (Int, String, String, String) { (cell.day, cell.source, cell.medium, cell.channel) }
        return cells.sorted { order($0.key) < order($1.key) }.map { cell, measures in
            "\(BusinessZone.date(cell.day))|\(cell.channel)|\(cell.source)|\(cell.medium)|\(measures.text)"
        }
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
    func files(accounting: Void) -> [String] {
        Self.sources.flatMap { source in
            (shelves[source] ?? [:]).compactMap { path, shelf in
                shelf.versions.last.map { version in
                    "\(path)|\(version.records.count)|\(rejected(source, path, version.records).count)"
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
