import Definitions
import Journeys
import Warehouse

/// The journeys of all leads and of deals without one, and what they give to each touch.
final class JourneyCredits {
    let pipeline: LoadedPipeline
    let publication: Publication
    let matching: CampaignMatching
    /// What identities are called; how they were found isn't needed any more, and takes much room.
    let names: IdentityNames
    /// Who the leads and deals are of.
    let owners: (leads: IdentityColumn, deals: IdentityColumn)
    let leads: Publication.LeadTable
    let deals: Publication.DealTable
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
    var rows: CreditRows
    /// Rows of own touches follow the others: all of the credit to one touch.
    private var ownRows: [Int32] = []
    /// What brought each lead, deal and payment by a journey of its own.
    var origins: [JourneyOrigin] = []
    /// The row of a lead's own touch.
    private var leadRows: [Int: Int32] = [:]
    private var dealRows: [Int: Int32] = [:]
    private let tags: [Int64: VisitTags]
    /// The channel of each traffic source met.
    private(set) var channelNames: [Int64: String]

    /// Conversions are leads by their position, then deals by theirs, then payments.
    ///
    /// - Parameter meanwhile: is done while touches are sorted on another thread.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, matching: CampaignMatching,
        _ records: consuming JourneyReach.Records, _ conversions: consuming ConversionTable,
        within reach: JourneyReach?, tags: [Int64: VisitTags], visits: consuming TouchTable,
        leadsWithoutSource: Set<Int>, meanwhile: () throws -> Void
    ) throws {
        let definition = pipeline.definition
        guard let zone = ZoneTable(identifier: definition.timeZone) else {
            throw Failure(.definition, "there is no time zone '\(definition.timeZone)'")
        }
        self.pipeline = pipeline
        self.publication = publication
        self.matching = matching
        names = try records.people.names
        owners = (records.people.leads, records.people.deals)
        leads = records.leads
        deals = records.deals
        payments = records.payments
        links = records.links
        // Frees the keys that people were found by before the credits take as much.
        _ = consume records
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
        rows = CreditRows(models: models.count)
        self.tags = tags
        channelNames = try publication.trafficSources().mapValues(\.channel)
        let identities = names.count
        let sorting = Computation((touches: visits, starts: [Int32]())) { table throws(Failure) in
            table.starts = table.touches.sort(identities: identities)
        }
        try meanwhile()
        let sorted = try sorting.take()
        touches = sorted.touches
        beginOrigins()
        try attribute(attribution, consume conversions, touchStarts: sorted.starts)
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
    private func instant(ofDeal position: Int) -> Instant {
        deals[position].conversionInstant(isOwn: isOwn)
    }

    func share(_ row: Int, _ model: Int) -> Int64 {
        row < rows.count ? rows.share(row, model) : Shares.whole
    }

    func touch(ofRow row: Int) -> Int {
        row < rows.count ? Int(rows.touches[row]) : Int(ownRows[row - rows.count])
    }

    /// The place of a record among all origins.
    func place(_ kind: Kind, _ position: Int) -> Int {
        switch kind {
        case .lead: position
        case .deal: leads.count + position
        case .payment: leads.count + deals.count + position
        }
    }

    /// Begins the origins of all records with whose they are.
    private func beginOrigins() {
        origins.reserveCapacity(leads.count + deals.count + payments.count)
        for owner in owners.leads { origins.append(JourneyOrigin(identity: Int32(owner ?? -1))) }
        for owner in owners.deals { origins.append(JourneyOrigin(identity: Int32(owner ?? -1))) }
        for position in payments.indices {
            let deal = isOwn && reaches(.payment, position) ? links.deal(ofPayment: position) : nil
            let owner = deal.flatMap { owners.deals[$0] }
            origins.append(JourneyOrigin(identity: Int32(owner ?? -1)))
        }
    }

    // MARK: Own touches

    /// Lets records whose journey has no visit be credited to their own tags.
    private func addOwnTouches() throws {
        for position in leads.indices where reaches(.lead, position) && origins[position].rows.isEmpty {
            if let row = try ownRow(ofLead: position) {
                credit(row, to: &origins[position])
            } else {
                origins[position].reason =
                    leadsWithoutSource.contains(position) ? .callWithoutSource : reason(ofLead: position)
            }
        }
        for position in deals.indices where reaches(.deal, position) {
            let place = place(.deal, position)
            guard origins[place].rows.isEmpty, isOwn || links.lead(ofDeal: position) == nil else { continue }
            try addOwnTouch(ofDeal: position, at: instant(ofDeal: position), to: place)
        }
        guard isOwn else { return }
        for (position, payment) in payments.enumerated() where reaches(.payment, position) {
            let place = place(.payment, position)
            guard origins[place].rows.isEmpty, let deal = links.deal(ofPayment: position) else { continue }
            try addOwnTouch(ofDeal: deal, at: payment.at, to: place)
        }
    }

    /// Credits a conversion to the tags of its deal, else to those of the deal's lead, where these aren't too old for it.
    ///
    /// - Parameter place: that of the conversion among the origins.
    private func addOwnTouch(ofDeal position: Int, at instant: Instant, to place: Int) throws {
        let lead = links.lead(ofDeal: position)
        // Without a lead a deal's tags are no visit that could be too old: they are all that is known of it.
        if lead == nil || isNear(deals[position].person.at, instant), let row = try ownRow(ofDeal: position) {
            return credit(row, to: &origins[place])
        }
        guard let lead else { return origins[place].reason = .noLead }
        let hasTags = leads[lead].ownTag != 0
        if isNear(leads[lead].person.at, instant), let row = try ownRow(ofLead: lead) {
            return credit(row, to: &origins[place])
        }
        let isOld = hasTags || !origins[lead].rows.isEmpty
        origins[place].reason = isOld ? .outsideLookback : origins[lead].reason
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
        guard lead.ownTag != 0, let tags = tags[Int64(lead.ownTag)] else { return nil }
        let row = try addOwnTouch(
            of: lead.person, named: leads.name(of: position), .lead, lead.ownTag, tags, owners.leads[position])
        leadRows[position] = row
        return row
    }

    private func ownRow(ofDeal position: Int) throws -> Int32? {
        if let row = dealRows[position] { return row }
        guard let ownTags = deals.ownTags(of: position) else { return nil }
        let own = RecordedTags(
            source: ownTags[0], medium: ownTags[1], campaign: ownTags[2], content: ownTags[3], term: ownTags[4])
        guard case .touch(let found) = pipeline.channels.touch(ofLead: own) else { return nil }
        let tags = VisitTags(clues: CampaignClues(tags: found))
        let tag = try publication.tagID(of: Publication.VisitTag(tags))
        let row = try addOwnTouch(
            of: deals[position].person, named: deals.name(of: position), .deal, tag.narrowed(), tags,
            owners.deals[position])
        dealRows[position] = row
        return row
    }

    private func addOwnTouch(
        of person: Publication.Person, named name: RecordName, _ kind: FoundTouch.Kind, _ tag: Int32,
        _ tags: VisitTags, _ owner: Int?
    ) throws -> Int32 {
        let placement = try matching.placement(of: tags, on: person.day)
        ownRows.append(Int32(touches.touches.count))
        try touches.append(
            FoundTouch(
                at: person.at, day: person.day, identity: Int32(owner ?? -1), line: person.line,
                file: touches.position(ofFile: Int64(person.file)), tag: tag,
                placement: touches.position(of: placement), source: touches.position(ofSource: name.source), kind: kind),
            id: name.id)
        if channelNames[placement.traffic] == nil {
            channelNames = try publication.trafficSources().mapValues(\.channel)
        }
        return Int32(rows.count + ownRows.count - 1)
    }

    private func credit(_ row: Int32, to origin: inout JourneyOrigin) {
        origin.rows = row..<row + 1
        let touch = Int32(touch(ofRow: Int(row)))
        origin.head = touch..<touch + 1
        origin.tail = touch + 1..<touch + 1
        origin.reason = nil
    }

    /// Why nothing can be credited with a lead.
    private func reason(ofLead position: Int) -> UnattributedReason? {
        switch leads.kind(of: position).lowercased() {
        case "call", "звонок": return .callWithoutSource
        case "manual", "вручную": return .manualCRMEntry
        default: break
        }
        let own = UnattributedReason(rawValue: leads.ownReason(of: position))
        guard hasVisits else { return own }
        if origins[position].identity < 0 { return .noIdentity }
        return origins[position].reason ?? own
    }
}
