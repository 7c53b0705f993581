internal import Foundation

/// How a file is divided among cores; what is read doesn't depend on it.
package struct Parallelism: Hashable, Sendable {
    /// How many blocks of a window there are for each core: with more, none waits long for the others.
    private static let blocksPerWorker = 4

    /// How many bytes one core takes at a time.
    package var blockSize: Int
    /// How many cores read.
    package var workers: Int

    package init(blockSize: Int = 1 << 19, workers: Int = ProcessInfo.processInfo.activeProcessorCount) {
        self.blockSize = max(1, blockSize)
        self.workers = max(1, workers)
    }

    /// How many blocks are in memory at once.
    package var blocks: Int { workers * Self.blocksPerWorker }

    /// How many bytes are read at a time.
    package var windowSize: Int { blocks * blockSize }

    /// Into how many blocks some bytes are divided.
    func blocks(of count: Int) -> Int {
        // A file of a few rows isn't worth a second core's waking up.
        let least = min(blockSize, 1 << 16)
        return min(blocks, (count + least - 1) / least)
    }
}
