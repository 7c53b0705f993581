package import Definitions
import Glibc

/// What lies in a landing folder, looked at without changing it.
package struct LandingInventory: Sendable {
    /// Bytes by content id.
    package private(set) var sizes: [String: Int64] = [:]

    /// Lists a landing folder; a folder that isn't there is empty.
    package init(folder: String) throws(Failure) {
        for shelf in try Self.names(in: folder) where shelf.utf8.count == 2 {
            for name in try Self.names(in: "\(folder)/\(shelf)") where name.hasPrefix(shelf) {
                var status = stat()
                guard stat("\(folder)/\(shelf)/\(name)", &status) == 0 else { continue }
                sizes[name] = Int64(status.st_size)
            }
        }
    }

    /// Bytes of all.
    package var size: Int64 {
        sizes.values.reduce(0, +)
    }

    private static func names(in folder: String) throws(Failure) -> [String] {
        guard let handle = opendir(folder) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw Failure(unreadable: folder, code: errno)
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = entryName(entry)
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
