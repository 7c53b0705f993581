import Definitions

/// A sheet as the text of a table: what Excel would save as CSV in UTF-8, by cells and not by what they show.
///
/// Row 7 of the sheet is line 7 of the text, so that a row can be found again: rows without a cell are blank lines, and
/// a line end within a cell is a space. Dates are written as 2025-01-31, with the time where the cell has one, numbers
/// with 15 significant digits. Rows are as wide as the header, whatever empty cells the sheet holds.
final class SheetText: ByteStream {
    private let workbook: Workbook
    private let decimal: UInt8
    private let skipped: Int
    private let path: String
    private var markup: MarkupReader
    private var output: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// The row written last.
    private var line = 0
    private var width: Int?
    private var cells: [[UInt8]] = []

    /// What a sheet can hold.
    private static let rows = 1_048_576
    private static let columns = 16_384

    /// - Parameter format: which sheet, its rows before the header, and how numbers are to be written.
    /// - Throws: `Failure.Kind.refused` where the workbook doesn't serve.
    init(_ archive: ZipArchive, _ format: FormatDefinition) throws(Failure) {
        workbook = try Workbook(archive)
        let sheet = try workbook.sheet(format.sheet)
        try workbook.readTexts()
        markup = try workbook.markup(of: sheet)
        path = archive.name
        decimal = format.decimal
        skipped = format.skipRows
        width = format.header?.count
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        var filled = 0
        while filled < buffer.count {
            if position == output.count {
                output.removeAll(keepingCapacity: true)
                position = 0
                while !isAtEnd, output.count < 64 << 10 { try readRow() }
                if output.isEmpty { break }
            }
            let count = min(buffer.count - filled, output.count - position)
            output[position..<position + count].withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + count]).copyMemory(from: $0)
            }
            filled += count
            position += count
        }
        return filled
    }

    // MARK: Rows

    private func readRow() throws(Failure) {
        while let token = try markup.next() {
            switch token {
            case .start where markup.isNamed("row"):
                let number = markup.number("r") ?? line + 1
                guard number > line, number <= Self.rows else { throw damaged("its rows are in no order") }
                try readCells()
                write(number)
                return
            case .end where markup.isNamed("sheetData"):
                end()
                return
            case .start, .end, .text: break
            }
        }
        end()
    }

    private func end() {
        isAtEnd = true
        if line > 0 { output.append(UInt8(ascii: "\n")) }
    }

    private func readCells() throws(Failure) {
        cells.removeAll(keepingCapacity: true)
        while let token = try markup.next() {
            switch token {
            case .start where markup.isNamed("c"):
                let column = markup.attribute("r").flatMap(Self.column) ?? cells.count
                guard column >= cells.count, column < Self.columns else { throw damaged("its cells are in no order") }
                while cells.count < column { cells.append([]) }
                cells.append(try readCell())
            case .end where markup.isNamed("row"): return
            case .start, .end, .text: break
            }
        }
        throw damaged("its XML ends too early")
    }

    /// The position of a cell's column by its reference, such as AB12.
    private static func column(_ reference: [UInt8]) -> Int? {
        var column = 0
        for byte in reference {
            guard (65...90).contains(byte) else { break }
            column = 26 * column + Int(byte) - 64
            guard column <= columns else { return nil }
        }
        return column == 0 ? nil : column - 1
    }

    private func write(_ number: Int) {
        while let last = cells.last, last.isEmpty { cells.removeLast() }
        // The lines before it, and its own end.
        output += repeatElement(UInt8(ascii: "\n"), count: number - line - (line == 0 ? 1 : 0))
        line = number
        guard !cells.isEmpty else { return }
        if width == nil, number > skipped { width = cells.count }
        if number > skipped, let width { while cells.count < width { cells.append([]) } }
        for (place, cell) in cells.enumerated() {
            if place > 0 { output.append(UInt8(ascii: ",")) }
            guard cell.contains(UInt8(ascii: ",")) || cell.contains(UInt8(ascii: "\"")) else {
                output += cell
                continue
            }
            output.append(UInt8(ascii: "\""))
            for byte in cell {
                if byte == UInt8(ascii: "\"") { output.append(byte) }
                output.append(byte)
            }
            output.append(UInt8(ascii: "\""))
        }
    }

    // MARK: Cells

    private func readCell() throws(Failure) -> [UInt8] {
        let style = markup.number("s") ?? 0
        let type = markup.attribute("t").flatMap(CellType.init(written:)) ?? .number
        var value: [UInt8] = []
        var isShown = false
        while let token = try markup.next() {
            switch token {
            case .start where markup.isNamed("v") || markup.isNamed("t"): isShown = true
            case .start where markup.isNamed("rPh"):
                while let token = try markup.next(), token != .end || !markup.isNamed("rPh") {}
            case .text where isShown: value += markup.text
            case .end where markup.isNamed("v") || markup.isNamed("t"): isShown = false
            case .end where markup.isNamed("c"): return try text(of: value, type, style)
            case .start, .end, .text: break
            }
        }
        throw damaged("its XML ends too early")
    }

    private enum CellType {
        case number, shared, text, boolean

        init?(written text: [UInt8]) {
            switch text.first {
            // `s`, else `str`.
            case UInt8(ascii: "s"): self = text.count == 1 ? .shared : .text
            case UInt8(ascii: "b"): self = .boolean
            // A text in its place, an error such as #N/A, a date as ISO 8601.
            case UInt8(ascii: "i"), UInt8(ascii: "e"), UInt8(ascii: "d"): self = .text
            default: return nil
            }
        }
    }

    private func text(of value: [UInt8], _ type: CellType, _ style: Int) throws(Failure) -> [UInt8] {
        switch type {
        case .shared:
            guard !value.isEmpty else { return [] }
            guard let index = Int(ascii: value), let text = workbook.texts[index] else {
                throw damaged("it lacks a text that a cell names")
            }
            return Self.line(text)
        case .text: return Self.line(value[...])
        case .boolean:
            return value.isEmpty ? [] : Array((value == [UInt8(ascii: "1")] ? "true" : "false").utf8)
        case .number:
            guard let number = CellNumber(value) else { return Self.line(value[...]) }
            let format = workbook.formats.indices.contains(style) ? workbook.formats[style] : .number
            if format != .number, let text = moment(number, format) { return text }
            var text: [UInt8] = []
            number.append(to: &text, decimal: decimal)
            return text
        }
    }

    /// A count of days as a date, a time, or both; nil where it is none.
    private func moment(_ number: CellNumber, _ format: CellFormat) -> [UInt8]? {
        guard let (days, seconds) = number.daysAndSeconds else { return nil }
        let clock = Instant(milliseconds: Int64(seconds) * 1000).description.dropFirst(11)
        if format == .time, days == 0 { return Array(clock.utf8) }
        guard let day = day(days) else { return nil }
        if format == .date, seconds == 0 { return Array(day.description.utf8) }
        return Array("\(day) \(clock)".utf8)
    }

    private func day(_ number: Int) -> Day? {
        let first: Int32
        if workbook.countsFrom1904 {
            first = -24_107  // 1904-01-01
        } else {
            // Excel takes 1900 for a leap year: its 60th day, 29 February, never was.
            guard number > 0, number != 60 else { return nil }
            first = number < 60 ? -25_568 : -25_569  // 1899-12-31, or the day before
        }
        let day = Day(number: first + Int32(number))
        return day.components.year <= 9999 ? day : nil
    }

    /// A text on one line; `_x000D_` is how a workbook writes what XML can't.
    private static func line(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "_"), let scalar = escaped(rest) {
                line += Array(String(Character(scalar)).utf8)
                rest = rest.dropFirst(6)
            } else {
                line.append(byte)
            }
        }
        guard line.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return line }
        // One end of a line may take two bytes.
        return Array(String(decoding: line, as: UTF8.self).replacing("\r\n", with: " ").utf8).map {
            $0 == 0x0A || $0 == 0x0D ? 0x20 : $0
        }
    }

    /// What `x000D_` stands for, at the start of a text.
    private static func escaped(_ text: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let parts = text.prefix(6)
        guard parts.count == 6, parts.first == UInt8(ascii: "x"), parts.last == UInt8(ascii: "_") else { return nil }
        return UInt32(String(decoding: parts.dropFirst().dropLast(), as: UTF8.self), radix: 16)
            .flatMap(Unicode.Scalar.init)
    }

    private func damaged(_ reason: String) -> Failure {
        Failure(.refused, "a sheet of \(path) is damaged: \(reason)", hint: "open it, and save it again")
    }
}
