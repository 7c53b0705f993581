import Definitions
import Journeys
import Visits
import Warehouse

/// Calls as touches: each lies where its own tags say, else where the number that was dialled stood on its day.
///
/// A call is a touch of whoever its lead is of, its phone or its cookie belongs to; it joins nobody by itself, for evidence
/// comes from leads and deals.
struct CallTouches {
    /// A call so long before or after a lead on the same phone is that lead's.
    static let nearness: Int64 = 30 * 60

    /// The leads, by position, that came with a call to a number that is nobody's.
    private(set) var leadsWithoutSource: Set<Int> = []

    /// Places all calls, and finds whose they are.
    ///
    /// - Parameter touches: takes those of people with a conversion.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, matching: CampaignMatching, people: People,
        leads: Publication.LeadTable, tags: [Int64: VisitTags], into touches: inout TouchTable
    ) throws {
        let calls = try publication.calls()
        guard !calls.isEmpty else { return }
        let numbers = TrackingNumbers(
            try publication.trackingNumbers().map { number in
                TrackingNumbers.Assignment(
                    number: number.number, from: number.days.lowerBound, to: number.days.upperBound,
                    tags: RecordedTags(source: number.source, medium: number.medium, campaign: number.campaign))
            })
        let unattributed = try publication.trafficID(of: .unattributed)
        let index = try LeadIndex(leads, publication)
        var changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)] = []
        for call in calls {
            let near = index.leads(near: call)
            var place = (traffic: unattributed, reason: UnattributedReason.callWithoutSource.rawValue)
            if let (tag, found) = try Self.tags(of: call, numbers, tags, pipeline, publication) {
                let placement = try matching.placement(of: found, on: call.day)
                place = (placement.traffic, "")
                if call.isIncoming, let identity = near.first.flatMap({ people.leads[$0] }) ?? people.identity(of: call)
                {
                    // The CRM may make the lead while the phone still rings: the call came before it all the same.
                    let first = near.map { leads[$0].person.at }.min() ?? call.at
                    try touches.append(
                        FoundTouch(
                            at: min(call.at, first), day: call.day, identity: Int32(identity),
                            line: call.line.narrowed(), file: touches.position(ofFile: call.file), tag: tag.narrowed(),
                            placement: touches.position(of: placement),
                            source: touches.position(ofSource: call.source), kind: .call),
                        id: call.id)
                }
            } else if call.isIncoming {
                leadsWithoutSource.formUnion(near)
            }
            if place.traffic != call.traffic || place.reason != call.reason {
                changes.append((call.file, call.record, place.traffic, place.reason))
            }
        }
        try publication.placeCalls(changes, unattributed: unattributed)
    }

    /// The tags of a call: its own, else those of the number that was dialled.
    private static func tags(
        of call: Publication.CallRecord, _ numbers: TrackingNumbers, _ known: [Int64: VisitTags],
        _ pipeline: LoadedPipeline, _ publication: Publication
    ) throws -> (tag: Int64, tags: VisitTags)? {
        if call.ownTag != 0, let tags = known[call.ownTag] {
            return (call.ownTag, tags)
        }
        guard !call.trackingNumber.isEmpty, let recorded = numbers.tags(of: call.trackingNumber, on: call.day),
            case .touch(let found) = pipeline.channels.touch(ofLead: recorded)
        else { return nil }
        let tags = VisitTags(clues: CampaignClues(tags: found))
        return (try publication.tagID(of: Publication.VisitTag(tags)), tags)
    }
}

/// Leads by what a call may know them by.
private struct LeadIndex {
    private var byPhone: [String: [(at: Instant, position: Int)]] = [:]
    private var byID: [String: [Int]] = [:]
    private let leads: Publication.LeadTable

    init(_ leads: Publication.LeadTable, _ publication: Publication) throws {
        self.leads = leads
        for position in leads.indices { byID[leads.id(of: position), default: []].append(position) }
        let places = RecordPlaces(count: leads.count, name: leads.name)
        try publication.leadPhones { source, id, phone in
            let name = RecordName(source: source, id: id)
            guard let position = places.position(of: name, name: leads.name) else { return }
            byPhone[phone, default: []].append((leads[position].person.at, position))
        }
        for phone in byPhone.keys { byPhone[phone]?.sort { ($0.at, $0.position) < ($1.at, $1.position) } }
    }

    /// The leads that a call is of, by the CRM's word or by phone and time; that of its id first, then the earliest.
    func leads(near call: Publication.CallRecord) -> [Int] {
        var found: [Int] =
            call.leadID.isEmpty ? [] : byID[call.leadID, default: []].filter { isNear(leads[$0].person.at, call) }
        let known = byPhone[call.phone] ?? []
        var (low, high) = (0, known.count)
        while low < high {
            let middle = (low + high) / 2
            if known[middle].at.seconds < call.at.seconds - CallTouches.nearness {
                low = middle + 1
            } else {
                high = middle
            }
        }
        while low < known.count, isNear(known[low].at, call) {
            if !found.contains(known[low].position) { found.append(known[low].position) }
            low += 1
        }
        return found
    }

    private func isNear(_ lead: Instant, _ call: Publication.CallRecord) -> Bool {
        abs(lead.seconds - call.at.seconds) <= CallTouches.nearness
    }
}
