import Definitions
import Journeys
import Tabular
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

    /// The fields that are read by distinct rows, each set of them as a part of a set of tags.
    var recurring: RecurringGroups {
        RecurringGroups(fields: VisitFields.recurring) { [fields, reduction] field, text, set in
            guard let tag = fields.tags.firstIndex(of: field) else { return }
            VisitTagResolver.append(text, tag, reduction, to: &set)
        }
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
        guard let at = fields.at, case .integers(let instants) = batch.columns[at] else { return block }
        var tags = RecurringTags(batch, fields, reduction)
        let loose = tags.loose.map { fields.tags[$0] }
        batch.withTexts(of: [fields.clientID, fields.userID, fields.visitID] + loose) { texts in
            let positions = tags.positions(batch.count, without: duplicates, texts.dropFirst(3), in: &block.tags)
            block.visits = VisitBlock(
                VisitColumns(
                    clients: texts[0], users: texts[1], ids: texts[2], instants: instants, tags: positions,
                    lines: batch.lines),
                without: duplicates, person: Self.person)
            let numbers = VisitNumbers(batch, fields)
            for row in 0..<batch.count where duplicates.isEmpty || !duplicates.contains(row) {
                let place = block.sums.position(batch.days[row], positions[row])
                block.sums.count(at: place)
                if !numbers.add(row, to: &block.sums, at: place) { block.overflow = block.overflow ?? batch.days[row] }
            }
        }
        return block
    }

    /// The id of a person that can't be packed as it is, in the form in which leads name them.
    private static func person(_ text: UnsafeBufferPointer<UInt8>, _ kind: CompactID.Kind) -> CompactID {
        let key: IdentityKey.Kind = kind == .user ? .userID : .clientID
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
