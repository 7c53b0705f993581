extension SchemaLibrary {
    /// The connectors that the program carries.
    package var connectors: ConnectorLibrary {
        var library = ConnectorLibrary()
        for (path, content) in files(in: "connectors") { library.add(content, path: "pipelines/\(path)") }
        return library
    }

    /// The contracts of all entities, by name.
    ///
    /// - Throws: `Failure` of kind `definition` with what is wrong in any of the files.
    package func contracts() throws(Failure) -> [String: EntityContract] {
        var contracts: [String: EntityContract] = [:]
        var diagnostics: [Diagnostic] = []
        for (path, content) in files(in: "entities") where path.hasSuffix(".yml") {
            let name = displayName(of: path)
            do throws(Failure) {
                let contract = try EntityContract.parse(text: content, file: name)
                // One entity a file, or a user's file would replace another entity than its name says.
                if path != "entities/\(contract.entity).yml" {
                    diagnostics.append(
                        Diagnostic(
                            at: SourceLocation(file: name, line: 1, column: 1),
                            "the file describes '\(contract.entity)' under another name",
                            hint: "rename it to \(contract.entity).yml"
                        )
                    )
                }
                contracts[contract.entity] = contract
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard diagnostics.isEmpty else { throw Failure(.definition, diagnostics) }
        return contracts
    }
}
