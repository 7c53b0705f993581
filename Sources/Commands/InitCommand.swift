import ArgumentParser
import Definitions
import Foundation

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a pipeline file that asks platforms, to fill in.",
        discussion: """
            'throughline connectors' lists the platforms. What is to be filled in is written '…'; secrets are taken \
            from environment variables. A file that is there already is never written over.
            """)

    @Argument(help: "The folder the pipeline file is written to; it is made where it isn't there.")
    var folder = "."

    @Option(name: .customLong("connector"), help: "A connector; give several, one after the other.")
    var connectors: [String] = []

    func run() throws {
        let logger = LogFormat.text.logger()
        do throws(Failure) {
            let path = try write()
            Console.output(
                """
                wrote \(path)
                next: fill in what is written '…', set the variables of its secrets, then
                  throughline validate \(path)
                  throughline run \(path)

                """)
        } catch {
            for diagnostic in error.diagnostics { logger.log(diagnostic, as: .text) }
            throw error
        }
    }

    private func write() throws(Failure) -> String {
        guard !connectors.isEmpty else {
            throw Failure(
                .definition, "no connector is named",
                hint: "throughline init --connector NAME; list them: throughline connectors")
        }
        var sources: [String] = []
        for (position, name) in connectors.enumerated() where connectors.firstIndex(of: name) == position {
            sources.append(try ConnectorsCommand.definition(named: name).source)
        }
        let path = folder == "." ? "pipeline.yml" : "\(folder)/pipeline.yml"
        let text = Self.head + sources.joined(separator: "\n")
        var isFolder: ObjCBool = true
        do {
            if !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) || !isFolder.boolValue {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch CocoaError.fileWriteFileExists where isFolder.boolValue {
            throw Failure(
                .definition, "\(path) is there already", hint: "name another folder: throughline init FOLDER …")
        } catch {
            throw Failure(
                .definition, "cannot write \(path): \(error.localizedDescription)",
                hint: "name a folder that this user may write to")
        }
        return path
    }

    private static var head: String {
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        return """
            version: 1
            pipeline: main
            time_zone: Europe/Moscow          # where a business day begins and ends
            currency: RUB                     # the currency of the reports
            start: \(year)-01-01                 # the first day that is asked for
            warehouse: var/main.sqlite        # paths are relative to this file
            landing: var/landing              # a copy of everything that was read, never changed

            sources:

            """
    }
}
