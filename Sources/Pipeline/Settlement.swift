import Definitions
import Extract
import Foundation
import Warehouse

/// What follows from the facts: which records count, the marts, the days delivered, the numbers that changed.
///
/// Every publication ends with it, whatever it did to the facts.
struct Settlement {
    let pipeline: LoadedPipeline
    let publication: Publication

    /// Lets each key or day of a source be supplied by the records and files it belongs to.
    ///
    /// - Parameters:
    ///   - loader: reads a file again whose days came back to it.
    ///   - fresh: the files this transaction has read.
    func settle(_ source: SourceDefinition, _ loader: SourceLoading, fresh: Set<Int64>) throws {
        guard let table = FactTable.of(entity: source.entity) else { return }
        if case .replace(_, let overlap, let per) = source.load.mode {
            var fresh = fresh
            do {
                while true {
                    let again = try publication.settleDays(
                        table, source: source.name, overlap: overlap, per: per,
                        from: pipeline.definition.start, fresh: fresh)
                    if again.isEmpty { break }
                    for version in again { fresh.insert(try readAgain(version, of: source, loader).fileID) }
                }
            } catch let conflict as DayOwnership.Conflict {
                throw pipeline.failure(of: conflict, in: source)
            }
        }
        if case .snapshot(_, let share) = source.load.mode {
            do {
                try publication.settleSnapshot(
                    table, source: source.name, maxShrinkMillionths: share, fresh: fresh)
            } catch let shrinkage as Publication.Shrinkage {
                throw Failure(
                    .refused, at: source.filesLocation,
                    "\(shrinkage.path) holds \(shrinkage.after) records; the snapshot before it held \(shrinkage.before)",
                    hint: "export it whole; if so many are really gone, raise load: { max_shrink: … } for this run")
            }
        }
        // Deals are settled all at once, with what they depend on.
        if table.rejectedColumn == nil { try publication.settle(table, source: source.name) }
    }

    /// Settles what deals and payments owe to other records, once all sources are settled, and lists what contradicts
    /// itself.
    ///
    /// - Parameter read: the files this transaction has read.
    func settleSales(read: Set<Int64>, _ progress: any RunProgress) throws -> SalesSettlement.Verdict {
        let verdict = try SalesSettlement(pipeline: pipeline, publication: publication, progress: progress)
            .settle(read: read)
        try ConflictListing(pipeline: pipeline, publication: publication, progress: progress).settle()
        return verdict
    }

    /// Reads a published version again from the bytes that are kept of it.
    ///
    /// - Parameter isEarlier: whether it isn't the newest of its file.
    func readAgain(
        _ version: FileVersion, of source: SourceDefinition, _ loader: SourceLoading, isEarlier: Bool = false
    ) throws -> SourceLoading.LoadedFile {
        let path = pipeline.openPath(version.path)
        var version = version
        // Days that its rows were found to span are no declared slot: rows before `start` lie outside.
        version.slot = FilePattern(source.files).slot(of: path)
        return try loader.load(
            version, bytesPath: version.isInPlace ? path : pipeline.landedPath(of: version.content), after: nil,
            isEarlier: isEarlier)
    }

    /// What is derived from settled records before visits are settled.
    struct Begun {
        var journeys: JourneySettlement
        fileprivate let delivered: Publication.DeliveredRecords
    }

    /// Begins with what is derived from the settled facts, for which visits need not be loaded yet.
    ///
    /// - Parameter published: what was read of facts as they were published.
    func begin(after published: PublishedFacts? = nil) throws -> Begun {
        try CurrencyConversion(pipeline, publication).convert()
        try TrackingNumberCheck(pipeline, publication).check()
        let journeys = try JourneySettlement(pipeline, publication, published)
        // Who leads and deals are of is sought meanwhile.
        try publication.countContacts(pipeline.schemas.files["warehouse/contacts.sql"] ?? "")
        let entities = Set(Publication.countedTables.map(\.entity))
        let counted = Set(pipeline.definition.sources.filter { entities.contains($0.entity) }.map(\.name))
        return Begun(journeys: journeys, delivered: try publication.deliveredRecords(of: counted))
    }

    /// Makes all that is derived from the settled facts.
    ///
    /// - Parameters:
    ///   - begun: what `begin()` began.
    ///   - causes: why numbers published before may differ now.
    func finish(_ begun: inout Begun, _ causes: [Publication.Cause]) throws {
        let start = pipeline.definition.start
        let spend = begun.journeys.matching.spend
        let visits = try begun.journeys.placeVisits()
        try publication.makeIntervals(spend, visits.sums, begun.delivered, from: start)
        let (hubs, touches) = try begun.journeys.settle(visits)
        try FixedFees(pipeline: pipeline, publication: publication).settle()
        try publication.listChangedDays()
        // Shared cost is divided by what the days hold, and moves within them.
        try publication.withoutChecks {
            try publication.makeDailyMart(spend, touches, from: start, withPeriods: !pipeline.splitsCosts)
        }
        try SharedCosts(pipeline: pipeline, publication: publication).settle()
        if pipeline.splitsCosts { try publication.makePeriodMarts() }
        try publication.makeMatchMart(spend, touches, from: start)
        try publication.makeQuality(pipeline.schemas.files["warehouse/quality.sql"] ?? "", touches, hubs: hubs)
        try publication.recordChanges(causes)
    }
}

extension LoadedPipeline {
    /// Why two files of one source that cover the same day refuse the run.
    func failure(of conflict: DayOwnership.Conflict, in source: SourceDefinition) -> Failure {
        let gone = [conflict.first, conflict.second].first { !FileManager.default.fileExists(atPath: openPath($0)) }
        return Failure(
            .refused, at: source.filesLocation,
            "\(conflict.first) and \(conflict.second) both cover \(conflict.day): loading both would count that day "
                + "twice",
            hint: gone.map {
                "\($0) isn't there any more, but is published: throughline forget-file PIPELINE \($0)"
            }
                ?? "remove one of them; or set load: { overlap: sum } if they add up, overlap: newest if the later "
                + "counts, or per: [account] if each holds other accounts")
    }
}
