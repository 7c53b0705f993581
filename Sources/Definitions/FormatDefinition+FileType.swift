extension FormatDefinition.FileType {
    /// The type of a file by its extension, `.gz` and `.zip` put aside; nil where the extension tells none.
    ///
    /// A ZIP archive whose name tells nothing more holds CSV, as those of most platforms do.
    package init?(path: String) {
        switch Self.fileExtension(of: path) {
        case "csv": self = .csv
        case "tsv": self = .tsv
        case "json": self = .json
        case "jsonl", "ndjson": self = .jsonl
        case "xlsx", "xlsm": self = .xlsx
        default:
            guard path.lowercased().hasSuffix(".zip") else { return nil }
            self = .csv
        }
    }

    /// The extension of a path in small letters, without its dot, and without `.gz` and `.zip`.
    static func fileExtension(of path: String) -> String? {
        var name = Substring(path.lowercased())
        if let slash = name.lastIndex(of: "/") { name = name[name.index(after: slash)...] }
        for packed in [".gz", ".zip"] where name.hasSuffix(packed) { name = name.dropLast(packed.count) }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        return String(name[name.index(after: dot)...])
    }
}
