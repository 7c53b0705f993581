import Definitions
import Journeys
import Warehouse

/// What journeys become in the warehouse.
extension JourneyCredits {
    /// Writes the journeys of leads, deals and payments, and gives the records their place.
    func write() throws {
        touchIDs = Array(repeating: 0, count: touches.count)
        try writeLeads()
        try writeDeals()
        try writePayments()
        for table in [FactTable.lead, .deal, .payment] {
            try publication.displaceRecords(table, unattributed: unattributed)
        }
    }

    private func writeLeads() throws {
        var changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)] = []
        for (position, lead) in leads.enumerated() {
            var row = Publication.JourneyRow(
                conversion: "lead", source: lead.person.source, id: lead.person.id, reportDay: lead.person.day)
            row.isCounted = lead.isCounted
            row.leadDay = lead.person.day
            let traffic = try write(row, of: leadOrigins[position], day: lead.person.day)
            let reason = leadOrigins[position].reason
            if traffic != lead.person.traffic || reason != lead.person.reason {
                changes.append((lead.person.file, lead.person.record, traffic, reason))
            }
        }
        try publication.placeRecords(.lead, changes)
    }

    /// What brought a deal: what brought its lead, else its own journey.
    private func origin(ofDeal position: Int) -> Origin {
        guard !isOwn, let lead = lead(of: deals[position]) else { return dealOrigins[position] }
        return leadOrigins[lead]
    }

    /// What brought a payment: what brought its deal, or its own journey; a refund has that of what it pays back.
    private func origin(ofPayment position: Int) -> Origin {
        let payment = payments[position]
        var origin = Origin()
        guard !payment.isTargetUnknown else {
            origin.reason = UnattributedReason.refundTargetUnknown.rawValue
            return origin
        }
        if isOwn, !payment.targetID.isEmpty,
            let target = paymentPlaces[LeadName(source: payment.targetSource, id: payment.targetID)]
        {
            return self.origin(ofPayment: target)
        }
        guard let deal = deal(of: payment) else {
            origin.reason = UnattributedReason.noLead.rawValue
            return origin
        }
        return isOwn ? paymentOrigins[position] : self.origin(ofDeal: deal)
    }

    private func writeDeals() throws {
        var changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)] = []
        for (position, deal) in deals.enumerated() {
            var row = Publication.JourneyRow(
                conversion: "deal", source: deal.person.source, id: deal.person.id, reportDay: deal.reportDay)
            row.isWon = deal.isWon
            row.leadDay = lead(of: deal).map { leads[$0].person.day }
            row.dealCreatedDay = deal.person.day
            row.dealWonDay = deal.isWon ? deal.wonAt.map(zone.day(of:)) : nil
            row.value = deal.revenue
            let origin = origin(ofDeal: position)
            let day = isOwn ? row.dealWonDay ?? deal.person.day : deal.person.day
            let traffic = try write(row, of: origin, day: day)
            if traffic != deal.person.traffic || origin.reason != deal.person.reason {
                changes.append((deal.person.file, deal.person.record, traffic, origin.reason))
            }
        }
        try publication.placeRecords(.deal, changes)
    }

    private func writePayments() throws {
        var changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)] = []
        for (position, payment) in payments.enumerated() {
            var row = Publication.JourneyRow(
                conversion: "payment", source: payment.source, id: payment.id, reportDay: payment.reportDay)
            row.paymentDay = payment.day
            row.value = payment.amount
            let origin = origin(ofPayment: position)
            if let place = deal(of: payment) {
                let deal = deals[place]
                row.leadDay = lead(of: deal).map { leads[$0].person.day }
                row.dealCreatedDay = deal.person.day
                row.dealWonDay = deal.isWon ? deal.wonAt.map(zone.day(of:)) : nil
            }
            let traffic = try write(row, of: origin, day: payment.day)
            if traffic != payment.traffic || origin.reason != payment.reason {
                changes.append((payment.file, payment.record, traffic, origin.reason))
            }
        }
        try publication.placeRecords(.payment, changes)
    }

    /// Writes a journey with its credits.
    ///
    /// - Parameter day: that of the conversion, on which credit to nothing lies.
    /// - Returns: the traffic source that the report's model credits most, the last of equals.
    private func write(
        _ journey: Publication.JourneyRow, of origin: Origin, day: Day
    ) throws -> Int64 {
        var row = journey
        row.identity = people.name(of: origin.identity)
        row.touches = origin.touches
        row.droppedTouches = origin.dropped
        row.path = origin.path
        row.reason = origin.reason
        let id = try writer.add(row)
        guard !origin.rows.isEmpty else {
            try writer.add(
                journey: id, position: 1, touch: 0, day: day, traffic: unattributed,
                parts: models.map { _ in (Shares.whole, row.value) })
            return unattributed
        }
        var shares: [[Int64]] = []
        var values: [[Int64]] = []
        for model in models.indices {
            let column = origin.rows.map { share($0, model) }
            var parts: [Int64] = []
            apportionment.appendValues(of: Money(micros: row.value), by: column.span, to: &parts)
            shares.append(column)
            values.append(parts)
        }
        let reportModel = models.firstIndex { $0.rawValue == pipeline.definition.attribution.reportModel } ?? 0
        var best = (share: Int64(-1), traffic: unattributed)
        for (offset, creditRow) in origin.rows.enumerated() {
            let touch = touch(ofRow: creditRow)
            if touchIDs[touch] == 0 {
                touchIDs[touch] = try writer.add(
                    touches[touch].row(
                        identity: people.name(of: touches[touch].identity < 0 ? nil : touches[touch].identity)))
            }
            let traffic = touches[touch].placement.traffic
            if shares[reportModel][offset] >= best.share { best = (shares[reportModel][offset], traffic) }
            try writer.add(
                journey: id, position: offset + 1, touch: touchIDs[touch], day: touches[touch].day, traffic: traffic,
                parts: models.indices.map { (shares[$0][offset], values[$0][offset]) })
        }
        return best.traffic
    }
}
