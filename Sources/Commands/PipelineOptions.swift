import ArgumentParser
import Definitions
import Logging
import Pipeline

/// What every command takes: the pipeline file, and how the log is written.
struct PipelineOptions: ParsableArguments {
    @Argument(help: "The pipeline file.", completion: .file(extensions: ["yml", "yaml"]))
    var pipeline: String

    @Option(help: "How the log on standard error is written: text or json.")
    var log: LogFormat = .text

    @Option(help: "Another warehouse file than the pipeline file names.", completion: .file())
    var warehouse: String?

    /// Reads the pipeline file and the schemas beside it.
    func load() throws(Failure) -> LoadedPipeline {
        var pipeline = try LoadedPipeline(path: pipeline)
        if let warehouse { pipeline.definition.warehouse = warehouse }
        return pipeline
    }

    /// Does a command's work, and prints what stops it in the log's format.
    func reporting(_ body: (Logger) throws(Failure) -> Void) throws(Failure) {
        let logger = log.logger()
        do {
            try body(logger)
        } catch {
            for diagnostic in error.diagnostics {
                logger.log(diagnostic, as: log)
            }
            throw error
        }
    }
}

extension LogFormat: ExpressibleByArgument {}

extension Logger {
    /// Writes one diagnostic; this is the one place where they become text.
    func log(_ diagnostic: Diagnostic, as format: LogFormat) {
        let level: Level = diagnostic.severity == .error ? .error : .warning
        guard format == .json else {
            log(level: level, "\(diagnostic)")
            return
        }
        var fields: Metadata = [:]
        fields["hint"] = diagnostic.hint.map { .string($0) }
        fields["file"] = diagnostic.location.map { .string($0.file) }
        fields["line"] = diagnostic.location?.line.map { .stringConvertible($0) }
        fields["column"] = diagnostic.location?.column.map { .stringConvertible($0) }
        log(level: level, "\(diagnostic.message)", metadata: fields)
    }
}
