package import Definitions
import Extract
import Tabular
import Warehouse

/// Reads all files of a pipeline as a run would, and publishes nothing.
package struct PipelineCheck {
    private let pipeline: LoadedPipeline
    private let progress: any RunProgress
    private let interruption: Interruption
    private let clock: () -> Instant

    package init(
        _ pipeline: LoadedPipeline, progress: any RunProgress, interruption: Interruption,
        clock: @escaping () -> Instant
    ) {
        self.pipeline = pipeline
        self.progress = progress
        self.interruption = interruption
        self.clock = clock
    }

    /// Reads every file and returns what would become of the rows; leads of one id are not yet weighed against each
    /// other, amounts in other currencies not yet converted, and the VAT of sales not yet told.
    ///
    /// - Throws: all that would refuse a run, of all sources.
    package func execute() throws(Failure) -> RowCounts {
        let logicalDay = pipeline.today(clock())
        var total = RowCounts()
        var failures: [Failure] = []
        for source in pipeline.definition.sources {
            do {
                total += try check(source, logicalDay)
            } catch  where error.kind == .unreachable || error.kind == .refused {
                failures.append(Failure(error.kind, error.diagnostics.map { source.located($0) }))
            }
        }
        guard let worst = failures.first(where: { $0.kind == .refused }) ?? failures.first else { return total }
        throw Failure(worst.kind, failures.flatMap(\.diagnostics))
    }

    private func check(_ source: SourceDefinition, _ logicalDay: Day) throws(Failure) -> RowCounts {
        let reading = try SourceReading(pipeline, source, interruption: interruption, progress: progress)
        let files = try FilePattern(source.files).list(mayBeEmpty: source.connection != nil)
        let bytes = files.reduce(0) { $0 + $1.identity.size }
        progress.report(.listed(source: source.name, files: files.count, changed: files.count, bytes: bytes))
        var total = RowCounts()
        var refusals: [Diagnostic] = []
        var versions: [FileVersion] = []
        for file in files {
            var version = FileVersion(
                source: source.name, path: pipeline.ledgerPath(file.path), version: 0, slot: file.slot, content: "",
                isInPlace: source.inPlace, identity: file.identity, isSettled: false,
                definition: "", logicalDay: logicalDay)
            let spend = SpendColumns(pipeline.definition, source: source, contract: reading.contract)
            var defect = SpendDefect()
            var result = try Failure.narrowing {
                try reading.read(
                    version, from: reading.table(of: version, bytesPath: file.path), hadRows: 0,
                    onBatch: { batch in
                        if source.entity == "spend" { defect.look(at: spend.block(of: batch), of: batch) }
                    }, onRejects: { _ in })
            }
            if let refusal = defect.refusal(reading.shownPath(version)) { result.refusals.append(refusal) }
            version.counts = result.summary.counts
            version.slot = version.slot ?? result.summary.days
            versions.append(version)
            total += version.counts
            refusals += result.refusals
            if result.refusals.isEmpty { reading.report(result, version) }
        }
        guard refusals.isEmpty else { throw Failure(.refused, refusals) }
        if case .replace(_, let overlap, let per) = source.load.mode, per.isEmpty {
            let claims = versions.enumerated().compactMap { index, version in
                version.deliveredDays.map {
                    DayOwnership.Claim(file: Int64(index), path: version.path, version: 1, slot: $0)
                }
            }
            do {
                _ = try DayOwnership(claims, overlap: overlap, from: pipeline.definition.start)
            } catch {
                throw pipeline.failure(of: error, in: source)
            }
        }
        return total
    }
}

extension Failure {
    /// Runs what can only throw failures, but can't say so through a closure.
    static func narrowing<Value>(_ body: () throws -> Value) throws(Failure) -> Value {
        do {
            return try body()
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.refused, "\(error)")
        }
    }
}
