import Definitions
import Glibc
import Logging
import Pipeline

/// Shows a run: a bar that redraws itself on a terminal, a line a step anywhere else.
final class ProgressView: RunProgress {
    private let logger: Logger
    private let format: LogFormat
    /// Whether each source and file has a line, or only what is told of all.
    private let showsFiles: Bool
    private let drawsBar: Bool
    private var total: Int64 = 0
    private var done: Int64 = 0
    private var drawnAt: Int64 = 0
    private var isBarShown = false

    init(logger: Logger, format: LogFormat, showsFiles: Bool = true) {
        self.showsFiles = showsFiles
        self.logger = logger
        self.format = format
        drawsBar = format == .text && Console.errorIsTerminal
    }

    func report(_ event: RunEvent) {
        switch event {
        case .listed(let source, let files, let changed, let bytes):
            total += bytes
            guard showsFiles else { return }
            line(
                "\(source): \(counted(files, "file")), \(changed == 0 ? "all unchanged" : "\(changed) to read")",
                [
                    "source": .string(source), "files": .stringConvertible(files),
                    "changed": .stringConvertible(changed), "bytes": .stringConvertible(bytes),
                ])
        case .landed(let source, let path, let bytes):
            guard showsFiles else { return }
            line(
                "\(source): landed \(path)",
                ["source": .string(source), "path": .string(path), "bytes": .stringConvertible(bytes)])
        case .advanced(let source, let bytes):
            done += bytes
            draw(source)
        case .read(let source, let path, let counts):
            guard showsFiles else { return }
            line(
                "\(source): read \(path): \(rowSummary(counts))",
                counts.metadata.merging(["source": .string(source), "path": .string(path)]) { old, _ in old })
        case .warning(let diagnostic):
            clear()
            logger.log(diagnostic, as: format)
        case .publishing:
            draw("publishing")
        case .planned(let chunks):
            line(
                "\(counted(chunks.count, "chunk")): \(chunks.joined(separator: ", "))",
                ["chunks": .stringConvertible(chunks.count)])
        case .left(let source, let paths):
            let shown = paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? ", …" : "")
            line(
                "\(source): \(counted(paths.count, "file")) to read on other days only, left for a run: \(shown)",
                ["source": .string(source), "files": .stringConvertible(paths.count)])
        case .whole(let source, let path, let days):
            line(
                "\(source): \(path) covers \(days.lowerBound) – \(days.upperBound) and is published whole",
                ["source": .string(source), "path": .string(path)])
        case .chunk(let name, let outcome):
            endChunk(name, outcome)
        }
    }

    private func endChunk(_ name: String, _ outcome: RunOutcome?) {
        guard let outcome else {
            line("\(name): nothing published, a source cannot be reached", ["chunk": .string(name)])
            return
        }
        var fields: Logger.Metadata = ["chunk": .string(name), "state": .string(outcome.state.rawValue)]
        guard outcome.state != .unchanged else {
            line("\(name): nothing to do", fields)
            return
        }
        fields.merge(outcome.counts.metadata) { old, _ in old }
        line("\(name): \(rowSummary(outcome.counts))", fields)
    }

    /// Takes the bar off the terminal.
    func clear() {
        guard isBarShown else { return }
        Console.error("\r\u{1B}[K")
        isBarShown = false
    }

    private func line(_ message: String, _ fields: Logger.Metadata) {
        clear()
        logger.info("\(message)", metadata: fields)
    }

    private func draw(_ label: String) {
        guard drawsBar, total > 0 else { return }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let milliseconds = Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
        guard milliseconds - drawnAt >= 100 || !isBarShown else { return }
        drawnAt = milliseconds
        isBarShown = true
        let percent = Int(min(100, done * 100 / total))
        let room = max(10, min(40, Console.width - label.count - 12))
        let filled = room * percent / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
        Console.error(
            "\r\u{1B}[K\(bar) \(String(repeating: " ", count: percent < 10 ? 2 : percent < 100 ? 1 : 0))\(percent)% \(label)"
        )
    }
}

/// What became of rows, without the kinds that didn't occur.
func rowSummary(_ counts: RowCounts) -> String {
    let others = [
        (counts.rejected, "rejected"), (counts.duplicate, "duplicate"), (counts.superseded, "superseded"),
        (counts.filtered, "filtered"),
    ]
    let parts = others.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return (["\(counted(counts.read, "row"))", "\(counts.loaded) loaded"] + parts).joined(separator: ", ")
}

/// A number and its noun.
func counted(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
}

extension RowCounts {
    /// The counts as fields of a log line.
    var metadata: Logger.Metadata {
        [
            "rows_read": .stringConvertible(read), "rows_loaded": .stringConvertible(loaded),
            "rows_rejected": .stringConvertible(rejected), "rows_duplicate": .stringConvertible(duplicate),
            "rows_superseded": .stringConvertible(superseded), "rows_filtered": .stringConvertible(filtered),
        ]
    }
}
