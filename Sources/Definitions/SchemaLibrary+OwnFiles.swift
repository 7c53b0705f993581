extension SchemaLibrary {
    /// Looks whether the user's own files take the place of something: a misspelt one would be skipped in silence.
    ///
    /// - Throws: `Failure.Kind.definition` with every file that can't be used.
    package func checkOwnFiles() throws(Failure) {
        let replaceable = SchemaLibrary.embedded.files.keys.filter {
            !$0.hasPrefix("warehouse/") && !$0.hasPrefix("connectors/")
        }.sorted()
        let diagnostics = origins.sorted { $0.key < $1.key }.compactMap { path, origin -> Diagnostic? in
            let isOwnView = path.hasPrefix("views/") && path.hasSuffix(".sql")
            guard !isOwnView, !replaceable.contains(path) else { return nil }
            let place = SourceLocation(file: origin)
            if path.hasPrefix("warehouse/") {
                return Diagnostic(
                    at: place, "the files of schemas/warehouse belong to the program",
                    hint: "remove it; views of your own go into schemas/views")
            }
            let guess = Spelling.closest(to: path, in: replaceable).map { "did you mean 'schemas/\($0)'?" }
            return Diagnostic(
                at: place, "the file takes the place of nothing",
                hint: guess
                    ?? "it can be one of: \(replaceable.joined(separator: ", ")), or a view of your own in views/")
        }
        guard diagnostics.isEmpty else { throw Failure(.definition, diagnostics) }
    }
}
