import Definitions
import Warehouse

/// Lists records that contradict each other: one id, one version, different contents.
struct ConflictListing {
    let pipeline: LoadedPipeline
    let publication: Publication
    let progress: any RunProgress

    /// Lists the conflicts of all sources, once all winners are settled, and tells of each source that has any.
    func settle() throws {
        try publication.clearConflicts()
        for source in pipeline.definition.sources {
            guard let version = source.versionField, let table = FactTable.of(entity: source.entity),
                let found = try publication.listConflicts(table, source: source.name)
            else { continue }
            let winner = SourceLocation(file: pipeline.openPath(found.winner.path), line: Int(found.winner.line))
            let loser = SourceLocation(file: pipeline.openPath(found.loser.path), line: Int(found.loser.line))
            let what = found.count == 1 ? "1 record differs" : "\(found.count) records differ"
            progress.report(
                .warning(
                    Diagnostic(
                        .warning, at: loser,
                        "\(what) from the one that counts although \(version) is the same; this one from \(winner)",
                        hint: "see them all in v1_conflict; export \(version) with its seconds")))
        }
    }
}
