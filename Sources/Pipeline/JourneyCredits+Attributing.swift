import Definitions
import Dispatch
import Foundation
import Journeys
import Warehouse

/// The kernel run over all identities, on all cores.
extension JourneyCredits {
    /// The conversions of identities, one identity's after the other, each in the order of their instants.
    private struct ConversionTable: Sendable {
        private(set) var starts: [Int32]
        private(set) var conversions: [Conversion]

        init(identities: Int, _ found: [(identity: Int32, conversion: Conversion)]) {
            var starts = [Int32](repeating: 0, count: identities + 1)
            for (identity, _) in found { starts[Int(identity) + 1] += 1 }
            for identity in 0..<identities { starts[identity + 1] += starts[identity] }
            var next = starts
            var conversions = [Conversion](
                repeating: Conversion(at: Instant(milliseconds: 0), reference: 0), count: found.count)
            for (identity, conversion) in found {
                conversions[Int(next[Int(identity)])] = conversion
                next[Int(identity)] += 1
            }
            for identity in 0..<identities where starts[identity + 1] - starts[identity] > 1 {
                conversions[Int(starts[identity])..<Int(starts[identity + 1])]
                    .sort { ($0.at, $0.reference) < ($1.at, $1.reference) }
            }
            self.starts = starts
            self.conversions = conversions
        }

        subscript(_ identity: Int) -> Range<Int> { Int(starts[identity])..<Int(starts[identity + 1]) }
    }

    /// The identities that one core goes through at a time, and what it found.
    private struct Share: Sendable {
        var identities: Range<Int>
        var batch: CreditBatch
    }

    /// Finds what brought each conversion that has a journey of its own.
    ///
    /// - Parameter touchStarts: where the touches of each identity begin, and the end of the last.
    func attribute(_ attribution: Attribution, touchStarts: [Int32]) {
        let conversions = findConversions()
        var shares = Self.divide(people.count, touchStarts, conversions.starts).map {
            Share(identities: $0, batch: CreditBatch(models: attribution.models))
        }
        let touches = touches.touches
        let placements = self.touches.placements
        shares.withUnsafeMutableBufferPointer { shares in
            // Each iteration has a share of its own.
            nonisolated(unsafe) let shares = shares
            DispatchQueue.concurrentPerform(iterations: shares.count) { index in
                var kernel = AttributionKernel(attribution)
                var batch = shares[index].batch
                var journey: [Touch] = []
                for identity in shares[index].identities {
                    let range = conversions[identity]
                    guard !range.isEmpty else { continue }
                    journey.removeAll(keepingCapacity: true)
                    for position in Int(touchStarts[identity])..<Int(touchStarts[identity + 1]) {
                        let placement = Int(touches[position].placement)
                        // To the second, as records are kept: a visit in the second of its lead came before it.
                        journey.append(
                            Touch(
                                at: Instant(milliseconds: touches[position].at.seconds * 1000),
                                reference: Int64(position), isPaid: placements[placement].isPaid,
                                isDirect: placements[placement].isDirect))
                    }
                    kernel.attribute(
                        conversions.conversions.span.extracting(range), touches: journey.span, into: &batch)
                }
                shares[index].batch = batch
            }
        }
        for index in shares.indices {
            let base = batch.touches.count
            for journey in shares[index].batch.journeys { note(journey, rowsFrom: base, touchStarts) }
            batch.append(rowsOf: shares[index].batch)
            shares[index].batch = CreditBatch(models: attribution.models)
        }
    }

    /// Begins the origins of all records, and lists the conversions with a journey of their own.
    private func findConversions() -> ConversionTable {
        var found: [(identity: Int32, conversion: Conversion)] = []
        found.reserveCapacity(leads.count)
        func add(_ identity: Int32, _ at: Instant, _ reference: Int) {
            found.append((identity, Conversion(at: at, reference: Int64(reference))))
        }
        leadOrigins = people.leads.map { JourneyOrigin(identity: Int32($0 ?? -1)) }
        for (position, origin) in leadOrigins.enumerated() where origin.identity >= 0 && reaches(.lead, position) {
            add(origin.identity, leads[position].person.at, position)
        }
        dealOrigins = people.deals.map { JourneyOrigin(identity: Int32($0 ?? -1)) }
        for (position, origin) in dealOrigins.enumerated()
        where origin.identity >= 0 && reaches(.deal, position) && (isOwn || links.lead(ofDeal: position) == nil) {
            add(origin.identity, instant(ofDeal: position), leads.count + position)
        }
        paymentOrigins = payments.map { _ in JourneyOrigin() }
        if isOwn {
            for (position, payment) in payments.enumerated() where reaches(.payment, position) {
                guard let deal = links.deal(ofPayment: position), let identity = people.deals[deal] else { continue }
                paymentOrigins[position].identity = Int32(identity)
                add(Int32(identity), payment.at, leads.count + deals.count + position)
            }
        }
        return ConversionTable(identities: people.count, found)
    }

    /// Cuts the identities into shares of about equal work, some for each core.
    private static func divide(_ identities: Int, _ touches: [Int32], _ conversions: [Int32]) -> [Range<Int>] {
        let shares = 8 * ProcessInfo.processInfo.activeProcessorCount
        let size = (Int(touches[identities]) + Int(conversions[identities])) / shares + 1
        var ranges: [Range<Int>] = []
        var start = 0
        for identity in 0..<identities {
            let work = touches[identity + 1] - touches[start] + conversions[identity + 1] - conversions[start]
            if Int(work) >= size {
                ranges.append(start..<identity + 1)
                start = identity + 1
            }
        }
        if start < identities { ranges.append(start..<identities) }
        return ranges
    }

    /// Notes what the kernel found.
    private func note(_ journey: Journey, rowsFrom base: Int, _ touchStarts: [Int32]) {
        var position = Int(journey.conversion)
        func complete(_ origin: inout JourneyOrigin) {
            let first = Int(touchStarts[Int(origin.identity)])
            func moved(_ range: Range<Int>, by offset: Int) -> Range<Int32> {
                Int32(range.lowerBound + offset)..<Int32(range.upperBound + offset)
            }
            origin.rows = moved(journey.credits, by: base)
            origin.head = moved(journey.head, by: first)
            origin.tail = moved(journey.tail, by: first)
            origin.reason = journey.reason
        }
        if position < leads.count { return complete(&leadOrigins[position]) }
        position -= leads.count
        if position < deals.count { return complete(&dealOrigins[position]) }
        complete(&paymentOrigins[position - deals.count])
    }
}
