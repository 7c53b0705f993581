import Glibc

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

    init(_ status: stat) {
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
        inode = Int64(bitPattern: UInt64(status.st_ino))
    }

    /// Whether a write at this very moment could leave the identity as it is: clocks of file systems are coarse, so
    /// a file modified within two seconds of being looked at is hashed again.
    package func isFresh(at nanoseconds: Int64) -> Bool {
        modified > nanoseconds - 2_000_000_000
    }
}
