import Definitions
import Testing

/// Pipeline files for tests, and what the parser says of them.
enum PipelineText {
    /// Seven good lines that a file may begin with; `sources` and what else is wanted follow from line 8 on.
    static let head = """
        version: 1
        pipeline: demo
        time_zone: Europe/Moscow
        currency: RUB
        start: 2025-01-01
        warehouse: var/demo.sqlite
        landing: var/landing

        """

    static let models = [
        "first_touch", "last_touch", "last_non_direct", "last_paid", "linear", "time_decay", "position_based",
    ]

    static let environment = ["ZONE": "Europe/Moscow", "SECRET": "s3cr3t", "HOME": "/home/ann", "EMPTY": ""]

    static let files = [
        "conf/zone.txt": "Asia/Kolkata\n", "/etc/secret": "s3cr3t",
        "/etc/identity.key": String(repeating: "0F", count: 32) + "\n",
    ]

    struct MissingFile: Error {}

    static func parse(
        _ text: String,
        file: String = "pipeline.yml",
        models: [String] = PipelineText.models,
        connectors: ConnectorLibrary = ConnectorLibrary()
    ) throws -> PipelineDefinition {
        try PipelineDefinition.parse(
            text: text,
            file: file,
            environment: environment,
            readFile: { path in
                guard let content = files[path] else { throw MissingFile() }
                return content
            },
            contracts: SchemaLibrary.embedded.contracts(),
            channels: SchemaLibrary.embedded.channels().channels.map(\.name),
            connectors: connectors,
            availableModels: models
        )
    }

    /// The diagnostics of a file, one a line.
    static func diagnostics(_ text: String, file: String = "pipeline.yml") -> [Diagnostic] {
        do {
            _ = try parse(text, file: file)
            return []
        } catch let failure as Failure {
            return failure.kind == .definition ? failure.diagnostics : []
        } catch {
            return []
        }
    }

    /// The definition of a file that consists of the head and a source.
    static func source(_ body: String, file: String = "pipeline.yml") throws -> SourceDefinition {
        try #require(try parse(head + body, file: file).sources.first)
    }
}

/// A text with circled numbers where messages are expected.
struct MarkedText {
    /// The text without the marks.
    private(set) var text = ""
    /// Line and column of each mark, both from 1 on.
    private(set) var places: [Character: String] = [:]

    private static let marks: [Character] = Array("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")

    init(_ marked: String) {
        var line = 1
        var column = 1
        for character in marked {
            if Self.marks.contains(character) {
                places[character] = "\(line):\(column)"
                continue
            }
            text.append(character)
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += character.unicodeScalars.count
            }
        }
    }

    /// Diagnostics with marks in place of the lines and columns they stand for, one a line.
    func describe(_ diagnostics: [Diagnostic]) -> String {
        let marks = Dictionary(uniqueKeysWithValues: places.map { ($0.value, String($0.key)) })
        return diagnostics.map { diagnostic in
            let place = "\(diagnostic.location?.line ?? 0):\(diagnostic.location?.column ?? 0)"
            return "\(marks[place] ?? place) \(diagnostic.message)\(diagnostic.hint.map { " (\($0))" } ?? "")"
        }.joined(separator: "\n")
    }
}
