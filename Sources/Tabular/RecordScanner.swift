/// Finds the next record and its fields in bytes, allocating nothing.
///
/// What a field is follows rust-csv's default: records end with `\n`, `\r\n` or a lone `\r`; a quote opens only at the
/// start of a field; within quotes two quotes are one. Different from there, a record whose quotes don't pair up costs
/// no more than itself: where text follows the closing quote of a field that spans lines, where a quoted field is over
/// the limits, or still open at the end, the record is given up and reading resumes at the line after its first.
struct RecordScanner {
    enum Outcome: Hashable {
        /// A record; `fields`, `end`, `next` and `breaks` describe it.
        case record
        /// A record with text after a closing quote; it ends where others do.
        case strayQuote
        /// No record, for this reason: its first line ends at `end`, reading resumes at `next`.
        case rejected(RejectRule)
        /// No record, for this reason, and its first line goes on after what is there; `next` is how far it was seen.
        case rejectedLine(RejectRule)
        /// The record goes on after what is there.
        case incomplete
    }

    /// Fields beyond aren't kept: a line of delimiters alone mustn't fill the memory.
    static let fieldLimit = 1 << 16

    private let delimiter: UInt8
    private let quote: UInt8
    private let hasQuote: Bool
    private let limits: RecordLimits
    private var storage: UnsafeMutablePointer<FieldBytes>
    private var capacity = 64
    private var count = 0
    /// Where the record ends, its line break not included.
    private(set) var end = 0
    /// Where the next record may start.
    private(set) var next = 0
    /// The line breaks from the record's start to `next`.
    private(set) var breaks: Int64 = 0
    /// Where the first line of the record ends, once `breaks` says that it does.
    private var firstBreak = 0

    init(_ dialect: Dialect) {
        delimiter = dialect.delimiter
        quote = dialect.quote ?? 0
        hasQuote = dialect.quote != nil
        limits = dialect.limits
        storage = .allocate(capacity: capacity)
    }

    func deallocate() {
        storage.deallocate()
    }

    /// The fields of the record just found; valid until the next call, and as long as the bytes are.
    var fields: UnsafeBufferPointer<FieldBytes> {
        UnsafeBufferPointer(start: storage, count: count)
    }

    /// Finds the record that starts at a position, which is no line break.
    ///
    /// - Parameters:
    ///   - base: the bytes; `ByteMarks.width` more than are available must be readable.
    ///   - start: where the record starts.
    ///   - available: how many bytes there are.
    ///   - isLast: whether nothing comes after them.
    /// - Complexity: O(n) in the record's length, at most the limits.
    mutating func scan(
        _ base: UnsafePointer<UInt8>,
        from start: Int,
        available: Int,
        isLast: Bool
    ) -> Outcome {
        let delimiter = self.delimiter
        let delimiters = SIMD16(repeating: delimiter)
        let isBounded = available - start > limits.recordBytes
        let stop = isBounded ? start + limits.recordBytes + 1 : available
        var outcome = Outcome.record
        var fieldStart = start
        var block = start
        var marks = ByteMarks.separators(base + block, delimiters)
        // Of its own, so that it needn't be stored and loaded with every field.
        var found = 0
        defer { count = found }
        breaks = 0
        // Nearly every record has quotes around plain texts at most, ends with `\n`, and isn't the last: it needs few of
        // the questions below.
        if block + ByteMarks.width <= stop {
            let opening = hasQuote ? UInt16(quote) : .max
            let (fields, room) = (storage, capacity)
            while true {
                if marks == 0 {
                    guard block + 2 * ByteMarks.width <= stop else { break }
                    block &+= ByteMarks.width
                    marks = ByteMarks.separators(base + block, delimiters)
                    continue
                }
                let position = block &+ marks.trailingZeroBitCount
                let byte = base[position]
                guard found < room, byte == delimiter || byte == 0x0A else { break }
                var (text, length) = (base + fieldStart, position &- fieldStart)
                if UInt16(text[0]) == opening {
                    guard length >= 2, text[length &- 1] == quote else { break }
                    text += 1
                    length &-= 2
                    guard length == 0 || length <= limits.quotedBytes && !ByteWord.contains(quote, text, count: length)
                    else { break }
                }
                fields[found] = FieldBytes(start: text, count: Int32(truncatingIfNeeded: length))
                found &+= 1
                if byte != delimiter {
                    end = position
                    next = position &+ 1
                    breaks = 1
                    return .record
                }
                marks &= marks &- 1
                fieldStart = position &+ 1
            }
        }
        while true {
            var field = FieldBytes(start: base + fieldStart, count: 0)
            var isClosed = false
            if hasQuote, fieldStart < stop, base[fieldStart] == quote {
                var span = QuotedSpan(start: fieldStart + 1)
                let closing = close(&span, base, stop: stop, isBounded: isBounded, available: available, isLast: isLast)
                if breaks == 0 { firstBreak = span.firstBreak }
                breaks += span.breaks
                switch closing {
                case .closed: break
                case .unclosed: return giveUp(.unclosedQuote, base, seen: span.end, available, isLast)
                case .tooLong: return giveUp(.recordTooLong, base, seen: span.end, available, isLast)
                case .incomplete: return .incomplete
                }
                field = FieldBytes(
                    start: base + span.start,
                    count: Int32(truncatingIfNeeded: span.end - span.start),
                    hasDoubledQuotes: span.hasDoubledQuotes
                )
                isClosed = true
                let after = span.end + 1
                if after < stop, !isSeparator(base[after]) {
                    guard span.breaks == 0 else { return giveUp(.strayQuote, base, seen: after, available, isLast) }
                    outcome = .strayQuote
                    isClosed = false
                    fieldStart = span.start
                }
                if after - block < ByteMarks.width {
                    // The way above may have looked further for the field's end: it found no mark before its block.
                    marks &= .max << UInt64(max(0, after - block))
                } else {
                    block = after
                    marks = ByteMarks.separators(base + block, delimiters)
                }
            }
            while marks == 0, block + ByteMarks.width < stop {
                block += ByteMarks.width
                marks = ByteMarks.separators(base + block, delimiters)
            }
            let position = marks == 0 ? stop : min(stop, block + marks.trailingZeroBitCount)
            if !isClosed { field.count = Int32(truncatingIfNeeded: position - fieldStart) }
            if position < stop {
                marks &= marks &- 1
                append(field, &found)
                if base[position] == delimiter {
                    fieldStart = position + 1
                    continue
                }
                guard let length = breakLength(base, at: position, available, isLast) else { return .incomplete }
                end = position
                next = position + length
                breaks += 1
                return outcome
            }
            if isBounded { return giveUp(.recordTooLong, base, seen: stop, available, isLast) }
            guard isLast else { return .incomplete }
            append(field, &found)
            end = available
            next = available
            return outcome
        }
    }

    @inline(__always)
    private func isSeparator(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == 0x0A || byte == 0x0D
    }

    @inline(__always)
    private mutating func append(_ field: FieldBytes, _ found: inout Int) {
        if found == capacity {
            guard capacity < Self.fieldLimit else { return }
            grow()
        }
        storage[found] = field
        found += 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<FieldBytes>.allocate(capacity: capacity * 2)
        larger.update(from: storage, count: capacity)
        storage.deallocate()
        storage = larger
        capacity *= 2
    }

    /// Ends a record that can't be read: reading resumes at the line after its first.
    ///
    /// - Parameter seen: how far the record was searched; where `breaks` is 0 no line ends before it.
    private mutating func giveUp(
        _ rule: RejectRule,
        _ base: UnsafePointer<UInt8>,
        seen: Int,
        _ available: Int,
        _ isLast: Bool
    ) -> Outcome {
        end = breaks > 0 ? firstBreak : LineEnd.first(in: base, from: seen, to: available)
        next = end
        breaks = 0
        guard end < available else { return isLast ? .rejected(rule) : .rejectedLine(rule) }
        guard let length = breakLength(base, at: end, available, isLast) else { return .rejectedLine(rule) }
        next = end + length
        breaks = 1
        return .rejected(rule)
    }

    @inline(__always)
    private func breakLength(_ base: UnsafePointer<UInt8>, at position: Int, _ available: Int, _ isLast: Bool) -> Int? {
        base[position] == 0x0A ? 1 : LineEnd.length(in: base, at: position, available: available, isLast: isLast)
    }
}

extension RecordScanner {
    /// A quoted field's content while its end is looked for.
    private struct QuotedSpan {
        var start: Int
        /// Where the closing quote stands, or how far the search came.
        var end = 0
        var hasDoubledQuotes = false
        var breaks: Int64 = 0
        var firstBreak = 0

        init(start: Int) {
            self.start = start
        }
    }

    private enum Closing {
        case closed, unclosed, tooLong, incomplete
    }

    private func close(
        _ span: inout QuotedSpan,
        _ base: UnsafePointer<UInt8>,
        stop: Int,
        isBounded: Bool,
        available: Int,
        isLast: Bool
    ) -> Closing {
        let quotes = ByteWord.repeated(quote)
        let fieldStop = span.start + limits.quotedBytes + 1
        let limit = min(stop, fieldStop)
        var word = span.start
        var marks = Self.quotedMarks(base + word, quotes)
        while true {
            while marks == 0, word + 8 < limit {
                word += 8
                marks = Self.quotedMarks(base + word, quotes)
            }
            let position = marks == 0 ? limit : min(limit, word + ByteWord.first(marks))
            guard position < limit else {
                span.end = limit
                if limit == fieldStop { return .unclosed }
                return isBounded ? .tooLong : isLast ? .unclosed : .incomplete
            }
            marks &= marks &- 1
            let byte = base[position]
            if byte != quote {
                // The `\n` of `\r\n` ends no line of its own.
                if byte == 0x0A, position > span.start, base[position - 1] == 0x0D { continue }
                if span.breaks == 0 { span.firstBreak = position }
                span.breaks += 1
                guard span.breaks < limits.quotedLines else {
                    span.end = position
                    return .unclosed
                }
                continue
            }
            span.end = position
            guard position + 1 < available else { return isLast ? .closed : .incomplete }
            guard base[position + 1] == quote else { return .closed }
            span.hasDoubledQuotes = true
            word = position + 2
            marks = word < limit ? Self.quotedMarks(base + word, quotes) : 0
        }
    }

    /// Marks quotes and line breaks.
    @inline(__always)
    private static func quotedMarks(_ start: UnsafePointer<UInt8>, _ quotes: UInt64) -> UInt64 {
        let word = ByteWord.load(start)
        return ByteWord.zeros(word ^ quotes) | ByteWord.lineBreaks(word)
    }
}
