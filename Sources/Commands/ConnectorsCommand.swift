import ArgumentParser
import Definitions
import Report

struct ConnectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connectors",
        abstract: "List the platforms that a source can name, or show how one is named.",
        discussion: """
            With a connector's name it prints a source to put under 'sources:' of a pipeline file. Connectors of your \
            own lie in the folder 'connectors' beside the pipeline file.
            """)

    @Argument(help: "A connector, to print a source for it.")
    var connector: String?

    func run() throws {
        let logger = LogFormat.text.logger()
        do throws(Failure) {
            let library = SchemaLibrary.embedded.connectors
            let entities = try SchemaLibrary.embedded.contracts().keys.sorted()
            if let connector {
                Console.output(try Self.source(of: connector, in: library, entities))
            } else {
                Console.output(try Self.list(library, entities))
            }
        } catch {
            for diagnostic in error.diagnostics { logger.log(diagnostic, as: .text) }
            throw error
        }
    }

    private static func list(_ library: ConnectorLibrary, _ entities: [String]) throws(Failure) -> String {
        var table = TextTable(columns: [
            ("Connector", .left), ("Platform", .left), ("Entity", .left), ("Gives", .left),
        ])
        for name in library.names {
            guard let definition = try definition(name, in: library, entities) else { continue }
            table.rows.append([definition.name, definition.title, definition.entity, definition.gives])
        }
        return table.rendered()
    }

    /// A source as it is written in a pipeline file, with every value that the connector needs.
    private static func source(
        of name: String, in library: ConnectorLibrary, _ entities: [String]
    ) throws(Failure) -> String {
        guard let definition = try definition(name, in: library, entities) else {
            let meant = Spelling.closest(to: name, in: library.names).map { "did you mean '\($0)'?" }
            throw Failure(
                .definition, "there is no connector '\(name)'", hint: meant ?? "list them: throughline connectors")
        }
        var text = """
            # \(definition.title): \(definition.gives)
              my_\(definition.entity):
                connector: \(definition.name)
                with:

            """
        for parameter in definition.parameters {
            let value = parameter.isSecret ? "\"${env:\(parameter.name.uppercased())}\"" : "…"
            let preset = parameter.preset.map { $0.joined(separator: ", ") }
            let isNeeded = preset == nil && !parameter.isOptional
            text += "      \(isNeeded ? "" : "# ")\(parameter.name): \(preset ?? value)   # \(parameter.about)\n"
        }
        return text
    }

    private static func definition(
        _ name: String, in library: ConnectorLibrary, _ entities: [String]
    ) throws(Failure) -> ConnectorDefinition? {
        guard let file = library.files[name] else { return nil }
        return try ConnectorDefinition.parse(text: file.content, file: file.path, entities: entities)
    }
}
