import Definitions
import Journeys
import Warehouse

/// The conversions with journeys of their own: one identity's after the other, each in the order of their instants.
///
/// They are known by their positions: leads, then deals, then payments.
struct ConversionTable: Sendable {
    /// Where the conversions of each identity begin, and the end of the last.
    let starts: [Int32]
    let conversions: [Conversion]

    /// - Parameter reach: the conversions that are looked at; nil: all.
    init(_ records: JourneyReach.Records, isOwn: Bool, within reach: JourneyReach?) {
        let identities = records.people.count
        var starts = [Int32](repeating: 0, count: identities + 1)
        Self.forEach(of: records, isOwn: isOwn, within: reach) { identity, _, _ in starts[identity + 1] += 1 }
        for identity in 0..<identities { starts[identity + 1] += starts[identity] }
        var next = starts
        var conversions = [Conversion](
            repeating: Conversion(at: Instant(milliseconds: 0), reference: 0), count: Int(starts[identities]))
        Self.forEach(of: records, isOwn: isOwn, within: reach) { identity, at, reference in
            conversions[Int(next[identity])] = Conversion(at: at, reference: Int64(reference))
            next[identity] += 1
        }
        for identity in 0..<identities where starts[identity + 1] - starts[identity] > 1 {
            conversions[Int(starts[identity])..<Int(starts[identity + 1])]
                .sort { ($0.at, $0.reference) < ($1.at, $1.reference) }
        }
        self.starts = starts
        self.conversions = conversions
    }

    /// The conversions of an identity, by their places in `conversions`.
    subscript(_ identity: Int) -> Range<Int> { Int(starts[identity])..<Int(starts[identity + 1]) }

    /// The first conversion of an identity that isn't before an instant; nil where there is none.
    ///
    /// - Complexity: O(*n*) in the conversions of the identity.
    func next(of identity: Int, from instant: Instant) -> Instant? {
        conversions.withUnsafeBufferPointer { conversions in
            for place in self[identity] where conversions[place].at >= instant { return conversions[place].at }
            return nil
        }
    }

    private static func forEach(
        of records: JourneyReach.Records, isOwn: Bool, within reach: JourneyReach?,
        _ body: (_ identity: Int, _ at: Instant, _ reference: Int) -> Void
    ) {
        let people = records.people
        for position in records.leads.indices where reach?.leads[position] != false {
            if let identity = people.leads[position] { body(identity, records.leads[position].person.at, position) }
        }
        for position in records.deals.indices
        where reach?.deals[position] != false && (isOwn || records.links.lead(ofDeal: position) == nil) {
            guard let identity = people.deals[position] else { continue }
            body(
                identity, records.deals[position].conversionInstant(isOwn: isOwn), records.leads.count + position)
        }
        guard isOwn else { return }
        for position in records.payments.indices where reach?.payments[position] != false {
            guard let deal = records.links.deal(ofPayment: position), let identity = people.deals[deal] else {
                continue
            }
            body(identity, records.payments[position].at, records.leads.count + records.deals.count + position)
        }
    }
}

extension Publication.DealRecord {
    /// The moment that a deal's own journey ends with.
    func conversionInstant(isOwn: Bool) -> Instant {
        isOwn && isWon ? wonAt ?? person.at : person.at
    }
}
