import Definitions
import Foundation

/// A file as a user types it, matched with the paths the ledger keeps: as the ledger has it, or relative to the working
/// directory.
struct FileArgument {
    let pipeline: LoadedPipeline
    let typed: String

    /// The ledger's path of the file.
    ///
    /// - Parameters:
    ///   - known: the paths there are.
    ///   - what: what these files are, for the message: 'files with rejected rows'.
    /// - Throws: `Failure.Kind.definition` where none of them is meant.
    func resolved(among known: [String], _ what: String) throws(Failure) -> String {
        if known.contains(typed) { return typed }
        let full = Self.full(typed)
        if let path = known.first(where: { Self.full(pipeline.openPath($0)) == full }) { return path }
        guard !known.isEmpty else {
            throw Failure(
                .definition, "there are no \(what)", hint: "see: throughline status \(pipeline.definition.file)")
        }
        let guess = Spelling.closest(to: typed, in: known)
        let paths = Set(known).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let shown = paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? ", …" : "")
        throw Failure(
            .definition, "\(typed) is none of the \(what)",
            hint: guess.map { "did you mean '\($0)'?" } ?? "they are: \(shown)")
    }

    /// A path from the root without `.` and `..`, by its text alone: the file may be gone.
    private static func full(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
