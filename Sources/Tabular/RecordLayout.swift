package import Definitions

/// A read plan bound to the columns of one file.
package struct RecordLayout: Sendable {
    /// The columns' names in the file's order.
    package let header: [String]
    /// Named columns that feed no field and no `where`.
    package let newColumns: [String]
    let plan: ReadPlan
    /// The fields that a column or a constant feeds: those of a `where` first, then the first and the last day, then the
    /// others, since a row that is filtered needn't be right in all it says.
    let fields: [FieldPlan]
    /// Whether a row may span several days.
    let hasLastDay: Bool
    let columnFilters: [ColumnFilter]
    /// How the file writes texts of the pipeline file.
    let sourceText: SourceText
}

extension RecordLayout {
    /// The bytes of a header, which betray the encoding where names don't match.
    typealias RawHeader = [[UInt8]]

    /// Binds a plan to a header.
    ///
    /// - Parameters:
    ///   - header: the columns' names as the file has them; they are trimmed.
    ///   - fileName: the file's name, for messages.
    /// - Throws: `Failure` of kind `refused` where a mapped column or a required field has none to take.
    package init(_ plan: ReadPlan, header: [String], fileName: String) throws(Failure) {
        try self.init(plan, header: header, rawHeader: nil, fileName: fileName)
    }

    init(
        _ plan: ReadPlan,
        header: [String],
        rawHeader: RawHeader?,
        fileName: String
    ) throws(Failure) {
        var binding = ColumnBinding(
            plan: plan,
            header: header.map(ColumnBinding.trimmed),
            rawHeader: rawHeader,
            fileName: fileName,
            sourceText: SourceText(plan.source.format.encoding)
        )
        try binding.bind()
        self.plan = plan
        self.header = binding.header
        sourceText = binding.sourceText
        newColumns = binding.header.enumerated()
            .filter { !$0.element.isEmpty && !binding.used.contains($0.offset) }
            .map(\.element)
        if plan.contract.newColumns == .reject, !newColumns.isEmpty {
            throw Failure(
                .refused,
                at: plan.source.location,
                "\(fileName) has columns that no field takes: \(ColumnBinding.list(newColumns))",
                hint: "map them, or set new_columns: ignore in schemas/entities/\(plan.contract.entity).yml"
            )
        }
        columnFilters = binding.columnFilters
        fields = binding.fields.enumerated()
            .sorted { ($0.element.readingRank, $0.offset) < ($1.element.readingRank, $1.offset) }
            .map(\.element)
        hasLastDay = fields.contains(where: \.isLastDay)
    }

    /// An empty column for each field of the contract.
    var emptyColumns: [RecordColumn] {
        var columns = [RecordColumn](repeating: .absent, count: plan.contract.fields.count)
        for field in fields {
            columns[field.field] = field.isInteger ? .integers([]) : .texts(TextColumn())
        }
        return columns
    }
}

extension FieldPlan {
    fileprivate var readingRank: Int {
        isLastDay ? 2 : filter != nil ? 0 : isDay ? 1 : 3
    }
}
