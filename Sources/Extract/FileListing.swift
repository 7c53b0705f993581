package import Definitions
import Glibc

/// A file that a pattern found.
package struct ListedFile: Hashable, Sendable {
    package var path: String
    /// The days its path says it covers.
    package var slot: ClosedRange<Day>?
    package var identity: FileIdentity
}

extension FilePattern {
    /// The files of the pattern, in the byte order of their paths.
    ///
    /// - Parameter mayBeEmpty: whether none is an answer, also where the folder isn't there.
    /// - Throws: `Failure.Kind.unreachable` where there is none, or a folder can't be read.
    package func list(mayBeEmpty: Bool = false) throws(Failure) -> [ListedFile] {
        var found: [(path: String, capture: Capture)] = [(isAbsolute ? "/" : "", Capture())]
        for (index, tokens) in components.enumerated() {
            let isLast = index == components.count - 1
            var next: [(path: String, capture: Capture)] = []
            for (folder, capture) in found {
                if let name = Self.literal(tokens) {
                    next.append((Self.join(folder, name), capture))
                    continue
                }
                for name in try Self.names(in: folder, mayBeMissing: mayBeEmpty || found.count > 1) {
                    guard let caught = Self.match(tokens, name, capture) else { continue }
                    let path = Self.join(folder, name)
                    if isLast || Self.kind(of: path) == S_IFDIR { next.append((path, caught)) }
                }
            }
            found = next
        }
        let isLiteral = components.allSatisfy { Self.literal($0) != nil }
        var files: [ListedFile] = []
        for (path, capture) in found {
            guard let slot = capture.slot() else { continue }
            var status = stat()
            if stat(path, &status) != 0 {
                if isLiteral, !mayBeEmpty { throw Self.missing(path) }
                continue
            }
            if status.st_mode & S_IFMT == S_IFDIR {
                if isLiteral { throw Failure(unreadable: path, code: EISDIR) }
                continue
            }
            files.append(ListedFile(path: path, slot: slot, identity: FileIdentity(status)))
        }
        guard mayBeEmpty || !files.isEmpty else { throw noMatch() }
        return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The days that a path of this pattern says it covers; nil where the pattern says none, or isn't the path's.
    package func slot(of path: String) -> ClosedRange<Day>? {
        let names = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard names.count == components.count else { return nil }
        var capture = Capture()
        for (tokens, name) in zip(components, names) {
            guard let caught = Self.match(tokens, name, capture) else { return nil }
            capture = caught
        }
        return capture.slot() ?? nil
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty || folder == "/" ? folder + name : "\(folder)/\(name)"
    }

    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func names(in folder: String, mayBeMissing: Bool) throws(Failure) -> [String] {
        guard let handle = opendir(folder.isEmpty ? "." : folder) else {
            if mayBeMissing, errno == ENOENT || errno == ENOTDIR { return [] }
            throw errno == ENOENT ? missing(folder) : Failure(unreadable: folder, code: errno)
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = entryName(entry)
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Says which part of a path is missing, and what lies there instead.
    private static func missing(_ path: String) -> Failure {
        let components = path.split(separator: "/").map(String.init)
        var folder = path.hasPrefix("/") ? "/" : ""
        for component in components {
            let next = join(folder, component)
            guard kind(of: next) == nil else {
                folder = next
                continue
            }
            let names = ((try? names(in: folder, mayBeMissing: true)) ?? []).filter { !$0.hasPrefix(".") }
            let shown = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(5).map { "'\($0)'" }
            return Failure(
                .unreachable,
                "there is no '\(component)' in \(folder.isEmpty ? "this folder" : folder), so no \(path)",
                hint: shown.isEmpty
                    ? "that folder is empty: put the export there, or change `files`"
                    : "the folder holds \(shown.joined(separator: ", "))\(names.count > shown.count ? ", …" : "")")
        }
        return Failure(unreadable: path, code: ENOENT)
    }

    private func noMatch() -> Failure {
        let needsDate = components.joined().contains { $0 == .day || $0 == .month }
        return Failure(
            .unreachable, "no file matches \(text)",
            hint: needsDate
                ? "{{ day }} stands for YYYY-MM-DD and {{ month }} for YYYY-MM in a name"
                : "check the folder and the pattern in `files`: * stands for any part of a name")
    }
}

/// The name in a folder's entry.
func entryName(_ entry: UnsafePointer<dirent>) -> String {
    withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
