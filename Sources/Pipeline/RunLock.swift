import Definitions
import Glibc

/// The right to write a warehouse, held through an advisory lock beside it.
///
/// The kernel frees it when the process dies, however it dies.
struct RunLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: `Failure.Kind.locked` where another run holds it.
    init(warehouse path: String) throws(Failure) {
        let lockPath = path + ".lock"
        descriptor = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(
                .warehouse, "cannot make \(lockPath): \(String(cString: strerror(errno)))",
                hint: "check `warehouse` in the pipeline file and the rights on its folder")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure(
                .locked, "another run is writing \(path)",
                hint: "wait for it to end; see what it does with: throughline status PIPELINE")
        }
    }

    deinit {
        close(descriptor)
    }
}
