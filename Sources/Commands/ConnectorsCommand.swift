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
            if let connector {
                Console.output(try Self.definition(named: connector).source)
            } else {
                Console.output(try Self.list())
            }
        } catch {
            for diagnostic in error.diagnostics { logger.log(diagnostic, as: .text) }
            throw error
        }
    }

    private static func list() throws(Failure) -> String {
        var table = TextTable(columns: [
            ("Connector", .left), ("Platform", .left), ("Entity", .left), ("Gives", .left),
        ])
        for name in SchemaLibrary.embedded.connectors.names {
            let definition = try definition(named: name)
            table.rows.append([definition.name, definition.title, definition.entity, definition.gives])
        }
        return table.rendered()
    }

    /// A connector of the program.
    ///
    /// - Throws: `Failure.Kind.definition` where there is none of the name.
    static func definition(named name: String) throws(Failure) -> ConnectorDefinition {
        let library = SchemaLibrary.embedded.connectors
        guard let file = library.files[name] else {
            let meant = Spelling.closest(to: name, in: library.names).map { "did you mean '\($0)'?" }
            throw Failure(
                .definition, "there is no connector '\(name)'", hint: meant ?? "list them: throughline connectors")
        }
        let entities = try SchemaLibrary.embedded.contracts().keys.sorted()
        return try ConnectorDefinition.parse(text: file.content, file: file.path, entities: entities)
    }
}
