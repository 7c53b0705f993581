/// What tells one state of a file from another without reading it.
package struct FileIdentity: Hashable, Sendable {
    /// Bytes.
    package var size: Int64
    /// Nanoseconds since 1970-01-01 UTC.
    package var modified: Int64
    /// Nanoseconds since 1970-01-01 UTC at which the file's record, not only its content, last changed.
    package var changed: Int64
    package var inode: Int64

    package init(size: Int64, modified: Int64, changed: Int64, inode: Int64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
    }
}
