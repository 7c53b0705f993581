package import Definitions
import Extract
import Foundation
package import Warehouse

/// Takes the rows of a file that is gone for good out of what is published.
package struct FileForgetting {
    /// What left, and what of the same path stays.
    package struct Outcome: Sendable {
        package var forgotten: [FileVersion]
        /// Older versions of the path that are published on: those of a merge.
        package var remaining: [FileVersion]
    }

    private let pipeline: LoadedPipeline
    private let clock: () -> Instant

    package init(_ pipeline: LoadedPipeline, clock: @escaping () -> Instant) {
        self.pipeline = pipeline
        self.clock = clock
    }

    /// Forgets the newest live version of a file, in one transaction.
    ///
    /// - Parameter file: as the user types it.
    /// - Throws: `Failure.Kind.definition` where no such file is published, or the next run would read it again.
    package func execute(_ file: String) throws(Failure) -> Outcome {
        let definition = pipeline.definition
        // Without a warehouse there is nothing to forget, and none is made.
        _ = try Warehouse(readingAt: definition.warehouse)
        let lock = try RunLock(warehouse: definition.warehouse)
        defer { withExtendedLifetime(lock) {} }
        let warehouse = try Warehouse(path: definition.warehouse, schemas: pipeline.schemas)
        let live = try warehouse.files(.live)
        let path = try FileArgument(pipeline: pipeline, typed: file).resolved(
            among: live.map(\.path), "published files")
        let versions = live.filter { $0.path == path }.sorted { $0.version > $1.version }
        var outcome = Outcome(forgotten: [], remaining: [])
        for version in versions {
            try checkIsGone(version)
            if outcome.forgotten.contains(where: { $0.source == version.source }) {
                outcome.remaining.append(version)
            } else {
                outcome.forgotten.append(version)
            }
        }
        let run = try warehouse.beginRun(
            command: "forget-file", logicalDay: live.standingDay ?? pipeline.today(clock()), engine: engineVersion,
            definitions: pipeline.archive, clock: clock())
        do {
            try publish(outcome, warehouse, run)
        } catch {
            // Where even the end can't be written, the failure is the one to tell.
            try? warehouse.endRun(
                run, state: error.kind == .refused ? .refused : .failed, exitCode: error.exitCode,
                message: error.diagnostics.first?.message ?? "", steps: [], touched: [], refused: [], clock: clock())
            throw error
        }
        warehouse.checkpoint()
        return outcome
    }

    private func publish(_ outcome: Outcome, _ warehouse: Warehouse, _ run: Int64) throws(Failure) {
        let files = outcome.forgotten
        try warehouse.publish(run: run) { publication in
            try publication.begin(definition: pipeline.publishingDefinition, isWhole: pipeline.splitsCosts)
            let settlement = Settlement(pipeline: pipeline, publication: publication)
            try publication.describe(pipeline.definition, channels: pipeline.channels.published)
            for file in files {
                guard let id = file.id else { continue }
                try publication.removeRows(file: id)
                var forgotten = file
                forgotten.state = .forgotten
                try publication.save(forgotten)
                guard let source = pipeline.definition.sources.first(where: { $0.name == file.source }) else {
                    continue
                }
                // Days that only the forgotten file stood in the way of are read again, and so are older versions of it: what
                // it held as well was taken out of them.
                let loader = try SourceLoading(
                    pipeline, source, publication: publication, interruption: Interruption(), progress: SilentProgress()
                )
                var fresh: Set<Int64> = []
                for version in outcome.remaining where version.source == source.name {
                    let loaded = try settlement.readAgain(version, of: source, loader, isEarlier: true)
                    guard loaded.refusals.isEmpty else { throw Failure(.refused, loaded.refusals) }
                    fresh.insert(loaded.fileID)
                }
                try settlement.settle(source, loader, fresh: fresh)
            }
            let sales = try settlement.settleSales(read: [], SilentProgress())
            guard sales.refusals.isEmpty else { throw Failure(.refused, sales.refusals) }
            var begun = try settlement.begin()
            try settlement.finish(
                &begun, files.map { Publication.Cause(days: $0.slot, text: "\($0.path): forgotten") })
            try publication.finish(
                state: .published, exitCode: 0, message: "forgot \(files.map(\.path).first ?? "")", steps: [],
                clock: clock())
        }
    }

    private func checkIsGone(_ version: FileVersion) throws(Failure) {
        guard let source = pipeline.definition.sources.first(where: { $0.name == version.source }),
            let files = try? FilePattern(source.files).list(mayBeEmpty: source.connection != nil),
            files.contains(where: { pipeline.ledgerPath($0.path) == version.path })
        else { return }
        throw Failure(
            .definition, at: source.filesLocation,
            "\(pipeline.openPath(version.path)) is still there, so the next run would read it again",
            hint: "move it away, then forget it")
    }
}
