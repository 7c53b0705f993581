package import Definitions
import Glibc

extension FileIdentity {
    init(_ status: stat) {
        self.init(
            size: Int64(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
            changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec),
            inode: Int64(bitPattern: UInt64(status.st_ino)))
    }

    /// Whether a write at this very moment could leave the identity as it is.
    ///
    /// Clocks of file systems are coarse, so a file modified within two seconds of being looked at is hashed again.
    package func isFresh(at nanoseconds: Int64) -> Bool {
        modified > nanoseconds - 2_000_000_000
    }
}
