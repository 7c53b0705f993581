import Definitions
import Journeys
import Visits

/// What one block of a visits file comes to: visits, distinct sets of tags, sums by day and tags.
///
/// Made on the core that read the block; nothing in it depends on other blocks.
struct VisitDigest: Sendable {
    struct Sums: Sendable {
        var day: Day
        /// A position among the block's sets of tags.
        var tags: UInt32
        var visits: Int64 = 0
        var pageviews: Int64 = 0
        var duration: Int64 = 0
        var bounces: Int64 = 0
    }

    struct Block: Sendable {
        var visits = VisitBlock()
        /// Sets of tags as the file has them, in the form that `VisitTagResolver` reads.
        var tags = TextTable()
        var sums: [Sums] = []
        var days: ClosedRange<Day>?
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
        batch.withTexts(of: fields.tags + [fields.clientID, fields.userID, fields.visitID]) { texts in
            let tags = Array(texts[..<fields.tags.count])
            let (clients, users, ids) = (texts[texts.count - 3], texts[texts.count - 2], texts[texts.count - 1])
            let instants = fields.at.map { batch.columns[$0] }
            guard case .integers(let instants) = instants else { return }
            var sums = BlockSums(batch, fields)
            var raw: [UInt8] = []
            for row in 0..<batch.count where duplicates.isEmpty || !duplicates.contains(row) {
                raw.removeAll(keepingCapacity: true)
                append(tags, row, to: &raw)
                let position = raw.withUnsafeBufferPointer { UInt32(block.tags.position(of: $0)) }
                let user = users[row]
                block.visits.append(
                    client: person(clients[row], .client, .clientID),
                    user: user.isEmpty ? nil : person(user, .user, .userID),
                    at: Instant(milliseconds: instants[row]), tags: position, line: batch.lines[row], id: ids[row])
                sums.add(row, batch.days[row], position)
            }
            block.sums = sums.sums
            block.overflow = sums.overflow
        }
        block.days = batch.days.min().flatMap { least in batch.days.max().map { least...$0 } }
        return block
    }

    /// Appends what a row's tags depend on.
    private func append(_ tags: [FieldTexts], _ row: Int, to raw: inout [UInt8]) {
        for position in tags.indices where !tags[position].isAbsent {
            let start = raw.count
            raw.append(UInt8(position))
            for _ in 0..<4 { raw.append(0) }
            let text = tags[position][row]
            if position == VisitFields.landing {
                reduction.append(text, to: &raw)
            } else {
                raw.append(contentsOf: text)
            }
            let count = raw.count - start - 5
            guard count > 0 else {
                raw.removeLast(5)
                continue
            }
            for byte in 0..<4 { raw[start + 1 + byte] = UInt8(truncatingIfNeeded: count >> (8 * byte)) }
        }
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

/// The sums of a block by day and tags.
private struct BlockSums {
    private(set) var sums: [VisitDigest.Sums] = []
    private(set) var overflow: Day?
    private var places = CountTable()
    private let pageviews: [Int64]
    private let duration: [Int64]
    private let bounces: [Int64]

    init(_ batch: RecordBatch, _ fields: VisitFields) {
        func integers(_ field: Int?) -> [Int64] {
            guard let field, case .integers(let values) = batch.columns[field] else { return [] }
            return values
        }
        pageviews = integers(fields.pageviews)
        duration = integers(fields.duration)
        bounces = integers(fields.bounce)
    }

    mutating func add(_ row: Int, _ day: Day, _ tags: UInt32) {
        let key = UInt64(UInt32(bitPattern: day.number)) << 32 | UInt64(tags)
        var place = Int(places[key]) - 1
        if place < 0 {
            place = sums.count
            sums.append(VisitDigest.Sums(day: day, tags: tags))
            places.add(Int64(place + 1), to: key)
        }
        sums[place].visits += 1
        add(pageviews, row, to: \.pageviews, place)
        add(duration, row, to: \.duration, place)
        add(bounces, row, to: \.bounces, place)
    }

    private mutating func add(
        _ values: [Int64], _ row: Int, to sum: WritableKeyPath<VisitDigest.Sums, Int64>, _ place: Int
    ) {
        guard !values.isEmpty, values[row] != RecordColumn.null else { return }
        if !sums[place].add(values[row], to: sum) { overflow = overflow ?? sums[place].day }
    }
}

extension VisitDigest.Sums {
    /// Adds a number; false where the sum passes 64 bits.
    mutating func add(_ number: Int64, to sum: WritableKeyPath<VisitDigest.Sums, Int64>) -> Bool {
        let (result, overflow) = self[keyPath: sum].addingReportingOverflow(number)
        self[keyPath: sum] = result
        return !overflow
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
