package import Definitions
package import Extract
import Foundation
package import Tabular
package import Warehouse

/// Asks a source's platform for one window and reads what it gave; nothing is landed, nothing published.
package struct ConnectorTrial {
    /// What became of the window.
    package struct Outcome: Sendable {
        /// The days that were asked for; nil where a platform gives all it has.
        package var days: ClosedRange<Day>?
        /// Bytes of the file that a run would have landed.
        package var bytes: Int64 = 0
        package var counts = RowCounts()
        package var fields: [FieldContract] = []
        /// The first loaded rows, a text for each field; nil where a row has no value.
        package var rows: [[String?]] = []
        /// The first rejected rows, with their text.
        package var rejects: [(reject: ListedReject, excerpt: RowExcerpt)] = []
        /// Why a run would refuse the file; empty where it wouldn't.
        package var refusals: [Diagnostic] = []
    }

    private static let shownRows = 3
    private static let shownRejects = 5

    private let pipeline: LoadedPipeline
    private let source: SourceDefinition
    private let connection: ConnectionDefinition
    private let logicalDay: Day
    private let interruption: Interruption

    /// - Parameter logicalDay: the window tried is the last one that is over on it.
    /// - Throws: `Failure.Kind.definition` where there is no such source, or one without a connector.
    package init(
        _ pipeline: LoadedPipeline, source name: String, logicalDay: Day, interruption: Interruption
    ) throws(Failure) {
        try pipeline.check(sources: [name])
        guard let source = pipeline.definition.sources.first(where: { $0.name == name }),
            let connection = source.connection
        else {
            let others = pipeline.definition.sources.filter { $0.connection != nil }.map(\.name)
            throw Failure(
                .definition, "the source '\(name)' reads files and asks no platform",
                hint: others.isEmpty
                    ? "sources with 'connector' can be tried" : "these ask one: \(others.joined(separator: ", "))")
        }
        self.pipeline = pipeline
        self.source = source
        self.connection = connection
        self.logicalDay = logicalDay
        self.interruption = interruption
    }

    /// What a recording of this trial says of itself.
    package var heading: [(name: String, value: String)] {
        [("connector", connection.connector.name), ("source", source.name), ("at", logicalDay.description)]
    }

    /// Asks, and reads.
    ///
    /// - Parameter tap: told of every request, and what may write it down or answer it.
    /// - Throws: `unreachable` or `credentials` where no answer came.
    package func execute(_ tap: ExchangeTap) throws(Failure) -> Outcome {
        let folder = FileManager.default.temporaryDirectory.path + "/throughline-\(UUID().uuidString)"
        try Landing.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard let zone = ZoneTable(identifier: source.format.timeZone ?? pipeline.definition.timeZone) else {
            return Outcome()
        }
        let extraction = try connection.extraction(
            in: pipeline, budgets: RateBudgets(), interruption: interruption, tap: tap)
        var outcome = Outcome()
        let window = window(in: zone)
        outcome.days = window.days
        let values = window.extraction?.values(in: zone) ?? [:]
        let path = "\(folder)/answer.\(connection.fileExtension)"
        outcome.bytes = try extraction.extract(values, to: path, on: logicalDay).bytes
        try extraction.settle(values, at: path, on: logicalDay)
        // A table without a header is no file.
        guard outcome.bytes > 0, FileManager.default.fileExists(atPath: path) else { return outcome }
        try read(path, days: window.days, into: &outcome)
        return outcome
    }

    private func window(in zone: ZoneTable) -> (extraction: ExtractionWindow?, days: ClosedRange<Day>?) {
        let yesterday = logicalDay.advanced(by: -1)
        switch connection.connector.window {
        case .all: return (nil, nil)
        case .since:
            let window = ExtractionWindow(
                name: "since", from: zone.start(of: yesterday), until: zone.start(of: logicalDay))
            return (window, yesterday...yesterday)
        case .day, .month:
            let windows = connection.connector.window.windows(of: yesterday...yesterday, in: zone)
            return (windows.first?.window, (windows.first?.window.from).map { zone.day(of: $0)...yesterday })
        }
    }

    private func read(_ path: String, days: ClosedRange<Day>?, into outcome: inout Outcome) throws(Failure) {
        let reading = try SourceReading(pipeline, source, interruption: interruption, progress: SilentProgress())
        let slot = connection.connector.window == .day || connection.connector.window == .month ? days : nil
        var version = FileVersion(
            source: source.name, path: path, version: 0, slot: slot, content: "", isInPlace: true,
            identity: try InputFile(path: path).identity, isSettled: false, definition: "", logicalDay: logicalDay)
        outcome.fields = reading.contract.fields
        var rows: [[String?]] = []
        let found: FileReading
        do {
            let table = reading.table(of: version, bytesPath: path)
            found = try reading.read(version, from: table, hadRows: 0) { batch in
                for row in 0..<max(0, min(batch.count, Self.shownRows - rows.count)) {
                    rows.append(zip(reading.contract.fields, batch.columns).map { $1.text(of: $0, at: row) })
                }
            } onRejects: { _ in
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.unreachable, "\(path) can't be read: \(error)")
        }
        outcome.rows = rows
        outcome.counts = found.summary.counts
        outcome.refusals = found.refusals.map { Diagnostic($0.severity, $0.message, hint: $0.hint) }
        version.path = "answer"
        for entry in found.rejects.prefix(Self.shownRejects) {
            guard let type = source.format.type ?? FormatDefinition.FileType(path: path) else { break }
            var stream = try ContentStream(path: path, name: path, format: source.format)
            let excerpt = try RowExcerpt.read(
                &stream, type: type, format: source.format, offset: entry.offset, length: entry.length,
                column: entry.column)
            if let excerpt { outcome.rejects.append((ListedReject(file: version, entry: entry), excerpt)) }
        }
    }
}

extension RecordColumn {
    /// A value as people read it: days and moments in UTC as ISO, amounts with a point.
    fileprivate func text(of field: FieldContract, at row: Int) -> String? {
        guard let number = integer(at: row) else { return text(at: row) }
        switch field.type {
        case .date: return Day(number: Int32(number)).description
        case .instant: return Instant(milliseconds: number).description + " UTC"
        case .money: return Self.decimal(number, places: 6)
        case .decimal: return Self.decimal(number, places: Int64.decimalPlaces)
        case .boolean: return number == 0 ? "false" : "true"
        case .text, .integer, .enum, .phone, .email, .url: return String(number)
        }
    }

    /// An exact decimal text, without zeros at its end.
    private static func decimal(_ number: Int64, places: Int) -> String {
        let digits = String(number.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var fraction = padded.suffix(places)
        while fraction.last == "0" { fraction.removeLast() }
        return (number < 0 ? "-" : "") + padded.dropLast(places) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
