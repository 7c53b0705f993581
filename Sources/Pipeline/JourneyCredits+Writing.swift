import Definitions
import Dispatch
import Foundation
import Journeys
import Warehouse

/// What journeys become in the warehouse.
extension JourneyCredits {
    /// A record whose journey is to be written.
    private struct Pending: Sendable {
        var kind: Kind
        var position: Int32
        var signature: Int64
    }

    /// So many journeys are made ready at a time.
    private static let blockSize = 512

    /// Writes the journeys of leads, deals and payments.
    ///
    /// What is stored already and still as it was is left alone.
    func write() throws {
        let models = models.map(\.rawValue)
        let writer = try Publication.JourneyWriter(publication, models: models)
        var maker = JourneyRowMaker(self, models: models, after: writer)
        let pending = try findPending(&maker)
        let size = Self.blockSize
        try BlockRelay { Publication.JourneyRows(models: models.count) }
            .run((pending.count + size - 1) / size) { number, rows throws(Failure) in
                rows.removeAll()
                for record in pending[number * size..<min((number + 1) * size, pending.count)] {
                    try maker.add(record.kind, Int(record.position), signature: record.signature, to: rows)
                }
            } use: {
                try writer.write($0)
            }
        try publication.removeLooseTouches(after: writer.lastJourney) { try maker.takeBack(touch: $1, on: $0) }
        try maker.writeCells(to: publication, models: models)
    }

    // MARK: What stays

    /// Finds the journeys to be written, all or those that aren't stored as they are, and takes out what is stored and is
    /// not as it was.
    private func findPending(_ maker: inout JourneyRowMaker) throws -> [Pending] {
        guard publication.scope == .changes else {
            var pending: [Pending] = []
            pending.reserveCapacity(origins.count)
            for kind in Kind.allCases {
                for (position, signature) in signatures(of: 0..<count(of: kind), kind).enumerated() {
                    pending.append(Pending(kind: kind, position: Int32(position), signature: signature))
                }
            }
            return pending
        }
        // Of each touch a stored journey that credits it and stays, and the touch's position in it.
        var kept: [(journey: Int64, position: Int)] = Array(repeating: (0, 0), count: touches.touches.count)
        var pending: [Pending] = []
        var gone: [Int64] = []
        var staying: [Int64] = []
        var isPaymentGone = false
        for kind in Kind.allCases {
            let positions = (0..<count(of: kind)).filter { reaches(kind, $0) }
            var stored = try StoredJourneys(kind, reach, publication)
            let goneBefore = gone.count
            for (position, signature) in zip(positions, signatures(of: positions, kind)) {
                let known = try stored.journey(named: name(kind, position))
                if let known, known.signature == signature {
                    staying.append(known.id)
                    for (offset, row) in origin(kind, position).rows.enumerated() {
                        kept[touch(ofRow: Int(row))] = (known.id, offset + 1)
                    }
                } else {
                    if let known { gone.append(known.id) }
                    pending.append(Pending(kind: kind, position: Int32(position), signature: signature))
                }
            }
            gone += try stored.gone()
            isPaymentGone = kind == .payment && gone.count > goneBefore
        }
        // Touches are a person's, and all journeys of a person are reached where any is: but of a payment it isn't known which
        // deal it was of.
        let areAllReached = reach != nil && !isPaymentGone
        try publication.removeJourneys(gone, besides: areAllReached ? staying : nil, models: models.map(\.rawValue)) {
            try maker.takeBack($0)
        }
        for record in pending {
            for row in origin(record.kind, Int(record.position)).rows {
                let touch = touch(ofRow: Int(row))
                guard maker.touchIDs[touch] == 0, kept[touch].journey != 0 else { continue }
                let place = kept[touch]
                maker.touchIDs[touch] =
                    try publication.touchID(journey: place.journey, position: place.position) ?? 0
            }
        }
        return pending
    }

    /// The signatures of journeys of a kind by their positions, made on all cores.
    private func signatures(
        of positions: some RandomAccessCollection<Int> & Sendable, _ kind: Kind
    ) -> [Int64] {
        let count = positions.count
        let hashes = TouchTable.Hashes(touches)
        let size = 4096
        return [Int64](unsafeUninitializedCapacity: count) { signatures, filled in
            // Each iteration has a part of its own, and nothing else is written.
            nonisolated(unsafe) let signatures = signatures
            nonisolated(unsafe) let credits = self
            DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) { part in
                for place in part * size..<min((part + 1) * size, count) {
                    signatures.initializeElement(
                        at: place,
                        to: credits.signature(
                            kind, positions[positions.index(positions.startIndex, offsetBy: place)], hashes))
                }
            }
            filled = count
        }
    }

    private func signature(_ kind: Kind, _ position: Int, _ hashes: TouchTable.Hashes) -> Int64 {
        let origin = origin(kind, position)
        let (row, day) = journey(kind, position)
        var signature = JourneySignature()
        signature.add(row, day: day)
        signature.add(names.name(of: origin.identity))
        signature.add(origin.reason?.rawValue ?? "")
        signature.add(Int64(origin.droppedTouches))
        for place in 0..<origin.touches {
            // The path shows the touches' channels.
            signature.add(touches.traffic(of: origin.touch(at: place)))
        }
        for row in origin.rows {
            let touch = touches.touches[touch(ofRow: Int(row))]
            hashes.add(touch, to: &signature)
            if touch.identity != origin.identity {
                signature.add(names.name(of: touch.identity))
            }
            for model in models.indices { signature.add(share(Int(row), model)) }
        }
        return signature.value
    }
}
