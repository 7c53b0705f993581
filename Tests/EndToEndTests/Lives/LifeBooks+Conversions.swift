/// Leads, deals and payments, each with what brought it.
extension LifeBooks {
    /// A lead, a deal whatever became of it, or a payment.
    struct Conversion {
        enum Kind: String {
            case lead, deal, payment
        }

        var kind: Kind
        var id: String
        /// The day on which credit to nothing lies.
        var day: Int
        /// The day of the lead, else of the deal, else of the payment.
        var reportDay: Int
        var created: Int?
        var won: Int?
        var paid: Int?
        /// What it is worth, micros.
        var value = 0
        var isCounted = true
        var isWon = false
        var journey: Journey
    }

    /// The leads, deals and payments that count, and what brings them.
    private struct Sales {
        var leads: [String: Entry]
        var deals: [String: Entry]
        var payments: [String: Entry]
        var people: People
        var campaigns: [Campaign]
        var touches: [String: [Touch]]
        var journeys: [String: Journey] = [:]
    }

    /// All that happened, by kind and id.
    func conversions() -> [Conversion] {
        let leads = winners("leads").filter { !$0.value.record.isDeleted }
        let deals = winners("deals").filter { !$0.value.record.isDeleted }
        let people = people(leads, deals)
        let campaigns = campaigns()
        var sales = Sales(
            leads: leads, deals: deals, payments: winners("payments").filter { !$0.value.record.isDeleted },
            people: people, campaigns: campaigns, touches: touches(people, campaigns))
        let history = entries("history").map(\.record)
        for (id, lead) in leads { sales.journeys[id] = journey(ofLead: lead, sales) }
        return
            (leads.keys.map { conversion(ofLead: $0, sales) }
            + deals.keys.map { conversion(ofDeal: $0, sales, history) }
            + sales.payments.keys.map { conversion(ofPayment: $0, sales, history) }).compactMap(\.self)
            .sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
    }

    private func conversion(ofLead id: String, _ sales: Sales) -> Conversion? {
        sales.leads[id].map { lead in
            Conversion(
                kind: .lead, id: id, day: lead.day, reportDay: lead.day, isCounted: lead.record.status != "spam",
                journey: sales.journeys[id] ?? Journey())
        }
    }

    private func conversion(ofDeal id: String, _ sales: Sales, _ history: [LifeRecord]) -> Conversion? {
        sales.deals[id].map { deal in
            let isWon = status(deal.record) == "won"
            let wonAt = isWon ? wonAt(deal.record, history) : nil
            let won = wonAt.map(definition.zone.day(of:))
            let isOwn = definition.attribution.isAnchoredByItself
            return Conversion(
                kind: .deal, id: id, day: isOwn ? won ?? deal.day : deal.day,
                reportDay: sales.leads[deal.record.link]?.day ?? deal.day, created: deal.day, won: won,
                value: isWon ? definition.revenue(deal.record.amount, on: won ?? deal.day) : 0, isWon: isWon,
                journey: journey(ofDeal: deal, at: wonAt ?? deal.record.at, sales))
        }
    }

    private func conversion(ofPayment id: String, _ sales: Sales, _ history: [LifeRecord]) -> Conversion? {
        sales.payments[id].map { payment in
            let record = payment.record
            let isRefund = record.status == "refund"
            let target =
                isRefund ? sales.payments[record.refundOf].flatMap { $0.record.status == "refund" ? nil : $0 } : nil
            let isLost = isRefund && target == nil && (!record.refundOf.isEmpty || record.link.isEmpty)
            let deal = isLost ? nil : sales.deals[target?.record.link ?? record.link]
            let value = definition.revenue(
                isRefund ? -abs(record.amount) : record.amount, on: target?.day ?? payment.day)
            let sale = deal.flatMap { conversion(ofDeal: $0.record.id, sales, history) }
            return Conversion(
                kind: .payment, id: id, day: payment.day, reportDay: sale?.reportDay ?? target?.day ?? payment.day,
                created: sale?.created, won: sale?.won, paid: payment.day, value: value,
                journey: deal.map { journey(ofDeal: $0, at: (target ?? payment).record.at, sales) }
                    ?? Journey(reason: isLost ? "refund_target_unknown" : "no_lead"))
        }
    }

    // MARK: What brought them

    /// The visits of its person, else its own tags.
    private func journey(ofLead lead: Entry, _ sales: Sales) -> Journey {
        var journey = journey(of: sales.people.leads[lead.record.id], at: lead.record.at, sales.touches)
        guard journey.touches.isEmpty else { return journey }
        if !lead.record.source.isEmpty {
            journey.touches = [touch(lead, sales.campaigns)]
            journey.reason = ""
        } else {
            let reasons = ["call": "call_without_source", "manual": "manual_crm_entry"]
            journey.reason = reasons[lead.record.kind] ?? journey.reason
        }
        return journey
    }

    /// What brought a deal's lead; without one, or where each has a journey of its own, that of the deal at a minute.
    private func journey(ofDeal deal: Entry, at minute: Int, _ sales: Sales) -> Journey {
        let lead = sales.leads[deal.record.link]
        let leadJourney = sales.journeys[deal.record.link]
        let isOwn = definition.attribution.isAnchoredByItself
        if let leadJourney, !isOwn { return leadJourney }
        var journey = journey(
            of: sales.people.deals[deal.record.id], at: isOwn ? minute : deal.record.at, sales.touches)
        guard journey.touches.isEmpty else { return journey }
        func isNear(_ entry: Entry) -> Bool {
            (0...definition.attribution.lookbackMinutes).contains(minute - entry.record.at)
        }
        if !deal.record.source.isEmpty, lead == nil || isNear(deal) {
            journey.touches = [touch(deal, sales.campaigns)]
        } else if let lead, !lead.record.source.isEmpty, isNear(lead) {
            journey.touches = [touch(lead, sales.campaigns)]
        }
        guard journey.touches.isEmpty else {
            journey.reason = ""
            return journey
        }
        journey.reason = leadJourney.map { $0.reason.isEmpty ? "outside_lookback" : $0.reason } ?? "no_lead"
        return journey
    }
}
