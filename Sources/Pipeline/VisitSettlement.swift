import Definitions
import Journeys
import Visits
import Warehouse

/// Places visits in their campaigns and channels, counts distinct visitors, and finds the visits of people with a
/// conversion: one sweep over the indexes, once all files are settled.
struct VisitSettlement {
    let pipeline: LoadedPipeline
    let publication: Publication
    let matching: CampaignMatching

    /// - Returns: the visits of people with a conversion, by person.
    func settle(_ people: People) throws -> [FoundTouch] {
        let names = Set(pipeline.definition.sources.filter { $0.entity == "visit" }.map(\.name))
        let files = try publication.ledger.versions(.live).filter { names.contains($0.source) }
        let placements = try place()
        guard !files.isEmpty else {
            try publication.replaceVisitors([]) { _, _ in true }
            return []
        }
        let visits = try SweptVisits(pipeline, publication, files, placements)
        let channels = try publication.channelsByTraffic()
        let sources = visits.placements.map { (traffic: $0.traffic, channel: channels[$0.traffic] ?? 0) }
        let periods = try publication.changedVisitDays().map(CountedPeriods.init(changed:))
        let start = pipeline.definition.start
        let earliest = earliestTouch(zone: visits.zone)
        let visitors = people.visitors
        let order = Self.order(of: files)
        let sweep = try VisitSweep(visits.indexes)
        var states = try sweep.fold(Swept()) { number, part, state in
            var occasions: [VisitorCounts.Occasion] = []
            var found: [FoundTouch] = []
            var asUser: [FoundTouch] = []
            try sweep.forEachPerson(of: part) { person, entries in
                let identity = visitors[person]
                occasions.removeAll(keepingCapacity: true)
                for entry in entries {
                    let visit = entry.visit
                    let day = visits.zone.day(of: visit.at)
                    let counts = !visit.isAlias && day >= start && periods?.concern(day) != false
                    guard counts || (identity != nil && visit.at >= earliest),
                        let position = visits.placement(of: visit, on: day, in: entry.index)
                    else { continue }
                    if counts {
                        let source = sources[position]
                        occasions.append(
                            VisitorCounts.Occasion(day: day, channel: source.channel, traffic: source.traffic))
                    }
                    guard let identity, visit.at >= earliest else { continue }
                    let place = (tag: visits.tag(of: visit, in: entry.index), placement: position)
                    let placement = visits.placements[place.placement]
                    let file = files[entry.index]
                    let touch = FoundTouch(
                        identity: identity, kind: .visit, at: visit.at, day: day, file: file.id ?? 0,
                        fileOrder: order[entry.index], line: Int64(visit.line), source: file.source,
                        recordID: try visits.indexes[entry.index].idText(of: visit, segment: entry.segment),
                        tag: place.tag, placement: placement)
                    if visit.isAlias { asUser.append(touch) } else { found.append(touch) }
                }
                if !occasions.isEmpty { state.counts.add(occasions) }
            }
            if !found.isEmpty { state.found.append((number, found)) }
            state.asUser += asUser
        }
        var counts = VisitorCounts()
        for state in states { counts.add(state.counts) }
        try publication.replaceVisitors(rows(counts, channels, periods)) { period, start in
            guard let periods else { return true }
            return VisitorCounts.Period(name: period).map { periods.has($0, start) } ?? true
        }
        // By part: what core it fell to plays no role.
        var parts = states.flatMap(\.found).sorted { $0.part < $1.part }
        let asUser = states.flatMap(\.asUser)
        states = []
        // They are the most that is held: no touch twice.
        var found: [FoundTouch] = []
        found.reserveCapacity(parts.reduce(0) { $0 + $1.touches.count })
        for part in parts.indices {
            found += parts[part].touches
            parts[part].touches = []
        }
        // Of a person whose browser and user are both known, a visit is one touch.
        if !asUser.isEmpty {
            let known = Set(found.map(\.place))
            found += asUser.filter { !known.contains($0.place) }
        }
        return found
    }

    /// What a core found in its parts of a sweep.
    private struct Swept: Sendable {
        var counts = VisitorCounts()
        var found: [(part: Int, touches: [FoundTouch])] = []
        var asUser: [FoundTouch] = []
    }

    /// The place of each file in an order that its content decides, not when it came.
    private static func order(of files: [FileVersion]) -> [Int] {
        func key(_ file: FileVersion) -> (String, String) { (file.content, file.path) }
        let sorted = files.indices.sorted { key(files[$0]) < key(files[$1]) }
        var order = Array(repeating: 0, count: files.count)
        for (place, index) in sorted.enumerated() { order[index] = place }
        return order
    }

    private func place() throws -> VisitPlaces {
        var places = VisitPlaces()
        var known: (tag: Int64, tags: VisitTags)?
        try publication.placeVisits { tag, encoded, day in
            if known?.tag != tag { known = VisitTags(encoded: encoded).map { (tag, $0) } }
            guard let tags = known?.tags else {
                throw Failure(.warehouse, "the tags of visits are damaged", hint: "throughline rebuild PIPELINE")
            }
            let placement = try matching.placement(of: tags, on: day)
            places.add(placement, tag: tag, day: day)
            return placement
        }
        return places
    }

    /// Touches before the pipeline's start count for conversions after it.
    private func earliestTouch(zone: ZoneTable) -> Instant {
        let start = zone.start(of: pipeline.definition.start).milliseconds
        let (lookback, overflow) = pipeline.definition.attribution.lookbackSeconds.multipliedReportingOverflow(by: 1000)
        let (earliest, isBeforeTime) = start.subtractingReportingOverflow(lookback)
        return Instant(milliseconds: overflow || isBeforeTime ? .min : earliest)
    }

    private func rows(
        _ counts: VisitorCounts, _ channels: [Int64: Int64], _ periods: CountedPeriods?
    ) -> [Publication.Visitors] {
        counts.counts.filter { periods?.has($0.key.period, $0.key.start) != false }.map { key, visitors in
            key.scope == .traffic
                ? (key, channel: channels[key.id] ?? 0, traffic: key.id, visitors)
                : (key, channel: key.id, traffic: 0, visitors)
        }.sorted { left, right in
            if left.0.period != right.0.period { return left.0.period.rawValue < right.0.period.rawValue }
            if left.0.start != right.0.start { return left.0.start < right.0.start }
            if left.0.scope != right.0.scope { return left.0.scope.rawValue < right.0.scope.rawValue }
            return (left.channel, left.traffic) < (right.channel, right.traffic)
        }.map { key, channel, traffic, visitors in
            Publication.Visitors(
                period: key.period.name, start: key.start, scope: key.scope.name, channel: channel, traffic: traffic,
                visitors: visitors)
        }
    }
}

/// Where the visits of each day and tags lie.
struct VisitPlaces: Sendable {
    private(set) var placements: [Publication.Placement] = []
    private var known: [Publication.Placement: Int] = [:]
    private var table = CountTable()

    mutating func add(_ placement: Publication.Placement, tag: Int64, day: Day) {
        let position = known[placement] ?? placements.count
        if position == placements.count {
            known[placement] = position
            placements.append(placement)
        }
        table.add(Int64(position + 1), to: Self.key(tag, day))
    }

    /// The position of a placement.
    func position(tag: Int64, day: Day) -> Int? {
        let position = Int(table[Self.key(tag, day)])
        return position == 0 ? nil : position - 1
    }

    private static func key(_ tag: Int64, _ day: Day) -> UInt64 {
        UInt64(UInt32(bitPattern: day.number)) << 32 | UInt64(UInt32(truncatingIfNeeded: tag))
    }
}
