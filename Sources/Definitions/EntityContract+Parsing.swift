extension EntityContract {
    /// Reads a file of `schemas/entities`, or says everything that is wrong with it at once.
    ///
    /// - Parameter file: the file's name for messages.
    /// - Throws: `Failure` of kind `definition`, its diagnostics in the order of the file.
    package static func parse(text: String, file: String) throws(Failure) -> EntityContract {
        let document = YAMLDocument(text: text, file: file)
        var reader = SettingReader(diagnostics: document.diagnostics)
        guard let root = document.root else { throw reader.failure }
        let contract = reader.contract(root, at: SourceLocation(file: file, line: 1, column: 1))
        guard let contract, reader.diagnostics.isEmpty else { throw reader.failure }
        return contract
    }
}
