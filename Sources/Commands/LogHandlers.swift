import Definitions
import Foundation
import Logging

/// How the log is written.
enum LogFormat: String, CaseIterable {
    case text, json
}

extension LogFormat {
    func logger() -> Logger {
        Logger(label: "throughline") { _ in
            switch self {
            case .text: TextLogHandler()
            case .json: JSONLogHandler()
            }
        }
    }
}

/// A line a message, for people and for cron's mail.
struct TextLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Console.error("\(event.message)\n")
    }
}

/// A JSON object a line, for machines: `time`, `level`, `message` and the message's own fields.
struct JSONLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = [
            ("time", wallClock().description), ("level", event.level.rawValue), ("message", "\(event.message)"),
        ]
        let own = self.metadata.merging(event.metadata ?? [:]) { _, new in new }
        fields += own.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let members = fields.map { "\(jsonText($0)):\(jsonText($1))" }
        Console.error("{\(members.joined(separator: ","))}\n")
    }
}

/// The present moment; it goes into logs only, never into a result.
func wallClock() -> Instant {
    Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
}

/// A text as a JSON string.
func jsonText(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": json += "\\\""
        case "\\": json += "\\\\"
        case "\n": json += "\\n"
        case "\r": json += "\\r"
        case "\t": json += "\\t"
        case _ where scalar.value < 0x20:
            let hex = String(scalar.value, radix: 16)
            json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: json.unicodeScalars.append(scalar)
        }
    }
    return json + "\""
}
