import Definitions
import Journeys
import Visits
import Warehouse

/// Loads one visits file: its index, and its sums by day and tags.
final class VisitLoading {
    /// What is made of each block where it is read.
    let digest: VisitDigest
    private let resolver: VisitTagResolver
    private let publication: Publication
    private let store: VisitStore
    private let file: Int64
    private let unfinished: String
    private let writer: VisitIndexWriter
    private var sums = VisitSums()
    private let ids: VisitIDs

    /// Visits of an id and day met before.
    private(set) var duplicates = 0

    /// - Parameters:
    ///   - resolver: that of the source, whose files are loaded one after the other.
    ///   - contested: ids that an earlier reading of the file found to come twice.
    init(
        _ digest: VisitDigest, _ resolver: VisitTagResolver, publication: Publication, store: VisitStore, file: Int64,
        contested: Set<VisitIDs.Contested>?
    ) throws(Failure) {
        self.digest = digest
        self.resolver = resolver
        resolver.beginFile()
        self.publication = publication
        self.store = store
        self.file = file
        ids = VisitIDs(contested: contested)
        unfinished = try store.unfinishedPath(of: file)
        writer = try VisitIndexWriter(path: unfinished)
    }

    /// Takes a batch; of visits with the same id and day the first counts.
    func load(_ batch: RecordBatch) throws(Failure) {
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
        try ids.endBlock(folder: store.folder)
        return repeated
    }

    /// Ids that came twice, which shows only now: the file is to be read again, knowing them.
    func lateDuplicates() throws(Failure) -> Set<VisitIDs.Contested> {
        try ids.late()
    }

    private static func overflow(_ day: Day) -> Failure {
        Failure(
            .refused, "the sums of the visits of \(day) don't fit into 64 bits",
            hint: "look at the columns of pageviews and duration")
    }

    /// Writes what the file gave.
    ///
    /// - Parameter version: as it was read, with its last day.
    func finish(_ version: FileVersion) throws {
        let encoded = (0..<resolver.count).map { resolver[$0].encoded }
        try writer.finish(tags: encoded)
        try store.keep(unfinished, as: version)
        let ids = try encoded.indices.map { position in
            try resolver.id(at: position) { try publication.tagID(of: Publication.VisitTag($0)) }
        }
        let order = sums.rows.sorted { left, right in
            if left.day != right.day { return left.day < right.day }
            return encoded[Int(left.tags)].lexicographicallyPrecedes(encoded[Int(right.tags)])
        }
        try publication.add(
            visits: order.map { sum in
                var row = Publication.VisitSums(
                    day: sum.day, tag: ids[Int(sum.tags)], site: resolver[Int(sum.tags)].tags.site)
                row.visits = sum.visits
                row.pageviews = sum.pageviews
                row.duration = sum.duration
                row.bounces = sum.bounces
                return row
            }, file: file)
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
