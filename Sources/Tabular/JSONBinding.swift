internal import Definitions

/// A read plan bound to JSON records, which have no header.
///
/// The columns are those the plan can ask for. Of a field's aliases each record's own first counts. Whether a column was
/// there is known at the end of the file only.
struct JSONBinding: Sendable {
    /// Columns of which each record gives the first it has.
    struct Group: Sendable {
        /// The name in messages and in the list of rejects.
        let name: String
        /// Positions in `columns`.
        let columns: Range<Int>
        /// Whether a field reads it as a number.
        var isNumeric: Bool
    }

    /// A group that a file with records may not lack.
    private struct Wanted: Sendable {
        let group: Int
        let names: [String]
        /// What the group is for, to follow its name in a message.
        let purpose: String
        let location: SourceLocation
    }

    private(set) var groups: [Group] = []
    let columns: JSONColumns
    let layout: RecordLayout
    private var wanted: [Wanted] = []
    private let newColumns: EntityContract.NewColumns
    private let fileName: String

    init(_ plan: ReadPlan, fileName: String) throws(Failure) {
        guard SourceText(plan.source.format.encoding).table == nil else {
            throw Failure(
                .definition,
                at: plan.source.location,
                "JSON can't be written in \(plan.source.format.encoding.rawValue)",
                hint: "remove encoding from the source's format, or set utf-16"
            )
        }
        self.fileName = fileName
        newColumns = plan.contract.newColumns
        var bound = plan
        // What cells say about the end of a table means nothing where records have no order of cells.
        bound.source.format.totalRow = nil
        bound.contract.newColumns = .ignore
        var names: [String] = []
        var known: [[String]: Int] = [:]
        var groups: [Group] = []
        func group(_ aliases: [String], isNumeric: Bool) -> Int {
            if let index = known[aliases] {
                groups[index].isNumeric = groups[index].isNumeric || isNumeric
                return index
            }
            let columns = names.count..<names.count + aliases.count
            names += aliases
            groups.append(Group(name: aliases.joined(separator: " or "), columns: columns, isNumeric: isNumeric))
            known[aliases] = groups.count - 1
            return groups.count - 1
        }
        for field in plan.contract.fields {
            let mapping = plan.source.map.firstIndex { $0.field == field.name }
            var aliases = [field.name]
            if let mapping {
                guard case .columns(let columns) = plan.source.map[mapping].origin else { continue }
                aliases = columns
            }
            let group = group(aliases, isNumeric: [.integer, .money, .decimal].contains(field.type))
            if let mapping { bound.source.map[mapping].origin = .columns([groups[group].name]) }
            let filter = plan.source.filters.first { $0.name == field.name }
            if let mapping, plan.source.map[mapping].isOptional, filter == nil { continue }
            guard mapping != nil || field.required || field.name == plan.contract.day || filter != nil else { continue }
            let location = mapping.map { plan.source.map[$0].location } ?? filter?.location ?? plan.source.location
            wanted.append(
                Wanted(group: group, names: aliases, purpose: "for the field '\(field.name)'", location: location)
            )
        }
        for filter in plan.source.filters where plan.contract.index(of: filter.name) == nil {
            let group = group([filter.name], isNumeric: false)
            wanted.append(
                Wanted(group: group, names: [filter.name], purpose: "named in where", location: filter.location)
            )
        }
        self.groups = groups
        columns = JSONColumns(names)
        layout = try RecordLayout(bound, header: groups.map(\.name), fileName: fileName)
    }

    /// Checks at the end of a file with records that it had all columns it must have.
    ///
    /// - Parameters:
    ///   - record: the last record, which has noted what occurred.
    ///   - lists: keys under which a list of records stands, where the document was taken for one record.
    func check(_ record: JSONRecord, lists: [String]) throws(Failure) {
        let lost = wanted.filter { wanted in !groups[wanted.group].columns.contains { record.occurred[$0] } }
        guard lost.isEmpty else {
            throw Failure(.refused, lost.map { diagnostic($0, record, lists: lists) })
        }
        guard newColumns == .ignore || record.otherKeys.isEmpty else {
            let plan = layout.plan
            throw Failure(
                .refused,
                at: plan.source.location,
                "\(fileName) has columns that no field takes: \(ColumnBinding.list(record.otherKeys))",
                hint: "map them, or set new_columns: ignore in schemas/entities/\(plan.contract.entity).yml"
            )
        }
    }

    private func diagnostic(_ lost: Wanted, _ record: JSONRecord, lists: [String]) -> Diagnostic {
        let names = lost.names.map { "'\($0)'" }.joined(separator: " or ")
        var hints: [String] = []
        if let list = lists.first {
            hints.append("the records seem to stand under '\(list)': set format: { records: \(list) }")
        } else {
            let near = lost.names.lazy.compactMap { Spelling.closest(to: $0, in: record.otherKeys) }.first
            if let near { hints.append("did you mean '\(near)'?") }
            if !record.otherKeys.isEmpty { hints.append("other keys: \(ColumnBinding.list(record.otherKeys))") }
        }
        return Diagnostic(
            at: lost.location,
            "no record of \(fileName) has the column \(names) \(lost.purpose)",
            hint: hints.isEmpty ? nil : hints.joined(separator: "; ")
        )
    }
}
