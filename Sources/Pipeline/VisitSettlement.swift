import Definitions
import Dispatch
import Foundation
import Journeys
import Synchronization
import Visits
import Warehouse

/// Places visits in their campaigns and channels, counts distinct visitors, and finds the visits of people with a
/// conversion, by sweeping over the indexes once all files are settled.
struct VisitSettlement {
    private let pipeline: LoadedPipeline
    private let publication: Publication
    private let zone: ZoneTable
    /// The live files of visits.
    private let files: [FileVersion]
    private let places: VisitPlaces
    /// What all visits come to.
    let sums: TouchSums
    /// All tags that a stored record bears, by id: those that are met from here on are none of them.
    let tags: [Int64: VisitTags]

    /// Places all visits.
    ///
    /// - Parameter published: what was read of them as they were published.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, matching: CampaignMatching,
        after published: consuming PublishedVisits?
    ) throws {
        guard let zone = ZoneTable(identifier: pipeline.definition.timeZone) else {
            throw Failure(.definition, "there is no time zone '\(pipeline.definition.timeZone)'")
        }
        self.pipeline = pipeline
        self.publication = publication
        self.zone = zone
        files = try pipeline.definition.sources.filter { $0.entity == "visit" }
            .flatMap { try publication.ledger.versions(.live, of: $0.name) }.sorted { ($0.id ?? 0) < ($1.id ?? 0) }
        tags = try publication.tags().compactMapValues { VisitTags(encoded: $0) }
        (places, sums) = try Self.place(publication, matching, tags, after: published)
    }

    /// Counts the visitors of all weeks and months, or of those whose visits changed, and finds the visits of people that
    /// their journeys follow from.
    ///
    /// - Returns: these visits, and the visitors for `write`.
    func settle(
        _ people: People, before conversions: ConversionTable
    ) throws -> (touches: TouchTable, visitors: CountedVisitors) {
        let periods = try publication.changedVisitDays().map(CountedPeriods.init(changed:))
        let earliest = earliestTouch
        let lookback = Attribution(pipeline.definition.attribution).lookbackMilliseconds
        let sweep = try sweep(files)
        let (counts, touches) = try sweep.run(counting: { periods?.concern($0) != false }, of: people.visitors) {
            guard $1 >= earliest else { return .no }
            // To the second, as records are kept.
            let second = $1.seconds * 1000
            guard let next = conversions.next(of: $0, from: Instant(milliseconds: second)) else { return .no }
            let (age, overflow) = next.milliseconds.subtractingReportingOverflow(second)
            return !overflow && age <= lookback ? .yes : .first
        }
        let channels = try publication.channelsByTraffic()
        let rows = Computation { () throws(Failure) in VisitorRows(counts, periods, channels: channels) }
        return (touches, CountedVisitors(periods: periods, rows: rows))
    }

    /// Begins to count the visitors anew of the weeks and months whose visits changed, whoever they are, on other threads.
    ///
    /// - Returns: nil where there are none.
    func countChanged() throws -> CountedVisitors? {
        let changed = try publication.changedVisitDays() ?? []
        guard !changed.isEmpty else { return nil }
        let periods = CountedPeriods(changed: changed)
        let sweep = try sweep(files.filter { $0.mayHold(periods.concern) })
        let channels = try publication.channelsByTraffic()
        let rows = Computation { () throws(Failure) in
            let counts = try sweep.run(counting: { periods.concern($0) }, of: VisitorTable(visitors: 0)) { _, _ in .no }
                .counts
            return VisitorRows(counts, periods, channels: channels)
        }
        return CountedVisitors(periods: periods, rows: rows)
    }

    /// Writes numbers of visitors, once they are counted.
    func write(_ visitors: CountedVisitors) throws {
        try publication.replaceVisitors(
            visitors.rows.take().rows, of: visitors.periods?.all.map { ($0.period.name, $0.start) })
    }

    /// Numbers of visitors that are being counted, of some periods or of all.
    struct CountedVisitors {
        fileprivate let periods: CountedPeriods?
        fileprivate let rows: Computation<VisitorRows>
    }

    private func sweep(_ files: [FileVersion]) throws -> TouchSweep {
        try TouchSweep(pipeline, publication, files, zone, places, emptyTable)
    }

    /// Finds who came on the days whose visits changed.
    ///
    /// - Parameter isWanted: whether a person is looked for.
    /// - Returns: them, and when the first of these days began; nil where there are none.
    func cameOnChangedDays(
        _ isWanted: @escaping @Sendable (CompactID) -> Bool
    ) throws -> (came: Set<CompactID>, start: Instant)? {
        let changed = Set(try publication.changedVisitDays() ?? [])
        guard let first = changed.min() else { return nil }
        let earliest = earliestTouch
        let came = try persons(
            files.filter { $0.mayHold(changed.contains) }.map { ($0, changed) }, where: isWanted, from: earliest)
        return (came, zone.start(of: first))
    }

    /// Finds who came on days on which visits went or moved, by the files that these visits stood in: touches that were given
    /// nothing are stored nowhere else.
    ///
    /// - Parameter isWanted: whether a person is looked for.
    /// - Returns: nil where an index is gone that would tell.
    func cameOnMovedDays(_ isWanted: @escaping @Sendable (CompactID) -> Bool) throws -> Set<CompactID>? {
        let moved = try publication.movedVisits()
        let store = VisitStore(landing: pipeline.definition.landing)
        guard moved.allSatisfy({ store.has($0.file) }) else { return nil }
        return try persons(moved, where: isWanted)
    }

    /// The persons who came on some days of some files.
    ///
    /// - Parameter earliest: when they came at the earliest; nil: whenever.
    private func persons(
        _ files: [(file: FileVersion, days: Set<Day>)], where isWanted: @escaping @Sendable (CompactID) -> Bool,
        from earliest: Instant? = nil
    ) throws -> Set<CompactID> {
        guard !files.isEmpty else { return [] }
        let store = VisitStore(landing: pipeline.definition.landing)
        let sweep = try VisitSweep(files.map { file, _ throws(Failure) in try store.index(of: file) })
        let (zone, days) = (zone, files.map(\.days))
        return try sweep.fold(Set<CompactID>()) { _, part, came in
            sweep.forEachPerson(of: part) { person, entries in
                guard isWanted(person) else { return }
                let isThere = entries.contains { entry in
                    earliest.map { entry.visit.at >= $0 } != false
                        && days[entry.index].contains(zone.day(of: entry.visit.at))
                }
                if isThere { came.insert(person) }
            }
        }.reduce(into: []) { $0.formUnion($1) }
    }

    /// Finds the visits of people whose conversions are reached, as far as these may follow from them.
    func touches(of people: People, within reach: JourneyReach) throws -> TouchTable {
        var touches = try visits(of: people, reach.spans)
        // Somebody without a visit within the lookback may have come before it.
        let unmet = reach.identities(unmetBy: touches.touches)
        let earlier = reach.spans.filter { unmet.contains($0.key) }.mapValues {
            min(earliestTouch, $0.upperBound)...$0.upperBound
        }
        if !earlier.isEmpty {
            touches.remove { unmet.contains(Int($0.identity)) }
            try touches.append(contentsOf: visits(of: people, earlier))
        }
        return touches
    }

    /// Of more persons a sweep over all visits finds those wanted sooner than a search for each.
    private static let searched = 20_000

    /// The visits of some identities from an instant to another.
    private func visits(of people: People, _ spans: [Int: ClosedRange<Instant>]) throws -> TouchTable {
        let earliest = earliestTouch
        let visitors = people.visitors.filter { spans[$0] != nil }
        let wanted = visitors.all.compactMap { person, identity -> Wanted? in
            guard let span = spans[identity], span.upperBound >= earliest else { return nil }
            return Wanted(person: person, identity: identity, span: max(span.lowerBound, earliest)...span.upperBound)
        }
        guard wanted.count > Self.searched else { return try search(for: wanted) }
        let days = wanted.reduce(into: DaySet()) { $0.add(self.days(of: $1.span)) }
        let concerned = files.filter { $0.slot.map(days.overlaps) ?? true }
        return try sweep(concerned).run(counting: { _ in false }, of: visitors) { identity, at in
            at >= earliest && spans[identity]?.contains(at) == true ? .yes : .no
        }.touches
    }

    /// A person whose visits are looked for, and when.
    private struct Wanted: Sendable {
        var person: CompactID
        var identity: Int
        var span: ClosedRange<Instant>
    }

    private func days(of span: ClosedRange<Instant>) -> ClosedRange<Day> {
        zone.day(of: span.lowerBound)...zone.day(of: span.upperBound)
    }

    /// Searches the indexes for the visits of some persons, each file for those that may have come on its days.
    private func search(for wanted: [Wanted]) throws -> TouchTable {
        let reached = wanted.map { days(of: $0.span) }
        let searches = files.indices.compactMap { index -> (file: Int, span: ClosedRange<Instant>)? in
            let near = wanted.indices.filter { files[index].slot?.overlaps(reached[$0]) ?? true }
                .map { wanted[$0].span }
            guard let first = near.map(\.lowerBound).min(), let last = near.map(\.upperBound).max() else { return nil }
            return (index, first...last)
        }
        var table = emptyTable
        let visits = try SweptVisits(pipeline, publication, searches.map { files[$0.file] }, zone, places, &table)
        let known = Dictionary(wanted.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
        let search = VisitSearch(persons: Set(known.keys))
        let next = Atomic<Int>(0)
        let found = Mutex<[(search: Int, touches: Result<FoundTouches, any Error>)]>([])
        let workers = min(searches.count, ProcessInfo.processInfo.activeProcessorCount)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            var room = VisitSearch.Room()
            while true {
                let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard number < searches.count else { return }
                var touches = FoundTouches()
                let searched = Result<Void, any Error> {
                    try search.forEachVisit(of: visits.indexes[number], in: searches[number].span, &room) {
                        visit, segment throws(Failure) in
                        let day = visits.zone.day(of: visit.at)
                        guard let person = known[visit.person], person.span.contains(visit.at),
                            let placement = visits.placement(of: visit, on: day, in: number)
                        else { return }
                        try visits.add(
                            visit, segment: segment, in: number, on: day, placement, of: person.identity, to: &touches)
                    }
                }
                found.withLock { $0.append((number, searched.map { touches })) }
            }
        }
        var parts = try found.withLock { $0.sorted { $0.search < $1.search } }.map { try $0.touches.get() }
        try table.append(&parts)
        return table
    }

    /// The table of touches of all files, still without any.
    private var emptyTable: TouchTable {
        // An order that the files' content decides, not when they came.
        func key(_ file: FileVersion) -> (String, String) { (file.content, file.path) }
        let listed = files.sorted { key($0) < key($1) }.enumerated().map { order, file in
            TouchTable.File(id: file.id ?? 0, order: Int32(order))
        }
        return TouchTable(pipeline.definition, placements: places.placements, files: listed)
    }

    private static func place(
        _ publication: Publication, _ matching: CampaignMatching, _ tags: [Int64: VisitTags],
        after published: consuming PublishedVisits?
    ) throws -> (VisitPlaces, TouchSums) {
        var places = VisitPlaces()
        let (sums, placements) = try publication.placeVisits(after: published) { tag, day in
            guard let tags = tags[tag] else {
                throw Failure(.warehouse, "the tags of visits are damaged", hint: "throughline rebuild PIPELINE")
            }
            return try matching.placed(tags, on: day)
        } found: {
            places.add($2, tag: $0, days: $1)
        }
        places.placements = placements
        return (places, sums)
    }

    /// Touches before the pipeline's start count for conversions after it.
    private var earliestTouch: Instant {
        let start = zone.start(of: pipeline.definition.start).milliseconds
        let (lookback, overflow) = pipeline.definition.attribution.lookbackSeconds.multipliedReportingOverflow(by: 1000)
        let (earliest, isBeforeTime) = start.subtractingReportingOverflow(lookback)
        return Instant(milliseconds: overflow || isBeforeTime ? .min : earliest)
    }
}

extension FileVersion {
    /// Whether it may have rows of certain days.
    fileprivate func mayHold(_ isWanted: (Day) -> Bool) -> Bool {
        guard let slot else { return true }
        return (slot.lowerBound.number...slot.upperBound.number).contains { isWanted(Day(number: $0)) }
    }
}

/// Where the visits of each day and tags lie.
struct VisitPlaces: Sendable {
    fileprivate(set) var placements: [Publication.Placement] = []
    /// By the number of the tags: on which days they lie where.
    private var spans: [[(days: ClosedRange<Day>, position: Int32)]] = []

    /// Notes where tags lie on some days, by the position of the placement; told again, it is as it was.
    fileprivate mutating func add(_ position: Int, tag: Int64, days: ClosedRange<Day>) {
        guard self.position(tag: tag, day: days.lowerBound) == nil else { return }
        while spans.count <= tag { spans.append([]) }
        spans[Int(tag)].append((days, Int32(position)))
    }

    /// The position of a placement.
    func position(tag: Int64, day: Day) -> Int? {
        guard tag < spans.count else { return nil }
        return spans[Int(tag)].first { $0.days.contains(day) }.map { Int($0.position) }
    }
}
