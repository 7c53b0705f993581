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
            try publication.replaceVisitors([])
            return []
        }
        let visits = try SweptVisits(pipeline, publication, files, placements)
        let channels = try publication.channelsByTraffic()
        let start = pipeline.definition.start
        let earliest = earliestTouch(zone: visits.zone)
        let visitors = people.visitors
        let order = Self.order(of: files)
        let sweep = try VisitSweep(visits.indexes)
        let states = try sweep.fold(Swept()) { number, part, state in
            var occasions: [VisitorCounts.Occasion] = []
            var found: [FoundTouch] = []
            var asUser: [FoundTouch] = []
            try sweep.forEachPerson(of: part) { person, entries in
                let identity = visitors[person]
                occasions.removeAll(keepingCapacity: true)
                for entry in entries {
                    let visit = entry.visit
                    guard let place = visits.place(of: visit, in: entry.index) else { continue }
                    let placement = visits.placements[place.placement]
                    if !visit.isAlias, place.day >= start {
                        occasions.append(
                            VisitorCounts.Occasion(
                                day: place.day, channel: channels[placement.traffic] ?? 0, traffic: placement.traffic))
                    }
                    guard let identity, visit.at >= earliest else { continue }
                    let file = files[entry.index]
                    let touch = FoundTouch(
                        identity: identity, kind: .visit, at: visit.at, day: place.day, file: file.id ?? 0,
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
        try publication.replaceVisitors(rows(counts, channels))
        // By part: what core it fell to plays no role.
        var found = states.flatMap(\.found).sorted { $0.part < $1.part }.flatMap(\.touches)
        // Of a person whose browser and user are both known, a visit is one touch.
        let asUser = states.flatMap(\.asUser)
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

    private func rows(_ counts: VisitorCounts, _ channels: [Int64: Int64]) -> [Publication.Visitors] {
        counts.counts.map { key, visitors in
            Publication.Visitors(
                period: "\(key.period)", start: key.start, scope: "\(key.scope)",
                channel: key.scope == .traffic ? channels[key.id] ?? 0 : key.id,
                traffic: key.scope == .traffic ? key.id : 0, visitors: visitors)
        }.sorted {
            ($0.period, $0.start, $0.scope, $0.channel, $0.traffic)
                < ($1.period, $1.start, $1.scope, $1.channel, $1.traffic)
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

/// The live visits files as a sweep sees them: which of their visits count, and where they lie.
struct SweptVisits: Sendable {
    private struct File: Sendable {
        /// By the position of the tags.
        var tags: [Int64]
        /// The part of a day, such as a site, that the tags belong to, by the same.
        var parts: [Int]
        /// The days that the file supplies, by part.
        var days: [SuppliedDays]
    }

    /// Days as one bit each.
    private struct SuppliedDays: Sendable {
        private var first: Int32 = 0
        private var bits: [Bool] = []

        init(_ days: Set<Day>) {
            guard let least = days.min(), let greatest = days.max() else { return }
            first = least.number
            bits = [Bool](repeating: false, count: Int(greatest.number - least.number) + 1)
            for day in days { bits[Int(day.number - first)] = true }
        }

        func has(_ day: Day) -> Bool {
            let place = Int(day.number) - Int(first)
            return place >= 0 && place < bits.count && bits[place]
        }
    }

    let indexes: [VisitIndex]
    let zone: ZoneTable
    private let files: [File]
    private let places: VisitPlaces

    var placements: [Publication.Placement] { places.placements }

    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, _ versions: [FileVersion], _ places: VisitPlaces
    ) throws {
        guard let zone = ZoneTable(identifier: pipeline.definition.timeZone) else {
            throw Failure(.definition, "there is no time zone '\(pipeline.definition.timeZone)'")
        }
        self.zone = zone
        self.places = places
        let store = VisitStore(landing: pipeline.definition.landing)
        let tagIDs = try publication.tagIDs()
        var indexes: [VisitIndex] = []
        var files: [File] = []
        for version in versions {
            let index = try store.index(of: version)
            let supplied = try publication.suppliedDays(file: version.id ?? 0)
            let parts = supplied.keys.sorted()
            let isDivided = parts.contains { !$0.isEmpty }
            var file = File(tags: [], parts: [], days: parts.map { SuppliedDays(supplied[$0] ?? []) })
            file.days.append(SuppliedDays([]))
            for encoded in index.tags {
                file.tags.append(tagIDs[encoded] ?? 0)
                let part = isDivided ? VisitTags(encoded: encoded)?.site ?? "" : ""
                file.parts.append(parts.firstIndex(of: part) ?? parts.count)
            }
            indexes.append(index)
            files.append(file)
        }
        self.indexes = indexes
        self.files = files
    }

    /// The day, tags and place of a visit; nil where another file supplies its day.
    func place(of visit: Visit, in index: Int) -> (day: Day, tag: Int64, placement: Int)? {
        let day = zone.day(of: visit.at)
        let tags = Int(visit.tags)
        guard files[index].days[files[index].parts[tags]].has(day) else { return nil }
        let tag = files[index].tags[tags]
        return places.position(tag: tag, day: day).map { (day, tag, $0) }
    }
}
