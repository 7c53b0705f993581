import Definitions
import Extract
import Warehouse

extension InputPlanner {
    /// Plans to read every live version of a source again, from the bytes it was made of.
    ///
    /// - Parameter day: the logical day asked for; nil: for each version the day it was read for, which gives the same rows.
    /// - Throws: `Failure.Kind.unreachable` with each file whose bytes are gone.
    func planRebuild(_ source: SourceDefinition, at day: Day?) throws(Failure) -> SourceInputs {
        let versions = live.filter { $0.source == source.name }
        var result = SourceInputs(source: source)
        result.listed = versions.count
        let definition = ReadingDefinition(pipeline, source)
        var gone: [Diagnostic] = []
        for version in versions {
            let path = pipeline.openPath(version.path)
            var again = version
            again.definition = definition.text
            again.logicalDay = day ?? version.logicalDay
            again.slot = FilePattern(source.files).slot(of: path)
            let bytesPath = again.isInPlace ? path : pipeline.landedPath(of: again.content)
            do {
                _ = try InputFile(path: bytesPath)
            } catch {
                gone.append(
                    Diagnostic(
                        at: source.filesLocation, "the bytes of \(path) are gone: cannot read \(bytesPath)",
                        hint: "restore \(again.isInPlace ? "the file" : "the landing folder") from a backup, or let "
                            + "its rows go: throughline forget-file \(pipeline.definition.file) \(version.path)"))
                continue
            }
            result.inputs.append(
                SourceInputs.Input(
                    version: again, bytesPath: bytesPath, predecessor: nil, reason: .commanded, unlandedPath: nil))
        }
        guard gone.isEmpty else { throw Failure(.unreachable, gone) }
        return result
    }
}

extension [FileVersion] {
    /// The logical day these live versions stand at: the newest that rows wait by, or else that anything was read for.
    ///
    /// A version without rows that wait has the same rows for any later day. A run reads all that waits again for its
    /// day; a backfill leaves what waits outside its days as it is, so two versions may wait by different days.
    var standingDay: Day? {
        let waiting = filter { version in version.lastDay.map { $0 >= version.logicalDay } ?? false }
        return waiting.map(\.logicalDay).max() ?? map(\.logicalDay).max()
    }
}
