internal import Definitions

/// Some fields of one file whose values recur together: each distinct set of bytes is decoded and reduced once.
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

    /// A distinct set, found by its hash.
    ///
    /// Its key is the forms of all spans, which tell their lengths, and then their bytes.
    private struct Entry {
        var hash: UInt64
        /// Where its key starts, in words, and one; 0: the entry is none.
        var key: UInt32
        /// The position of what it comes to.
        var meaning: UInt32
    }

    /// The fields' plans by position.
    let plans: [Int]
    private let fields: [Int]
    private let reduction: RecurringGroups.Reduction
    /// Columns of the fields, those side by side as one, and then each by itself.
    private let runs: UnsafeMutablePointer<Run>
    private let runCount: Int
    private let singleCount: Int
    private let lastColumn: Int

    private let spans: UnsafeMutablePointer<Span>
    private var spanCount = 0
    private var hash: UInt64 = 0
    /// What the row comes to; negative where that isn't known yet.
    private var found: Int64 = -1

    /// At most half of them are in use.
    private var entries: UnsafeMutablePointer<Entry>
    private var entryCapacity = 512
    private var entryCount = 0
    private var keys = ByteScratch(capacity: 1 << 14)
    private var keyCount = 0

    /// What entries come to.
    private var meanings = TextTable()
    private var meaning: [UInt8] = []
    /// The meaning of each of the block's rows.
    private var rows = ColumnBuffer()
    private var rowCount = 0
    /// While a block is finished, the number of each meaning in it and one.
    private var numbers: [UInt32] = []

    /// - Parameters:
    ///   - positions: the positions of the fields' plans.
    ///   - plans: the plans of all fields.
    init(_ positions: [Int], of plans: [FieldPlan], _ reduction: @escaping RecurringGroups.Reduction) {
        self.plans = positions
        self.reduction = reduction
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
        runCount = runs.count
        singleCount = columns.count
        runs += columns.map { Run(first: $0, last: $0) }
        self.runs = .allocate(capacity: max(1, runs.count))
        for index in runs.indices { (self.runs + index).initialize(to: runs[index]) }
        lastColumn = columns.last ?? -1
        spans = .allocate(capacity: max(1, columns.count))
        entries = .allocate(capacity: entryCapacity)
        entries.initialize(repeating: Entry(hash: 0, key: 0, meaning: 0), count: entryCapacity)
    }

    func deallocate() {
        runs.deallocate()
        spans.deallocate()
        entries.deallocate()
        keys.deallocate()
        rows.deallocate()
    }

    /// Whether the row looked up last needs no decoding.
    var isKnown: Bool { found >= 0 }

    /// Looks up what a record's fields decode to.
    ///
    /// - Parameter isDelimited: whether the values are parts of one text, with nothing between neighbours but what divides
    ///   them.
    /// - Complexity: O(*n*) in the fields' bytes.
    mutating func look(up values: UnsafeBufferPointer<FieldBytes>, isDelimited: Bool) {
        if isDelimited, lastColumn < values.count {
            take(values, runs, runCount)
        } else {
            take(values, runs + runCount, singleCount)
        }
        let mask = entryCapacity &- 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while entries[place].key != 0 {
            if entries[place].hash == hash, holds(entries[place].key) {
                found = Int64(entries[place].meaning)
                return
            }
            place = (place &+ 1) & mask
        }
        found = -1
    }

    /// Counts the row looked up last among the block's, its values taken from the columns they were decoded into where
    /// they are new.
    @inline(__always)
    mutating func end(_ buffers: UnsafeMutablePointer<ColumnBuffer>) {
        if found < 0 { keep(buffers) }
        rows.set(found, at: rowCount)
        rowCount += 1
    }

    /// What the block's rows come to; the next begins.
    mutating func finish() -> RecurringTexts {
        var result = RecurringTexts(fields: fields)
        var met: [Int] = []
        for _ in numbers.count..<max(numbers.count, meanings.count) { numbers.append(0) }
        result.rows = [UInt32](unsafeUninitializedCapacity: rowCount) { target, filled in
            for row in 0..<rowCount {
                let meaning = Int(rows.integers[row])
                if numbers[meaning] == 0 {
                    meanings[meaning].withUnsafeBufferPointer { result.texts.append($0) }
                    numbers[meaning] = UInt32(result.texts.count)
                    met.append(meaning)
                }
                target[row] = numbers[meaning] - 1
            }
            filled = rowCount
        }
        for meaning in met { numbers[meaning] = 0 }
        discard()
        return result
    }

    /// Forgets the block's rows.
    mutating func discard() {
        rowCount = 0
        guard entryCount > Self.remembered || keyCount > Self.rememberedBytes else { return }
        entryCount = 0
        keyCount = 0
        meanings = TextTable()
        entries.update(repeating: Entry(hash: 0, key: 0, meaning: 0), count: entryCapacity)
    }

    // MARK: Keys

    @inline(__always)
    private mutating func take(
        _ values: UnsafeBufferPointer<FieldBytes>, _ runs: UnsafeMutablePointer<Run>, _ count: Int
    ) {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        spanCount = count
        for index in 0..<count {
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
        var hash = folded(start ^ span.form, 0xD6E8_FEB8_6659_FD93)
        guard let bytes = span.start else { return hash }
        var offset = 0
        while offset + 16 <= span.count {
            hash = folded(
                hash ^ ByteWord.load(bytes + offset), ByteWord.load(bytes + offset + 8) ^ 0xC2B2_AE3D_27D4_EB4F)
            offset += 16
        }
        var rest = span.count - offset
        var word: UInt64 = 0
        if rest >= 8 {
            word = ByteWord.load(bytes + offset)
            offset += 8
            rest -= 8
        }
        return folded(hash ^ word, ByteWord.load(bytes + offset, count: rest) ^ 0x9FB2_1C65_1E98_DF25)
    }

    /// Both halves of a product in one word.
    @inline(__always)
    private static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// Whether an entry is of the row looked up.
    @inline(__always)
    private func holds(_ key: UInt32) -> Bool {
        var position = UnsafeRawPointer(keys.start + Int(key &- 1) &* 8)
        for index in 0..<spanCount {
            guard position.loadUnaligned(as: UInt64.self) == spans[index].form else { return false }
            position += 8
        }
        // Their lengths are the same.
        for index in 0..<spanCount {
            let count = spans[index].count
            guard let start = spans[index].start else { continue }
            guard ByteWord.areEqual(position, start, count: count) else { return false }
            position += count
        }
        return true
    }

    private mutating func keep(_ buffers: UnsafeMutablePointer<ColumnBuffer>) {
        if 2 * entryCount >= entryCapacity { grow() }
        keyCount = (keyCount + 7) & ~7
        let key = UInt32(keyCount / 8 + 1)
        // How many spans there are depends on how they were taken, which each form says.
        for index in 0..<spanCount {
            withUnsafeBytes(of: spans[index].form) { append($0.bindMemory(to: UInt8.self)) }
        }
        for index in 0..<spanCount {
            append(UnsafeBufferPointer(start: spans[index].start, count: spans[index].count))
        }
        meaning.removeAll(keepingCapacity: true)
        for (field, plan) in zip(fields, plans) { reduction(field, buffers[plan].pendingText, &meaning) }
        let position = meaning.withUnsafeBufferPointer { meanings.position(of: $0) }
        place(Entry(hash: hash, key: key, meaning: UInt32(position)))
        entryCount += 1
        found = Int64(position)
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        keys.reserve(keyCount + bytes.count, keeping: keyCount)
        (keys.start + keyCount).update(from: start, count: bytes.count)
        keyCount += bytes.count
    }

    private func place(_ entry: Entry) {
        let mask = entryCapacity - 1
        var place = Int(truncatingIfNeeded: entry.hash) & mask
        while entries[place].key != 0 { place = (place + 1) & mask }
        entries[place] = entry
    }

    private mutating func grow() {
        let (old, count) = (entries, entryCapacity)
        entryCapacity *= 2
        entries = .allocate(capacity: entryCapacity)
        entries.initialize(repeating: Entry(hash: 0, key: 0, meaning: 0), count: entryCapacity)
        for index in 0..<count where old[index].key != 0 { place(old[index]) }
        old.deallocate()
    }
}
