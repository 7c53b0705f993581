import Definitions
import Dispatch
import Journeys
import Warehouse

/// Puts the keys of records into a graph, on a thread of its own: looking each up among all takes as long as reading it.
///
/// A class, since two threads share it; only the queue touches the graph until `finish`.
final class KeyReading: @unchecked Sendable {
    private var graph = IdentityGraph()
    private var scans: [KeyScan]
    private let queue = DispatchQueue(label: "throughline.keys")
    private let room = DispatchSemaphore(value: 4)
    /// How many keys were told as clues.
    private var told = 0

    init(region: PhoneRegion) {
        scans = IdentityKey.Kind.allCases.map { KeyScan($0, region: region) }
    }

    /// Takes the next block of records, which is read while the caller goes on.
    func take(_ block: KeyBlock) {
        room.wait()
        queue.async { [self] in
            block.forEach(key: add, endRecord: endRecord)
            room.signal()
        }
    }

    /// The clues of the keys that were met since this was asked last.
    func newClues() -> [PersonClue] {
        queue.sync {
            defer { told = graph.keyCount }
            return (told..<graph.keyCount).map { graph.clue(ofKey: $0) }
        }
    }

    /// The graph of all records that were taken.
    func finish() -> IdentityGraph {
        queue.sync {
            defer { graph = IdentityGraph() }
            return graph
        }
    }

    private func add(_ kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) {
        // Contacts were read when their row was.
        guard kind != .phone && kind != .email else { return graph.addKey(kind, text) }
        guard scans[kind.rank].read(text) == .key else { return }
        scans[kind.rank].text.withUnsafeBufferPointer { graph.addKey(kind, $0) }
    }

    private func endRecord() {
        graph.endRecord(Int64(graph.recordCount))
    }
}
