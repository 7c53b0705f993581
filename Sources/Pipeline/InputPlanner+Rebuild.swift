import Definitions
import Extract
import Warehouse

extension InputPlanner {
    /// Plans to read every live version of a source again, from the bytes it was made of.
    ///
    /// - Parameter day: the logical day asked for; nil: the day the source stands at.
    /// - Throws: `Failure.Kind.unreachable` with each file whose bytes are gone.
    func planRebuild(_ source: SourceDefinition, at day: Day?) throws(Failure) -> SourceInputs {
        let versions = live.filter { $0.source == source.name }
        var result = SourceInputs(source: source, logicalDay: day ?? versions.standingDay ?? logicalDay)
        result.listed = versions.count
        let definition = ReadingDefinition(pipeline, source)
        var gone: [Diagnostic] = []
        for version in versions {
            let path = pipeline.openPath(version.path)
            var again = version
            again.definition = definition.text
            again.logicalDay = result.logicalDay
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
    /// The logical day that gives the rows these live versions have now.
    ///
    /// A version with rows that wait was read for the newest day its source was run for, else it would have been read
    /// again; any later day than its rows gives a version without such rows what it has.
    var standingDay: Day? {
        let waiting = first { version in version.lastDay.map { $0 >= version.logicalDay } ?? false }
        return waiting?.logicalDay ?? map(\.logicalDay).max()
    }
}
