/// Which touches brought leads, deals and payments.
extension LifeBooks {
    struct Touch {
        /// Minutes since 1970 UTC.
        var at: Int
        var day: Int
        var place: Origin
        var isDirect: Bool
        var isPaid: Bool
        var id = ""
        var line = 0
    }

    /// What brought something.
    struct Journey {
        var person: String?
        /// Those that are kept.
        var touches: [Touch] = []
        var dropped = 0
        var reason = ""
        /// Where its one touch is its own tags.
        var isOwn = false
    }

    /// A lead, a deal whatever became of it, or a payment.
    struct Conversion {
        enum Kind: String {
            case lead, deal, payment
        }

        var kind: Kind
        var id: String
        var day: Int
        var reportDay: Int
        /// What it is worth, micros.
        var value = 0
        var isCounted = true
        var isWon = false
        var journey: Journey
    }

    /// All that happened, by kind and id.
    func conversions() -> [Conversion] {
        let leads = winners("leads").filter { !$0.value.record.isDeleted }
        let deals = winners("deals").filter { !$0.value.record.isDeleted }
        let payments = winners("payments").filter { !$0.value.record.isDeleted }
        let history = entries("history").map(\.record)
        let people = people(leads, deals)
        let campaigns = campaigns()
        let touches = touches(people, campaigns)
        let leadJourneys = leads.mapValues { lead in
            let person = people.leads[lead.record.id]
            return journey(of: lead, person, touches, campaigns) {
                switch lead.record.kind {
                case "call": "call_without_source"
                case "manual": "manual_crm_entry"
                default: person == nil ? "no_identity" : $0
                }
            }
        }
        let dealJourneys = deals.mapValues { deal in
            leadJourneys[deal.record.link]
                ?? journey(of: deal, people.deals[deal.record.id], touches, campaigns) { _ in "no_lead" }
        }
        var conversions: [Conversion] = []
        for (id, lead) in leads {
            conversions.append(
                Conversion(
                    kind: .lead, id: id, day: lead.day, reportDay: lead.day, isCounted: lead.record.status != "spam",
                    journey: leadJourneys[id] ?? Journey()))
        }
        for (id, deal) in deals {
            let isWon = status(deal.record) == "won"
            let taxDay = isWon ? wonAt(deal.record, history).map(definition.zone.day(of:)) : nil
            conversions.append(
                Conversion(
                    kind: .deal, id: id, day: deal.day, reportDay: leads[deal.record.link]?.day ?? deal.day,
                    value: isWon ? definition.revenue(deal.record.amount, on: taxDay ?? deal.day) : 0, isWon: isWon,
                    journey: dealJourneys[id] ?? Journey()))
        }
        for (id, payment) in payments {
            let record = payment.record
            let isRefund = record.status == "refund"
            let target = isRefund ? payments[record.refundOf].flatMap { $0.record.status == "refund" ? nil : $0 } : nil
            let isLost = isRefund && target == nil && (!record.refundOf.isEmpty || record.link.isEmpty)
            let deal = isLost ? nil : deals[target?.record.link ?? record.link]
            conversions.append(
                Conversion(
                    kind: .payment, id: id, day: payment.day,
                    reportDay: deal.map { leads[$0.record.link]?.day ?? $0.day } ?? target?.day ?? payment.day,
                    value: definition.revenue(
                        isRefund ? -abs(record.amount) : record.amount, on: target?.day ?? payment.day),
                    journey: deal.flatMap { dealJourneys[$0.record.id] }
                        ?? Journey(reason: isLost ? "refund_target_unknown" : "no_lead")))
        }
        return conversions.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
    }

    // MARK: Touches

    private func touch(_ entry: Entry, _ campaigns: [Campaign]) -> Touch {
        let record = entry.record
        let tags = Origin(source: record.source, medium: record.medium, campaign: record.campaign)
        let place = place(tags, on: entry.day, campaigns)
        return Touch(
            at: record.at, day: entry.day, place: place, isDirect: tags.source == "(direct)",
            isPaid: definition.isPaid(place.source, place.medium), id: record.id, line: entry.line)
    }

    /// The visits of each person, in order.
    private func touches(_ people: People, _ campaigns: [Campaign]) -> [String: [Touch]] {
        let first = definition.zone.start(of: definition.start) - definition.attribution.lookbackMinutes
        var touches: [String: [Touch]] = [:]
        for visit in visits() where visit.record.at >= first {
            for person in visitors(of: visit.record, people) {
                touches[person, default: []].append(touch(visit, campaigns))
            }
        }
        // Numbers go before other ids, shorter ones first.
        func order(_ touch: Touch) -> (Int, Int, Int, String, Int) {
            let isNumber = !touch.id.isEmpty && touch.id.allSatisfy(\.isNumber)
            return (touch.at, isNumber ? 0 : 1, isNumber ? touch.id.count : 0, touch.id, touch.line)
        }
        return touches.mapValues { $0.sorted { order($0) < order($1) } }
    }

    /// The visits of its person within the lookback, else the record's own tags.
    private func journey(
        of entry: Entry, _ person: String?, _ touches: [String: [Touch]], _ campaigns: [Campaign],
        _ reason: (String) -> String
    ) -> Journey {
        var journey = Journey(person: person)
        let before = (person.flatMap { touches[$0] } ?? []).filter { $0.at <= entry.record.at }
        let within = before.filter { $0.at >= entry.record.at - definition.attribution.lookbackMinutes }
        if !within.isEmpty {
            let most = definition.attribution.maxTouches
            journey.dropped = max(0, within.count - most)
            journey.touches =
                journey.dropped == 0 ? within : Array(within.prefix((most + 1) / 2)) + within.suffix(most / 2)
        } else if !entry.record.source.isEmpty {
            journey.touches = [touch(entry, campaigns)]
            journey.isOwn = true
        } else {
            journey.reason = reason(before.isEmpty ? "no_touch" : "outside_lookback")
        }
        return journey
    }
}

extension BusinessZone {
    /// The first minute of a day.
    func start(of day: Int) -> Int {
        let guess = day * 1440 - offset(at: day * 1440)
        return day * 1440 - offset(at: guess)
    }
}
