internal import Foundation

/// Files of other programs that tests read where they are present; the package doesn't ship them.
package enum Fixtures {
    /// The folder of the fixtures: `THROUGHLINE_FIXTURES`, or else `shared` beside the package's folder; in either they may
    /// stand in a folder `fixtures`.
    package static let root: String = {
        let base =
            ProcessInfo.processInfo.environment["THROUGHLINE_FIXTURES"]
            ?? "\(PackageFolder.parent(of: PackageFolder.path))/shared"
        let inner = "\(base)/fixtures"
        return FileManager.default.fileExists(atPath: inner) ? inner : base
    }()

    /// Why a test is skipped without them; for `.enabled(if: Fixtures.isPresent, Fixtures.absence)`.
    package static let absence = "no fixtures at \(root): set THROUGHLINE_FIXTURES to their folder"

    /// Whether there are fixtures on this machine.
    package static var isPresent: Bool {
        FileManager.default.fileExists(atPath: path("bitrix24"))
    }

    /// The full path of a fixture.
    package static func path(_ name: String) -> String {
        "\(root)/\(name)"
    }

    /// The bytes of a fixture.
    package static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(name))))
    }

    /// The text of a fixture.
    package static func text(_ name: String) throws -> String {
        String(decoding: try bytes(name), as: UTF8.self)
    }

    /// The rows of a CSV fixture without quotes, by column name.
    package static func rows(_ name: String) throws -> [[String: String]] {
        try rows(ofText: text(name))
    }

    /// The rows of CSV text without quotes, by column name.
    package static func rows(ofText text: String) -> [[String: String]] {
        let lines = text.split(whereSeparator: \.isNewline)
        let header = (lines.first ?? "").split(separator: ",").map(String.init)
        return lines.dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(zip(header, cells)) { first, _ in first }
        }
    }
}
