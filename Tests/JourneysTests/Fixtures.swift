import Foundation

/// Public data that others wrote; it lies outside the project, and tests that need it are skipped where it is absent.
enum Fixtures {
    static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["THROUGHLINE_FIXTURES"] { return folder }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.appending(path: "../shared/fixtures").standardizedFileURL.path
    }()

    static let areThere = FileManager.default.fileExists(atPath: folder)

    /// The rows of a CSV file without quotes, by column name.
    static func rows(_ path: String) throws -> [[String: String]] {
        let lines = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8).split(whereSeparator: \.isNewline)
        let header = (lines.first ?? "").split(separator: ",").map(String.init)
        return lines.dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(zip(header, cells)) { first, _ in first }
        }
    }
}
