/// Where the package's sources lie on the machine that runs the tests.
package enum PackageFolder {
    /// The folder of `Package.swift`, without a slash at its end.
    package static let path = parent(of: parent(of: parent(of: #filePath)))

    /// A path without its last component.
    static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
