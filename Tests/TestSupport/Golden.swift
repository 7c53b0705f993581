internal import Foundation

/// Texts that a program must print to the letter, kept beside the tests of their module.
package enum Golden {
    /// Compares a text with `Golden/NAME` beside the test's file.
    ///
    /// With `THROUGHLINE_RECORD=1` the file is written instead, and the test fails all the same: a recording must never
    /// pass for a check. To be used as `#expect(Golden.mismatch(text, "name.txt") == nil)`.
    ///
    /// - Returns: what differs, or nil where nothing does.
    package static func mismatch(_ text: String, _ name: String, testFile: String = #filePath) -> String? {
        let path = "\(PackageFolder.parent(of: testFile))/Golden/\(name)"
        if ProcessInfo.processInfo.environment["THROUGHLINE_RECORD"] == "1" {
            do {
                try FileManager.default.createDirectory(
                    atPath: PackageFolder.parent(of: path),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: URL(filePath: path))
                return "recorded \(path): look at what changed, then run without THROUGHLINE_RECORD"
            } catch {
                return "can't record \(path): \(error)"
            }
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            return "no \(path): run with THROUGHLINE_RECORD=1 to make it"
        }
        let golden = String(decoding: data, as: UTF8.self)
        guard !golden.utf8.elementsEqual(text.utf8) else { return nil }
        let (expected, actual) = (lines(golden), lines(text))
        let same = zip(expected, actual).prefix { $0.utf8.elementsEqual($1.utf8) }.count
        return """
            \(path):\(same + 1): differs
            expected: \(same < expected.count ? expected[same].debugDescription : "the end")
            actual:   \(same < actual.count ? actual[same].debugDescription : "the end")
            """
    }

    private static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
