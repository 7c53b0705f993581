internal import Definitions

extension RecordBatch {
    /// Some of the rows, in the order of their positions.
    func selecting(_ rows: [Int]) -> RecordBatch {
        var selected = RecordBatch(
            columns: columns.map { $0.selecting(rows) },
            lines: rows.map { lines[$0] },
            days: rows.map { days[$0] },
            places: places.isEmpty ? [] : rows.map { places[$0] }
        )
        selected.recurring = recurring.map { texts in
            var selected = texts
            selected.rows = rows.map { texts.rows[$0] }
            return selected
        }
        return selected
    }
}

extension RecordColumn {
    fileprivate func selecting(_ rows: [Int]) -> RecordColumn {
        switch self {
        case .absent: return .absent
        case .integers(let values): return .integers(rows.map { values[$0] })
        case .texts(let texts):
            var selected = TextColumn()
            for row in rows { selected.append(texts.bytes(at: row)) }
            return .texts(selected)
        }
    }
}
