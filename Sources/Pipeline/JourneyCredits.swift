import Definitions
import Journeys
import Warehouse

/// The journeys of all leads and of deals without one, and what they give to each touch.
final class JourneyCredits {
    let pipeline: LoadedPipeline
    let publication: Publication
    let matching: CampaignMatching
    let people: People
    let leads: [Publication.LeadRecord]
    let deals: [Publication.DealRecord]
    let payments: [Publication.PaymentRecord]
    let links: RecordLinks
    /// The conversions that are looked at; nil: all.
    let reach: JourneyReach?
    /// Whether deals and payments have journeys of their own.
    let isOwn: Bool
    let lookbackMilliseconds: Int64
    let models: [AttributionModel]
    let zone: ZoneTable
    let hasVisits: Bool
    /// Leads with a call to a number that is nobody's.
    let leadsWithoutSource: Set<Int>
    let unattributed: Int64
    let reportModel: Int

    /// Visits and calls by person and time, then the own touches of records.
    var touches: TouchTable
    var batch: CreditBatch
    /// Rows of own touches follow those of the batch: all of the credit to one touch.
    var ownRows: [Int32] = []
    var leadOrigins: [JourneyOrigin] = []
    var dealOrigins: [JourneyOrigin] = []
    /// Of payments with journeys of their own.
    var paymentOrigins: [JourneyOrigin] = []
    /// The row of a lead's own touch.
    private var leadRows: [Int: Int32] = [:]
    private var dealRows: [Int: Int32] = [:]
    private let tags: [Int64: VisitTags]
    /// The channel of each traffic source met.
    private(set) var channelNames: [Int64: String]

    /// Conversions are leads by their position, then deals by theirs, then payments.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, matching: CampaignMatching,
        _ records: JourneyReach.Records, within reach: JourneyReach?, tags: [Int64: VisitTags],
        visits: consuming TouchTable, leadsWithoutSource: Set<Int>
    ) throws {
        let definition = pipeline.definition
        guard let zone = ZoneTable(identifier: definition.timeZone) else {
            throw Failure(.definition, "there is no time zone '\(definition.timeZone)'")
        }
        self.pipeline = pipeline
        self.publication = publication
        self.matching = matching
        people = records.people
        leads = records.leads
        deals = records.deals
        payments = records.payments
        links = records.links
        self.reach = reach
        self.zone = zone
        let attribution = Attribution(definition.attribution)
        models = attribution.models
        isOwn = definition.attribution.anchor == .own
        lookbackMilliseconds = attribution.lookbackMilliseconds
        self.leadsWithoutSource = leadsWithoutSource
        hasVisits = definition.sources.contains { $0.entity == "visit" || $0.entity == "call" }
        reportModel = models.firstIndex { $0.rawValue == definition.attribution.reportModel } ?? 0
        unattributed = try publication.trafficID(of: .unattributed)
        batch = CreditBatch(models: models)
        self.tags = tags
        channelNames = try publication.channelNamesByTraffic()
        let starts = visits.sort(identities: people.count)
        touches = visits
        attribute(attribution, touchStarts: starts)
        try addOwnTouches()
    }

    /// Whether a record is looked at.
    func reaches(_ kind: Kind, _ position: Int) -> Bool {
        guard let reach else { return true }
        return switch kind {
        case .lead: reach.leads[position]
        case .deal: reach.deals[position]
        case .payment: reach.payments[position]
        }
    }

    /// The moment that a deal's own journey ends with: when it was won, until then and by its lead's anchor its creation.
    func instant(ofDeal position: Int) -> Instant {
        let deal = deals[position]
        return isOwn && deal.isWon ? deal.wonAt ?? deal.person.at : deal.person.at
    }

    func share(_ row: Int, _ model: Int) -> Int64 {
        row < batch.touches.count ? batch.shares[model][row] : Shares.whole
    }

    func touch(ofRow row: Int) -> Int {
        row < batch.touches.count ? Int(batch.touches[row]) : Int(ownRows[row - batch.touches.count])
    }

    // MARK: Own touches

    /// Lets records whose journey has no visit be credited to their own tags.
    private func addOwnTouches() throws {
        for (position, lead) in leads.enumerated()
        where reaches(.lead, position) && leadOrigins[position].rows.isEmpty {
            if let row = try ownRow(ofLead: position) {
                credit(row, to: &leadOrigins[position])
            } else {
                leadOrigins[position].reason =
                    leadsWithoutSource.contains(position)
                    ? .callWithoutSource : reason(of: lead, leadOrigins[position])
            }
        }
        for position in deals.indices
        where reaches(.deal, position) && dealOrigins[position].rows.isEmpty
            && (isOwn || links.lead(ofDeal: position) == nil)
        {
            try addOwnTouch(ofDeal: position, at: instant(ofDeal: position), to: &dealOrigins[position])
        }
        guard isOwn else { return }
        for (position, payment) in payments.enumerated()
        where reaches(.payment, position) && paymentOrigins[position].rows.isEmpty {
            guard let deal = links.deal(ofPayment: position) else { continue }
            try addOwnTouch(ofDeal: deal, at: payment.at, to: &paymentOrigins[position])
        }
    }

    /// Credits a conversion to the tags of its deal, else to those of the deal's lead, where these aren't too old for it.
    private func addOwnTouch(
        ofDeal position: Int, at instant: Instant, to origin: inout JourneyOrigin
    ) throws {
        let lead = links.lead(ofDeal: position)
        // Without a lead a deal's tags are no visit that could be too old: they are all that is known of it.
        if lead == nil || isNear(deals[position].person.at, instant), let row = try ownRow(ofDeal: position) {
            return credit(row, to: &origin)
        }
        guard let lead else { return origin.reason = .noLead }
        let hasTags = leads[lead].ownTag != 0
        if isNear(leads[lead].person.at, instant), let row = try ownRow(ofLead: lead) {
            return credit(row, to: &origin)
        }
        let isOld = hasTags || !leadOrigins[lead].rows.isEmpty
        origin.reason = isOld ? .outsideLookback : leadOrigins[lead].reason
    }

    /// Whether a touch lies within the lookback of a conversion.
    private func isNear(_ touch: Instant, _ conversion: Instant) -> Bool {
        let age = conversion.milliseconds.subtractingReportingOverflow(touch.milliseconds)
        return !age.overflow && (0...lookbackMilliseconds).contains(age.partialValue)
    }

    /// The row of the touch that a lead's own tags are; nil where it has none.
    private func ownRow(ofLead position: Int) throws -> Int32? {
        if let row = leadRows[position] { return row }
        let lead = leads[position]
        guard lead.ownTag != 0, let tags = tags[lead.ownTag] else { return nil }
        let row = try addOwnTouch(of: lead.person, .lead, lead.ownTag, tags, identity: people.leads[position])
        leadRows[position] = row
        return row
    }

    private func ownRow(ofDeal position: Int) throws -> Int32? {
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
    ) throws -> Int32 {
        let placement = try matching.placement(of: tags, on: person.day)
        ownRows.append(Int32(touches.touches.count))
        touches.append(
            FoundTouch(
                at: person.at, day: person.day, identity: Int32(identity ?? -1), recordID: person.id,
                line: person.line, file: person.file, tag: tag, placement: touches.position(of: placement),
                source: touches.position(ofSource: person.source), kind: kind))
        if channelNames[placement.traffic] == nil { channelNames = try publication.channelNamesByTraffic() }
        return Int32(batch.touches.count + ownRows.count - 1)
    }

    private func credit(_ row: Int32, to origin: inout JourneyOrigin) {
        origin.rows = row..<row + 1
        let touch = Int32(touch(ofRow: Int(row)))
        origin.head = touch..<touch + 1
        origin.tail = touch + 1..<touch + 1
        origin.reason = nil
    }

    /// Why nothing can be credited with a lead.
    private func reason(of lead: Publication.LeadRecord, _ origin: JourneyOrigin) -> UnattributedReason? {
        switch lead.kind.lowercased() {
        case "call", "звонок": return .callWithoutSource
        case "manual", "вручную": return .manualCRMEntry
        default: break
        }
        let own = UnattributedReason(rawValue: lead.ownReason)
        guard hasVisits else { return own }
        if origin.identity < 0 { return .noIdentity }
        return origin.reason ?? own
    }
}
