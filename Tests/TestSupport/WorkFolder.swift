internal import Foundation

/// A temporary folder of a test's own, gone with the last reference to it.
///
/// Set `THROUGHLINE_KEEP_WORK` to look at what a test left behind; the folders lie in the system's temporary folder.
package final class WorkFolder: Sendable {
    /// The folder's path, without a slash at its end and without links.
    package let path: String

    /// Makes an empty folder.
    package init() throws {
        var template = Array("\(FileManager.default.temporaryDirectory.path)/throughline-XXXXXX".utf8CString)
        guard let made = template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap { mkdtemp($0) } }) else {
            throw SystemError("mkdtemp")
        }
        guard let real = realpath(made, nil) else { throw SystemError("realpath") }
        defer { free(real) }
        path = String(cString: real)
    }

    deinit {
        guard ProcessInfo.processInfo.environment["THROUGHLINE_KEEP_WORK"] == nil else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The full path of something in the folder, whether it exists or not.
    package func path(of name: String) -> String {
        "\(path)/\(name)"
    }

    /// Whether there is a file or folder of that name.
    package func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(of: name))
    }

    /// Writes a file, over an old one if there is one, in folders made as needed; the result is its full path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    /// Writes a file, over an old one if there is one, in folders made as needed; the result is its full path.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        let path = path(of: name)
        try FileManager.default.createDirectory(
            atPath: PackageFolder.parent(of: path),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }

    /// The bytes of a file.
    package func bytes(of name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(of: name))))
    }

    /// The size of a file, in bytes.
    package func size(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path(of: name))
        return (attributes[.size] as? NSNumber)?.intValue ?? -1
    }

    /// The text of a file.
    package func text(of name: String) throws -> String {
        String(decoding: try bytes(of: name), as: UTF8.self)
    }

    /// The paths of all files, relative to the folder, in order.
    package func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path(of: name), isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    /// Removes a file or folder.
    package func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(of: name))
    }

    /// Makes a file look as if it had last been written some time ago: files younger than two seconds are never
    /// trusted to be unchanged.
    package func setModificationTime(of name: String, secondsAgo: Int) throws {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        now.tv_sec -= secondsAgo
        let times = [now, now]
        guard utimensat(AT_FDCWD, path(of: name), times, 0) == 0 else { throw SystemError("utimensat") }
    }
}
