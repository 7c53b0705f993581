internal import Definitions

/// Decodes records into the columns of a batch: each is loaded, filtered, or rejected with a rule.
///
/// Takes values as bytes from whatever scanner found them. It belongs to one thread; blocks made by several builders
/// become one file in `RecordCollector`. Nothing is allocated per row once the buffers have grown.
package struct RecordBuilder: ~Copyable {
    /// One for each plan.
    ///
    /// First, and no buffer pointer, for `-sanitize=thread` of Swift 6.3: it takes writing in place through a pointer for
    /// writing to the first of these properties, and makes invalid code where it is a buffer pointer.
    let buffers: UnsafeMutablePointer<ColumnBuffer>
    package let layout: RecordLayout
    let numbers: NumberReader
    let booleans: BooleanWords
    let nulls: ByteTable
    let quote: UInt8
    /// One plan for each field that is fed.
    let plans: UnsafeMutableBufferPointer<FieldPlan>
    /// One for each plan of no recurring field.
    let steps: UnsafeMutablePointer<ReadStep>
    let stepCount: Int
    let clock: InstantClock
    /// Groups of fields that are looked up before they are decoded.
    let recurring: UnsafeMutablePointer<RecurringFields>
    let recurringCount: Int
    /// The table of a single-byte encoding; empty: UTF-8.
    let characters: UnsafeMutableBufferPointer<UInt32>
    /// Doubled quotes resolved, one value at a time.
    var unescaped = ByteScratch(capacity: 256)
    /// A row's values for its fingerprint, or one value as UTF-8.
    var scratch = ByteScratch(capacity: 4096)
    /// The rows finished.
    private(set) var count = 0
    /// Ambiguous times of the row being read.
    var ambiguousTimes = 0
    private var block = RecordBlock(batch: RecordBatch(columns: []))
    private var lines: [Int64] = []
    private var days: [Day] = []
    private var places: [RecordPlace] = []
    private let totalRow: [UInt8]?
    private let fillsShortRows: Bool
    private let fingerprints: Bool
    /// The plans of which one must have a value.
    private let oneOf: [Int]
    /// Whether no column feeds any of the fields of which one must have a value.
    private let lacksOneOf: Bool
    /// The plan of the field that tells a row's day.
    private let dayPlan: Int?
    private let columnCount: Int
    private let hasColumnFilters: Bool
    private let keepsPlaces: Bool
    /// The first and the last day of which rows of the block were let through: so are those of all days between them.
    private(set) var loadedDays = (first: Day(number: .max), last: Day(number: .min))

    package init(_ layout: RecordLayout) {
        let format = layout.plan.source.format
        self.layout = layout
        numbers = NumberReader(format, layout.sourceText)
        booleans = BooleanWords(layout.sourceText)
        nulls = layout.sourceText.table(of: format.nulls)
        quote = format.quote ?? 0
        totalRow = format.totalRow.flatMap { layout.sourceText.bytes(ColumnBinding.trimmed($0)) }
        fillsShortRows = format.shortRows == .fill
        fingerprints = layout.plan.identicalRows != .ignore
        // Nothing of `self` is read before all of it is set: optimised code of Swift 6.3 then destroys what isn't there.
        let required = layout.plan.contract.oneOf
        let fed = layout.fields.indices.filter { required.contains(layout.fields[$0].name) }
        oneOf = fed
        lacksOneOf = !required.isEmpty && fed.isEmpty
        dayPlan = layout.fields.firstIndex { $0.isDay }
        var fields = layout.fields
        var groups: [RecurringFields] = []
        if let recurring = layout.plan.recurring {
            for names in recurring.fields {
                let group = fields.indices.filter { index in
                    names.contains(fields[index].name) && !fields[index].isInteger
                        && !required.contains(fields[index].name)
                }
                guard !group.isEmpty else { continue }
                for position in group { fields[position].recurring = groups.count }
                groups.append(RecurringFields(group, of: fields, recurring.reduction))
            }
        }
        let recurring = UnsafeMutablePointer<RecurringFields>.allocate(capacity: groups.count)
        for index in groups.indices { (recurring + index).initialize(to: groups[index]) }
        self.recurring = recurring
        recurringCount = groups.count
        columnCount = layout.header.count
        hasColumnFilters = !layout.columnFilters.isEmpty
        keepsPlaces = layout.plan.keepsPlaces
        clock = InstantClock(layout.plan.zone, sourceZone: layout.plan.sourceZone)
        let isPlain = format.nulls.isEmpty && layout.sourceText.table == nil
        let steps = UnsafeMutablePointer<ReadStep>.allocate(capacity: fields.count)
        var stepCount = 0
        for (index, field) in fields.enumerated() where field.recurring < 0 {
            (steps + stepCount).initialize(to: ReadStep(field, at: index, isPlain: isPlain))
            stepCount += 1
        }
        self.steps = steps
        self.stepCount = stepCount
        let plans = UnsafeMutableBufferPointer<FieldPlan>.allocate(capacity: fields.count)
        _ = plans.initialize(from: fields)
        self.plans = plans
        let buffers = UnsafeMutablePointer<ColumnBuffer>.allocate(capacity: layout.fields.count)
        for index in layout.fields.indices { (buffers + index).initialize(to: ColumnBuffer()) }
        self.buffers = buffers
        let entries = layout.sourceText.table?.entries ?? []
        let characters = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: entries.count)
        _ = characters.initialize(from: entries)
        self.characters = characters
    }

    deinit {
        for index in 0..<plans.count { buffers[index].deallocate() }
        for index in 0..<recurringCount { recurring[index].deallocate() }
        recurring.deinitialize(count: recurringCount)
        recurring.deallocate()
        plans.deinitialize().deallocate()
        steps.deallocate()
        clock.deallocate()
        buffers.deallocate()
        characters.deallocate()
        unescaped.deallocate()
        scratch.deallocate()
    }

    /// Takes one record.
    ///
    /// - Parameters:
    ///   - values: the values in the order of the layout's header, as the source encodes them.
    ///   - line: the line the record starts on, counted from the block's first, which is 0.
    ///   - offset: where the record starts in the decoded stream.
    ///   - length: the record's length in bytes, without its line break.
    ///   - content: what identical records have in common; nil: the values.
    package mutating func append(
        _ values: UnsafeBufferPointer<FieldBytes>,
        line: Int64,
        offset: Int64,
        length: Int64,
        content: UnsafeRawBufferPointer? = nil
    ) {
        block.read += 1
        if block.endsTable || endsTable(values) {
            block.endsTable = true
            block.filtered += 1
            return
        }
        guard values.count == columnCount || (values.count < columnCount && fillsShortRows) else {
            addReject(.fieldCount, column: nil, line, offset, length)
            return
        }
        guard !hasColumnFilters || passesColumnFilters(values) else {
            coverDay(values)
            block.filtered += 1
            return
        }
        var day = Day(number: 0)
        ambiguousTimes = 0
        let isDelimited = content == nil
        var isKnown = true
        for group in 0..<recurringCount {
            recurring[group].look(up: values, isDelimited: isDelimited)
            isKnown = isKnown && recurring[group].isKnown
        }
        if isKnown, isDelimited, values.count == columnCount {
            for position in 0..<stepCount {
                let step = steps[position]
                if take(step, values, &day) { continue }
                guard read(Int(step.plan), values, &day, line, offset, length) else { return }
            }
        } else {
            for index in 0..<plans.count {
                let group = plans[index].recurring
                if group >= 0, recurring[group].isKnown { continue }
                guard read(index, values, &day, line, offset, length) else { return }
            }
        }
        guard hasOneOf() else {
            rollBack()
            addReject(.required, column: nil, line, offset, length)
            return
        }
        if fingerprints {
            block.fingerprints.append(content.map { RowFingerprint(of: $0) } ?? fingerprint(values))
        }
        for group in 0..<recurringCount {
            let isNew = !recurring[group].isKnown
            recurring[group].end(buffers)
            guard isNew else { continue }
            for index in recurring[group].plans { buffers[index].truncateTexts(to: 0) }
        }
        block.ambiguousTimes += ambiguousTimes
        lines.append(line)
        days.append(day)
        if keepsPlaces { places.append(RecordPlace(offset: offset, length: length)) }
        count += 1
    }

    /// Reads a field's value by its whole plan; false where the row ends with that: it is rejected or filtered.
    private mutating func read(
        _ index: Int, _ values: UnsafeBufferPointer<FieldBytes>, _ day: inout Day, _ line: Int64, _ offset: Int64,
        _ length: Int64
    ) -> Bool {
        do throws(RejectRule) {
            try decode(index, values)
        } catch {
            rollBack()
            if index < dayPlan ?? 0 { coverDay(values) }
            let column = plans[index].column
            addReject(error, column: column < 0 ? nil : column, line, offset, length)
            if error == .date || error == .instant { noteDate(index, values) }
            if error == .money || error == .integer { noteNumber(index, values) }
            return false
        }
        if plans[index].filter != nil, !passesFilter(index) {
            rollBack()
            if index < dayPlan ?? 0 { coverDay(values) }
            block.filtered += 1
            return false
        }
        if plans[index].isDay {
            day = self.day(index)
            guard isLoaded(on: day, plans[index].column, line, offset, length) else {
                rollBack()
                return false
            }
            loadedDays = (min(loadedDays.first, day), max(loadedDays.last, day))
        } else if plans[index].isLastDay {
            guard isLoaded(from: day, index, line, offset, length) else {
                rollBack()
                return false
            }
        }
        return true
    }

    /// Notes a record that has no values because of its form.
    package mutating func reject(_ rule: RejectRule, line: Int64, offset: Int64, length: Int64) {
        block.read += 1
        guard !block.endsTable else {
            block.filtered += 1
            return
        }
        addReject(rule, column: nil, line, offset, length)
    }

    /// What was taken since the last call.
    package mutating func finish() -> RecordBlock {
        var columns = layout.emptyColumns
        for index in 0..<plans.count {
            guard plans[index].recurring < 0 else {
                columns[plans[index].field] = .absent
                continue
            }
            columns[plans[index].field] =
                plans[index].isInteger
                ? buffers[index].integerColumn(rows: count) : buffers[index].textColumn(rows: count)
        }
        block.batch = RecordBatch(columns: columns, lines: lines, days: days, places: places)
        for group in 0..<recurringCount { block.batch.recurring.append(recurring[group].finish()) }
        if count > 0 { block.batch.digest = layout.plan.digest?(block.batch) }
        defer { discard() }
        return block
    }

    /// Forgets what was taken since the last `finish`.
    mutating func discard() {
        count = 0
        loadedDays = (first: Day(number: .max), last: Day(number: .min))
        block = RecordBlock(batch: RecordBatch(columns: []))
        lines.removeAll(keepingCapacity: true)
        days.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        for group in 0..<recurringCount { recurring[group].discard() }
        rollBack()
    }

    private mutating func rollBack() {
        // Of recurring fields no row's text is kept.
        for index in 0..<plans.count { buffers[index].truncateTexts(to: plans[index].recurring < 0 ? count : 0) }
    }

    /// Whether the row after the last has a value where one of several fields must have it.
    private func hasOneOf() -> Bool {
        guard !oneOf.isEmpty else { return !lacksOneOf }
        return oneOf.contains { index in
            plans[index].isInteger
                ? buffers[index].integers[count] != RecordColumn.null : !buffers[index].text(at: count).isEmpty
        }
    }

    private mutating func addReject(
        _ rule: RejectRule,
        column: Int?,
        _ line: Int64,
        _ offset: Int64,
        _ length: Int64
    ) {
        let name = column.map { layout.header[$0] }
        block.rejects.append(RejectedRow(line: line, offset: offset, length: length, column: name, rule: rule))
    }

    private mutating func noteDate(_ index: Int, _ values: UnsafeBufferPointer<FieldBytes>) {
        guard block.dateHint == nil, let row = block.rejects.last else { return }
        let value = utf8(slice(index, values))
        let patterns = DateSuggestion.patterns(fitting: value, instant: plans[index].kind == .instant)
        block.dateHint = RecordBlock.FormatHint(row: row, field: plans[index].name, formats: patterns)
    }

    private mutating func noteNumber(_ index: Int, _ values: UnsafeBufferPointer<FieldBytes>) {
        guard block.numberHint == nil, let row = block.rejects.last else { return }
        let value = utf8(slice(index, values))
        let settings = NumberSuggestion.settings(
            fitting: value, besides: layout.plan.source.format, money: row.rule == .money)
        block.numberHint = RecordBlock.FormatHint(row: row, field: plans[index].name, formats: settings)
    }

    private func endsTable(_ values: UnsafeBufferPointer<FieldBytes>) -> Bool {
        guard let totalRow, let first = values.first, !first.hasDoubledQuotes else { return false }
        return Self.trimmed(first).elementsEqual(totalRow)
    }

    private func day(_ index: Int) -> Day {
        let value = buffers[index].integers[count]
        return plans[index].kind == .instant
            ? layout.plan.zone.day(of: Instant(milliseconds: value)) : Day(number: Int32(truncatingIfNeeded: value))
    }

    private mutating func isLoaded(
        on day: Day,
        _ column: Int,
        _ line: Int64,
        _ offset: Int64,
        _ length: Int64
    ) -> Bool {
        var verdict = layout.plan.bounds.verdict(on: day)
        block.cover(day, within: layout.plan.bounds.slot)
        // A cost that began before the first day that exists waits like any other for its own.
        if verdict == .tooEarly, layout.hasLastDay, let held = layout.plan.bounds.heldFrom, day >= held {
            verdict = .heldBack
        }
        switch verdict {
        case .outsideSlot: addReject(.outsideSlot, column: column < 0 ? nil : column, line, offset, length)
        case .tooEarly where layout.hasLastDay: return true
        case .tooEarly: block.filtered += 1
        case .heldBack:
            block.filtered += 1
            block.heldBack += 1
        case .loaded: break
        }
        return verdict == .loaded
    }

    /// Lets the day of a row that isn't decoded whole count among the file's days all the same, where it can be read: what
    /// days a file has must not depend on settings.
    private mutating func coverDay(_ values: UnsafeBufferPointer<FieldBytes>) {
        guard let dayPlan, (try? decode(dayPlan, values)) != nil else { return }
        block.cover(day(dayPlan), within: layout.plan.bounds.slot)
        rollBack()
    }

    /// Whether a row that begins on a day and may end on a later one is loaded: one that begins before the first day
    /// that exists is where it reaches it.
    private mutating func isLoaded(
        from day: Day,
        _ index: Int,
        _ line: Int64,
        _ offset: Int64,
        _ length: Int64
    ) -> Bool {
        let value = buffers[index].integers[count]
        let last = value == RecordColumn.null ? day : Day(number: Int32(truncatingIfNeeded: value))
        guard last >= day else {
            let column = plans[index].column
            addReject(.dateOrder, column: column < 0 ? nil : column, line, offset, length)
            return false
        }
        if let start = layout.plan.bounds.start, last < start {
            block.filtered += 1
            return false
        }
        if last > block.greatestDay ?? Day(number: .min) { block.greatestDay = last }
        return true
    }
}
