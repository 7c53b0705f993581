/// Scans and decodes one block of a window after the other.
struct BlockWorker<Decoder: BlockDecoder & ~Copyable>: ~Copyable {
    typealias Reading = BlockReading<Decoder.Output>

    var decoder: Decoder
    private var scanner: RecordScanner

    init(_ decoder: consuming Decoder, _ dialect: Dialect) {
        self.decoder = decoder
        scanner = RecordScanner(dialect)
    }

    deinit {
        scanner.deallocate()
    }

    /// Reads a block from where a line starts in it, not knowing whether a record does.
    mutating func guess(_ block: Range<Int>, in window: ByteWindow.View) -> Reading {
        guard let start = LineEnd.firstStart(in: window.base, block, available: window.count) else { return Reading() }
        return parse(start..<block.upperBound, in: window)
    }

    /// Reads the records that start in a range, the first at its start.
    mutating func parse(_ range: Range<Int>, in window: ByteWindow.View) -> Reading {
        let base = window.base
        let available = window.count
        let isLast = window.isLast
        var position = range.lowerBound
        var lines: Int64 = 0
        var ending = Reading.Ending.whole
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
        return Reading(
            start: range.lowerBound, end: position, lines: lines, ending: ending, output: decoder.finish())
    }
}
