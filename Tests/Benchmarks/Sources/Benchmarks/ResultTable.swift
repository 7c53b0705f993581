internal import Glibc

/// One line of what was measured.
struct Measurement {
    var job: String
    var rows: Int
    /// Bytes that were read; 0 where that says nothing.
    var bytes = 0
    var wall: Double
    var cpu: Double
    var memory: Int?
    var remark = ""
}

/// Prints measurements as they come.
enum ResultTable {
    static func printHeader() {
        let columns = [("job", -26), ("rows", 11), ("s", 8), ("CPU s", 8), ("rows/s", 11), ("MB/s", 7), ("peak MB", 8)]
        print(columns.map { padded($0.0, $0.1) }.joined(separator: " ") + "  compared")
        fflush(nil)
    }

    static func show(_ line: Measurement) {
        let cells = [
            padded(line.job, -26), padded("\(line.rows)", 11), padded(decimal(line.wall, 2), 8),
            padded(decimal(line.cpu, 2), 8), padded("\(Int(Double(line.rows) / max(line.wall, 1e-9)))", 11),
            padded(line.bytes > 0 ? "\(Int(Double(line.bytes) / 1e6 / max(line.wall, 1e-9)))" : "", 7),
            padded(line.memory.map { "\($0 / 1_000_000)" } ?? "", 8),
        ]
        print(cells.joined(separator: " ") + "  " + line.remark)
        fflush(nil)
    }

    /// A number with so many decimals.
    static func decimal(_ number: Double, _ digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((number * Double(scale)).rounded())
        let fraction = "\(abs(scaled) % scale)"
        return "\(scaled < 0 ? "-" : "")\(abs(scaled) / scale)."
            + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Right-aligned in so many characters; left-aligned where the width is negative.
    static func padded(_ text: String, _ width: Int) -> String {
        let space = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? text + space : space + text
    }
}
