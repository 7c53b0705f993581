internal import Definitions

/// Finds the column of each field and compiles how it is read.
struct ColumnBinding {
    let plan: ReadPlan
    let header: [String]
    let rawHeader: RecordLayout.RawHeader?
    let fileName: String
    let sourceText: SourceText
    private(set) var fields: [FieldPlan] = []
    private(set) var columnFilters: [ColumnFilter] = []
    /// Columns that feed a field or a `where`.
    private(set) var used: Set<Int> = []

    init(
        plan: ReadPlan,
        header: [String],
        rawHeader: RecordLayout.RawHeader?,
        fileName: String,
        sourceText: SourceText
    ) {
        self.plan = plan
        self.header = header
        self.rawHeader = rawHeader
        self.fileName = fileName
        self.sourceText = sourceText
    }

    /// A column's name without a byte order mark and spaces around it; within it, no-break spaces and line breaks are
    /// spaces, of which several are one: nobody sees the difference.
    static func trimmed(_ name: String) -> String {
        let words = name.unicodeScalars.split { $0.properties.isWhitespace || $0 == "\u{FEFF}" }
        return words.map { String($0) }.joined(separator: " ")
    }

    /// Names for a message, the first dozen of them.
    static func list(_ names: [String]) -> String {
        let shown = names.filter { !$0.isEmpty }.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
    }

    mutating func bind() throws(Failure) {
        for (index, field) in plan.contract.fields.enumerated() {
            let mapping = plan.source.map.first { $0.field == field.name }
            guard let column = try column(of: field, mapping) else { continue }
            var compiler = FieldCompiler(
                field: field,
                mapping: mapping,
                format: plan.source.format,
                sourceText: sourceText,
                zone: plan.sourceZone,
                location: mapping?.location ?? plan.source.location
            )
            var compiled = try compiler.compile()
            compiled.field = index
            compiled.column = column
            compiled.mayBeCell = (try? plan.fileType(of: fileName)) == .xlsx
            if field.name == plan.contract.day {
                compiled.isDay = true
                compiled.required = true
            }
            compiled.isLastDay = field.name == plan.contract.lastDay
            if compiled.required, column < 0, compiled.constant == .null {
                throw Failure(
                    .definition,
                    at: mapping?.location,
                    "the constant for '\(field.name)' is empty, but every row needs a value",
                    hint: "write a value, or name a column"
                )
            }
            if let filter = plan.source.filters.first(where: { $0.name == field.name }) {
                compiled.filter = try compiler.filter(filter)
            }
            fields.append(compiled)
        }
        for filter in plan.source.filters where plan.contract.index(of: filter.name) == nil {
            guard let column = try position(of: filter.name, at: filter.location) else {
                throw missing(
                    "'\(filter.name)', named in where, is neither a field of \(plan.contract.entity) nor a column of",
                    wanted: [filter.name],
                    at: filter.location,
                    candidates: plan.contract.fields.map(\.name)
                )
            }
            used.insert(column)
            columnFilters.append(ColumnFilter(column: column, texts: sourceText.table(of: filter.values)))
        }
    }

    /// The column of a field: negative for a constant, nil where nothing feeds it.
    private mutating func column(of field: FieldContract, _ mapping: FieldMapping?) throws(Failure) -> Int? {
        let names: [String]
        switch mapping?.origin {
        case .constant: return -1
        case .columns(let aliases): names = aliases
        case nil: names = [field.name]
        }
        let location = mapping?.location ?? plan.source.location
        for name in names {
            if let column = try position(of: name, at: location) {
                used.insert(column)
                return column
            }
        }
        if let mapping, mapping.isOptional, mapping.empty != nil { return -1 }
        let filter = plan.source.filters.first { $0.name == field.name }
        let required = field.required || field.name == plan.contract.day
        guard (mapping != nil && mapping?.isOptional == false) || required || filter != nil else { return nil }
        let what =
            mapping == nil
            ? "no column for the field '\(field.name)' in"
            : "no column \(names.map { "'\($0)'" }.joined(separator: " or ")) for the field '\(field.name)' in"
        throw missing(what, wanted: names, at: mapping == nil ? filter?.location ?? location : location)
    }

    private func position(of name: String, at location: SourceLocation) throws(Failure) -> Int? {
        let wanted = Self.trimmed(name)
        guard let first = header.firstIndex(of: wanted) else { return nil }
        guard header[(first + 1)...].contains(wanted) else { return first }
        throw Failure(
            .refused,
            at: location,
            "\(fileName) has the column '\(name)' more than once",
            hint: "rename one of them in the export, or name the columns in format: { header: [...] }"
        )
    }

    private func missing(
        _ what: String,
        wanted: [String],
        at location: SourceLocation,
        candidates: [String] = []
    ) -> Failure {
        let hint =
            separatorHint ?? delimiterHint ?? encodingHint(wanted)
            ?? [
                Self.spelling(of: wanted, among: header + candidates),
                header.isEmpty ? nil : "the file's columns: \(Self.list(header))",
            ].compactMap(\.self).joined(separator: "; ")
        return Failure(.refused, at: location, "\(what) \(fileName)", hint: hint.isEmpty ? nil : hint)
    }

    private static func spelling(of wanted: [String], among names: [String]) -> String? {
        let guess = wanted.lazy.compactMap { Spelling.closest(to: trimmed($0), in: names) }.first
        return guess.map { "did you mean '\($0)'?" }
    }

    /// What to type where Excel's line for itself, `sep=;`, stands above the header.
    private var separatorHint: String? {
        guard let first = header.first?.lowercased(), first.hasPrefix("sep="), header.count <= 2 else { return nil }
        let mark = first.dropFirst(4).first ?? plan.source.format.delimiter.map { Character(Unicode.Scalar($0)) } ?? ","
        return "the first line is a note to Excel: set format: { delimiter: \"\(mark)\", skip_rows: "
            + "\(plan.source.format.skipRows + 1) }"
    }

    /// What to type where the header looks like one column because the delimiter is another.
    private var delimiterHint: String? {
        guard header.count == 1, let only = rawHeader?.first else { return nil }
        let isTabbed = (try? plan.fileType(of: fileName)) == .tsv
        let declared = plan.source.format.delimiter ?? UInt8(ascii: isTabbed ? "\t" : ",")
        for (byte, shown) in [(";", ";"), ("\t", "\\t"), (",", ","), ("|", "|")] where byte.utf8.first != declared {
            guard byte.utf8.first.map(only.contains) == true else { continue }
            return "the header looks like one column: is the delimiter '\(shown)'? "
                + "set format: { delimiter: \"\(shown)\" }"
        }
        return nil
    }

    /// What to type where the wanted names are there in another encoding.
    private func encodingHint(_ wanted: [String]) -> String? {
        guard let rawHeader else { return nil }
        return Self.encoding(of: rawHeader, holding: wanted, besides: plan.source.format.encoding).map {
            "the header has it in another encoding: set format: { encoding: \($0.rawValue) }"
        }
    }

    /// The encoding, other than the declared one, under which a header's bytes hold the most of some names.
    static func encoding(
        of rawHeader: RecordLayout.RawHeader,
        holding wanted: [String],
        besides declared: TextEncoding
    ) -> TextEncoding? {
        let candidates: [TextEncoding] = [.utf8, .windows1251, .koi8r, .cp866, .windows1252]
        let names = Set(wanted.map(trimmed))
        var best: (encoding: TextEncoding, count: Int)?
        for encoding in candidates where encoding != declared {
            let text = SourceText(encoding)
            let count = rawHeader.count { names.contains(trimmed(text.decode($0) ?? "")) }
            if count > best?.count ?? 0 { best = (encoding, count) }
        }
        return best?.encoding
    }
}
