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
    private static let blockSize = 2048

    /// Writes the journeys of leads, deals and payments, and gives the records their place.
    ///
    /// What is stored already and still as it was is left alone.
    func write() throws {
        let models = models.map(\.rawValue)
        let writer = try Publication.JourneyWriter(publication, models: models)
        let maker = JourneyRowMaker(self, cells: CreditCells(pipeline.definition, models: models), after: writer)
        let pending = try findPending(maker)
        try writeBlocks(of: pending, maker, writer)
        try publication.removeLooseTouches()
        try maker.cells.write(to: publication, models: models)
        for kind in Kind.allCases { try placeRecords(kind) }
        for kind in Kind.allCases { try publication.displaceRecords(kind.table, unattributed: unattributed) }
    }

    /// Makes each block ready on a thread of its own while the one before is written.
    private func writeBlocks(
        of pending: [Pending], _ maker: JourneyRowMaker, _ writer: Publication.JourneyWriter
    ) throws {
        let queue = DispatchQueue(label: "throughline.journeys")
        let blocks = [
            Publication.JourneyRows(models: models.count), Publication.JourneyRows(models: models.count),
        ]
        // Of the thread that makes a block until it is waited for.
        nonisolated(unsafe) var failure: Failure?
        let made = DispatchGroup()
        func make(_ start: Int, into rows: Publication.JourneyRows) {
            let part = pending[start..<min(start + Self.blockSize, pending.count)]
            queue.async(group: made) {
                rows.removeAll()
                do throws(Failure) {
                    for record in part {
                        try maker.add(record.kind, Int(record.position), signature: record.signature, to: rows)
                    }
                } catch {
                    failure = error
                }
            }
        }
        guard !pending.isEmpty else { return }
        make(0, into: blocks[0])
        for (number, start) in stride(from: 0, to: pending.count, by: Self.blockSize).enumerated() {
            made.wait()
            if let failure { throw failure }
            let next = start + Self.blockSize
            if next < pending.count { make(next, into: blocks[(number + 1) % 2]) }
            do {
                try writer.write(blocks[number % 2])
            } catch {
                made.wait()
                throw error
            }
        }
    }

    private func placeRecords(_ kind: Kind) throws {
        var changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)] = []
        for position in 0..<count(of: kind) {
            let origin = origin(kind, position)
            let traffic = mostCredited(origin)
            let reason = origin.reason?.rawValue ?? ""
            let record = record(kind, position)
            if traffic != record.traffic || reason != record.reason {
                changes.append((record.file, record.record, traffic, reason))
            }
        }
        try publication.placeRecords(kind.table, changes)
    }

    // MARK: What stays

    /// Finds the journeys to be written, all or those that aren't stored as they are, and takes out what is stored and is
    /// not as it was.
    private func findPending(_ maker: JourneyRowMaker) throws -> [Pending] {
        guard publication.scope == .changes else {
            return Kind.allCases.flatMap { kind in
                zip(0..<Int32(count(of: kind)), signatures(of: kind)).map {
                    Pending(kind: kind, position: $0, signature: $1)
                }
            }
        }
        // Of each touch a stored journey that credits it and stays, and the touch's position in it.
        var kept: [(journey: Int64, position: Int)] = Array(repeating: (0, 0), count: touches.touches.count)
        var pending: [Pending] = []
        var gone: [Int64] = []
        for kind in Kind.allCases {
            // Both in the order of their sources' and their own ids.
            let stored = try publication.storedJourneys(of: kind)
            let signatures = signatures(of: kind)
            var next = 0
            for position in 0..<count(of: kind) {
                let name = name(kind, position)
                while next < stored.count, Self.precedes(stored[next], name) {
                    gone.append(stored[next].id)
                    next += 1
                }
                let isStored = next < stored.count && Self.isOf(stored[next], name)
                if isStored, stored[next].signature == signatures[position] {
                    for (offset, row) in origin(kind, position).rows.enumerated() {
                        kept[touch(ofRow: Int(row))] = (stored[next].id, offset + 1)
                    }
                } else {
                    if isStored { gone.append(stored[next].id) }
                    pending.append(Pending(kind: kind, position: Int32(position), signature: signatures[position]))
                }
                if isStored { next += 1 }
            }
            gone += stored[next...].map(\.id)
        }
        try publication.removeJourneys(gone, models: models.map(\.rawValue)) { try maker.takeBack($0, $1) }
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

    /// The signatures of all journeys of a kind, made on all cores.
    private func signatures(of kind: Kind) -> [Int64] {
        let count = count(of: kind)
        let hashes = TouchTable.Hashes(touches)
        let size = 4096
        return [Int64](unsafeUninitializedCapacity: count) { signatures, filled in
            // Each iteration has a part of its own, and nothing else is written.
            nonisolated(unsafe) let signatures = signatures
            nonisolated(unsafe) let credits = self
            DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) { part in
                for position in part * size..<min((part + 1) * size, count) {
                    signatures.initializeElement(
                        at: position, to: credits.signature(kind, position, hashes))
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
        signature.add(people.name(of: origin.identity < 0 ? nil : Int(origin.identity)))
        signature.add(origin.reason?.rawValue ?? "")
        signature.add(Int64(origin.droppedTouches))
        for place in 0..<origin.touches {
            // The path shows the touches' channels.
            signature.add(touches.placement(of: origin.touch(at: place)).traffic)
        }
        for row in origin.rows {
            let touch = touches.touches[touch(ofRow: Int(row))]
            hashes.add(touch, to: &signature)
            if touch.identity != origin.identity {
                signature.add(people.name(of: touch.identity < 0 ? nil : Int(touch.identity)))
            }
            for model in models.indices { signature.add(share(Int(row), model)) }
        }
        return signature.value
    }

    /// Whether a stored journey comes before that of a record, byte by byte as SQLite orders them.
    private static func precedes(
        _ stored: Publication.StoredJourney, _ name: (source: String, id: String)
    ) -> Bool {
        stored.source.utf8.elementsEqual(name.source.utf8)
            ? stored.conversionID.utf8.lexicographicallyPrecedes(name.id.utf8)
            : stored.source.utf8.lexicographicallyPrecedes(name.source.utf8)
    }

    private static func isOf(_ stored: Publication.StoredJourney, _ name: (source: String, id: String)) -> Bool {
        stored.source.utf8.elementsEqual(name.source.utf8) && stored.conversionID.utf8.elementsEqual(name.id.utf8)
    }
}

extension Publication.JourneyKind {
    /// Where the records of such journeys lie.
    fileprivate var table: FactTable {
        switch self {
        case .lead: .lead
        case .deal: .deal
        case .payment: .payment
        }
    }
}
