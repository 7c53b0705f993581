internal import CSchemas

/// The files of `schemas/` a run works with: those compiled into the program, each replaced by the user's own file of
/// the same path where there is one.
package struct SchemaLibrary: Hashable, Sendable {
    /// Contents by path below `schemas/`, such as `entities/spend.yml`.
    package private(set) var files: [String: String]
    /// Where a user's own file lies, by the same path; messages name it.
    package private(set) var origins: [String: String] = [:]

    /// What the program carries.
    package static let embedded = SchemaLibrary(files: embeddedFiles())

    /// Takes the user's own files, read from a `schemas` folder beside the pipeline file.
    ///
    /// - Parameters:
    ///   - contents: file contents by path below that folder.
    ///   - folder: the folder's path, for messages.
    package func overridden(by contents: [String: String], in folder: String) -> SchemaLibrary {
        var result = self
        for (path, content) in contents {
            result.files[path] = content
            result.origins[path] = "\(folder)/\(path)"
        }
        return result
    }

    /// The contents of the files in one folder, in the order of their names.
    package func files(in folder: String) -> [(path: String, content: String)] {
        files.filter { $0.key.hasPrefix(folder + "/") }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (path: $0.key, content: $0.value) }
    }

    /// The name to use for a file in messages.
    package func displayName(of path: String) -> String {
        origins[path] ?? "schemas/\(path)"
    }

    private init(files: [String: String]) {
        self.files = files
    }

    private static func embeddedFiles() -> [String: String] {
        var files: [String: String] = [:]
        var entry = throughline_schemas()
        while let schema = entry, let path = schema.pointee.path {
            let bytes = UnsafeBufferPointer(start: schema.pointee.bytes, count: schema.pointee.count)
            files[String(cString: path)] = String(decoding: bytes, as: UTF8.self)
            entry = schema + 1
        }
        return files
    }
}
