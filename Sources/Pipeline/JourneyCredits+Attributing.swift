import Definitions
import Dispatch
import Foundation
import Journeys
import Warehouse

/// The kernel run over all identities, on all cores.
extension JourneyCredits {
    /// The identities that one core goes through at a time, and what it found.
    private struct Share: Sendable {
        var identities: Range<Int>
        var rows: CreditRows
    }

    /// Finds what brought each conversion that has a journey of its own.
    ///
    /// - Parameter touchStarts: where the touches of each identity begin, and the end of the last.
    func attribute(_ attribution: Attribution, _ conversions: ConversionTable, touchStarts: [Int32]) throws(Failure) {
        var shares = Self.divide(names.count, touchStarts, conversions.starts).map {
            Share(identities: $0, rows: CreditRows(models: attribution.models.count))
        }
        let touches = touches.touches
        let placements = self.touches.placements
        shares.withUnsafeMutableBufferPointer { shares in
            origins.withUnsafeMutableBufferPointer { origins in
                // Each iteration has a share of its own, and the origins of its identities' conversions.
                nonisolated(unsafe) let (shares, origins) = (shares, origins)
                DispatchQueue.concurrentPerform(iterations: shares.count) { index in
                    var kernel = AttributionKernel(attribution)
                    var rows = shares[index].rows
                    var batch = CreditBatch(models: attribution.models)
                    var journey: [Touch] = []
                    for identity in shares[index].identities {
                        let range = conversions[identity]
                        guard !range.isEmpty else { continue }
                        let first = Int(touchStarts[identity])
                        journey.removeAll(keepingCapacity: true)
                        for position in first..<Int(touchStarts[identity + 1]) {
                            let placement = Int(touches[position].placement)
                            // To the second, as records are kept: a visit in the second of its lead came before it.
                            journey.append(
                                Touch(
                                    at: Instant(milliseconds: touches[position].at.seconds * 1000),
                                    reference: Int64(position), isPaid: placements[placement].isPaid,
                                    isDirect: placements[placement].isDirect))
                        }
                        batch.removeAll()
                        kernel.attribute(
                            conversions.conversions.span.extracting(range), touches: journey.span, into: &batch)
                        for found in batch.journeys {
                            origins[Int(found.conversion)].note(found, rowsFrom: rows.count, touchesFrom: first)
                        }
                        rows.append(batch)
                    }
                    shares[index].rows = rows
                }
            }
        }
        try rows.reserve(shares.reduce(0) { $0 + $1.rows.count })
        for index in shares.indices {
            let identities = shares[index].identities
            let start = conversions[identities.lowerBound].lowerBound
            let end = conversions[identities.upperBound - 1].upperBound
            for conversion in conversions.conversions[start..<end] {
                origins[Int(conversion.reference)].moveRows(by: rows.count)
            }
            rows.append(contentsOf: shares[index].rows)
            shares[index].rows = CreditRows(models: attribution.models.count)
        }
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
}
