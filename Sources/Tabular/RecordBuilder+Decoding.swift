internal import Definitions

extension RecordBuilder {
    /// A value without the ASCII spaces around it.
    @inline(__always)
    static func trimmed(_ value: FieldBytes) -> UnsafeBufferPointer<UInt8> {
        trimmed(UnsafeBufferPointer(start: value.start, count: Int(value.count)))
    }

    @inline(__always)
    private static func trimmed(_ value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let base = value.baseAddress else { return value }
        var start = 0
        var end = value.count
        while start < end, base[start] == 0x20 { start += 1 }
        while end > start, base[end - 1] == 0x20 { end -= 1 }
        return UnsafeBufferPointer(start: base + start, count: end - start)
    }

    /// The bytes of a field's value, trimmed and with its quotes resolved; valid until the next call.
    @inline(__always)
    mutating func slice(
        _ index: Int,
        _ values: UnsafeBufferPointer<FieldBytes>
    ) -> UnsafeBufferPointer<UInt8> {
        slice(column: plans[index].column, values)
    }

    @inline(__always)
    private mutating func slice(
        column: Int,
        _ values: UnsafeBufferPointer<FieldBytes>
    ) -> UnsafeBufferPointer<UInt8> {
        guard column < values.count else { return UnsafeBufferPointer(start: nil, count: 0) }
        let value = values[column]
        guard value.hasDoubledQuotes else { return Self.trimmed(value) }
        unescaped.reserve(Int(value.count))
        let count = unescaped.unescape(value, quote: quote)
        return Self.trimmed(UnsafeBufferPointer(start: unescaped.start, count: count))
    }

    /// Reads the value of one field into its column, at the row after the last.
    @inline(__always)
    mutating func decode(_ index: Int, _ values: UnsafeBufferPointer<FieldBytes>) throws(RejectRule) {
        guard plans[index].column >= 0 else {
            set(plans[index].constant, index)
            return
        }
        let value = slice(index, values)
        if plans[index].values != nil {
            try decodeMapped(index, value)
            return
        }
        if value.isEmpty || (!nulls.isEmpty && nulls.index(of: value) != nil) {
            guard !plans[index].required || plans[index].empty != .null else { throw .required }
            set(plans[index].empty, index)
            return
        }
        switch plans[index].kind {
        case .text: try setText(value, index)
        case .allowedText:
            guard plans[index].allowed.index(of: value) != nil else { throw .notAllowed }
            try setText(value, index)
        case .integer, .micros: try setNumber(numbers.integer(value), index)
        case .money: try setNumber(numbers.money(value, rounds: plans[index].rounds), index)
        case .decimal: try setNumber(numbers.decimal(value, rounds: plans[index].rounds), index)
        case .date:
            guard let day = (plans[index].pattern?.parse(utf8(value)) ?? cell(value, index))?.day else { throw .date }
            buffers[index].set(Int64(day.number), at: count)
        case .instant: try setInstant(value, index)
        case .boolean:
            guard let value = booleans.value(value) else { throw .boolean }
            buffers[index].set(value ? 1 : 0, at: count)
        }
    }

    /// Reads a field's value of a row that stands in a larger text; false where it takes the whole plan, and nothing was
    /// done.
    @inline(__always)
    mutating func take(
        _ step: ReadStep, _ values: UnsafeBufferPointer<FieldBytes>, _ day: inout Day
    ) -> Bool {
        guard step.kind != .special else { return false }
        let value = values[Int(step.column)]
        let length = Int(value.count)
        guard length > 0 else {
            guard !step.required else { return false }
            if step.kind == .text {
                buffers[Int(step.plan)].end(after: 0, at: count)
            } else {
                guard !step.isDay else { return false }
                buffers[Int(step.plan)].set(RecordColumn.null, at: count)
            }
            return true
        }
        guard !value.hasDoubledQuotes, value.start[0] != 0x20, value.start[length - 1] != 0x20 else { return false }
        let text = UnsafeBufferPointer(start: value.start, count: length)
        switch step.kind {
        case .text: return buffers[Int(step.plan)].append(padded: value.start, count: length, at: count)
        case .integer:
            guard let number = NumberReader.plainInteger(text), number >= plans[Int(step.plan)].minimum,
                number <= plans[Int(step.plan)].maximum
            else { return false }
            buffers[Int(step.plan)].set(number, at: count)
        case .instant:
            guard let time = clock.read(text) else { return false }
            if step.isDay {
                guard time.day >= loadedDays.first, time.day <= loadedDays.last else { return false }
                day = time.day
            }
            buffers[Int(step.plan)].set(time.milliseconds, at: count)
        case .special: return false
        }
        return true
    }

    /// Reads a value whose meanings are listed; the others are no values, or wrong.
    private mutating func decodeMapped(_ index: Int, _ value: UnsafeBufferPointer<UInt8>) throws(RejectRule) {
        var meaning = FieldPlan.Constant.null
        if let values = plans[index].values, let position = values.texts.index(of: value) {
            meaning = values.meanings[position]
        } else if !value.isEmpty, nulls.index(of: value) == nil {
            guard let other = plans[index].values?.other else { throw .unknownValue }
            meaning = other
        }
        if meaning == .null { meaning = plans[index].empty }
        guard meaning != .null || !plans[index].required else { throw .required }
        set(meaning, index)
    }

    private mutating func set(_ constant: FieldPlan.Constant, _ index: Int) {
        switch constant {
        case .integer(let value): buffers[index].set(value, at: count)
        case .text(let text):
            buffers[index].room(for: text.count).update(from: text, count: text.count)
            buffers[index].end(after: text.count, at: count)
        case .null:
            if plans[index].isInteger {
                buffers[index].set(RecordColumn.null, at: count)
            } else {
                buffers[index].end(after: 0, at: count)
            }
        }
    }

    @inline(__always)
    private mutating func setText(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) throws(RejectRule) {
        if characters.isEmpty {
            try buffers[index].append(utf8: text, at: count)
        } else {
            try buffers[index].append(text, by: UnsafeBufferPointer(characters), at: count)
        }
    }

    @inline(__always)
    private mutating func setNumber(_ value: Int64, _ index: Int) throws(RejectRule) {
        guard value >= plans[index].minimum, value <= plans[index].maximum else { throw .outOfRange }
        buffers[index].set(value, at: count)
    }

    /// The time of a workbook's cell that is a date, as such cells are written.
    private func cell(_ value: UnsafeBufferPointer<UInt8>, _ index: Int) -> CivilTime? {
        plans[index].mayBeCell ? CivilTime(iso8601: value) : nil
    }

    private mutating func setInstant(_ value: UnsafeBufferPointer<UInt8>, _ index: Int) throws(RejectRule) {
        let time: CivilTime?
        if let pattern = plans[index].pattern {
            time = pattern.parse(utf8(value)) ?? cell(value, index)
        } else {
            time = CivilTime(iso8601: value)
        }
        guard let time else { throw .instant }
        switch time.instant(in: layout.plan.sourceZone) {
        case .unique(let instant): buffers[index].set(instant.milliseconds, at: count)
        case .ambiguous(let earlier):
            ambiguousTimes += 1
            buffers[index].set(earlier.milliseconds, at: count)
        case .missing: throw .nonexistentTime
        }
    }

    /// A value as UTF-8, as patterns hold their literals; what can't be decoded stays as it is and fits none.
    mutating func utf8(_ value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard !characters.isEmpty, value.contains(where: { $0 >= 0x80 }) else { return value }
        scratch.reserve(value.count * 3 + 4)
        var length = 0
        for byte in value {
            let entry = characters[Int(byte)]
            guard entry != 0 else { return value }
            UnsafeMutableRawPointer(scratch.start + length).storeBytes(of: entry.littleEndian, as: UInt32.self)
            length += Int(entry >> 24)
        }
        return UnsafeBufferPointer(start: scratch.start, count: length)
    }
}

extension RecordBuilder {
    /// Whether the value just read passes its field's `where`.
    func passesFilter(_ index: Int) -> Bool {
        guard let filter = plans[index].filter else { return true }
        if plans[index].isInteger { return filter.integers.contains(buffers[index].integers[count]) }
        let text = plans[index].recurring < 0 ? buffers[index].text(at: count) : buffers[index].pendingText
        return filter.texts.index(of: text) != nil
    }

    mutating func passesColumnFilters(_ values: UnsafeBufferPointer<FieldBytes>) -> Bool {
        for filter in layout.columnFilters {
            guard filter.texts.index(of: slice(column: filter.column, values)) != nil else { return false }
        }
        return true
    }

    /// What a record's values amount to: their bytes without quotes one after the other, and then their lengths.
    ///
    /// A row that was filled up equals one that has its empty values written out.
    mutating func fingerprint(_ values: UnsafeBufferPointer<FieldBytes>) -> RowFingerprint {
        let columns = layout.header.count
        var capacity = columns * 4
        for value in values { capacity += Int(value.count) }
        scratch.reserve(capacity)
        var length = 0
        let lengths = UnsafeMutableRawPointer(scratch.start + (capacity - columns * 4))
        // Values only ever shrink, so the lengths stand where no value reaches; the gap is closed at the end.
        for index in 0..<columns {
            var count = 0
            if index < values.count {
                let value = values[index]
                count = Int(value.count)
                if value.hasDoubledQuotes {
                    count = scratch.unescape(value, quote: quote, at: length)
                } else {
                    (scratch.start + length).update(from: value.start, count: count)
                }
            }
            lengths.storeBytes(of: UInt32(count), toByteOffset: index * 4, as: UInt32.self)
            length += count
        }
        let end = UnsafeMutableRawPointer(scratch.start + length)
        if end != lengths { end.copyMemory(from: lengths, byteCount: columns * 4) }
        return RowFingerprint(of: UnsafeRawBufferPointer(start: scratch.start, count: length + columns * 4))
    }
}
