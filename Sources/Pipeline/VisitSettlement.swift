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
        var sweep = try VisitSweep(visits.indexes)
        var person = PersonVisits()
        var counts = VisitorCounts()
        var occasions: [VisitorCounts.Occasion] = []
        var found: [FoundTouch] = []
        var asUser: [FoundTouch] = []
        let order = Self.order(of: files)
        while try sweep.next(&person) {
            let identity = people.visitors[person.person]
            occasions.removeAll(keepingCapacity: true)
            for (position, visit) in person.visits.enumerated() {
                let index = person.indexes[position]
                guard let place = visits.place(of: visit, in: index) else { continue }
                if !visit.isAlias, place.day >= start {
                    occasions.append(
                        VisitorCounts.Occasion(
                            day: place.day, channel: channels[place.placement.traffic] ?? 0,
                            traffic: place.placement.traffic))
                }
                guard let identity, visit.at >= earliest else { continue }
                let file = files[index]
                let touch = FoundTouch(
                    identity: identity, kind: .visit, at: visit.at, day: place.day, file: file.id ?? 0,
                    fileOrder: order[index], line: Int64(visit.line), source: file.source,
                    recordID: try visits.indexes[index].idText(of: visit, segment: person.segments[position]),
                    tag: place.tag, placement: place.placement)
                if visit.isAlias { asUser.append(touch) } else { found.append(touch) }
            }
            if !occasions.isEmpty { counts.add(occasions) }
        }
        // Of a person whose browser and user are both known, a visit is one touch.
        if !asUser.isEmpty {
            let known = Set(found.map(\.place))
            found += asUser.filter { !known.contains($0.place) }
        }
        try publication.replaceVisitors(rows(counts, channels))
        return found
    }

    /// The place of each file in an order that its content decides, not when it came.
    private static func order(of files: [FileVersion]) -> [Int] {
        func key(_ file: FileVersion) -> (String, String) { (file.content, file.path) }
        let sorted = files.indices.sorted { key(files[$0]) < key(files[$1]) }
        var order = Array(repeating: 0, count: files.count)
        for (place, index) in sorted.enumerated() { order[index] = place }
        return order
    }

    private func place() throws -> [Int64: [Day: Publication.Placement]] {
        var placements: [Int64: [Day: Publication.Placement]] = [:]
        var known: (tag: Int64, tags: VisitTags)?
        try publication.placeVisits { tag, encoded, day in
            if known?.tag != tag { known = VisitTags(encoded: encoded).map { (tag, $0) } }
            guard let tags = known?.tags else {
                throw Failure(.warehouse, "the tags of visits are damaged", hint: "throughline rebuild PIPELINE")
            }
            let placement = try matching.placement(of: tags, on: day)
            placements[tag, default: [:]][day] = placement
            return placement
        }
        return placements
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

/// The live visits files as a sweep sees them: which of their visits count, and where they lie.
struct SweptVisits {
    private struct File {
        /// By the position of the tags.
        var tags: [Int64]
        /// The days that the file supplies, by the position of the tags.
        var days: [Set<Day>]
    }

    let indexes: [VisitIndex]
    let zone: ZoneTable
    private let files: [File]
    private let placements: [Int64: [Day: Publication.Placement]]

    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, _ versions: [FileVersion],
        _ placements: [Int64: [Day: Publication.Placement]]
    ) throws {
        guard let zone = ZoneTable(identifier: pipeline.definition.timeZone) else {
            throw Failure(.definition, "there is no time zone '\(pipeline.definition.timeZone)'")
        }
        self.zone = zone
        self.placements = placements
        let store = VisitStore(landing: pipeline.definition.landing)
        var indexes: [VisitIndex] = []
        var files: [File] = []
        for version in versions {
            let index = try store.index(of: version)
            let supplied = try publication.suppliedDays(file: version.id ?? 0)
            let isDivided = supplied.keys.contains { !$0.isEmpty }
            var file = File(tags: [], days: [])
            for encoded in index.tags {
                file.tags.append(try publication.tagID(encoded: encoded) ?? 0)
                let part = isDivided ? VisitTags(encoded: encoded)?.site ?? "" : ""
                file.days.append(supplied[part] ?? [])
            }
            indexes.append(index)
            files.append(file)
        }
        self.indexes = indexes
        self.files = files
    }

    /// The day, tags and place of a visit; nil where another file supplies its day.
    func place(of visit: Visit, in index: Int) -> (day: Day, tag: Int64, placement: Publication.Placement)? {
        let day = zone.day(of: visit.at)
        let tags = Int(visit.tags)
        guard files[index].days[tags].contains(day) else { return nil }
        let tag = files[index].tags[tags]
        return placements[tag]?[day].map { (day, tag, $0) }
    }
}
