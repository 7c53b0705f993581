import Definitions
import Extract
import Foundation

/// Asks the platforms of a pipeline for the windows that are missing, dirty or restated, before files are listed.
///
/// Each window becomes a file below `http/SOURCE` in the landing folder, whole or not at all, and from there on it is a
/// file like any other.
struct ConnectorLanding {
    let pipeline: LoadedPipeline
    let logicalDay: Day
    let progress: any RunProgress
    let interruption: Interruption
    let clock: () -> Instant
    /// The days to ask for; nil: all from the pipeline's start to the last one that is over.
    var days: ClosedRange<Day>?
    /// Whether windows that are there are asked for again.
    var redoes = false
    private let budgets = RateBudgets()

    init(
        pipeline: LoadedPipeline, logicalDay: Day, progress: any RunProgress, interruption: Interruption,
        clock: @escaping () -> Instant
    ) {
        self.pipeline = pipeline
        self.logicalDay = logicalDay
        self.progress = progress
        self.interruption = interruption
        self.clock = clock
    }

    /// Brings what is to be brought of one source.
    ///
    /// - Returns: why something is still missing; what came before it stays.
    /// - Throws: what ends the whole run: a stop, a full disk, a mistake in the definitions.
    func land(_ source: SourceDefinition) throws(Failure) -> Failure? {
        guard let connection = source.connection else { return nil }
        do throws(Failure) {
            try bring(source, connection)
            return nil
        } catch {
            guard error.kind == .unreachable || error.kind == .credentials else { throw error }
            return error
        }
    }

    private func bring(_ source: SourceDefinition, _ connection: ConnectionDefinition) throws(Failure) {
        let zoneName = source.format.timeZone ?? pipeline.definition.timeZone
        guard let zone = ZoneTable(identifier: zoneName) else { return }
        let folder = String(source.files[..<(source.files.lastIndex(of: "/") ?? source.files.startIndex)])
        try Landing.makeFolder(folder)
        try DeliveryFile.removeUnfinished(in: folder)
        let extraction = try connection.extraction(in: pipeline, budgets: budgets, interruption: interruption)
        let ledgerPath = "\(folder)/windows.state"
        var ledger = try WindowLedger(path: ledgerPath)
        let ending = connection.fileExtension
        switch connection.connector.window {
        case .day, .month:
            for (window, last) in connection.connector.window.windows(of: wantedDays(source) ?? emptyDays, in: zone)
            where wantedDays(source) != nil {
                let values = window.values(in: zone)
                let order = try extraction.order(of: values)
                let path = "\(folder)/\(window.name).\(ending)"
                let isThere = FileManager.default.fileExists(atPath: path)
                guard
                    needs(ledger.entries[window.name], order: order, last: last, source.load.lookback, isThere: isThere)
                else {
                    // A killed run may have put it on the record last of all.
                    try extraction.settle(values, at: path, on: logicalDay)
                    continue
                }
                var delivery: ConnectorExtraction.Delivery
                repeat {
                    delivery = try bring(source, extraction, values, to: path)
                    let entry = WindowLedger.Entry(order: order, day: delivery.day ?? logicalDay)
                    ledger.entries[window.name] = entry
                    try ledger.write(to: ledgerPath)
                    try extraction.settle(values, at: path, on: logicalDay)
                    // What was ordered on an earlier day may have been restated since.
                } while delivery.day.map { $0 < logicalDay } ?? false
                    && needs(
                        ledger.entries[window.name], order: order, last: last, source.load.lookback, isThere: true)
            }
        case .all:
            let path = "\(folder)/all.\(ending)"
            let order = try extraction.order(of: [:])
            let entry = ledger.entries["all"]
            let isThere = FileManager.default.fileExists(atPath: path)
            guard redoes || !isThere || entry?.order != order || entry.map({ $0.day < logicalDay }) ?? true else {
                return
            }
            try bring(source, extraction, [:], to: path)
            ledger.entries["all"] = WindowLedger.Entry(order: order, day: logicalDay)
            try ledger.write(to: ledgerPath)
        case .since:
            try bringChanges(source, extraction, &ledger, folder: folder, ledgerPath: ledgerPath, ending, zone)
        }
    }

    /// Asks for what changed since the last time, from a little before, as some changes come in late.
    private func bringChanges(
        _ source: SourceDefinition, _ extraction: ConnectorExtraction, _ ledger: inout WindowLedger, folder: String,
        ledgerPath: String, _ ending: String, _ zone: ZoneTable
    ) throws(Failure) {
        let order = try extraction.order(of: [:])
        let start = zone.start(of: pipeline.definition.start)
        // Rows of the logical day wait for the next one, and so do changes: what is asked is the same all day long.
        let end = min(clock(), zone.start(of: logicalDay))
        let until = Instant(milliseconds: end.seconds * 1000)
        var from = start
        if let last = ledger.until, ledger.order == order, !redoes {
            guard until.seconds > last else { return }
            from = max(start, Instant(milliseconds: (last - (source.load.reread ?? 600)) * 1000))
        }
        guard from < until else { return }
        let name = "\(Self.fileName(from))-\(Self.fileName(until))"
        let window = ExtractionWindow(name: name, from: from, until: until)
        let path = "\(folder)/\(name).\(ending)"
        let delivery = try bring(source, extraction, window.values(in: zone), to: path)
        // Every night would leave a file that says nothing.
        if delivery.bytes == 0 { try? FileManager.default.removeItem(atPath: path) }
        ledger.until = until.seconds
        ledger.order = order
        try ledger.write(to: ledgerPath)
    }

    @discardableResult
    private func bring(
        _ source: SourceDefinition, _ extraction: ConnectorExtraction, _ values: [String: TemplateValue],
        to path: String
    ) throws(Failure) -> ConnectorExtraction.Delivery {
        try interruption.check()
        let delivery = try extraction.extract(values, to: path, on: logicalDay)
        progress.report(.landed(source: source.name, path: pipeline.ledgerPath(path), bytes: delivery.bytes))
        return delivery
    }

    /// Whether a window is missing, dirty, or among those that the platform restates.
    private func needs(
        _ entry: WindowLedger.Entry?, order: String, last: Day, _ lookback: Int64?, isThere: Bool
    ) -> Bool {
        guard let entry, isThere, !redoes else { return true }
        // A run for an earlier day has nothing to add to what a later one brought.
        if entry.day > logicalDay { return false }
        if entry.order != order { return true }
        // Nights that were missed may have been those of the last restatement: what counts is when it was asked last.
        return entry.day < logicalDay && entry.day < last.advanced(by: Int((lookback ?? 0) / 86_400))
    }

    private var emptyDays: ClosedRange<Day> { logicalDay...logicalDay }

    /// The days to ask for, of visits those too that conversions look back to; nil where none is over yet.
    private func wantedDays(_ source: SourceDefinition) -> ClosedRange<Day>? {
        if let days { return days }
        let definition = pipeline.definition
        // A rate holds for a week, and conversions look back to visits.
        let lookback =
            switch source.entity {
            case "visit": Int(definition.attribution.lookbackSeconds / 86_400)
            case "rate": 7
            default: 0
            }
        let first = definition.start.advanced(by: -lookback)
        let last = logicalDay.advanced(by: -1)
        return first <= last ? first...last : nil
    }

    /// A moment as a part of a file's name, in UTC.
    private static func fileName(_ instant: Instant) -> String {
        instant.description.replacingOccurrences(of: " ", with: "T").replacingOccurrences(of: ":", with: "")
    }
}
