internal import Definitions

/// Reads what precedes a table's rows: the byte order mark, the lines to skip, the header.
struct TablePreamble {
    private let plan: ReadPlan
    private let dialect: Dialect
    private let fileName: String
    private let sourceText: SourceText
    /// Where the rows start in the window.
    private(set) var position = 0
    /// The line on which they start.
    private(set) var line: Int64 = 1

    init(plan: ReadPlan, dialect: Dialect, fileName: String) {
        self.plan = plan
        self.dialect = dialect
        self.fileName = fileName
        sourceText = SourceText(plan.source.format.encoding)
    }

    /// Reads up to the first row and binds the plan to the header.
    mutating func read(_ window: inout ByteWindow, _ stream: inout some ByteStream) throws(Failure) -> RecordLayout {
        try window.refill(from: 0, &stream)
        while window.view.count < 3, !window.isLast { try window.refill(from: 0, &stream) }
        if Self.starts(window.view, with: [0x50, 0x4B, 0x03, 0x04]) {
            throw refused("\(fileName) is a zip archive, as Excel's workbooks are", hint: "save it as CSV")
        }
        if sourceText.table == nil {
            try refuseForeignMarks(window.view)
            if Self.starts(window.view, with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        }
        for _ in 0..<plan.source.format.skipRows {
            guard try skipLine(&window, &stream) else { break }
        }
        if let header = plan.source.format.header {
            return try RecordLayout(plan, header: header, fileName: fileName)
        }
        return try readHeader(&window, &stream)
    }

    private static func starts(_ window: ByteWindow.View, with bytes: [UInt8]) -> Bool {
        UnsafeBufferPointer(start: window.base, count: window.count).starts(with: bytes)
    }

    /// A byte order mark of UTF-16 that the declared encoding doesn't know.
    private func refuseForeignMarks(_ window: ByteWindow.View) throws(Failure) {
        guard Self.starts(window, with: [0xFF, 0xFE]) || Self.starts(window, with: [0xFE, 0xFF]) else { return }
        throw refused("\(fileName) is UTF-16", hint: "set format: { encoding: utf-16 }")
    }

    private func refused(_ message: String, hint: String) -> Failure {
        Failure(.refused, at: plan.source.location, message, hint: hint)
    }

    /// Passes over one physical line; false at the end of the file.
    private mutating func skipLine(_ window: inout ByteWindow, _ stream: inout some ByteStream) throws(Failure) -> Bool
    {
        while true {
            let view = window.view
            let end = LineEnd.first(in: view.base, from: position, to: view.count)
            if end < view.count,
                let length = LineEnd.length(in: view.base, at: end, available: view.count, isLast: view.isLast)
            {
                position = end + length
                line += 1
                return true
            }
            position = end
            if view.isLast { return false }
            try window.refill(from: end, &stream)
            position = 0
        }
    }

    private mutating func readHeader(
        _ window: inout ByteWindow,
        _ stream: inout some ByteStream
    ) throws(Failure) -> RecordLayout {
        var scanner = RecordScanner(dialect)
        defer { scanner.deallocate() }
        while true {
            let view = window.view
            while position < view.count, view.base[position] == 0x0A || view.base[position] == 0x0D,
                let length = LineEnd.length(in: view.base, at: position, available: view.count, isLast: view.isLast)
            {
                position += length
                line += 1
            }
            if position == view.count, view.isLast {
                throw refused(
                    "\(fileName) is empty: it has no header",
                    hint: "export it again, or name its columns in format: { header: [...] } if it never has a header"
                )
            }
            var outcome = RecordScanner.Outcome.incomplete
            if position < view.count, view.base[position] != 0x0D {
                outcome = scanner.scan(view.base, from: position, available: view.count, isLast: view.isLast)
            }
            switch outcome {
            case .record:
                defer {
                    position = scanner.next
                    line += scanner.breaks
                }
                return try bind(scanner.fields)
            case .incomplete:
                try window.refill(from: position, &stream)
                position = 0
            case .strayQuote, .rejected, .rejectedLine:
                throw refused(
                    "the header of \(fileName), line \(line), can't be read: its quotes don't pair up",
                    hint:
                        "set format: { quote: none } if quotes are ordinary characters, or skip_rows if it starts later"
                )
            }
        }
    }

    private func bind(_ fields: UnsafeBufferPointer<FieldBytes>) throws(Failure) -> RecordLayout {
        guard fields.count < RecordScanner.fieldLimit else {
            throw refused("the header of \(fileName) has too many columns", hint: "check format: { delimiter: … }")
        }
        let raw = fields.map { field in
            var scratch = ByteScratch(capacity: 64)
            defer { scratch.deallocate() }
            scratch.reserve(Int(field.count))
            guard field.hasDoubledQuotes else {
                return Array(UnsafeBufferPointer(start: field.start, count: Int(field.count)))
            }
            let count = scratch.unescape(field, quote: dialect.quote ?? 0)
            return Array(UnsafeBufferPointer(start: scratch.start, count: count))
        }
        var names: [String] = []
        for bytes in raw {
            guard let name = sourceText.decode(bytes) else { throw undecodable(raw) }
            names.append(name)
        }
        if names.contains(where: { $0.unicodeScalars.contains("\0") }) {
            throw refused(
                "the header of \(fileName) holds NUL bytes: it looks like UTF-16",
                hint: "set format: { encoding: utf-16 }, or utf-16be"
            )
        }
        return try RecordLayout(plan, header: names, rawHeader: raw, fileName: fileName)
    }

    private func undecodable(_ raw: [[UInt8]]) -> Failure {
        let wanted: [String] = plan.source.map.flatMap { mapping -> [String] in
            if case .columns(let names) = mapping.origin { names } else { [] }
        }
        let guess =
            ColumnBinding.encoding(of: raw, holding: wanted, besides: plan.source.format.encoding) ?? .windows1251
        return refused(
            "the header of \(fileName) isn't valid \(plan.source.format.encoding.rawValue)",
            hint: "set format: { encoding: \(guess.rawValue) }"
        )
    }
}
