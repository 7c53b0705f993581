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
    private let groups: [RecurringTexts]
    /// Room for one set.
    private var raw: [UInt8] = []

    init(_ batch: RecordBatch, _ fields: VisitFields, _ reduction: AddressReduction) {
        self.reduction = reduction
        groups = batch.recurring
        let grouped = Set(batch.recurring.flatMap(\.fields))
        loose = fields.tags.indices.filter { index in
            guard let field = fields.tags[index], !grouped.contains(field), case .texts = batch.columns[field] else {
                return false
            }
            return true
        }
    }

    /// The position of each row's set among those of the block; of rows that don't count, none.
    ///
    /// - Parameters:
    ///   - rows: how many rows there are.
    ///   - duplicates: those that don't count.
    ///   - columns: the texts of the loose fields, in their order.
    mutating func positions(
        _ rows: Int, without duplicates: Set<Int>, _ columns: ArraySlice<FieldTexts>, in tags: inout TextTable
    ) -> [UInt32] {
        let combinations = combinations(rows)
        return [UInt32](unsafeUninitializedCapacity: rows) { positions, filled in
            defer { filled = rows }
            let count = groups.reduce(1) { $0 * max(1, $1.texts.count) }
            guard loose.isEmpty, duplicates.isEmpty, count <= Self.listed else {
                var known = CountTable()
                for row in 0..<rows {
                    positions[row] = 0
                    guard !duplicates.contains(row) else { continue }
                    let combination = UInt64(combinations[row])
                    // The position and one, where it is known.
                    let position = loose.isEmpty ? known[combination] : 0
                    guard position == 0 else {
                        positions[row] = UInt32(position - 1)
                        continue
                    }
                    positions[row] = self.position(combinations[row], row, columns, in: &tags)
                    if loose.isEmpty { known.add(Int64(positions[row]) + 1, to: combination) }
                }
                return
            }
            var known = [UInt32](repeating: 0, count: count)
            known.withUnsafeMutableBufferPointer { known in
                combinations.withUnsafeBufferPointer { combinations in
                    for row in 0..<rows {
                        let combination = combinations[row]
                        if known[combination] == 0 {
                            known[combination] = self.position(combination, row, columns, in: &tags) + 1
                        }
                        positions[row] = known[combination] - 1
                    }
                }
            }
        }
    }

    /// Which results each row has: a position for each group, as one number.
    private func combinations(_ rows: Int) -> [Int] {
        var combinations = [Int](repeating: 0, count: rows)
        combinations.withUnsafeMutableBufferPointer { combinations in
            for group in groups {
                let count = group.texts.count
                group.rows.withUnsafeBufferPointer { rows in
                    for row in combinations.indices {
                        combinations[row] = combinations[row] * count + Int(rows[row])
                    }
                }
            }
        }
        return combinations
    }

    /// The position of one row's set.
    private mutating func position(
        _ combination: Int, _ row: Int, _ columns: ArraySlice<FieldTexts>, in tags: inout TextTable
    ) -> UInt32 {
        raw.removeAll(keepingCapacity: true)
        var rest = combination
        for index in groups.indices.reversed() {
            let count = groups[index].texts.count
            groups[index].texts.bytes(at: rest % count).withUnsafeBufferPointer { raw.append(contentsOf: $0) }
            rest /= count
        }
        for (tag, column) in zip(loose, columns) { VisitTagResolver.append(column[row], tag, reduction, to: &raw) }
        return raw.withUnsafeBufferPointer { UInt32(tags.position(of: $0)) }
    }
}
