import Foundation

/// Data that others wrote; it isn't part of the project, so tests that need it are skipped where it is absent.
enum Fixtures {
    /// `THROUGHLINE_FIXTURES`, or a folder `shared` beside one of the folders above the package.
    static let folder: URL? = {
        if let path = ProcessInfo.processInfo.environment["THROUGHLINE_FIXTURES"] {
            let named = URL(fileURLWithPath: path)
            return [named.appendingPathComponent("fixtures"), named].first(where: exists)
        }
        var root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while root.path != "/" {
            root = root.deletingLastPathComponent()
            let candidate = root.appendingPathComponent("shared/fixtures")
            if exists(candidate) { return candidate }
        }
        return nil
    }()

    static let areHere = folder != nil

    static func data(_ path: String) throws -> Data {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return try Data(contentsOf: folder.appendingPathComponent(path))
    }

    private static func exists(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("csv").path)
    }
}
