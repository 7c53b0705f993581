import Definitions
import Journeys
import Visits
import Warehouse

/// Loads one visits file: its index, and its sums by day and tags.
final class VisitLoading {
    private struct DayTags: Hashable {
        var day: Day
        var tags: UInt32
    }

    private struct Sums {
        var visits: Int64 = 0
        var pageviews: Int64 = 0
        var duration: Int64 = 0
        var bounces: Int64 = 0
    }

    private let fields: VisitFields
    private let resolver: VisitTagResolver
    private let publication: Publication
    private let store: VisitStore
    private let file: Int64
    private let unfinished: String
    private let writer: VisitIndexWriter
    private var sums: [DayTags: Sums] = [:]
    private var seen: [Day: Set<CompactID>] = [:]

    /// Visits of an id and day met before.
    private(set) var duplicates = 0

    init(
        _ rules: ChannelRules, contract: EntityContract, publication: Publication, store: VisitStore, file: Int64
    ) throws(Failure) {
        fields = VisitFields(contract)
        resolver = VisitTagResolver(rules, contract: contract)
        self.publication = publication
        self.store = store
        self.file = file
        unfinished = try store.unfinishedPath(of: file)
        writer = try VisitIndexWriter(path: unfinished)
    }

    /// Takes a batch; of visits with the same id and day the first counts.
    func load(_ batch: RecordBatch) throws(Failure) {
        for row in 0..<batch.count {
            let day = batch.days[row]
            let id = batch.bytes(fields.visitID, row)
            if !id.isEmpty, !seen[day, default: []].insert(CompactID(id, kind: .visit)).inserted {
                duplicates += 1
                continue
            }
            let tags = resolver.position(ofTagsAt: row, in: batch)
            let user = batch.bytes(fields.userID, row)
            try writer.append(
                client: person(batch.bytes(fields.clientID, row), .client, .clientID),
                user: user.isEmpty ? nil : person(user, .user, .userID),
                at: Instant(milliseconds: batch.integer(fields.at, row)), tags: tags, line: batch.lines[row], id: id)
            let key = DayTags(day: day, tags: tags)
            sums[key, default: Sums()].visits += 1
            try add(batch.integer(fields.pageviews, row), to: \.pageviews, of: key)
            try add(batch.integer(fields.duration, row), to: \.duration, of: key)
            try add(batch.integer(fields.bounce, row), to: \.bounces, of: key)
        }
    }

    /// The id of a person, in the form in which leads name them.
    private func person(_ text: ArraySlice<UInt8>, _ kind: CompactID.Kind, _ key: IdentityKey.Kind) -> CompactID {
        if let packed = CompactID(packing: text, kind: kind) { return packed }
        let reading = IdentityKey.read(String(decoding: text, as: UTF8.self), as: key, region: .ru)
        if case .key(let key) = reading { return CompactID(key.text.utf8, kind: kind) }
        return CompactID(text, kind: kind)
    }

    private func add(_ number: Int64, to sum: WritableKeyPath<Sums, Int64>, of key: DayTags) throws(Failure) {
        guard number != 0 else { return }
        let (result, overflow) = sums[key, default: Sums()][keyPath: sum].addingReportingOverflow(number)
        guard !overflow else {
            throw Failure(
                .refused, "the sums of the visits of \(key.day) don't fit into 64 bits",
                hint: "look at the columns of pageviews and duration")
        }
        sums[key, default: Sums()][keyPath: sum] = result
    }

    /// Writes what the file gave.
    ///
    /// - Parameter version: as it was read, with its last day.
    func finish(_ version: FileVersion) throws {
        let tags = resolver.tags
        try writer.finish(tags: tags.map(\.encoded))
        try store.keep(unfinished, as: version)
        let ids = try tags.map { try publication.tagID(of: Publication.VisitTag($0)) }
        let encoded = tags.map(\.encoded)
        let order = sums.keys.sorted { left, right in
            if left.day != right.day { return left.day < right.day }
            return encoded[Int(left.tags)].lexicographicallyPrecedes(encoded[Int(right.tags)])
        }
        try publication.add(
            visits: order.map { key in
                var row = Publication.VisitSums(
                    day: key.day, tag: ids[Int(key.tags)], site: tags[Int(key.tags)].site)
                let sum = sums[key] ?? Sums()
                row.visits = sum.visits
                row.pageviews = sum.pageviews
                row.duration = sum.duration
                row.bounces = sum.bounces
                return row
            }, file: file)
    }
}

/// Where a visit's own fields stand in a batch.
private struct VisitFields {
    let at: Int?
    let clientID: Int?
    let userID: Int?
    let visitID: Int?
    let pageviews: Int?
    let duration: Int?
    let bounce: Int?

    init(_ contract: EntityContract) {
        at = contract.index(of: "at")
        clientID = contract.index(of: "client_id")
        userID = contract.index(of: "user_id")
        visitID = contract.index(of: "visit_id")
        pageviews = contract.index(of: "pageviews")
        duration = contract.index(of: "duration")
        bounce = contract.index(of: "bounce")
    }
}

extension Publication.VisitTag {
    init(_ tags: VisitTags) {
        self.init(
            encoded: tags.encoded, site: tags.site, source: tags.traffic.source, medium: tags.traffic.medium,
            campaign: tags.traffic.campaign, content: tags.traffic.content, term: tags.traffic.term,
            clickID: tags.traffic.clickID, referrer: tags.traffic.referrer)
    }
}
