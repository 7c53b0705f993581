/// The source that a pipeline file says to ask a platform.
extension ConnectorDefinition {
    /// A source to be put under `sources:`, with every value that the connector needs still to be filled in.
    ///
    /// Secrets are taken from environment variables named after the platform, so that sources of one platform share them.
    package var source: String {
        var lines = ["# \(title): \(gives)"]
        lines += about.map { "# \($0.subject.rawValue.replacing("_", with: " ")): \($0.text)" }
        lines += ["\(name.replacing("-", with: "_")):", "  connector: \(name)"]
        let needsAny = parameters.contains(where: \.isNeeded)
        if !parameters.isEmpty { lines.append(needsAny ? "  with:" : "  # with:") }
        for parameter in parameters {
            let value = parameter.preset.map { $0.joined(separator: ", ") } ?? placeholder(for: parameter)
            let text = parameter.isList ? "[\(value)]" : value
            lines.append("    \(parameter.isNeeded ? "" : "# ")\(parameter.name): \(text)   # \(parameter.about)")
        }
        return lines.map { "  \($0)\n" }.joined()
    }

    private func placeholder(for parameter: ConnectorParameter) -> String {
        guard parameter.isSecret else { return ConnectorParameter.placeholder }
        let platform = name.split(separator: "-").dropLast().joined(separator: "_")
        return "\"${env:\("\(platform)_\(parameter.name)".uppercased())}\""
    }
}

extension ConnectorParameter {
    /// What stands where a value is still to be filled in.
    package static let placeholder = "…"

    /// Whether a source must give it.
    var isNeeded: Bool { preset == nil && !isOptional }
}
