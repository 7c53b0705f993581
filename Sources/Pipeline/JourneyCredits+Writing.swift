import Definitions
import Journeys
import Warehouse

/// What journeys become in the warehouse.
extension JourneyCredits {
    /// What a journey is of.
    private enum Kind: String, CaseIterable {
        case lead, deal, payment

        var table: FactTable {
            switch self {
            case .lead: .lead
            case .deal: .deal
            case .payment: .payment
            }
        }
    }

    /// Writes the journeys of leads, deals and payments, and gives the records their place.
    ///
    /// What is stored already and still as it was is left alone.
    func write() throws {
        touchIDs = Array(repeating: 0, count: touches.count)
        let kept = try keepUnchanged()
        for kind in Kind.allCases { try write(kind, kept: kept[kind] ?? []) }
        try publication.removeLooseTouches()
        try cells.write(to: publication, models: models.map(\.rawValue))
        for kind in Kind.allCases { try publication.displaceRecords(kind.table, unattributed: unattributed) }
    }

    private func write(_ kind: Kind, kept: [Int64]) throws {
        var changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)] = []
        for position in 0..<count(of: kind) {
            let origin = origin(kind, position)
            if kept.isEmpty || kept[position] == 0 {
                let journey = journey(kind, position, origin)
                try write(journey.row, of: origin, day: journey.day)
            }
            let traffic = mostCredited(origin)
            let record = record(kind, position)
            if traffic != record.traffic || origin.reason != record.reason {
                changes.append((record.file, record.record, traffic, origin.reason))
            }
        }
        try publication.placeRecords(kind.table, changes)
    }

    // MARK: Records

    private func count(of kind: Kind) -> Int {
        switch kind {
        case .lead: leads.count
        case .deal: deals.count
        case .payment: payments.count
        }
    }

    /// Where a record lies, and what it was given last.
    private func record(
        _ kind: Kind, _ position: Int
    ) -> (file: Int64, record: Int64, traffic: Int64, reason: String) {
        switch kind {
        case .lead, .deal:
            let person = kind == .lead ? leads[position].person : deals[position].person
            return (person.file, person.record, person.traffic, person.reason)
        case .payment:
            let payment = payments[position]
            return (payment.file, payment.record, payment.traffic, payment.reason)
        }
    }

    private func origin(_ kind: Kind, _ position: Int) -> Origin {
        switch kind {
        case .lead: leadOrigins[position]
        case .deal: origin(ofDeal: position)
        case .payment: origin(ofPayment: position)
        }
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

    /// The journey of a record, and the day of the conversion, on which credit to nothing lies.
    private func journey(
        _ kind: Kind, _ position: Int, _ origin: Origin
    ) -> (row: Publication.JourneyRow, day: Day) {
        var row: Publication.JourneyRow
        let day: Day
        switch kind {
        case .lead:
            let lead = leads[position]
            day = lead.person.day
            row = Publication.JourneyRow(
                conversion: kind.rawValue, source: lead.person.source, id: lead.person.id, reportDay: day)
            row.isCounted = lead.isCounted
            row.leadDay = day
        case .deal:
            let deal = deals[position]
            row = Publication.JourneyRow(
                conversion: kind.rawValue, source: deal.person.source, id: deal.person.id, reportDay: deal.reportDay)
            row.isWon = deal.isWon
            row.value = deal.revenue
            addDays(of: deal, to: &row)
            day = isOwn ? row.dealWonDay ?? deal.person.day : deal.person.day
        case .payment:
            let payment = payments[position]
            day = payment.day
            row = Publication.JourneyRow(
                conversion: kind.rawValue, source: payment.source, id: payment.id, reportDay: payment.reportDay)
            row.paymentDay = day
            row.value = payment.amount
            if let deal = self.deal(of: payment) { addDays(of: deals[deal], to: &row) }
        }
        row.identity = people.name(of: origin.identity)
        row.touches = origin.touches
        row.droppedTouches = origin.dropped
        row.path = origin.path
        row.reason = origin.reason
        return (row, day)
    }

    private func addDays(of deal: Publication.DealRecord, to row: inout Publication.JourneyRow) {
        row.leadDay = lead(of: deal).map { leads[$0].person.day }
        row.dealCreatedDay = deal.person.day
        row.dealWonDay = deal.isWon ? deal.wonAt.map(zone.day(of:)) : nil
    }

    // MARK: Credits

    /// The traffic source that the report's model credits most, the last of equals.
    private func mostCredited(_ origin: Origin) -> Int64 {
        var best = (share: Int64(-1), traffic: unattributed)
        for row in origin.rows where share(row, reportModel) >= best.share {
            best = (share(row, reportModel), touches[touch(ofRow: row)].placement.traffic)
        }
        return best.traffic
    }

    /// Writes a journey with its credits.
    private func write(_ row: Publication.JourneyRow, of origin: Origin, day: Day) throws {
        let id = try writer.add(row, signature: signature(row, of: origin, day: day))
        guard !origin.rows.isEmpty else {
            let parts = models.map { _ in (share: Shares.whole, value: row.value) }
            try writer.add(journey: id, position: 1, touch: 0, day: day, traffic: unattributed, parts: parts)
            try cells.add(row, day: day, traffic: unattributed, parts: parts, times: 1)
            return
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
        for (offset, creditRow) in origin.rows.enumerated() {
            let touch = touch(ofRow: creditRow)
            let traffic = touches[touch].placement.traffic
            let parts = models.indices.map { (share: shares[$0][offset], value: values[$0][offset]) }
            let day = touches[touch].day
            try writer.add(
                journey: id, position: offset + 1, touch: storedID(of: touch), day: day, traffic: traffic, parts: parts)
            try cells.add(row, day: day, traffic: traffic, parts: parts, times: 1)
        }
    }

    private func identity(of touch: Int) -> String {
        people.name(of: touches[touch].identity < 0 ? nil : touches[touch].identity)
    }

    /// The id of a touch, which is written where it is new.
    private func storedID(of touch: Int) throws -> Int64 {
        if touchIDs[touch] == 0, !keptPlaces.isEmpty, keptPlaces[touch].journey != 0 {
            let place = keptPlaces[touch]
            touchIDs[touch] = try publication.touchID(journey: place.journey, position: place.position) ?? 0
        }
        if touchIDs[touch] == 0 {
            touchIDs[touch] = try writer.add(touches[touch].row(identity: identity(of: touch)))
        }
        return touchIDs[touch]
    }

    // MARK: What stays

    /// Finds the stored journeys that are as they were, and takes out all others.
    ///
    /// - Returns: of each record the id of its stored journey, 0 where that is to be written; none of a kind where nothing
    ///   is stored.
    private func keepUnchanged() throws -> [Kind: [Int64]] {
        guard publication.scope == .changes else { return [:] }
        keptPlaces = Array(repeating: (0, 0), count: touches.count)
        var kept: [Kind: [Int64]] = [:]
        var gone: [Int64] = []
        for kind in Kind.allCases {
            // Both in the order of their sources' and their own ids.
            let stored = try publication.storedJourneys(of: kind.rawValue)
            var next = 0
            kept[kind] = (0..<count(of: kind)).map { position in
                let origin = origin(kind, position)
                let (row, day) = journey(kind, position, origin)
                while next < stored.count, Self.precedes(stored[next], row) {
                    gone.append(stored[next].id)
                    next += 1
                }
                guard next < stored.count, Self.isOf(stored[next], row) else { return 0 }
                next += 1
                guard stored[next - 1].signature == signature(row, of: origin, day: day) else {
                    gone.append(stored[next - 1].id)
                    return 0
                }
                for (offset, creditRow) in origin.rows.enumerated() {
                    keptPlaces[touch(ofRow: creditRow)] = (stored[next - 1].id, offset + 1)
                }
                return stored[next - 1].id
            }
            gone += stored[next...].map(\.id)
        }
        try publication.removeJourneys(gone, models: models.map(\.rawValue)) { row, credits in
            for credit in credits {
                try cells.add(row, day: credit.day, traffic: credit.traffic, parts: credit.parts, times: -1)
            }
        }
        return kept
    }

    /// Whether a stored journey comes before that of a row, byte by byte as SQLite orders them.
    private static func precedes(_ stored: Publication.StoredJourney, _ row: Publication.JourneyRow) -> Bool {
        stored.source.utf8.elementsEqual(row.source.utf8)
            ? stored.conversionID.utf8.lexicographicallyPrecedes(row.id.utf8)
            : stored.source.utf8.lexicographicallyPrecedes(row.source.utf8)
    }

    private static func isOf(_ stored: Publication.StoredJourney, _ row: Publication.JourneyRow) -> Bool {
        stored.source.utf8.elementsEqual(row.source.utf8) && stored.conversionID.utf8.elementsEqual(row.id.utf8)
    }

    private func signature(_ row: Publication.JourneyRow, of origin: Origin, day: Day) -> Int64 {
        signature.begin(row, day: day)
        for creditRow in origin.rows {
            let touch = touch(ofRow: creditRow)
            signature.add(touches[touch], identity: identity(of: touch))
            for model in models.indices { signature.add(share(creditRow, model)) }
        }
        return signature.value
    }
}
