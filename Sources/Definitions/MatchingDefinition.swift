/// The pipeline file's `matching`: what campaign matching is told beside the data.
package struct MatchingDefinition: Hashable, Sendable {
    /// The path of the alias file, resolved against the pipeline file's folder.
    package var aliases: String
    /// Where the path stands in the pipeline file.
    package var aliasesLocation: SourceLocation

    package init(aliases: String, aliasesLocation: SourceLocation) {
        self.aliases = aliases
        self.aliasesLocation = aliasesLocation
    }
}
