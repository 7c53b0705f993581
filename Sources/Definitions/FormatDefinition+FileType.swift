extension FormatDefinition.FileType {
    /// The type of a file by its extension, `.gz` put aside; nil where the extension tells none.
    package init?(path: String) {
        switch Self.fileExtension(of: path) {
        case "csv": self = .csv
        case "tsv": self = .tsv
        case "json": self = .json
        case "jsonl", "ndjson": self = .jsonl
        default: return nil
        }
    }

    /// The extension of a path in small letters, without its dot and without `.gz`.
    static func fileExtension(of path: String) -> String? {
        var name = Substring(path.lowercased())
        if let slash = name.lastIndex(of: "/") { name = name[name.index(after: slash)...] }
        if name.hasSuffix(".gz") { name = name.dropLast(3) }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        return String(name[name.index(after: dot)...])
    }
}
