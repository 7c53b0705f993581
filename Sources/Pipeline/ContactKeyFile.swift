package import Definitions
import Extract
import Glibc

/// The file that holds the key where the pipeline file names none: `var/identity.key` beside the pipeline file.
///
/// Its text is what `${file:var/identity.key}` in the pipeline file would put in.
package struct ContactKeyFile: Sendable {
    package let path: String

    /// - Parameter folder: that of the pipeline file; '' for the current one.
    package init(besidePipelineIn folder: String) {
        path = folder.isEmpty ? "var/identity.key" : "\(folder)/var/identity.key"
    }

    /// Reads the key; the first run makes it.
    ///
    /// Two first runs at once get the same key: each writes its own aside, and the one whose link comes first wins.
    ///
    /// - Throws: `Failure.Kind.definition` where the file is no key or others may read it,
    ///   `Failure.Kind.warehouse` where it can't be made.
    package func keyMakingIfMissing() throws(Failure) -> ContactKey {
        if let key = try existing() { return key }
        try make()
        guard let key = try existing() else { throw failure("cannot make", code: ENOENT) }
        return key
    }

    /// The key of the file, or nil where there is none.
    ///
    /// - Throws: `Failure.Kind.definition` where the file is no key or others may read it.
    package func existing() throws(Failure) -> ContactKey? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot read", code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot read", code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(
                .definition, "\(path) is no file",
                hint:
                    "move it away: the next run makes the key there, or name another with identity: { key: ${file:PATH} }"
            )
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(
                .definition, "other users of this machine may read the key \(path)",
                hint: "type: chmod 600 '\(path)'")
        }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw failure("cannot read", code: errno) }
        var text = String(decoding: bytes[..<count], as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        guard let key = ContactKey(text) else {
            throw Failure(
                .definition, "\(path) holds no key: it must be 64 hexadecimal digits",
                hint: "put the key back from a copy; with another key, every contact gets another hash. "
                    + "If there is no copy, type: rm '\(path)' && throughline rebuild PIPELINE")
        }
        return key
    }

    /// Makes the file whole, for its owner alone; one that somebody else made meanwhile stays.
    private func make() throws(Failure) {
        if let slash = path.lastIndex(of: "/") { try Landing.makeFolder(String(path[..<slash])) }
        // A name of its own for every try, in one process too: mkstemp makes it with mode 0600.
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure("cannot make", code: errno) }
        let unfinished = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            close(descriptor)
            unlink(unfinished)
        }
        let text = Array("\(ContactKey().text)\n".utf8)
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
            throw failure("cannot make", code: errno)
        }
        guard link(unfinished, path) == 0 || errno == EEXIST else { throw failure("cannot make", code: errno) }
    }

    private func failure(_ what: String, code: Int32) -> Failure {
        Failure(
            .warehouse, "\(what) the key \(path): \(String(cString: strerror(code)))",
            hint: "check the rights on its folder, or name another with identity: { key: ${file:PATH} }")
    }
}
