import Definitions
import Logging
import Pipeline

extension PipelineOptions {
    /// Does a run, shows how it goes, and says how it ended.
    func publish(_ runOptions: RunOptions) throws(Failure) {
        try reporting { logger throws(Failure) in
            let pipeline = try load()
            let interruption = Interruption()
            let watch = SignalWatch(interruption)
            defer { withExtendedLifetime(watch) {} }
            let progress = ProgressView(logger: logger, format: log)
            defer { progress.clear() }
            let run = PipelineRun(
                pipeline, options: runOptions, progress: progress, interruption: interruption, clock: wallClock)
            let outcome = try run.execute()
            progress.clear()
            switch outcome.state {
            case .unchanged:
                logger.info("nothing to do: every file is as it was", metadata: ["state": "unchanged"])
            default:
                let rejects =
                    outcome.counts.rejected > 0
                    ? "; list what was rejected: throughline rejects list \(self.pipeline)" : ""
                logger.info(
                    "published \(pipeline.definition.warehouse): \(rowSummary(outcome.counts))\(rejects)",
                    metadata: outcome.counts.metadata.merging(["state": .string(outcome.state.rawValue)]) { $1 })
            }
            if let failure = outcome.failure { throw failure }
        }
    }
}
