internal import Definitions

/// Some fields of one file whose values recur together: each distinct set of bytes is decoded once.
///
/// What fields decode to depends on nothing but their bytes, so where these are known, no rule need be asked again. Sets
/// with a value that breaks a rule or doesn't pass a `where` are never kept. Whoever owns this calls `deallocate`.
struct RecurringFields {
    /// More sets aren't kept from block to block: where nearly every row has one of its own, memory must not grow.
    private static let remembered = 1 << 14
    /// Nor are more bytes.
    private static let rememberedBytes = 1 << 22

    /// Columns that stand side by side.
    private struct Run {
        var first: Int
        var last: Int
    }

    /// One run of a row.
    private struct Span {
        var start: UnsafePointer<UInt8>?
        var count: Int
        /// All that tells where its fields are, beside its bytes: its length and that of its first field, how it was
        /// taken, and whether a quote is doubled in it.
        ///
        /// The bytes of several fields hold what divides them; the first one's length tells whether it is quoted.
        var form: UInt64
    }

    private struct Entry {
        var hash: UInt64
        var key: Int
        var keyCount: Int
        /// The block that last had it, and its row there.
        var block: UInt32
        var row: UInt32
    }

    /// The fields' plans by position.
    let plans: [Int]
    private let fields: [Int]
    /// Columns of the fields, those side by side as one; and each by itself.
    private let runs: [Run]
    private let singles: [Run]
    private let lastColumn: Int

    private let spans: UnsafeMutablePointer<Span>
    private var spanCount = 0
    private var hash: UInt64 = 0
    /// The row's entry; nil where it has none yet.
    private var found: Int?

    private var entries: [Entry] = []
    /// The position of an entry and one; 0: the place is free.
    private var places = [UInt32](repeating: 0, count: 512)
    private var keys: [UInt8] = []
    /// The texts of all entries, by field.
    private var texts: [TextColumn]
    private var block: UInt32 = 1
    /// The entries of the block's rows, in the order in which they were first met.
    private var met: [UInt32] = []
    private var rows: [UInt32] = []

    /// - Parameters:
    ///   - positions: the positions of the fields' plans.
    ///   - plans: the plans of all fields.
    init(_ positions: [Int], of plans: [FieldPlan]) {
        self.plans = positions
        fields = positions.map { plans[$0].field }
        let columns = Set(positions.map { plans[$0].column }.filter { $0 >= 0 }).sorted()
        var runs: [Run] = []
        for column in columns {
            if let last = runs.last?.last, last + 1 == column {
                runs[runs.count - 1].last = column
            } else {
                runs.append(Run(first: column, last: column))
            }
        }
        self.runs = runs
        singles = columns.map { Run(first: $0, last: $0) }
        lastColumn = columns.last ?? -1
        spans = .allocate(capacity: max(1, columns.count))
        texts = positions.map { _ in TextColumn() }
    }

    func deallocate() {
        spans.deallocate()
    }

    /// Whether the row looked up last needs no decoding.
    var isKnown: Bool { found != nil }

    /// Looks up what a record's fields decode to.
    ///
    /// - Parameter isDelimited: whether the values are parts of one text, with nothing between neighbours but what divides
    ///   them.
    /// - Complexity: O(*n*) in the fields' bytes.
    mutating func look(up values: UnsafeBufferPointer<FieldBytes>, isDelimited: Bool) {
        take(values, isDelimited && lastColumn < values.count ? runs : singles)
        let hash = self.hash
        let spans = UnsafeBufferPointer(start: self.spans, count: spanCount)
        found = places.withUnsafeBufferPointer { places in
            entries.withUnsafeBufferPointer { entries in
                keys.withUnsafeBytes { keys in
                    let mask = places.count - 1
                    var place = Int(truncatingIfNeeded: hash) & mask
                    while places[place] != 0 {
                        let position = Int(places[place]) - 1
                        let entry = entries[position]
                        if entry.hash == hash, Self.holds(entry, spans, keys) { return position }
                        place = (place + 1) & mask
                    }
                    return nil
                }
            }
        }
    }

    /// Counts the row looked up last among the block's, its values taken from the columns they were decoded into where
    /// they are new.
    mutating func end(_ buffers: UnsafeMutablePointer<ColumnBuffer>) {
        let position = found ?? keep(buffers)
        if entries[position].block != block {
            entries[position].block = block
            entries[position].row = UInt32(met.count)
            met.append(UInt32(position))
        }
        rows.append(entries[position].row)
    }

    /// The texts of the block's rows; the next begins.
    mutating func finish() -> RecurringTexts {
        var result = RecurringTexts(fields: fields, columns: [], count: met.count, rows: rows)
        for column in texts {
            var distinct = TextColumn()
            for position in met { distinct.append(column.bytes(at: Int(position))) }
            result.columns.append(distinct)
        }
        discard()
        return result
    }

    /// Forgets the block's rows.
    mutating func discard() {
        rows.removeAll(keepingCapacity: true)
        met.removeAll(keepingCapacity: true)
        block &+= 1
        guard entries.count > Self.remembered || keys.count > Self.rememberedBytes || block == 0 else { return }
        block = max(1, block)
        entries.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        for index in texts.indices { texts[index] = TextColumn() }
        places = [UInt32](repeating: 0, count: 512)
    }

    // MARK: Keys

    @inline(__always)
    private mutating func take(_ values: UnsafeBufferPointer<FieldBytes>, _ runs: [Run]) {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        spanCount = runs.count
        for index in runs.indices {
            let run = runs[index]
            var span = Span(start: nil, count: 0, form: 1 << 63)
            if run.last < values.count {
                let (first, last) = (values[run.first], values[run.last])
                span.start = first.start
                span.count = last.start + Int(last.count) - first.start
                span.form =
                    UInt64(span.count) << 33 | UInt64(UInt32(bitPattern: first.count)) << 2
                    | (first.hasDoubledQuotes ? 2 : 0) | (run.first == run.last ? 0 : 1)
            }
            spans[index] = span
            hash = Self.mixed(hash, span)
        }
        self.hash = hash ^ (hash >> 32)
    }

    @inline(__always)
    private static func mixed(_ start: UInt64, _ span: Span) -> UInt64 {
        var hash = (start ^ span.form) &* 0xD6E8_FEB8_6659_FD93
        hash ^= hash >> 32
        guard let bytes = span.start else { return hash }
        var offset = 0
        while offset + 16 <= span.count {
            // Two words at a time, so that one needn't wait for the other.
            let second = (ByteWord.load(bytes + offset + 8) ^ 0xC2B2_AE3D_27D4_EB4F) &* 0x9FB2_1C65_1E98_DF25
            hash = (hash ^ ByteWord.load(bytes + offset)) &* 0xD6E8_FEB8_6659_FD93
            hash ^= (hash >> 32) ^ second ^ (second >> 29)
            offset += 16
        }
        if offset + 8 <= span.count {
            hash = (hash ^ ByteWord.load(bytes + offset)) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash >> 32
            offset += 8
        }
        hash = (hash ^ ByteWord.load(bytes + offset, count: span.count - offset)) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ (hash >> 32)
    }

    /// Whether an entry is of the row looked up: its key is the forms of all spans, then their bytes.
    @inline(__always)
    private static func holds(
        _ entry: Entry, _ spans: UnsafeBufferPointer<Span>, _ keys: UnsafeRawBufferPointer
    ) -> Bool {
        var position = entry.key
        let end = entry.key + entry.keyCount
        guard end - position >= 8 * spans.count else { return false }
        for index in 0..<spans.count {
            guard keys.loadUnaligned(fromByteOffset: position, as: UInt64.self) == spans[index].form else {
                return false
            }
            position += 8
        }
        for index in 0..<spans.count {
            guard let start = spans[index].start, spans[index].count > 0 else { continue }
            guard end - position >= spans[index].count, let base = keys.baseAddress,
                ByteWord.areEqual(base + position, start, count: spans[index].count)
            else { return false }
            position += spans[index].count
        }
        return position == end
    }

    private mutating func keep(_ buffers: UnsafeMutablePointer<ColumnBuffer>) -> Int {
        if 2 * entries.count >= places.count { grow() }
        let key = keys.count
        for index in 0..<spanCount { withUnsafeBytes(of: spans[index].form) { keys.append(contentsOf: $0) } }
        for index in 0..<spanCount {
            keys.append(contentsOf: UnsafeBufferPointer(start: spans[index].start, count: spans[index].count))
        }
        for (index, plan) in plans.enumerated() { texts[index].append(buffers[plan].pendingText) }
        entries.append(Entry(hash: hash, key: key, keyCount: keys.count - key, block: 0, row: 0))
        places[freePlace(hash)] = UInt32(entries.count)
        return entries.count - 1
    }

    private func freePlace(_ hash: UInt64) -> Int {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        places = [UInt32](repeating: 0, count: places.count * 2)
        for (position, entry) in entries.enumerated() { places[freePlace(entry.hash)] = UInt32(position + 1) }
    }
}
