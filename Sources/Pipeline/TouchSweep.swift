import Definitions
import Visits
import Warehouse

/// One pass over the visits of some files, on all cores: it counts distinct visitors, and finds visits of people.
///
/// Once it is made, it asks the warehouse for nothing.
struct TouchSweep: Sendable {
    private let visits: SweptVisits
    private let table: TouchTable
    /// The traffic source of each placement, and the channel that this lies in.
    private let traffic: [(id: Int64, channel: Int64)]
    private let start: Day

    /// - Parameter table: takes the touches that visits become.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, _ files: [FileVersion], _ zone: ZoneTable,
        _ places: VisitPlaces, _ table: TouchTable
    ) throws {
        var table = table
        visits = try SweptVisits(pipeline, publication, files, zone, places, &table)
        self.table = table
        let channels = try publication.channelsByTraffic()
        traffic = visits.placements.map { ($0.traffic, channels[$0.traffic] ?? 0) }
        start = pipeline.definition.start
    }

    /// Whether a visit of a person with a conversion is looked for.
    enum Want {
        case no, yes
        /// The first such one of each person is: why nothing brought a conversion depends on whether any came before it.
        case first
    }

    /// What a core found in its parts of the visits.
    private struct Found: Sendable {
        var counts = VisitorCounts()
        var touches: [(part: Int, touches: FoundTouches)] = []
    }

    /// Goes through the visits.
    ///
    /// - Parameters:
    ///   - counts: whether the visitors of a day are counted.
    ///   - visitors: the people whose visits are looked for.
    ///   - wants: whether a visit of one of them, at an instant, is wanted.
    func run(
        counting counts: @Sendable (Day) -> Bool, of visitors: VisitorTable,
        where wants: @Sendable (Int, Instant) -> Want
    ) throws(Failure) -> (counts: VisitorCounts, touches: TouchTable) {
        var table = table
        guard !visits.indexes.isEmpty else { return (VisitorCounts(), table) }
        let sweep = try VisitSweep(visits.indexes)
        var states = try sweep.fold(Found()) { number, part, state throws(Failure) in
            var found = FoundTouches()
            try traffic.withUnsafeBufferPointer { traffic throws(Failure) in
                try sweep.forEachPerson(of: part) { person, entries throws(Failure) in
                    let identity = visitors[person]
                    var first: (entry: VisitSweep.Entry, day: Day, placement: Int)?
                    for place in entries.startIndex..<entries.endIndex {
                        let entry = entries[place]
                        let visit = entry.visit
                        let day = visits.zone.day(of: visit.at)
                        let isCounted = !visit.isAlias && day.number >= start.number && counts(day)
                        let want = identity.map { wants($0, visit.at) } ?? .no
                        guard isCounted || want != .no,
                            let placement = visits.placement(of: visit, on: day, in: entry.index)
                        else { continue }
                        if isCounted {
                            state.counts.note(
                                day, channel: traffic[placement].channel, traffic: traffic[placement].id)
                        }
                        switch want {
                        case .no: break
                        case .first:
                            if first.map({ visit.at < $0.entry.visit.at }) != false { first = (entry, day, placement) }
                        case .yes: try add(entry, on: day, placement, of: identity, to: &found)
                        }
                    }
                    if let first { try add(first.entry, on: first.day, first.placement, of: identity, to: &found) }
                    state.counts.endPerson()
                }
            }
            if !found.touches.isEmpty { state.touches.append((number, found)) }
        }
        var total = VisitorCounts()
        for state in states { total.add(state.counts) }
        // By part: what core it fell to plays no role.
        var parts = states.flatMap(\.touches).sorted { $0.part < $1.part }.map(\.touches)
        states = []
        try table.append(&parts)
        return (total, table)
    }

    private func add(
        _ entry: VisitSweep.Entry, on day: Day, _ placement: Int, of identity: Int?, to found: inout FoundTouches
    ) throws(Failure) {
        guard let identity else { return }
        try visits.add(
            entry.visit, segment: entry.segment, in: entry.index, on: day, placement, of: identity, to: &found)
    }
}
