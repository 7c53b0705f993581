import Definitions
import Journeys
import Visits

/// What one block of a visits file comes to: visits, distinct sets of tags, sums by day and tags.
///
/// Made on the core that read the block; nothing in it depends on other blocks.
struct VisitDigest: Sendable {
    struct Block: Sendable {
        var visits = VisitBlock()
        /// Sets of tags as the file has them, in the form that `VisitTagResolver` reads.
        var tags = TextTable()
        var sums = VisitSums()
        /// The line of the first row, as the batch counted when the block was made.
        var firstLine: Int64 = 0
        /// A day whose sums pass 64 bits.
        var overflow: Day?
    }

    private let fields: VisitFields
    private let reduction: AddressReduction

    init(_ rules: ChannelRules, contract: EntityContract) {
        fields = VisitFields(contract)
        reduction = AddressReduction(rules)
    }

    func make(_ batch: RecordBatch) -> any Sendable {
        block(of: batch)
    }

    /// Digests a batch.
    ///
    /// - Parameter duplicates: rows that don't count, by position.
    func block(of batch: RecordBatch, without duplicates: Set<Int> = []) -> Block {
        var block = Block()
        block.firstLine = batch.lines.first ?? 0
        block.visits.reserve(batch.count)
        var tags = RecurringTags(batch, fields, reduction)
        let loose = tags.loose.map { fields.tags[$0] }
        batch.withTexts(of: loose + [fields.clientID, fields.userID, fields.visitID]) { texts in
            let columns = texts.prefix(loose.count)
            let (clients, users, ids) = (texts[texts.count - 3], texts[texts.count - 2], texts[texts.count - 1])
            let instants = fields.at.map { batch.columns[$0] }
            guard case .integers(let instants) = instants else { return }
            let numbers = VisitNumbers(batch, fields)
            for row in 0..<batch.count where duplicates.isEmpty || !duplicates.contains(row) {
                let position = tags.position(of: row, columns, in: &block.tags)
                let user = users[row]
                block.visits.append(
                    client: person(clients[row], .client, .clientID),
                    user: user.isEmpty ? nil : person(user, .user, .userID),
                    at: Instant(milliseconds: instants[row]), tags: position, line: batch.lines[row], id: ids[row])
                let place = block.sums.position(batch.days[row], position)
                block.sums.count(at: place)
                if !numbers.add(row, to: &block.sums, at: place) { block.overflow = block.overflow ?? batch.days[row] }
            }
        }
        return block
    }

    /// The id of a person, in the form in which leads name them.
    private func person(
        _ text: UnsafeBufferPointer<UInt8>, _ kind: CompactID.Kind, _ key: IdentityKey.Kind
    ) -> CompactID {
        if let packed = CompactID(packing: text, kind: kind) { return packed }
        let reading = IdentityKey.read(String(decoding: text, as: UTF8.self), as: key, region: .ru)
        if case .key(let key) = reading { return CompactID(key.text.utf8, kind: kind) }
        return CompactID(text, kind: kind)
    }
}

/// What visits of a batch are summed up by.
private struct VisitNumbers {
    private let pageviews: [Int64]
    private let duration: [Int64]
    private let bounces: [Int64]
    private let isEmpty: Bool

    init(_ batch: RecordBatch, _ fields: VisitFields) {
        func integers(_ field: Int?) -> [Int64] {
            guard let field, case .integers(let values) = batch.columns[field] else { return [] }
            return values
        }
        pageviews = integers(fields.pageviews)
        duration = integers(fields.duration)
        bounces = integers(fields.bounce)
        isEmpty = pageviews.isEmpty && duration.isEmpty && bounces.isEmpty
    }

    /// Adds a row's numbers; false where a sum passes 64 bits.
    func add(_ row: Int, to sums: inout VisitSums, at place: Int) -> Bool {
        if isEmpty { return true }
        let isWhole = add(pageviews, row, to: \.pageviews, &sums, place)
        return add(duration, row, to: \.duration, &sums, place) && add(bounces, row, to: \.bounces, &sums, place)
            && isWhole
    }

    private func add(
        _ values: [Int64], _ row: Int, to sum: WritableKeyPath<VisitSums.Row, Int64>, _ sums: inout VisitSums,
        _ place: Int
    ) -> Bool {
        guard !values.isEmpty, values[row] != RecordColumn.null else { return true }
        return sums.add(values[row], to: sum, at: place)
    }
}

/// Where a visit's own fields stand in a batch.
struct VisitFields: Sendable {
    /// The fields that tags depend on, in the order in which `VisitTagResolver` takes them.
    static let tagNames = [
        "source", "medium", "campaign", "content", "term", "click_id", "referrer", "landing", "utm_id", "campaign_id",
        "ad_id", "site",
    ]
    static let landing = 7
    /// Fields that are read together: addresses of pages vary more than what brought somebody to them.
    static let recurring = [tagNames.filter { $0 != tagNames[landing] }, [tagNames[landing]]]

    let at: Int?
    let clientID: Int?
    let userID: Int?
    let visitID: Int?
    let pageviews: Int?
    let duration: Int?
    let bounce: Int?
    let tags: [Int?]

    init(_ contract: EntityContract) {
        at = contract.index(of: "at")
        clientID = contract.index(of: "client_id")
        userID = contract.index(of: "user_id")
        visitID = contract.index(of: "visit_id")
        pageviews = contract.index(of: "pageviews")
        duration = contract.index(of: "duration")
        bounce = contract.index(of: "bounce")
        tags = Self.tagNames.map { contract.index(of: $0) }
    }
}
