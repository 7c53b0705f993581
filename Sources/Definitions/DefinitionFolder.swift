/// The folder of a pipeline file, against which the paths in it are resolved, as texts: nothing is asked of the disk.
struct DefinitionFolder {
    /// Empty, or ending in `/`.
    private let prefix: String

    /// The folder of a file, by the path the user typed.
    init(of file: String) {
        prefix = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    /// The path as seen from where the program was started.
    func resolve(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        var path = Substring(path)
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        return prefix + path
    }
}
