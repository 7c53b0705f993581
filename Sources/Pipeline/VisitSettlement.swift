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
                        let place = visits.place(of: visit, on: day, in: entry.index)
                    else { continue }
                    let placement = visits.placements[place.placement]
                    if counts {
                        occasions.append(
                            VisitorCounts.Occasion(
                                day: day, channel: channels[placement.traffic] ?? 0, traffic: placement.traffic))
                    }
                    guard let identity, visit.at >= earliest else { continue }
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
        let encoded = try publication.tags()
        try publication.placeVisits { tag, day in
            guard let tags = encoded[tag].flatMap({ VisitTags(encoded: $0) }) else {
                throw Failure(.warehouse, "the tags of visits are damaged", hint: "throughline rebuild PIPELINE")
            }
            return try matching.placed(tags, on: day)
        } found: {
            places.add($2, tag: $0, day: $1)
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

    /// Notes where tags lie on a day; told again, it is as it was.
    mutating func add(_ placement: Publication.Placement, tag: Int64, day: Day) {
        guard table[Self.key(tag, day)] == 0 else { return }
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
        /// Where its tags lie on its days; nil where these are too many to be listed.
        var table: PlaceTable?
    }

    /// Where the tags of a file lie on each of its days.
    private struct PlaceTable: Sendable {
        private let first: Int32
        private let tags: Int
        /// By day, then tags: the position of a placement, -1 where another file supplies the day.
        private var positions: [Int32] = []

        /// Nil where the table would have more than so many places.
        init?(tags: Int, days: ClosedRange<Day>, limit: Int, position: (Int, Day) -> Int?) {
            let count = Int(days.upperBound.number - days.lowerBound.number) + 1
            guard tags * count <= limit else { return nil }
            first = days.lowerBound.number
            self.tags = tags
            positions.reserveCapacity(tags * count)
            for number in days.lowerBound.number...days.upperBound.number {
                for tag in 0..<tags { positions.append(Int32(position(tag, Day(number: number)) ?? -1)) }
            }
        }

        var count: Int { positions.count }

        func position(_ tag: Int, _ day: Day) -> Int? {
            let row = Int(day.number) - Int(first)
            guard row >= 0, row * tags < positions.count else { return nil }
            let position = positions[row * tags + tag]
            return position < 0 ? nil : Int(position)
        }
    }

    /// All places that are listed, four bytes each.
    private static let listedPlaces = 1 << 24

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
        var listed = 0
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
            let days = supplied.values.joined()
            if let first = days.min(), let last = days.max() {
                file.table = PlaceTable(tags: file.tags.count, days: first...last, limit: Self.listedPlaces - listed) {
                    Self.position(of: $0, on: $1, in: file, places)
                }
                listed += file.table?.count ?? 0
            }
            indexes.append(index)
            files.append(file)
        }
        self.indexes = indexes
        self.files = files
    }

    /// The tags and place of a visit; nil where another file supplies its day.
    func place(of visit: Visit, on day: Day, in index: Int) -> (tag: Int64, placement: Int)? {
        let tags = Int(visit.tags)
        let position =
            if let table = files[index].table {
                table.position(tags, day)
            } else {
                Self.position(of: tags, on: day, in: files[index], places)
            }
        return position.map { (files[index].tags[tags], $0) }
    }

    private static func position(of tags: Int, on day: Day, in file: File, _ places: VisitPlaces) -> Int? {
        guard file.days[file.parts[tags]].has(day) else { return nil }
        return places.position(tag: file.tags[tags], day: day)
    }
}
