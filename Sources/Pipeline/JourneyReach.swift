import Definitions
import Journeys
import Visits
import Warehouse

/// The conversions whose journeys a publication's changes may have changed, and no others need be looked at.
///
/// What a journey follows from: its record, who it is of, the visits and calls of that person within its lookback, and
/// where these lie. Each is known to have changed from the facts themselves (`Publication.changedRecords`).
struct JourneyReach: Sendable {
    /// Of each lead, deal and payment, whether it is reached.
    private(set) var leads: [Bool]
    private(set) var deals: [Bool]
    private(set) var payments: [Bool]
    /// Reached records that no longer count.
    private(set) var gone: [Publication.JourneyKind: Set<RecordName>] = [:]
    /// For each identity with a reached conversion, when the touches of its journeys may be.
    private(set) var spans: [Int: ClosedRange<Instant>] = [:]
    /// The reached conversions that have journeys of their own.
    private var conversions: [(identity: Int, at: Instant)] = []

    private let records: Records
    private let lookback: Int64
    private let isOwn: Bool

    /// The records of a publication.
    struct Records: Sendable {
        var people: People
        var leads: Publication.LeadTable
        var deals: Publication.DealTable
        var payments: [Publication.PaymentRecord]
        var links: RecordLinks
    }

    /// Finds what changes reach.
    init(_ records: Records, _ changes: JourneyChanges, _ definition: PipelineDefinition) {
        leads = Array(repeating: false, count: records.leads.count)
        deals = Array(repeating: false, count: records.deals.count)
        payments = Array(repeating: false, count: records.payments.count)
        self.records = records
        lookback = Attribution(definition.attribution).lookbackMilliseconds
        isOwn = definition.attribution.anchor == .own
        addChanged(changes, definition.identity)
        if let start = changes.start { add(visitsOf: changes.came, from: start) }
        for (kind, name) in changes.moved { add(kind, name) }
        complete()
    }

    /// Adds the records that changed, and all records of whomever they are and were of.
    private mutating func addChanged(_ changes: JourneyChanges, _ definition: IdentityDefinition) {
        var identities = Set<Int>()
        for record in changes.records {
            for (kind, text) in record.keys {
                let key = definition.key(kind, text)
                key.flatMap(records.people.identity(of:)).map { _ = identities.insert($0) }
            }
            add(record.kind, record.name)
            // Whoever the deal made one with its lead may be two now.
            if let lead = record.lead { add(.lead, lead) }
        }
        let turned = Set(records.people.hubs.map(\.key)).symmetricDifference(changes.hubs.map(\.key))
        if !turned.isEmpty { addRecords(with: turned, to: &identities) }
        guard !identities.isEmpty else { return }
        for (position, identity) in records.people.leads.enumerated() where identity.map(identities.contains) == true {
            leads[position] = true
        }
        for (position, identity) in records.people.deals.enumerated() where identity.map(identities.contains) == true {
            deals[position] = true
        }
    }

    /// Of a key that began or ceased to link, all records are somebody else's than before.
    private mutating func addRecords(with turned: Set<IdentityKey>, to identities: inout Set<Int>) {
        let found = records.people.records(with: turned)
        identities.formUnion(found.identities)
        for position in found.leads { leads[position] = true }
        for position in found.deals { deals[position] = true }
    }

    /// Adds a record by its name.
    private mutating func add(_ kind: Publication.JourneyKind, _ name: RecordName) {
        let place: Int?
        switch kind {
        case .lead:
            place = name.position(among: records.leads.count) { records.leads.name(of: $0) }
            if let place { leads[place] = true }
        case .deal:
            place = name.position(among: records.deals.count) { records.deals.name(of: $0) }
            if let place { deals[place] = true }
        case .payment:
            place = name.position(among: records.payments.count) { records.payments[$0].name }
            if let place { payments[place] = true }
        }
        if place == nil { gone[kind, default: []].insert(name) }
    }

    /// Adds the conversions of visitors whose visits of some days changed.
    ///
    /// Later ones than the lookback, too: why nothing brought them depends on whether there was a visit before it.
    ///
    /// - Parameter start: the first instant of the first of these days.
    private mutating func add(visitsOf visitors: Set<CompactID>, from start: Instant) {
        let identities = Set(visitors.compactMap { records.people.visitors[$0] })
        guard !identities.isEmpty else { return }
        func isAfter(_ conversion: Instant) -> Bool { conversion >= start }
        for (position, identity) in records.people.leads.enumerated()
        where identity.map(identities.contains) == true && isAfter(records.leads[position].person.at) {
            leads[position] = true
        }
        for (position, identity) in records.people.deals.enumerated()
        where identity.map(identities.contains) == true && (isOwn || records.links.lead(ofDeal: position) == nil) {
            let deal = records.deals[position]
            if isAfter(deal.person.at) || deal.wonAt.map(isAfter) == true { deals[position] = true }
        }
        guard isOwn else { return }
        for (position, payment) in records.payments.enumerated() where isAfter(payment.at) {
            guard let deal = records.links.deal(ofPayment: position), let identity = records.people.deals[deal] else {
                continue
            }
            if identities.contains(identity) { payments[position] = true }
        }
    }

    /// Adds what follows from what is reached, and finds when the touches of all that may be.
    private mutating func complete() {
        var known = -1
        while known != reachedCount {
            known = reachedCount
            addRelated()
            addIdentities()
        }
        for (position, identity) in records.people.leads.enumerated() where leads[position] {
            add(span: records.leads[position].person.at, of: identity)
        }
        for (position, identity) in records.people.deals.enumerated()
        where deals[position] && (isOwn || records.links.lead(ofDeal: position) == nil) {
            let deal = records.deals[position]
            add(span: deal.person.at, of: identity)
            if let wonAt = deal.wonAt { add(span: wonAt, of: identity) }
        }
        for position in payments.indices where payments[position] && isOwn {
            guard let deal = records.links.deal(ofPayment: position) else { continue }
            add(span: records.payments[position].at, of: records.people.deals[deal])
        }
    }

    private var reachedCount: Int {
        leads.count { $0 } + deals.count { $0 } + payments.count { $0 }
    }

    /// Deals and payments have the journey of what they follow from, and change with it.
    private mutating func addRelated() {
        for position in deals.indices {
            guard let lead = records.links.lead(ofDeal: position) else { continue }
            if leads[lead] { deals[position] = true }
            if deals[position] { leads[lead] = true }
        }
        for position in payments.indices {
            if let deal = records.links.deal(ofPayment: position), deals[deal] { payments[position] = true }
        }
        for position in payments.indices {
            if let target = records.links.target(ofPayment: position) {
                if payments[target] { payments[position] = true }
                if payments[position] { addPayment(target) }
            }
            if payments[position], let deal = records.links.deal(ofPayment: position) { addDeal(deal) }
        }
    }

    /// Journeys of one person share touches, which are to be found again where they are stored.
    private mutating func addIdentities() {
        var isReached = [Bool](repeating: false, count: records.people.count)
        func note(_ identities: IdentityColumn, _ reached: [Bool]) {
            for (identity, isIn) in zip(identities, reached) where isIn { identity.map { isReached[$0] = true } }
        }
        note(records.people.leads, leads)
        note(records.people.deals, deals)
        for (position, identity) in records.people.leads.enumerated() where identity.map({ isReached[$0] }) == true {
            leads[position] = true
        }
        for (position, identity) in records.people.deals.enumerated() where identity.map({ isReached[$0] }) == true {
            deals[position] = true
        }
    }

    private mutating func addDeal(_ position: Int) {
        deals[position] = true
        if let lead = records.links.lead(ofDeal: position) { leads[lead] = true }
    }

    private mutating func addPayment(_ position: Int) {
        payments[position] = true
        if let deal = records.links.deal(ofPayment: position) { addDeal(deal) }
    }

    private mutating func add(span conversion: Instant, of identity: Int?) {
        guard let identity else { return }
        let (earliest, overflow) = conversion.milliseconds.subtractingReportingOverflow(lookback)
        let start = Instant(milliseconds: overflow ? .min : earliest)
        // Visits count to the second: one in the second of its conversion came before it.
        let end = Instant(milliseconds: conversion.milliseconds.addingReportingOverflow(999).partialValue)
        conversions.append((identity, conversion))
        let span = spans[identity] ?? start...max(start, end)
        spans[identity] = min(span.lowerBound, start)...max(span.upperBound, end)
    }

    /// The identities with a reached conversion that none of some touches is within the lookback of.
    ///
    /// Why it is unattributed depends on whether there were any before.
    func identities(unmetBy touches: [FoundTouch]) -> Set<Int> {
        var instants: [Int: [Int64]] = [:]
        for touch in touches { instants[Int(touch.identity), default: []].append(touch.at.seconds * 1000) }
        var unmet = Set<Int>()
        for (identity, conversion) in conversions {
            let (earliest, overflow) = conversion.milliseconds.subtractingReportingOverflow(lookback)
            let range = (overflow ? .min : earliest)...conversion.milliseconds
            if instants[identity]?.contains(where: { range.contains($0) }) != true { unmet.insert(identity) }
        }
        return unmet
    }
}
