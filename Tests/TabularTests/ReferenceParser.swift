@testable import Tabular

/// Finds records byte by byte, slowly and plainly: what the scanner must agree with.
struct ReferenceParser {
    var bytes: [UInt8]
    var dialect: Dialect

    func records() -> [RawRecord] {
        var result: [RawRecord] = []
        var position = 0
        var line: Int64 = 1
        while position < bytes.count {
            if let length = breakLength(position) {
                position += length
                line += 1
                continue
            }
            let start = position
            switch record(from: start) {
            case .success(let found):
                let strays = found.isStray
                result.append(
                    RawRecord(
                        line: line,
                        offset: Int64(start),
                        length: Int64(found.end - start),
                        fields: strays ? nil : found.fields,
                        rule: strays ? .strayQuote : nil
                    )
                )
                position = found.end
            case .failure(let rule):
                while position < bytes.count, breakLength(position) == nil { position += 1 }
                let length = Int64(position - start)
                result.append(RawRecord(line: line, offset: Int64(start), length: length, fields: nil, rule: rule))
            }
            line += lineBreaks(start..<position)
            if let length = breakLength(position) {
                position += length
                line += 1
            }
        }
        return result
    }

    private struct Found {
        var fields: [[UInt8]] = []
        var end = 0
        var isStray = false
    }

    private enum State {
        case start, plain, quoted, afterQuote
    }

    private func record(from start: Int) -> Result<Found, RejectRule> {
        var found = Found()
        var field: [UInt8] = []
        var state = State.start
        var position = start
        var contentStart = 0
        while true {
            let byte = position < bytes.count ? bytes[position] : nil
            func brokenLimit(at position: Int) -> RejectRule? {
                if state == .quoted, position - contentStart > dialect.limits.quotedBytes { return .unclosedQuote }
                return position - start > dialect.limits.recordBytes ? .recordTooLong : nil
            }
            if let rule = brokenLimit(at: position) { return .failure(rule) }
            if state == .quoted {
                guard let byte else { return .failure(.unclosedQuote) }
                if byte == dialect.quote {
                    if position + 1 < bytes.count, bytes[position + 1] == dialect.quote {
                        if let rule = brokenLimit(at: position + 1) { return .failure(rule) }
                        field.append(byte)
                        position += 2
                        continue
                    }
                    state = .afterQuote
                } else {
                    field.append(byte)
                    if lineBreaks(contentStart..<position + 1) >= dialect.limits.quotedLines {
                        return .failure(.unclosedQuote)
                    }
                }
                position += 1
                continue
            }
            if state == .start, let byte, byte == dialect.quote {
                state = .quoted
                contentStart = position + 1
            } else if byte == nil || byte == 0x0A || byte == 0x0D {
                found.fields.append(field)
                found.end = position
                return .success(found)
            } else if let byte, byte == dialect.delimiter {
                found.fields.append(field)
                field = []
                state = .start
            } else if let byte {
                if state == .afterQuote {
                    if lineBreaks(contentStart..<position) > 0 { return .failure(.strayQuote) }
                    found.isStray = true
                }
                state = .plain
                field.append(byte)
            }
            position += 1
        }
    }

    private func breakLength(_ position: Int) -> Int? {
        guard position < bytes.count else { return nil }
        if bytes[position] == 0x0A { return 1 }
        guard bytes[position] == 0x0D else { return nil }
        return position + 1 < bytes.count && bytes[position + 1] == 0x0A ? 2 : 1
    }

    /// The line breaks within a range: a `\r\n` counts where its `\r` stands.
    private func lineBreaks(_ range: Range<Int>) -> Int64 {
        var count: Int64 = 0
        for position in range {
            if bytes[position] == 0x0D { count += 1 }
            if bytes[position] == 0x0A, position == range.lowerBound || bytes[position - 1] != 0x0D { count += 1 }
        }
        return count
    }
}
