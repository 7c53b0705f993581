internal import Definitions

/// Compiles a field's contract and mapping into a plan that reads its values from bytes.
struct FieldCompiler {
    let field: FieldContract
    let mapping: FieldMapping?
    let format: FormatDefinition
    let sourceText: SourceText
    /// The zone of local times.
    let zone: ZoneTable
    let location: SourceLocation

    mutating func compile() throws(Failure) -> FieldPlan {
        var plan = FieldPlan(
            name: field.name,
            field: 0,
            column: 0,
            kind: kind,
            required: field.required || mapping?.required == true,
            minimum: field.minimum ?? .min,
            maximum: field.maximum ?? .max,
            rounds: mapping?.round == true
        )
        if field.type == .enum { plan.allowed = sourceText.table(of: field.allowed) }
        if let text = mapping?.format ?? (field.type == .date ? format.date : format.instant),
            field.type == .date || field.type == .instant
        {
            do {
                plan.pattern = try DatePattern(text)
            } catch {
                throw Failure(.definition, at: location, error.message, hint: error.hint)
            }
        }
        if let values = mapping?.values {
            // Sorted, so that what a table finds depends on nothing but the file.
            let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            var sources: [[UInt8]] = []
            var meanings: [FieldPlan.Constant] = []
            var other: FieldPlan.Constant?
            for (source, meaning) in sorted {
                let constant = try constant(meaning, "the mapped value")
                if source == "*" {
                    other = constant
                    continue
                }
                guard let bytes = sourceText.bytes(source) else { continue }
                sources.append(bytes)
                meanings.append(constant)
            }
            plan.values = FieldPlan.ValueMap(texts: ByteTable(sources), meanings: meanings, other: other)
        }
        if case .constant(let text)? = mapping?.origin {
            plan.constant = try constant(text, "the constant")
        }
        return plan
    }

    /// The values of a `where` on this field, in canonical form.
    func filter(_ filter: RowFilter) throws(Failure) -> FieldPlan.Filter {
        var result = FieldPlan.Filter()
        var texts: [[UInt8]] = []
        for value in filter.values {
            switch try constant(value, "the value", at: filter.location) {
            case .integer(let integer): result.integers.insert(integer)
            case .text(let text): texts.append(text)
            case .null where isNumber: result.integers.insert(RecordColumn.null)
            case .null: texts.append([])
            }
        }
        result.texts = ByteTable(texts)
        return result
    }

    private var isNumber: Bool {
        switch field.type {
        case .integer, .money, .decimal, .date, .instant, .boolean: true
        case .text, .enum, .phone, .email, .url: false
        }
    }

    private var kind: FieldPlan.Kind {
        switch field.type {
        case .text, .phone, .email, .url: .text
        case .integer: .integer
        case .money: mapping?.unit == .micros ? .micros : .money
        case .decimal: .decimal
        case .date: .date
        case .instant: .instant
        case .boolean: .boolean
        case .enum: .allowedText
        }
    }

    /// A text of the pipeline file as a value of the field, written canonically and not as the source writes them.
    private func constant(
        _ text: String,
        _ what: String,
        at place: SourceLocation? = nil
    ) throws(Failure) -> FieldPlan.Constant {
        if text.isEmpty { return .null }
        let bytes = Array(text.utf8)
        let numbers = NumberReader(FormatDefinition(), SourceText(.utf8))
        let value: Int64?
        var example: String
        switch field.type {
        case .text, .phone, .email, .url: return .text(bytes)
        case .enum:
            guard field.allowed.contains(text) else {
                throw Failure(
                    .definition,
                    at: place ?? location,
                    "\(what) '\(text)' is none that '\(field.name)' allows",
                    hint: Spelling.closest(to: text, in: field.allowed).map { "did you mean '\($0)'?" }
                        ?? "allowed are \(field.allowed.joined(separator: ", "))"
                )
            }
            return .text(bytes)
        case .integer:
            value = bytes.withUnsafeBufferPointer { bytes in try? numbers.integer(bytes) }
            example = "42"
        case .money:
            value = bytes.withUnsafeBufferPointer { bytes in try? numbers.money(bytes, rounds: false) }
            example = "12.50"
        case .decimal:
            value = Int64(decimal: text, places: Int64.decimalPlaces)
            example = "91.2345"
        case .date:
            value = Day(text).map { Int64($0.number) }
            example = "2025-01-31"
        case .instant:
            switch CivilTime(iso8601: text)?.instant(in: zone) {
            case .unique(let instant), .ambiguous(let instant): value = instant.milliseconds
            case .missing, nil: value = nil
            }
            example = "2025-01-31T10:00:00"
        case .boolean:
            let words = BooleanWords(SourceText(.utf8))
            value = bytes.withUnsafeBufferPointer { words.value($0) }.map { $0 ? 1 : 0 }
            example = "true"
        }
        guard let value else {
            throw Failure(
                .definition,
                at: place ?? location,
                "\(what) '\(text)' is no \(field.type.rawValue) for '\(field.name)'",
                hint: "write it like \(example)"
            )
        }
        return .integer(value)
    }
}
