/// Scans and decodes one block of a window at a time.
struct BlockWorker<Decoder: BlockDecoder & ~Copyable>: ~Copyable {
    /// How far a block came.
    enum Ending: Hashable {
        /// All records that start in the block were read.
        case whole
        /// A record goes on after the window.
        case incomplete
        /// The first line of a rejected record goes on after the window.
        case rejectedLine(RejectRule, start: Int, line: Int64)
    }

    var decoder: Decoder
    private var scanner: RecordScanner
    /// Where the block's first record was taken to start; nil: no line starts in it.
    private(set) var start: Int?
    /// Where the next block's first record starts.
    private(set) var end = 0
    /// The line breaks between the two.
    private(set) var lines: Int64 = 0
    private(set) var ending = Ending.whole
    private(set) var output: Decoder.Output?

    init(_ decoder: consuming Decoder, _ dialect: Dialect) {
        self.decoder = decoder
        scanner = RecordScanner(dialect)
    }

    deinit {
        scanner.deallocate()
    }

    /// The records read; they are given away once.
    mutating func takeOutput() -> Decoder.Output? {
        defer { output = nil }
        return output
    }

    /// Reads a block from where a line starts in it, not knowing whether a record does.
    mutating func guess(_ block: Range<Int>, in window: ByteWindow.View) {
        start = LineEnd.firstStart(in: window.base, block, available: window.count)
        output = nil
        if let start { parse(start..<block.upperBound, in: window) }
    }

    /// Reads the records that start in a range, the first at its start.
    mutating func parse(_ range: Range<Int>, in window: ByteWindow.View) {
        let base = window.base
        let available = window.count
        let isLast = window.isLast
        var position = range.lowerBound
        start = position
        lines = 0
        ending = .whole
        while position < range.upperBound {
            if base[position] == 0x0A || base[position] == 0x0D {
                guard let length = LineEnd.length(in: base, at: position, available: available, isLast: isLast) else {
                    ending = .incomplete
                    break
                }
                position += length
                lines += 1
                continue
            }
            let outcome = scanner.scan(base, from: position, available: available, isLast: isLast)
            let offset = window.offset + Int64(position)
            switch outcome {
            case .record:
                decoder.append(scanner.fields, line: lines, offset: offset, length: Int64(scanner.end - position))
            case .strayQuote:
                decoder.reject(.strayQuote, line: lines, offset: offset, length: Int64(scanner.end - position))
            case .rejected(let rule):
                decoder.reject(rule, line: lines, offset: offset, length: Int64(scanner.end - position))
            case .rejectedLine(let rule): ending = .rejectedLine(rule, start: position, line: lines)
            case .incomplete: ending = .incomplete
            }
            if ending == .incomplete { break }
            position = scanner.next
            lines += scanner.breaks
            if ending != .whole { break }
        }
        end = position
        output = decoder.finish()
    }
}
