import Definitions
import Journeys
import Warehouse

/// The journeys of all leads and of deals without one, and what they give to each touch.
final class JourneyCredits {
    /// What brought one conversion.
    struct Origin {
        var identity: Int?
        /// Its rows among the credits; empty where nothing is known.
        var rows: Range<Int> = 0..<0
        var touches = 0
        var dropped = 0
        var path = ""
        var reason = ""
    }

    let pipeline: LoadedPipeline
    let publication: Publication
    let matching: CampaignMatching
    let people: People
    let leads: [Publication.LeadRecord]
    let deals: [Publication.DealRecord]
    let payments: [Publication.PaymentRecord]
    /// Whether deals and payments have journeys of their own.
    let isOwn: Bool
    let lookbackMilliseconds: Int64
    let models: [AttributionModel]
    let zone: ZoneTable
    let hasVisits: Bool
    /// Leads with a call to a number that is nobody's.
    let leadsWithoutSource: Set<Int>
    let writer: Publication.JourneyWriter
    let unattributed: Int64

    /// Visits and calls by person and time, then the own touches of records.
    var touches: [FoundTouch]
    var batch: CreditBatch
    /// Rows of own touches follow those of the batch: all of the credit to one touch.
    var ownRows: [Int] = []
    var leadOrigins: [Origin] = []
    var dealOrigins: [Origin] = []
    /// Of payments with journeys of their own.
    var paymentOrigins: [Origin] = []
    var leadPlaces: [LeadName: Int] = [:]
    var dealPlaces: [LeadName: Int] = [:]
    var paymentPlaces: [LeadName: Int] = [:]
    /// The row of a lead's own touch.
    var leadRows: [Int: Int] = [:]
    var dealRows: [Int: Int] = [:]
    /// The ids of touches that were written, 0 of others.
    var touchIDs: [Int64] = []
    var apportionment = Apportionment()
    var cells: CreditCells
    var signature = JourneySignature()
    /// Of each touch a stored journey that credits it and stays, and the touch's position in it; (0, 0) where there is none.
    var keptPlaces: [(journey: Int64, position: Int)] = []
    let reportModel: Int
    let tags: [Int64: VisitTags]
    /// The channel of each traffic source met.
    var channelNames: [Int64: String]

    /// Conversions are leads by their position, then deals by theirs, then payments.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, matching: CampaignMatching, people: People,
        leads: [Publication.LeadRecord], deals: [Publication.DealRecord],
        payments: [Publication.PaymentRecord], visits: consuming [FoundTouch], leadsWithoutSource: Set<Int>
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
        self.payments = payments
        self.zone = zone
        let attribution = Attribution(definition.attribution)
        models = attribution.models
        isOwn = definition.attribution.anchor == .own
        lookbackMilliseconds = attribution.lookbackMilliseconds
        self.leadsWithoutSource = leadsWithoutSource
        hasVisits = definition.sources.contains { $0.entity == "visit" || $0.entity == "call" }
        writer = try Publication.JourneyWriter(publication, models: models.map(\.rawValue))
        reportModel = models.firstIndex { $0.rawValue == definition.attribution.reportModel } ?? 0
        cells = CreditCells(definition, models: models.map(\.rawValue))
        unattributed = try publication.trafficID(of: .unattributed)
        visits.sort { $0.precedes($1) }
        touches = visits
        batch = CreditBatch(models: models)
        tags = try publication.tags().compactMapValues { VisitTags(encoded: $0) }
        channelNames = try publication.channelNamesByTraffic()
        for (position, lead) in leads.enumerated() {
            leadPlaces[LeadName(source: lead.person.source, id: lead.person.id)] = position
        }
        for (position, deal) in deals.enumerated() {
            dealPlaces[LeadName(source: deal.person.source, id: deal.person.id)] = position
        }
        for (position, payment) in payments.enumerated() {
            paymentPlaces[LeadName(source: payment.source, id: payment.id)] = position
        }
        attribute(AttributionKernel(attribution))
        try addOwnTouches()
    }

    /// The lead that opened a deal; nil where none is known.
    func lead(of deal: Publication.DealRecord) -> Int? {
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
            guard let identity = people.deals[position], isOwn || lead(of: deal) == nil else { continue }
            conversions[identity].append(
                Conversion(at: instant(ofDeal: position), reference: Int64(leads.count + position)))
        }
        for (position, payment) in payments.enumerated() {
            paymentOrigins.append(Origin())
            guard isOwn, let deal = deal(of: payment), let identity = people.deals[deal] else { continue }
            paymentOrigins[position].identity = identity
            let reference = Int64(leads.count + deals.count + position)
            conversions[identity].append(Conversion(at: payment.at, reference: reference))
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

    /// The moment that a deal's own journey ends with: when it was won, until then and by its lead's anchor its creation.
    private func instant(ofDeal position: Int) -> Instant {
        let deal = deals[position]
        return isOwn && deal.isWon ? deal.wonAt ?? deal.person.at : deal.person.at
    }

    /// The deal that a payment is of.
    func deal(of payment: Publication.PaymentRecord) -> Int? {
        payment.isTargetUnknown ? nil : dealPlaces[LeadName(source: payment.dealSource, id: payment.dealID)]
    }

    private func note(_ journey: Journey, from first: Int) {
        var origin = Origin(rows: journey.credits, touches: journey.keptTouches, dropped: journey.droppedTouches)
        origin.reason = journey.reason?.rawValue ?? ""
        origin.path = path(of: journey, from: first)
        let position = Int(journey.conversion)
        if position < leads.count {
            origin.identity = people.leads[position]
            leadOrigins[position] = origin
        } else if position < leads.count + deals.count {
            origin.identity = people.deals[position - leads.count]
            dealOrigins[position - leads.count] = origin
        } else {
            origin.identity = paymentOrigins[position - leads.count - deals.count].identity
            paymentOrigins[position - leads.count - deals.count] = origin
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
            if let row = try ownRow(ofLead: position) {
                credit(row, to: &leadOrigins[position])
            } else {
                leadOrigins[position].reason =
                    leadsWithoutSource.contains(position)
                    ? UnattributedReason.callWithoutSource.rawValue : reason(of: lead, leadOrigins[position])
            }
        }
        for (position, deal) in deals.enumerated()
        where dealOrigins[position].rows.isEmpty && (isOwn || lead(of: deal) == nil) {
            try addOwnTouch(ofDeal: position, at: instant(ofDeal: position), to: &dealOrigins[position])
        }
        guard isOwn else { return }
        for (position, payment) in payments.enumerated() where paymentOrigins[position].rows.isEmpty {
            guard let deal = deal(of: payment) else { continue }
            try addOwnTouch(ofDeal: deal, at: payment.at, to: &paymentOrigins[position])
        }
    }

    /// Credits a conversion to the tags of its deal, else to those of the deal's lead, where these aren't too old for it.
    private func addOwnTouch(ofDeal position: Int, at instant: Instant, to origin: inout Origin) throws {
        let lead = lead(of: deals[position])
        // Without a lead a deal's tags are no visit that could be too old: they are all that is known of it.
        if lead == nil || isNear(deals[position].person.at, instant), let row = try ownRow(ofDeal: position) {
            return credit(row, to: &origin)
        }
        guard let lead else { return origin.reason = UnattributedReason.noLead.rawValue }
        let hasTags = leads[lead].ownTag != 0
        if isNear(leads[lead].person.at, instant), let row = try ownRow(ofLead: lead) {
            return credit(row, to: &origin)
        }
        let isOld = hasTags || !leadOrigins[lead].rows.isEmpty
        origin.reason = isOld ? UnattributedReason.outsideLookback.rawValue : leadOrigins[lead].reason
    }

    /// Whether a touch lies within the lookback of a conversion.
    private func isNear(_ touch: Instant, _ conversion: Instant) -> Bool {
        let age = conversion.milliseconds.subtractingReportingOverflow(touch.milliseconds)
        return !age.overflow && (0...lookbackMilliseconds).contains(age.partialValue)
    }

    /// The row of the touch that a lead's own tags are; nil where it has none.
    private func ownRow(ofLead position: Int) throws -> Int? {
        if let row = leadRows[position] { return row }
        let lead = leads[position]
        guard lead.ownTag != 0, let tags = tags[lead.ownTag] else { return nil }
        let row = try addOwnTouch(of: lead.person, .lead, lead.ownTag, tags, identity: people.leads[position])
        leadRows[position] = row
        return row
    }

    private func ownRow(ofDeal position: Int) throws -> Int? {
        if let row = dealRows[position] { return row }
        let deal = deals[position]
        let own = RecordedTags(
            source: deal.ownTags[0], medium: deal.ownTags[1], campaign: deal.ownTags[2], content: deal.ownTags[3],
            term: deal.ownTags[4])
        guard case .touch(let found) = pipeline.channels.touch(ofLead: own) else { return nil }
        let tags = VisitTags(clues: CampaignClues(tags: found))
        let tag = try publication.tagID(of: Publication.VisitTag(tags))
        let row = try addOwnTouch(of: deal.person, .deal, tag, tags, identity: people.deals[position])
        dealRows[position] = row
        return row
    }

    private func addOwnTouch(
        of person: Publication.Person, _ kind: FoundTouch.Kind, _ tag: Int64, _ tags: VisitTags, identity: Int?
    ) throws -> Int {
        let placement = try matching.placement(of: tags, on: person.day)
        touches.append(
            FoundTouch(
                identity: identity ?? -1, kind: kind, at: person.at, day: person.day, file: person.file,
                line: person.line, source: person.source, recordID: person.id, tag: tag, placement: placement))
        ownRows.append(touches.count - 1)
        if channelNames[placement.traffic] == nil { channelNames = try publication.channelNamesByTraffic() }
        return batch.touches.count + ownRows.count - 1
    }

    private func credit(_ row: Int, to origin: inout Origin) {
        origin.rows = row..<row + 1
        origin.touches = 1
        origin.reason = ""
        origin.path = channelNames[touches[touch(ofRow: row)].placement.traffic] ?? ""
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

    func share(_ row: Int, _ model: Int) -> Int64 {
        row < batch.touches.count ? batch.shares[model][row] : Shares.whole
    }

    func touch(ofRow row: Int) -> Int {
        row < batch.touches.count ? Int(batch.touches[row]) : ownRows[row - batch.touches.count]
    }
}
