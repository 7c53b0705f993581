internal import Glibc

/// Prints the points of a curve, each with its ratios to the one before.
struct GrowthTable {
    private var last: [String: (size: Int, point: Measurement)] = [:]

    /// CPU time may grow by this much more than the size before a curve is said to bend: caches alone do that.
    private static let margin = 1.3

    static func printHeader() {
        let columns = [
            ("job", -24), ("size", 10), ("s", 8), ("CPU s", 8), ("peak MB", 8), ("× size", 7), ("× s", 6),
            ("× CPU", 6), ("× MB", 6),
        ]
        print(columns.map { ResultTable.padded($0.0, $0.1) }.joined(separator: " "))
        fflush(nil)
    }

    /// Prints a point.
    ///
    /// - Returns: whether its CPU time has grown faster than its size.
    mutating func show(_ point: Measurement, size: Int) -> Bool {
        var cells = [
            ResultTable.padded(point.job, -24), ResultTable.padded("\(size)", 10),
            ResultTable.padded(ResultTable.decimal(point.wall, 2), 8),
            ResultTable.padded(ResultTable.decimal(point.cpu, 2), 8),
            ResultTable.padded("\((point.memory ?? 0) / 1_000_000)", 8),
        ]
        var isBent = false
        if let last = last[point.job] {
            let growth = Double(size) / Double(last.size)
            let cpu = point.cpu / max(last.point.cpu, 0.01)
            let memory = Double(point.memory ?? 0) / Double(max(last.point.memory ?? 1, 1))
            isBent = cpu > growth * Self.margin
            for (ratio, width) in [
                (growth, 7), (point.wall / max(last.point.wall, 0.01), 6), (cpu, 6), (memory, 6),
            ] {
                cells.append(ResultTable.padded(ResultTable.decimal(ratio, 2), width))
            }
        }
        print(cells.joined(separator: " ") + (isBent ? "  grows faster than its size" : ""))
        fflush(nil)
        last[point.job] = (size, point)
        return isBent
    }
}
