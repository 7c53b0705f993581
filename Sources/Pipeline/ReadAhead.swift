import Definitions
import Foundation
import Tabular

/// Reads files of a source before they are asked for, one after the other on a thread of its own.
///
/// A small file gives a second core little to do, so its rows are loaded while the next ones are read. What is read ahead
/// is bounded, and whoever takes it gets what reading the file then would give, in the same order; its batches only where
/// they aren't loaded as they are read.
final class ReadAhead: @unchecked Sendable {
    /// What a file gives, one after the other.
    private enum Part: Sendable {
        case advanced(Int64)
        case batch(RecordBatch)
        case reject(RejectedRow)
        case end(Result<TableEnd, Failure>, weight: Int)

        /// What it counts for against `limit`, in rows.
        var weight: Int {
            switch self {
            case .advanced: 0
            case .batch(let batch): batch.count
            case .reject: 1
            case .end(_, let weight): weight
            }
        }
    }

    /// A file that is read ahead, to be taken in the order in which they were given.
    struct File: TableReading {
        fileprivate let ahead: ReadAhead
        fileprivate let number: Int
        let path: String

        func read(
            onAdvance: (Int64) -> Void, onBatch: (RecordBatch) throws(Failure) -> Void,
            onReject: (RejectedRow) throws(Failure) -> Void
        ) throws(Failure) -> TableEnd {
            while true {
                switch ahead.part(of: number) {
                case .advanced(let bytes):
                    // Asked where the bytes are taken, as it is where they are read.
                    try ahead.interruption.check()
                    onAdvance(bytes)
                case .batch(let batch): try onBatch(batch)
                case .reject(let row): try onReject(row)
                case .end(let end, _): return try end.get()
                }
            }
        }
    }

    /// Loads batches where they are read.
    struct Loading: Sendable {
        /// Takes a batch of a file.
        var take: @Sendable (_ batch: RecordBatch, _ number: Int) throws(Failure) -> Void
        /// Ends a file that was read; gives how much is held of it, in rows.
        var end: @Sendable (_ number: Int) throws(Failure) -> Int
    }

    /// So many rows may wait to be taken, beside those that are being taken.
    private static let limit = 1 << 15
    /// A file counts for so many more: one whose rows wait, and one whose rows are loaded.
    private static let fileWeight = (waiting: 1 << 11, loaded: 1 << 8)

    private let numbers: [Int]
    private let table: @Sendable (Int) -> any TableReading
    private let path: @Sendable (Int) -> String
    private let loading: Loading?
    private let interruption: Interruption
    private let condition = NSCondition()

    // Guarded by the condition.
    private var waiting: [(number: Int, part: Part)] = []
    private var weight = 0
    private var isStopped = false
    private var isEnded = false

    // The taking thread's own.

    /// The place among the numbers of the next file.
    private var next = 0
    /// What is being taken, last first.
    private var taken: [(number: Int, part: Part)] = []

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - numbers: the files' numbers, rising, in whose order they are read and taken.
    ///   - loading: takes the batches; nil where whoever takes a file is to have them.
    ///   - path: where the bytes of the file of a number lie.
    ///   - table: the file of a number, asked for where it is read.
    init(
        _ numbers: [Int], interruption: Interruption, loading: Loading? = nil,
        path: @escaping @Sendable (Int) -> String, table: @escaping @Sendable (Int) -> any TableReading
    ) {
        self.numbers = numbers
        self.path = path
        self.table = table
        self.loading = loading
        self.interruption = interruption
        let thread = Thread { self.readAll() }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// The next file to be taken; nil where that of a number isn't read ahead.
    func file(_ number: Int) -> File? {
        while next < numbers.count, numbers[next] < number { next += 1 }
        guard next < numbers.count, numbers[next] == number else { return nil }
        return File(ahead: self, number: number, path: path(number))
    }

    /// Reads no more, and returns once nothing is being read.
    func stop() {
        condition.lock()
        defer { condition.unlock() }
        isStopped = true
        condition.broadcast()
        while !isEnded { condition.wait() }
    }

    // MARK: The reading thread

    private func readAll() {
        for number in numbers {
            var weight = Self.fileWeight.waiting
            let end = Result { () throws(Failure) in
                let end = try table(number).read(
                    onAdvance: { self.add(.advanced($0), of: number) },
                    onBatch: { batch throws(Failure) in
                        guard let loading = self.loading else { return try self.give(.batch(batch), of: number) }
                        try self.checkIsWanted()
                        try loading.take(batch, number)
                    },
                    onReject: { row throws(Failure) in try self.give(.reject(row), of: number) })
                if let loading { weight = try loading.end(number) + Self.fileWeight.loaded }
                return end
            }
            guard (try? give(.end(end, weight: weight), of: number)) != nil else { break }
        }
        condition.lock()
        isEnded = true
        condition.broadcast()
        condition.unlock()
    }

    /// Adds a part once there is room for it.
    ///
    /// - Throws: where nobody wants it any more.
    private func give(_ part: Part, of number: Int) throws(Failure) {
        condition.lock()
        while weight >= Self.limit, !isStopped { condition.wait() }
        condition.unlock()
        try checkIsWanted()
        add(part, of: number)
    }

    private func checkIsWanted() throws(Failure) {
        condition.lock()
        defer { condition.unlock() }
        if isStopped { throw Failure(.interrupted(signal: 0), "reading ahead was stopped") }
    }

    private func add(_ part: Part, of number: Int) {
        condition.lock()
        waiting.append((number, part))
        weight += part.weight
        condition.broadcast()
        condition.unlock()
    }

    // MARK: The taking thread

    /// The next part of a file; what is left of those before it is let go of.
    private func part(of number: Int) -> Part {
        while true {
            while let next = taken.popLast() {
                if next.number == number { return next.part }
            }
            condition.lock()
            while waiting.isEmpty { condition.wait() }
            swap(&taken, &waiting)
            weight = 0
            condition.broadcast()
            condition.unlock()
            taken.reverse()
        }
    }
}
