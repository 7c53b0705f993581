/// A source's platform: the connector, and what the pipeline file gives it.
package struct ConnectionDefinition: Sendable {
    package var connector: ConnectorDefinition
    /// The values of its parameters, the presets among them; what is optional and not given isn't there.
    package var values: [String: ConnectorValue]

    package init(connector: ConnectorDefinition, values: [String: ConnectorValue]) {
        self.connector = connector
        self.values = values
    }

    /// What the names of the files end in, in which its windows land.
    package var fileExtension: String {
        switch connector.answer.type {
        case .json, .xml: "jsonl"
        case .csv: "csv"
        case .tsv: "tsv"
        }
    }

    /// The path pattern, below a folder, of the files in which its windows land.
    package var filePattern: String {
        let ending = fileExtension
        switch connector.window {
        case .day: return "{{ day }}.\(ending)"
        case .month: return "{{ month }}.\(ending)"
        case .since: return "*.\(ending)"
        case .all: return "all.\(ending)"
        }
    }
}

/// What a parameter of a connector is given.
package enum ConnectorValue: Hashable, Sendable {
    case text(String)
    case list([String])
    case secret(Secret)
}

/// What holds for all requests of a pipeline file: its `http`.
package struct HTTPDefinition: Hashable, Sendable {
    /// Hosts that may lie at private or loopback addresses.
    package var privateHosts: [String]
    /// Seconds until a connection stands, without a byte, and for a whole answer; nil: as usual.
    package var connectTimeout: Int64?
    package var idleTimeout: Int64?
    package var wholeTimeout: Int64?

    package init(privateHosts: [String] = []) {
        self.privateHosts = privateHosts
    }
}

/// The connector files that sources can name.
package struct ConnectorLibrary: Sendable {
    /// Content and path, for messages, by connector.
    package private(set) var files: [String: (content: String, path: String)] = [:]

    package init() {}

    /// Adds a file, in the place of an older one of the same name.
    ///
    /// - Parameter path: as messages name it; the file's name is the connector's.
    package mutating func add(_ content: String, path: String) {
        guard let name = path.split(separator: "/").last, name.hasSuffix(".yml") else { return }
        files[String(name.dropLast(4))] = (content, path)
    }

    /// The connectors' names in order.
    package var names: [String] {
        files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
