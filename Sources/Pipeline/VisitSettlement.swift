import Definitions
import Journeys
import Visits
import Warehouse

/// Places visits in their channels and counts distinct visitors, once all files are settled.
struct VisitSettlement {
    let pipeline: LoadedPipeline
    let publication: Publication

    /// Places all visits and counts their visitors.
    func settle() throws {
        let names = Set(pipeline.definition.sources.filter { $0.entity == "visit" }.map(\.name))
        let files = try publication.ledger.versions(.live).filter { names.contains($0.source) }
        try place()
        try publication.replaceVisitors(try visitors(files))
    }

    private func place() throws {
        let rules = pipeline.channels
        var tags = VisitTags()
        var encoded: [UInt8] = []
        try publication.placeVisits { bytes, _ in
            if encoded != bytes {
                tags = VisitTags(encoded: bytes) ?? VisitTags()
                encoded = bytes
            }
            let traffic = tags.traffic
            return try publication.trafficID(
                of: Publication.Traffic(
                    channel: rules.channels[rules.channel(of: traffic)].name, source: traffic.source,
                    medium: traffic.medium, campaign: traffic.campaign))
        }
    }

    private func visitors(_ files: [FileVersion]) throws -> [Publication.Visitors] {
        guard !files.isEmpty else { return [] }
        let swept = try SweptVisits(pipeline, publication, files)
        let channels = try publication.channelsByTraffic()
        let start = pipeline.definition.start
        var sweep = try VisitSweep(swept.indexes)
        var person = PersonVisits()
        var counts = VisitorCounts()
        var occasions: [VisitorCounts.Occasion] = []
        while try sweep.next(&person) {
            occasions.removeAll(keepingCapacity: true)
            for (position, visit) in person.visits.enumerated() where !visit.isAlias {
                guard let place = swept.place(of: visit, in: person.indexes[position]), place.day >= start else {
                    continue
                }
                occasions.append(
                    VisitorCounts.Occasion(
                        day: place.day, channel: channels[place.traffic] ?? 0, traffic: place.traffic))
            }
            if !occasions.isEmpty { counts.add(occasions) }
        }
        return counts.counts.map { key, visitors in
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
        /// Traffic ids by the position of the tags, then by day.
        var places: [[Day: Int64]]
        /// The days that the file supplies, by the position of the tags.
        var days: [Set<Day>]
    }

    let indexes: [VisitIndex]
    private let files: [File]
    private let zone: ZoneTable

    init(_ pipeline: LoadedPipeline, _ publication: Publication, _ versions: [FileVersion]) throws {
        guard let zone = ZoneTable(identifier: pipeline.definition.timeZone) else {
            throw Failure(.definition, "there is no time zone '\(pipeline.definition.timeZone)'")
        }
        self.zone = zone
        let store = VisitStore(landing: pipeline.definition.landing)
        let places = try publication.visitPlaces()
        var indexes: [VisitIndex] = []
        var files: [File] = []
        for version in versions {
            let index = try store.index(of: version)
            let supplied = try publication.suppliedDays(file: version.id ?? 0)
            let isDivided = supplied.keys.contains { !$0.isEmpty }
            var file = File(places: [], days: [])
            for encoded in index.tags {
                let tag = try publication.tagID(encoded: encoded) ?? 0
                file.places.append(places[tag] ?? [:])
                let part = isDivided ? VisitTags(encoded: encoded)?.site ?? "" : ""
                file.days.append(supplied[part] ?? [])
            }
            indexes.append(index)
            files.append(file)
        }
        self.indexes = indexes
        self.files = files
    }

    /// The day and traffic source of a visit; nil where another file supplies its day.
    func place(of visit: Visit, in index: Int) -> (day: Day, traffic: Int64)? {
        let day = zone.day(of: visit.at)
        let tags = Int(visit.tags)
        guard files[index].days[tags].contains(day), let traffic = files[index].places[tags][day] else { return nil }
        return (day, traffic)
    }
}
