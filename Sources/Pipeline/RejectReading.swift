package import Definitions
import Extract
package import Tabular
package import Warehouse

/// Finds rejected rows, and reads them back from where their bytes lie.
package struct RejectReading {
    private let pipeline: LoadedPipeline
    private let warehouse: Warehouse

    package init(_ pipeline: LoadedPipeline) throws(Failure) {
        self.pipeline = pipeline
        warehouse = try Warehouse(readingAt: pipeline.definition.warehouse)
    }

    /// The rejected rows asked for, and how many there are in all.
    ///
    /// - Parameters:
    ///   - file: a file as the user types it.
    ///   - limit: how many to return; 0: all.
    /// - Throws: `Failure.Kind.definition` where there is no such source, rule or file.
    package func list(
        source: String?, rule: String?, file: String?, limit: Int
    ) throws(Failure) -> (rows: [ListedReject], total: Int) {
        var query = RejectQuery(source: source, rule: rule)
        let files = try warehouse.filesWithRejects()
        if let source, !files.contains(where: { $0.source == source }) { try pipeline.check(sources: [source]) }
        if let rule, RejectRule(rawValue: rule) == nil {
            let names = RejectRule.allCases.map(\.rawValue)
            let guess = Spelling.closest(to: rule, in: names)
            throw Failure(
                .definition, "there is no rule '\(rule)'",
                hint: guess.map { "did you mean '\($0)'?" } ?? "the rules are: \(names.joined(separator: ", "))")
        }
        if let file { query.paths = [try path(file, files)] }
        return try warehouse.rejects(query, limit: limit)
    }

    /// The first rejected rows that start on a line of a file, as the user types it, and how many there are in all: a
    /// JSON dump may be a single line.
    ///
    /// - Throws: `Failure.Kind.definition` where there is none.
    package func rows(
        of file: String, line: Int64, limit: Int
    ) throws(Failure) -> (rows: [ListedReject], total: Int) {
        let path = try path(file, warehouse.filesWithRejects())
        let found = try warehouse.rejects(RejectQuery(paths: [path], line: line), limit: limit)
        guard found.total > 0 else {
            throw Failure(
                .definition, "no rejected row starts on line \(line) of \(path)",
                hint: "see where they do: throughline rejects list \(pipeline.definition.file) --file \(path)")
        }
        return found
    }

    /// Reads a rejected row back.
    ///
    /// - Throws: `Failure.Kind.unreachable` where its bytes are gone.
    package func excerpt(_ reject: ListedReject) throws(Failure) -> RowExcerpt {
        let file = reject.file
        let shown = pipeline.openPath(file.path)
        guard let source = pipeline.definition.sources.first(where: { $0.name == file.source }),
            let type = source.format.type ?? FormatDefinition.FileType(path: file.path)
        else {
            throw Failure(
                .definition, "the source '\(file.source)' of \(shown) is not in the pipeline file",
                hint: "put it back into \(pipeline.definition.file): it says how the bytes are to be read")
        }
        let path = file.isInPlace ? shown : pipeline.landedPath(of: file.content)
        var stream: ContentStream
        let excerpt: RowExcerpt?
        let content: String
        do {
            stream = try ContentStream(path: path, name: shown, format: source.format)
            excerpt = try RowExcerpt.read(
                &stream, type: type, format: source.format, offset: reject.entry.offset, length: reject.entry.length,
                column: reject.entry.column)
            content = try stream.finish()
        } catch {
            throw gone(file, shown, "\(path) can't be read")
        }
        guard content == file.content, let excerpt else {
            throw gone(file, shown, file.isInPlace ? "the file changed since" : "\(path) is damaged")
        }
        return excerpt
    }

    private func gone(_ file: FileVersion, _ shown: String, _ why: String) -> Failure {
        Failure(
            .unreachable, "the bytes of \(shown) as they were read are gone: \(why)",
            hint: file.isInPlace
                ? "run again to read the file as it is now" : "restore the landing folder from a backup")
    }

    private func path(_ typed: String, _ files: [FileVersion]) throws(Failure) -> String {
        try FileArgument(pipeline: pipeline, typed: typed).resolved(
            among: files.map(\.path), "files with rejected rows")
    }
}
