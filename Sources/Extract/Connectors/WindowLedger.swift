package import Definitions

/// Which windows of a source have landed, as a small file beside them.
package struct WindowLedger: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// The hash of what was asked.
        package var order: String
        /// The logical day it was asked for.
        package var day: Day

        package init(order: String, day: Day) {
            self.order = order
            self.day = day
        }
    }

    /// By the name of the window.
    package var entries: [String: Entry] = [:]
    /// Up to when changes were asked for: seconds since 1970 UTC; nil: never.
    package var until: Int64?
    /// The hash of what changes were asked for by, the time aside.
    package var order: String?

    package init() {}

    /// Reads the file; one that isn't there is empty.
    ///
    /// - Throws: `unreachable` where it can't be read.
    package init(path: String) throws(Failure) {
        guard let bytes = try DurableFile.read(path) else { return }
        guard let json = try? JSONPart(bytes) else {
            throw Failure(
                .unreachable, "\(path) is damaged", hint: "remove it: the platform will be asked for all days again")
        }
        until = json["until"]?.text.flatMap { Int64($0) }
        order = json["order"]?.text
        for (name, value) in json["windows"]?.members ?? [] {
            guard let order = value["order"]?.text, let day = value["day"]?.text.flatMap({ Day($0) }) else { continue }
            entries[name] = Entry(order: order, day: day)
        }
    }

    /// Writes the file, for good when this returns.
    package func write(to path: String) throws(Failure) {
        let windows = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, entry in
            "\(TemplateValue.quoted(name)):{\"order\":\(TemplateValue.quoted(entry.order)),\"day\":\"\(entry.day)\"}"
        }
        var text = "{"
        if let until { text += "\"until\":\(until)," }
        if let order { text += "\"order\":\(TemplateValue.quoted(order))," }
        text += "\"windows\":{\n\(windows.joined(separator: ",\n"))\n}}\n"
        try DurableFile.write(Array(text.utf8), to: path)
    }
}

/// One piece of time that a platform is asked for.
package struct ExtractionWindow: Hashable, Sendable {
    /// The window's name, and its file's without the ending.
    package var name: String
    /// The first moment of it.
    package var from: Instant
    /// The first moment after it.
    package var until: Instant

    package init(name: String, from: Instant, until: Instant) {
        self.name = name
        self.from = from
        self.until = until
    }

    /// The values it puts into a request.
    package func values(in zone: ZoneTable) -> [String: TemplateValue] {
        [
            "from": .moment(from, zone), "until": .moment(until, zone),
            "to": .moment(Instant(milliseconds: until.milliseconds - 1000), zone),
        ]
    }
}

extension ConnectorWindow {
    /// The windows of some days, each with its last day: days, or months cut to what is asked for at their end.
    package func windows(
        of days: ClosedRange<Day>, in zone: ZoneTable
    ) -> [(window: ExtractionWindow, last: Day)] {
        func window(_ first: Day, _ last: Day, _ name: String) -> (ExtractionWindow, Day) {
            let window = ExtractionWindow(
                name: name, from: zone.start(of: first), until: zone.start(of: last.advanced(by: 1)))
            return (window, last)
        }
        switch self {
        case .day:
            return (days.lowerBound.number...days.upperBound.number).map {
                let day = Day(number: $0)
                return window(day, day, day.description)
            }
        case .month:
            // A month is whole from its first day on: its file is one, whichever days of it are asked for.
            return days.months.map { window($0.lowerBound.month.lowerBound, $0.upperBound, $0.lowerBound.monthName) }
        case .since, .all:
            return []
        }
    }
}
