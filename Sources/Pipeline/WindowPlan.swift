import Definitions
import Extract
import Foundation

/// Which windows of a source's platform a run asks for, and why; finding out asks nobody.
struct WindowPlan {
    /// One window to ask for.
    struct Wish: Sendable {
        /// The window's name, and its file's without the ending.
        var name: String
        /// What it puts into a request.
        var values: [String: TemplateValue]
        /// The hash of what is asked.
        var order: String
        var path: String
        /// The last day of a window that is made of days.
        var last: Day?
        /// Up to when changes are asked for: seconds since 1970 UTC.
        var until: Int64?
        var reason: RunPlan.WindowReason
    }

    let pipeline: LoadedPipeline
    let source: SourceDefinition
    let connection: ConnectionDefinition
    let logicalDay: Day
    /// The days to ask for; nil: all from the pipeline's start to the last one that is over.
    var days: ClosedRange<Day>?
    /// Whether windows that are there are asked for again.
    var redoes = false

    /// Where the source's windows land.
    var folder: String {
        String(source.files[..<(source.files.lastIndex(of: "/") ?? source.files.startIndex)])
    }

    var ledgerPath: String { "\(folder)/windows.state" }

    /// What to ask for, in the order of time, and the windows that need not be asked for.
    ///
    /// - Parameters:
    ///   - ledger: what was asked for before.
    ///   - now: changes are asked for up to here, or to the logical day's beginning.
    func wishes(
        _ extraction: ConnectorExtraction, _ ledger: WindowLedger, now: Instant
    ) throws(Failure) -> (wanted: [Wish], settled: [Wish]) {
        guard let zone = ZoneTable(identifier: source.format.timeZone ?? pipeline.definition.timeZone) else {
            return ([], [])
        }
        switch connection.connector.window {
        case .day, .month: return try days(extraction, ledger, zone)
        case .all:
            var wish = Wish(
                name: "all", values: [:], order: try extraction.order(of: [:]), path: path("all"), reason: .restated)
            guard let reason = reason(wish, ledger.entries["all"], isRestated: true) else { return ([], [wish]) }
            wish.reason = reason
            return ([wish], [])
        case .since:
            return (try changes(extraction, ledger, zone, now: now).map { [$0] } ?? [], [])
        }
    }

    /// Why a window is missing, dirty, or among those that the platform restates; nil where it needn't be asked for.
    func reason(_ wish: Wish, _ entry: WindowLedger.Entry?) -> RunPlan.WindowReason? {
        let lookback = Int((source.load.lookback ?? 0) / 86_400)
        // Nights that were missed may have been those of the last restatement: what counts is when it was asked last.
        return reason(
            wish, entry,
            isRestated: entry.flatMap { entry in wish.last.map { entry.day < $0.advanced(by: lookback) } } ?? false)
    }

    private func reason(
        _ wish: Wish, _ entry: WindowLedger.Entry?, isRestated: Bool
    ) -> RunPlan.WindowReason? {
        guard let entry, FileManager.default.fileExists(atPath: wish.path) else { return .new }
        if redoes { return .commanded }
        // A run for an earlier day has nothing to add to what a later one brought.
        if entry.day > logicalDay {
            return connection.connector.window == .all && entry.order != wish.order ? .redefined : nil
        }
        if entry.order != wish.order { return .redefined }
        return entry.day < logicalDay && isRestated ? .restated : nil
    }

    private func path(_ name: String) -> String {
        "\(folder)/\(name).\(connection.fileExtension)"
    }

    // MARK: Days

    private func days(
        _ extraction: ConnectorExtraction, _ ledger: WindowLedger, _ zone: ZoneTable
    ) throws(Failure) -> (wanted: [Wish], settled: [Wish]) {
        guard let days = wantedDays else { return ([], []) }
        var wanted: [Wish] = []
        var settled: [Wish] = []
        for (window, last) in connection.connector.window.windows(of: days, in: zone) {
            let values = window.values(in: zone)
            var wish = Wish(
                name: window.name, values: values, order: try extraction.order(of: values), path: path(window.name),
                last: last, reason: .new)
            if let reason = reason(wish, ledger.entries[window.name]) {
                wish.reason = reason
                wanted.append(wish)
            } else {
                settled.append(wish)
            }
        }
        return (wanted, settled)
    }

    /// The days to ask for, of visits those too that conversions look back to; nil where none is over yet.
    private var wantedDays: ClosedRange<Day>? {
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

    // MARK: Changes

    /// What changed since the last time, from a little before, as some changes come in late.
    private func changes(
        _ extraction: ConnectorExtraction, _ ledger: WindowLedger, _ zone: ZoneTable, now: Instant
    ) throws(Failure) -> Wish? {
        let order = try extraction.order(of: [:])
        let start = zone.start(of: pipeline.definition.start)
        // Rows of the logical day wait for the next one, and so do changes: what is asked is the same all day long.
        let until = Instant(milliseconds: min(now, zone.start(of: logicalDay)).seconds * 1000)
        var from = start
        var reason = RunPlan.WindowReason.new
        if let last = ledger.until {
            if redoes {
                reason = .commanded
            } else if ledger.order != order {
                reason = .redefined
            } else {
                guard until.seconds > last else { return nil }
                from = max(start, Instant(milliseconds: (last - (source.load.reread ?? 600)) * 1000))
            }
        }
        guard from < until else { return nil }
        let name = "\(Self.fileName(from))-\(Self.fileName(until))"
        let window = ExtractionWindow(name: name, from: from, until: until)
        return Wish(
            name: name, values: window.values(in: zone), order: order, path: path(name), until: until.seconds,
            reason: reason)
    }

    /// A moment as a part of a file's name, in UTC.
    private static func fileName(_ instant: Instant) -> String {
        instant.description.replacingOccurrences(of: " ", with: "T").replacingOccurrences(of: ":", with: "")
    }
}
