import Definitions
import Journeys
import Warehouse

/// What journeys are of.
extension JourneyCredits {
    typealias Kind = Publication.JourneyKind

    func count(of kind: Kind) -> Int {
        switch kind {
        case .lead: leads.count
        case .deal: deals.count
        case .payment: payments.count
        }
    }

    /// The source and id of a record.
    func name(_ kind: Kind, _ position: Int) -> RecordName {
        switch kind {
        case .lead: leads.name(of: position)
        case .deal: deals.name(of: position)
        case .payment: payments[position].name
        }
    }

    func origin(_ kind: Kind, _ position: Int) -> JourneyOrigin {
        switch kind {
        case .lead: origins[position]
        case .deal: origin(ofDeal: position)
        case .payment: origin(ofPayment: position)
        }
    }

    /// What brought a deal: what brought its lead, else its own journey.
    private func origin(ofDeal position: Int) -> JourneyOrigin {
        guard !isOwn, let lead = links.lead(ofDeal: position) else { return origins[place(.deal, position)] }
        return origins[lead]
    }

    /// What brought a payment: what brought its deal, or its own journey; a refund has that of what it pays back.
    private func origin(ofPayment position: Int) -> JourneyOrigin {
        let payment = payments[position]
        guard !payment.isTargetUnknown else { return JourneyOrigin(reason: .refundTargetUnknown) }
        if isOwn, let target = links.target(ofPayment: position) { return origin(ofPayment: target) }
        guard let deal = links.deal(ofPayment: position) else { return JourneyOrigin(reason: .noLead) }
        return isOwn ? origins[place(.payment, position)] : origin(ofDeal: deal)
    }

    /// What numbers follow from a record's journey, and the day of the conversion, on which credit to nothing lies.
    func journey(_ kind: Kind, _ position: Int) -> (row: Publication.JourneyRow, day: Day) {
        switch kind {
        case .lead:
            let lead = leads[position]
            var row = Publication.JourneyRow(conversion: .lead, reportDay: lead.person.day)
            row.isCounted = lead.isCounted
            row.leadDay = lead.person.day
            return (row, lead.person.day)
        case .deal:
            let deal = deals[position]
            var row = Publication.JourneyRow(conversion: .deal, reportDay: deal.reportDay)
            row.isWon = deal.isWon
            row.value = deal.revenue
            addDays(ofDeal: position, to: &row)
            return (row, isOwn ? row.dealWonDay ?? deal.person.day : deal.person.day)
        case .payment:
            let payment = payments[position]
            var row = Publication.JourneyRow(conversion: .payment, reportDay: payment.reportDay)
            row.paymentDay = payment.day
            row.value = payment.amount
            if let deal = links.deal(ofPayment: position) { addDays(ofDeal: deal, to: &row) }
            return (row, payment.day)
        }
    }

    private func addDays(ofDeal position: Int, to row: inout Publication.JourneyRow) {
        let deal = deals[position]
        row.leadDay = links.lead(ofDeal: position).map { leads[$0].person.day }
        row.dealCreatedDay = deal.person.day
        row.dealWonDay = deal.isWon ? deal.wonAt.map(zone.day(of:)) : nil
    }

    /// The traffic source that the report's model credits most, the last of equals.
    func mostCredited(_ origin: JourneyOrigin) -> Int64 {
        var best = (share: Int64(-1), traffic: unattributed)
        for row in origin.rows where share(Int(row), reportModel) >= best.share {
            best = (share(Int(row), reportModel), touches.traffic(of: touch(ofRow: Int(row))))
        }
        return best.traffic
    }
}
