import ArgumentParser
import Definitions
import Logging
import Pipeline
import Warehouse

struct ForgetFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget-file",
        abstract: "Take the rows of a file that is gone for good out of what is published.",
        discussion: """
            Files that vanish from their folder keep their rows until this is said. Of a merged file its newest \
            version is forgotten, and what older versions hold counts again. The landed copy stays where it is.
            """)

    @OptionGroup var options: PipelineOptions

    @Argument(help: "The file, as `status` and the views name it, or relative to where you are.", completion: .file())
    var file: String

    func run() throws {
        try options.reporting { logger throws(Failure) in
            let pipeline = try options.load()
            let outcome = try FileForgetting(pipeline, clock: wallClock).execute(file)
            for version in outcome.forgotten {
                logger.info(
                    "forgot \(version.path) of source \(version.source): \(counted(version.counts.loaded, "row")) left",
                    metadata: ["source": .string(version.source), "path": .string(version.path)])
            }
            if !outcome.remaining.isEmpty {
                let versions = counted(outcome.remaining.count, "older version")
                logger.info("\(versions) of it still published; forget them by the same command")
            }
        }
    }
}
