import Definitions
import Extract
import Glibc
import Visits
import Warehouse

/// The folder of visit indexes, beside the landed files: one for each live version of a visits file.
///
/// An index is named by all that it follows from, so the same bytes read the same way have the same one, and a version
/// whose index is gone is read again.
struct VisitStore {
    let folder: String

    init(landing: String) {
        folder = "\(landing)/visits"
    }

    /// Where the index of a version lies, as far as the version was read.
    func path(of version: FileVersion) -> String {
        let held = version.lastDay.map { $0 >= version.logicalDay } == true ? version.logicalDay.description : ""
        return "\(folder)/\(sha256Text("\(version.content)\u{0}\(version.definition)\u{0}\(held)").prefix(40))"
    }

    func has(_ version: FileVersion) -> Bool {
        access(path(of: version), R_OK) == 0
    }

    /// Where an index is written before it is whole; what a killed run leaves there, `Landing` sweeps away.
    ///
    /// - Parameter name: that of no other index that is being written.
    func unfinishedPath(_ name: String) throws(Failure) -> String {
        // Asked for each file, and files can be many and small.
        if access(folder, F_OK) != 0 { try Landing.makeFolder(folder) }
        return "\(folder)/../visits-\(name).part"
    }

    /// Opens the index of a live version.
    ///
    /// - Parameter onTag: takes the tags of the version's visits, each encoded, by position.
    /// - Throws: where it is gone or damaged since the run began.
    func index(
        of version: FileVersion, onTag: (UnsafeBufferPointer<UInt8>) -> Void = { _ in }
    ) throws(Failure) -> VisitIndex {
        if let index = try VisitIndex(path: path(of: version), onTag: onTag) { return index }
        throw Failure(
            .unreachable, "the index of \(version.path) in \(folder) is gone",
            hint: "run again: it is made anew from landing")
    }

    /// Removes the indexes that no live version has, once what replaced them is published.
    func sweep(keeping live: [FileVersion]) {
        let kept = Set(live.map { path(of: $0) })
        guard let handle = opendir(folder) else { return }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), !kept.contains("\(folder)/\(name)") { unlink("\(folder)/\(name)") }
        }
    }
}
