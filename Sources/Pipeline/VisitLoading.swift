import Definitions
import Journeys
import Visits
import Warehouse

/// Loads one visits file: its index, and its sums by day and tags.
///
/// Nothing of it is in the warehouse before `keep`; until then the file may be loaded on any thread, on one at a time.
final class VisitLoading {
    private let digest: VisitDigest
    private let resolver: VisitTagResolver
    private let folder: String
    private let writer: VisitIndexWriter
    private var sums = VisitSums()
    private var ids: VisitIDs

    /// The rows that were taken.
    private(set) var count = 0
    /// Visits of an id and day met before.
    private(set) var duplicates = 0
    /// Ids that came twice, which shows only at the end: the file is to be read again, knowing them.
    private(set) var lateDuplicates: Set<VisitIDs.Contested> = []

    /// The tags of the file's visits by position, and its sums in the order of day and tags, once it has ended.
    private var tags: [VisitTagResolver.Resolved] = []
    private var ordered: [VisitSums.Row] = []

    /// - Parameters:
    ///   - resolver: that of a source whose files are loaded one after the other.
    ///   - name: that of no other file that is being loaded.
    ///   - contested: ids that an earlier reading of the file found to come twice.
    init(
        _ digest: VisitDigest, _ resolver: VisitTagResolver, store: VisitStore, name: String,
        contested: Set<VisitIDs.Contested>? = nil
    ) throws(Failure) {
        self.digest = digest
        self.resolver = resolver
        resolver.beginFile()
        folder = store.folder
        ids = VisitIDs(contested: contested)
        writer = try VisitIndexWriter(path: store.unfinishedPath(name))
    }

    /// How much is held of the file once it has ended, in rows.
    var heldRows: Int { ordered.count + tags.count }

    /// Takes a batch; of visits with the same id and day the first counts.
    func load(_ batch: RecordBatch) throws(Failure) {
        count += batch.count
        var block = batch.digest as? VisitDigest.Block ?? digest.block(of: batch)
        let repeated = try repeatedRows(block, batch)
        if !repeated.isEmpty {
            duplicates += repeated.count
            block = digest.block(of: batch, without: repeated)
        }
        if let day = block.overflow { throw Self.overflow(day) }
        let tags = (0..<block.tags.count).map { resolver.position(of: block.tags[$0]) }
        for part in block.sums.rows {
            guard sums.add(part, at: sums.position(part.day, tags[Int(part.tags)])) else {
                throw Self.overflow(part.day)
            }
        }
        try writer.append(block.visits, tags: tags, firstLine: (batch.lines.first ?? 0) - block.firstLine)
    }

    /// The rows of a batch whose id came before on their day.
    private func repeatedRows(_ block: VisitDigest.Block, _ batch: RecordBatch) throws(Failure) -> Set<Int> {
        guard block.visits.isNamed else { return [] }
        let repeated = Set(ids.takeRepeated(block.visits.ids, on: batch.days))
        try ids.endBlock(folder: folder)
        return repeated
    }

    private static func overflow(_ day: Day) -> Failure {
        Failure(
            .refused, "the sums of the visits of \(day) don't fit into 64 bits",
            hint: "look at the columns of pageviews and duration")
    }

    /// Ends the file: no batch follows.
    func end() throws(Failure) {
        lateDuplicates = try ids.late()
        ids = VisitIDs()
        guard lateDuplicates.isEmpty else { return }
        tags = (0..<resolver.count).map { resolver[$0] }
        ordered = sums.rows.sorted { left, right in
            if left.day != right.day { return left.day < right.day }
            return tags[Int(left.tags)].encoded.lexicographicallyPrecedes(tags[Int(right.tags)].encoded)
        }
        sums = VisitSums()
        try writer.finish(tags: tags.map(\.encoded))
    }

    /// Writes what a file gave that has ended.
    ///
    /// - Parameters:
    ///   - version: as it was read, with its last day.
    ///   - matching: where tags lie; nil where that isn't known yet.
    func keep(
        _ version: FileVersion, in store: VisitStore, _ publication: Publication, _ matching: CampaignMatching?
    ) throws {
        try writer.keep(as: store.path(of: version))
        let ids = try tags.map { tags in try tags.id { try publication.tagID(of: Publication.VisitTag($0)) } }
        var places = [(days: ClosedRange<Day>, placement: Publication.Placement)?](repeating: nil, count: tags.count)
        try publication.add(
            visits: ordered.map { sum in
                let place = Int(sum.tags)
                let tags = self.tags[place].tags
                var row = Publication.VisitSums(day: sum.day, tag: ids[place], site: tags.site)
                if let matching {
                    if places[place]?.days.contains(sum.day) != true {
                        places[place] = try matching.placed(tags, on: sum.day)
                    }
                    row.placement = places[place]?.placement
                }
                row.visits = sum.visits
                row.pageviews = sum.pageviews
                row.duration = sum.duration
                row.bounces = sum.bounces
                return row
            }, file: version.id ?? 0)
    }
}

extension Publication.VisitTag {
    init(_ tags: VisitTags) {
        self.init(tags, encoded: tags.encoded)
    }

    fileprivate init(_ resolved: VisitTagResolver.Resolved) {
        self.init(resolved.tags, encoded: resolved.encoded)
    }

    private init(_ tags: VisitTags, encoded: [UInt8]) {
        self.init(
            encoded: encoded, site: tags.site, source: tags.traffic.source, medium: tags.traffic.medium,
            campaign: tags.traffic.campaign, content: tags.traffic.content, term: tags.traffic.term,
            clickID: tags.traffic.clickID, referrer: tags.traffic.referrer)
    }
}
