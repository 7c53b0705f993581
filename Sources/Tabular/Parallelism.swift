internal import Foundation

/// How a file is divided among cores; what is read doesn't depend on it.
package struct Parallelism: Hashable, Sendable {
    /// How many bytes one core takes at a time.
    package var blockSize: Int
    /// How many blocks are read at once.
    package var workers: Int

    package init(blockSize: Int = 4 << 20, workers: Int = ProcessInfo.processInfo.activeProcessorCount) {
        self.blockSize = max(1, blockSize)
        self.workers = max(1, workers)
    }
}
