import Definitions
import Warehouse

/// The chunks of a backfill, calendar months, and which of them publishes which file.
///
/// A pure function of the days asked for and of what is published, so that a backfill that was stopped goes on from the
/// ledger alone.
struct BackfillSchedule: Sendable {
    /// What moves at once: a file to read, or a version that leaves.
    private struct Item {
        /// The days it covers once published; nil where it leaves, has none, or they can't be told.
        var days: ClosedRange<Day>?
        /// The days it covers as published now.
        var formerDays: ClosedRange<Day>?
        /// The chunk it is published with; nil: none of its days is asked for.
        var chunk: Int?

        /// Whether days it covers now are free once it is published.
        var letsGo: Bool {
            guard let formerDays else { return false }
            return days.map { $0.spanning(formerDays) != $0 } ?? true
        }
    }

    let days: ClosedRange<Day>
    let chunks: [ClosedRange<Day>]

    init(_ days: ClosedRange<Day>) {
        self.days = days
        chunks = days.months
    }

    /// A chunk as it is called: `YYYY-MM`.
    func name(of chunk: Int) -> String {
        chunks[chunk].lowerBound.monthName
    }

    /// The chunk of a published version, for `--redo`.
    func chunk(of version: FileVersion, in source: SourceDefinition) -> Int? {
        guard let slot = version.slot else { return nil }
        return chunk(of: slot, in: source)
    }

    /// The chunk of some days: the first that needs one of them.
    ///
    /// Rates and tracking numbers have no days of their own in any report; whatever is published needs those around it.
    private func chunk(of covered: ClosedRange<Day>, in source: SourceDefinition) -> Int? {
        if source.isReference { return 0 }
        guard days.overlaps(covered) else { return nil }
        if source.isPublishedAtOnce { return 0 }
        let first = max(covered.lowerBound, days.lowerBound)
        return chunks.firstIndex { $0.contains(first) }
    }

    /// The chunk of each file to read, then of each version that leaves; nil: it is left as it is.
    ///
    /// - Parameter found: the days of each input, where they can be told.
    /// - Complexity: O(*n* × *r*) in the files and those among them that let go of days.
    func chunks(of plan: SourceInputs, covering found: [ClosedRange<Day>?]) -> [Int?] {
        var items = zip(plan.inputs, found).map { input, days in
            let former = input.formerSlot
            var item = Item(days: days, formerDays: former)
            if input.isRedefined(in: plan.source) {
                // Read by two definitions, the rows of one source would contradict each other.
                item.chunk = 0
            } else if let covered = days?.spanning(former) ?? former {
                item.chunk = chunk(of: covered, in: plan.source)
            } else {
                // A file without rows, or one that will be refused: better now than after hours.
                item.chunk = 0
            }
            return item
        }
        let leaving = plan.dropped.isEmpty ? nil : items.compactMap(\.chunk).min()
        items += plan.dropped.map { version in
            Item(formerDays: version.slot, chunk: leaving)
        }
        join(&items)
        return items.map(\.chunk)
    }

    /// Days that one file lets go of and another takes change hands in one publication, as they do in a run: otherwise
    /// two files would cover them for a while.
    private func join(_ items: inout [Item]) {
        let givers = items.indices.filter { items[$0].letsGo }
        var isDone = false
        while !isDone {
            isDone = true
            for giver in givers {
                guard let former = items[giver].formerDays else { continue }
                for taker in items.indices where taker != giver && items[taker].days?.overlaps(former) ?? false {
                    let both = [items[giver].chunk, items[taker].chunk]
                    guard let first = both.compactMap(\.self).min(), both != [first, first] else { continue }
                    items[giver].chunk = first
                    items[taker].chunk = first
                    isDone = false
                }
            }
        }
    }

    /// What a chunk publishes of a source.
    ///
    /// - Parameter places: what `chunks(of:covering:)` says of the plan.
    func part(_ chunk: Int, of plan: SourceInputs, _ places: [Int?]) -> SourceInputs {
        var part = plan
        part.inputs = zip(plan.inputs, places).filter { $0.1 == chunk }.map(\.0)
        part.dropped = zip(plan.dropped, places.dropFirst(plan.inputs.count)).filter { $0.1 == chunk }.map(\.0)
        part.renames = plan.renames.filter { rename in part.inputs.contains { $0.version.path == rename.to } }
        return part
    }
}

extension SourceInputs.Input {
    /// Whether what is published of it was read by another definition than today's.
    fileprivate func isRedefined(in source: SourceDefinition) -> Bool {
        if case .redefined = reason { return true }
        guard let predecessor, !source.keepsVersions else { return false }
        return predecessor.definition != version.definition
    }
}

extension SourceDefinition {
    /// Whether other records look something up in it, on days that may lie long after its rows.
    var isReference: Bool { entity == "rate" || entity == "tracking_number" }

    /// Whether a backfill publishes all of a source's days with its first chunk.
    ///
    /// Of snapshots only the newest counts, and those between would be taken for records that vanished. Deals need their
    /// stage history, whatever months it lies in: without it rows would be rejected that a run takes.
    fileprivate var isPublishedAtOnce: Bool {
        if case .snapshot = load.mode { return true }
        return entity == "stage_event"
    }
}
