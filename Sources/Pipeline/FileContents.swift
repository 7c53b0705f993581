import Definitions
import Dispatch
import Extract
import Foundation
import Synchronization

/// The content ids of many files, of which several are read at once.
///
/// A copy counts once it is flushed to the disk, and a disk flushes several files in little more time than one. What
/// comes out is what reading one file after the other gives: a file's failure is thrown when it is asked for.
struct FileContents {
    /// A file to read.
    struct Source: Sendable {
        var path: String
        /// Takes a copy; nil: the file is only hashed.
        var landing: Landing?
    }

    private typealias Reading = (found: Result<ContentID, Failure>, bytesRead: Int64)

    /// So many files are read before the first of them is asked for.
    private static let batch = 64

    private let files: [Source]
    private let interruption: Interruption
    /// How many of the files were read.
    private var read = 0
    /// What files gave that were not asked for yet, last first.
    private var readings: [Reading] = []

    /// - Parameter files: in the order in which they are asked for.
    init(of files: [Source], interruption: Interruption) {
        self.files = files
        self.interruption = interruption
    }

    /// The content id of the next file.
    ///
    /// - Parameter bytesRead: grows by what was read of it.
    /// - Throws: `Failure.Kind.unreachable` where it is gone, unreadable or changing.
    /// - Precondition: there is a next file.
    mutating func next(bytesRead: inout Int64) throws(Failure) -> ContentID {
        if readings.isEmpty {
            let batch = Batch(files[read..<min(read + Self.batch, files.count)], interruption)
            read += batch.files.count
            readings = batch.readAll().reversed()
        }
        let reading = readings.removeLast()
        bytesRead += reading.bytesRead
        return try reading.found.get()
    }

    /// Some files, and the threads that read them.
    private final class Batch: Sendable {
        /// How many files are read at once, each through a megabyte of memory.
        private static let lanes = 8

        let files: [Source]
        private let interruption: Interruption
        private let started = Atomic<Int>(0)
        private let readings = Mutex<[Int: Reading]>([:])

        init(_ files: ArraySlice<Source>, _ interruption: Interruption) {
            self.files = Array(files)
            self.interruption = interruption
        }

        /// What each file gives.
        func readAll() -> [Reading] {
            let group = DispatchGroup()
            // Threads of their own, for they wait for the disk most of the time.
            for _ in 1..<max(1, min(Self.lanes, files.count)) {
                group.enter()
                Thread {
                    self.readMany()
                    group.leave()
                }.start()
            }
            readMany()
            group.wait()
            return readings.withLock { readings in files.indices.compactMap { readings[$0] } }
        }

        /// Reads files until all are begun.
        private func readMany() {
            while true {
                let number = started.wrappingAdd(1, ordering: .relaxed).oldValue
                guard number < files.count else { return }
                let file = files[number]
                var bytesRead: Int64 = 0
                let found = Result { () throws(Failure) in
                    try interruption.check()
                    return try ContentID.of(
                        file.path, landing: file.landing, interruption: interruption, bytesRead: &bytesRead)
                }
                let reading = (found, bytesRead)
                readings.withLock { $0[number] = reading }
            }
        }
    }
}
