import Definitions
import Journeys
import Visits

/// The sets of tags of one block's rows: what of them recurs is put together once for each distinct combination.
struct RecurringTags {
    /// Combinations beyond so many are looked up, not listed.
    private static let listed = 1 << 16

    private let reduction: AddressReduction
    /// Fields that stand in columns of their own, by position among the tags.
    let loose: [Int]
    /// The distinct texts of each group.
    private var texts: [TextTable] = []
    /// Which of them each row has: a position for each group, as one number.
    private var combinations: [Int]
    /// The set of each combination and one, where it is known.
    private var known: [UInt32] = []
    private var seldom = CountTable()
    /// Room for one set.
    private var raw: [UInt8] = []

    init(_ batch: RecordBatch, _ fields: VisitFields, _ reduction: AddressReduction) {
        self.reduction = reduction
        combinations = [Int](repeating: 0, count: batch.count)
        var grouped: Set<Int> = []
        var raw: [UInt8] = []
        for group in batch.recurring {
            var table = TextTable()
            var meanings: [Int] = []
            meanings.reserveCapacity(group.count)
            let columns: [(tag: Int, texts: TextColumn)] = zip(group.fields, group.columns).compactMap { field, texts in
                fields.tags.firstIndex(of: field).map { ($0, texts) }
            }.sorted { $0.tag < $1.tag }
            grouped.formUnion(columns.map(\.tag))
            for row in 0..<group.count {
                raw.removeAll(keepingCapacity: true)
                for (tag, column) in columns {
                    column.bytes(at: row).withUnsafeBufferPointer {
                        VisitTagResolver.append($0, tag, reduction, to: &raw)
                    }
                }
                meanings.append(raw.withUnsafeBufferPointer { table.position(of: $0) })
            }
            texts.append(table)
            Self.extend(&combinations, by: group.rows, meanings, of: table.count)
        }
        loose = fields.tags.indices.filter { index in
            guard !grouped.contains(index), let field = fields.tags[index], case .texts = batch.columns[field] else {
                return false
            }
            return true
        }
        let combinations = texts.reduce(1) { $0 * max(1, $1.count) }
        if combinations <= Self.listed { known = [UInt32](repeating: 0, count: combinations) }
    }

    private static func extend(_ combinations: inout [Int], by rows: [UInt32], _ meanings: [Int], of count: Int) {
        combinations.withUnsafeMutableBufferPointer { combinations in
            rows.withUnsafeBufferPointer { rows in
                meanings.withUnsafeBufferPointer { meanings in
                    for row in combinations.indices {
                        combinations[row] = combinations[row] * count + meanings[Int(rows[row])]
                    }
                }
            }
        }
    }

    /// The position of a row's set among those of the block.
    ///
    /// - Parameter columns: the texts of the loose fields, in their order.
    mutating func position(of row: Int, _ columns: ArraySlice<FieldTexts>, in tags: inout TextTable) -> UInt32 {
        let combination = combinations[row]
        if loose.isEmpty {
            let position =
                known.isEmpty ? UInt32(truncatingIfNeeded: seldom[UInt64(combination)]) : known[combination]
            if position > 0 { return position - 1 }
        }
        raw.removeAll(keepingCapacity: true)
        var rest = combination
        for table in texts.reversed() {
            raw.append(contentsOf: table[rest % table.count])
            rest /= table.count
        }
        for (tag, column) in zip(loose, columns) { VisitTagResolver.append(column[row], tag, reduction, to: &raw) }
        let position = raw.withUnsafeBufferPointer { UInt32(tags.position(of: $0)) }
        if loose.isEmpty {
            if known.isEmpty {
                seldom.add(Int64(position) + 1, to: UInt64(combination))
            } else {
                known[combination] = position + 1
            }
        }
        return position
    }
}
