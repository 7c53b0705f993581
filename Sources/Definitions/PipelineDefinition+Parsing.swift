extension PipelineDefinition {
    /// Reads a pipeline file, or says everything that is wrong with it at once.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its path as the user typed it; relative paths inside count from its folder.
    ///   - environment: what `${env:NAME}` stands for.
    ///   - readFile: reads what `${file:PATH}` stands for, by a path resolved already.
    ///   - contracts: the entities a source may hold, by name.
    ///   - channels: the channels that costs can be divided over, in the order of reports.
    ///   - connectors: the platforms that a source can name.
    ///   - availableModels: the attribution models this version computes.
    /// - Throws: `Failure` of kind `definition`, its diagnostics in the order of the file.
    package static func parse(
        text: String,
        file: String,
        environment: [String: String],
        readFile: @escaping (String) throws -> String,
        contracts: [String: EntityContract],
        channels: [String] = [],
        connectors: ConnectorLibrary = ConnectorLibrary(),
        availableModels: [String]
    ) throws(Failure) -> PipelineDefinition {
        let folder = DefinitionFolder(of: file)
        let interpolation = Interpolation(environment: environment, readFile: readFile, folder: folder)
        let document = YAMLDocument(text: text, file: file, interpolation: interpolation)
        var reader = SettingReader(diagnostics: document.diagnostics)
        guard let root = document.root else { throw reader.failure }
        let definition = reader.pipeline(
            root,
            file: file,
            folder: folder,
            contracts: contracts,
            models: availableModels,
            channels: channels,
            connectors: connectors
        )
        guard let definition, reader.diagnostics.isEmpty else { throw reader.failure }
        return definition
    }
}
