import Definitions
import Journeys
import Warehouse

/// The journeys of all leads and of deals without one, and what they give to each touch.
final class JourneyCredits {
    /// What brought one conversion.
    private struct Origin {
        var identity: Int?
        /// Its rows among the credits; empty where nothing is known.
        var rows: Range<Int> = 0..<0
        var touches = 0
        var dropped = 0
        var path = ""
        var reason = ""
    }

    private let pipeline: LoadedPipeline
    private let publication: Publication
    private let matching: CampaignMatching
    private let people: People
    private let leads: [Publication.LeadRecord]
    private let deals: [Publication.DealRecord]
    private let models: [AttributionModel]
    private let zone: ZoneTable
    private let hasVisits: Bool
    private let writer: Publication.JourneyWriter
    private let unattributed: Int64

    /// Visits by person and time, then the own touches of records.
    private var touches: [FoundTouch]
    private var batch: CreditBatch
    /// Rows of own touches follow those of the batch: all of the credit to one touch.
    private var ownRows: [Int] = []
    private var leadOrigins: [Origin] = []
    private var dealOrigins: [Origin] = []
    private var leadPlaces: [LeadName: Int] = [:]
    /// The ids of touches that were written, 0 of others.
    private var touchIDs: [Int64] = []
    private var apportionment = Apportionment()
    private let tags: [Int64: VisitTags]
    /// The channel of each traffic source met.
    private var channelNames: [Int64: String]

    /// Conversions are leads by their position, then deals by theirs.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, matching: CampaignMatching, people: People,
        leads: [Publication.LeadRecord], deals: [Publication.DealRecord], visits: [FoundTouch]
    ) throws {
        let definition = pipeline.definition
        guard let zone = ZoneTable(identifier: definition.timeZone) else {
            throw Failure(.definition, "there is no time zone '\(definition.timeZone)'")
        }
        self.pipeline = pipeline
        self.publication = publication
        self.matching = matching
        self.people = people
        self.leads = leads
        self.deals = deals
        self.zone = zone
        let attribution = Attribution(definition.attribution)
        models = attribution.models
        hasVisits = definition.sources.contains { $0.entity == "visit" }
        writer = try Publication.JourneyWriter(publication, models: models.map(\.rawValue))
        unattributed = try publication.trafficID(of: .unattributed)
        touches = visits.sorted { $0.precedes($1) }
        batch = CreditBatch(models: models)
        tags = try publication.tags().compactMapValues { VisitTags(encoded: $0) }
        channelNames = try publication.channelNamesByTraffic()
        for (position, lead) in leads.enumerated() {
            leadPlaces[LeadName(source: lead.person.source, id: lead.person.id)] = position
        }
        attribute(AttributionKernel(attribution))
        try addOwnTouches()
    }

    /// Whether a deal takes the credits of the lead that opened it.
    private func lead(of deal: Publication.DealRecord) -> Int? {
        deal.leadSource.isEmpty ? nil : leadPlaces[LeadName(source: deal.leadSource, id: deal.leadID)]
    }

    // MARK: Journeys of visits

    private func attribute(_ kernel: consuming AttributionKernel) {
        var conversions = Array(repeating: [Conversion](), count: people.count)
        for (position, lead) in leads.enumerated() {
            leadOrigins.append(Origin(identity: people.leads[position]))
            guard let identity = people.leads[position] else { continue }
            conversions[identity].append(Conversion(at: lead.person.at, reference: Int64(position)))
        }
        for (position, deal) in deals.enumerated() {
            dealOrigins.append(Origin(identity: people.deals[position]))
            guard let identity = people.deals[position], lead(of: deal) == nil else { continue }
            conversions[identity].append(Conversion(at: deal.person.at, reference: Int64(leads.count + position)))
        }
        var next = 0
        for identity in 0..<people.count {
            let first = next
            while next < touches.count, touches[next].identity == identity { next += 1 }
            guard !conversions[identity].isEmpty else { continue }
            // To the second, as records are kept: a visit in the second of its lead came before it.
            let journeys = touches[first..<next].enumerated().map { offset, touch in
                Touch(
                    at: Instant(milliseconds: touch.at.seconds * 1000), reference: Int64(first + offset),
                    isPaid: touch.placement.isPaid, isDirect: touch.placement.isDirect)
            }
            let sorted = conversions[identity].sorted { ($0.at, $0.reference) < ($1.at, $1.reference) }
            let before = batch.journeys.count
            kernel.attribute(sorted.span, touches: journeys.span, into: &batch)
            for journey in batch.journeys[before...] { note(journey, from: first) }
        }
    }

    private func note(_ journey: Journey, from first: Int) {
        var origin = Origin(rows: journey.credits, touches: journey.keptTouches, dropped: journey.droppedTouches)
        origin.reason = journey.reason?.rawValue ?? ""
        origin.path = path(of: journey, from: first)
        let position = Int(journey.conversion)
        if position < leads.count {
            origin.identity = people.leads[position]
            leadOrigins[position] = origin
        } else {
            origin.identity = people.deals[position - leads.count]
            dealOrigins[position - leads.count] = origin
        }
    }

    /// So many channels of a path are shown from its start and from its end.
    private static let shownPath = 20

    private func path(of journey: Journey, from first: Int) -> String {
        var names: [String] = []
        for place in 0..<journey.keptTouches {
            if journey.keptTouches > 2 * Self.shownPath, place >= Self.shownPath,
                place < journey.keptTouches - Self.shownPath
            {
                if place == Self.shownPath { names.append("…") }
                continue
            }
            names.append(channelNames[touches[first + journey.touch(at: place)].placement.traffic] ?? "")
        }
        return names.joined(separator: " > ")
    }

    // MARK: Own touches

    /// Lets records whose journey has no visit be credited to their own tags.
    private func addOwnTouches() throws {
        for (position, lead) in leads.enumerated() where leadOrigins[position].rows.isEmpty {
            if lead.ownTag != 0, let tags = tags[lead.ownTag] {
                leadOrigins[position] = try addOwnTouch(
                    of: lead.person, .lead, lead.ownTag, tags, to: leadOrigins[position])
            } else {
                leadOrigins[position].reason = reason(of: lead, leadOrigins[position])
            }
        }
        for (position, deal) in deals.enumerated() where dealOrigins[position].rows.isEmpty && lead(of: deal) == nil {
            let own = RecordedTags(
                source: deal.ownTags[0], medium: deal.ownTags[1], campaign: deal.ownTags[2], content: deal.ownTags[3],
                term: deal.ownTags[4])
            guard case .touch(let found) = pipeline.channels.touch(ofLead: own) else {
                dealOrigins[position].reason = UnattributedReason.noLead.rawValue
                continue
            }
            let tags = VisitTags(clues: CampaignClues(tags: found))
            let tag = try publication.tagID(of: Publication.VisitTag(tags))
            dealOrigins[position] = try addOwnTouch(
                of: deal.person, .deal, tag, tags, to: dealOrigins[position])
        }
    }

    private func addOwnTouch(
        of person: Publication.Person, _ kind: FoundTouch.Kind, _ tag: Int64, _ tags: VisitTags, to known: Origin
    ) throws -> Origin {
        var origin = known
        let placement = try matching.placement(of: tags, on: person.day)
        touches.append(
            FoundTouch(
                identity: origin.identity ?? -1, kind: kind, at: person.at, day: person.day, file: person.file,
                line: person.line, source: person.source, recordID: person.id, tag: tag, placement: placement))
        let row = batch.touches.count + ownRows.count
        ownRows.append(touches.count - 1)
        origin.rows = row..<row + 1
        origin.touches = 1
        origin.reason = ""
        if channelNames[placement.traffic] == nil { channelNames = try publication.channelNamesByTraffic() }
        origin.path = channelNames[placement.traffic] ?? ""
        return origin
    }

    /// Why nothing can be credited with a lead.
    private func reason(of lead: Publication.LeadRecord, _ origin: Origin) -> String {
        switch lead.kind.lowercased() {
        case "call", "звонок": return UnattributedReason.callWithoutSource.rawValue
        case "manual", "вручную": return UnattributedReason.manualCRMEntry.rawValue
        default: break
        }
        guard hasVisits else { return lead.ownReason }
        if origin.identity == nil { return UnattributedReason.noIdentity.rawValue }
        return origin.reason.isEmpty ? lead.ownReason : origin.reason
    }

    // MARK: Writing

    /// Writes the journeys of leads, deals and payments, and gives the records their place.
    func write(payments: [Publication.PaymentRecord]) throws {
        touchIDs = Array(repeating: 0, count: touches.count)
        try writeLeads()
        let dealPlaces = try writeDeals()
        try writePayments(payments, dealPlaces)
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
        lead(of: deals[position]).map { leadOrigins[$0] } ?? dealOrigins[position]
    }

    private func writeDeals() throws -> [LeadName: Int] {
        var changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)] = []
        var places: [LeadName: Int] = [:]
        for (position, deal) in deals.enumerated() {
            places[LeadName(source: deal.person.source, id: deal.person.id)] = position
            var row = Publication.JourneyRow(
                conversion: "deal", source: deal.person.source, id: deal.person.id, reportDay: deal.reportDay)
            row.isWon = deal.isWon
            row.leadDay = lead(of: deal).map { leads[$0].person.day }
            row.dealCreatedDay = deal.person.day
            row.dealWonDay = deal.isWon ? deal.wonAt.map(zone.day(of:)) : nil
            row.value = deal.revenue
            let origin = origin(ofDeal: position)
            let traffic = try write(row, of: origin, day: deal.person.day)
            if traffic != deal.person.traffic || origin.reason != deal.person.reason {
                changes.append((deal.person.file, deal.person.record, traffic, origin.reason))
            }
        }
        try publication.placeRecords(.deal, changes)
        return places
    }

    private func writePayments(
        _ payments: [Publication.PaymentRecord], _ dealPlaces: [LeadName: Int]
    ) throws {
        var changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)] = []
        for payment in payments {
            var row = Publication.JourneyRow(
                conversion: "payment", source: payment.source, id: payment.id, reportDay: payment.reportDay)
            row.paymentDay = payment.day
            row.value = payment.amount
            var origin = Origin()
            if payment.isTargetUnknown {
                origin.reason = UnattributedReason.refundTargetUnknown.rawValue
            } else if let place = dealPlaces[LeadName(source: payment.dealSource, id: payment.dealID)] {
                let deal = deals[place]
                origin = self.origin(ofDeal: place)
                row.leadDay = lead(of: deal).map { leads[$0].person.day }
                row.dealCreatedDay = deal.person.day
                row.dealWonDay = deal.isWon ? deal.wonAt.map(zone.day(of:)) : nil
            } else {
                origin.reason = UnattributedReason.noLead.rawValue
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

    private func share(_ row: Int, _ model: Int) -> Int64 {
        row < batch.touches.count ? batch.shares[model][row] : Shares.whole
    }

    private func touch(ofRow row: Int) -> Int {
        row < batch.touches.count ? Int(batch.touches[row]) : ownRows[row - batch.touches.count]
    }
}
