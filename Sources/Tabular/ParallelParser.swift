internal import Definitions
internal import Dispatch
internal import Synchronization

/// Reads a stream's records on several cores, with the result of reading them on one.
///
/// The window is cut into blocks. Each is read at once from its first line start, which is nearly always where a record
/// starts. Then, in order, each block must start where the records of the one before it end; one that doesn't is read
/// again from there. What comes out is therefore what a single pass gives, whatever the size of blocks.
///
/// The calling thread takes the results of a window while the other cores read the next one, and then helps them.
struct ParallelParser<Decoder: BlockDecoder & ~Copyable>: ~Copyable {
    private typealias Reading = BlockReading<Decoder.Output>

    /// What a window gave, and the line its own lines count from.
    private typealias Result = (output: Decoder.Output, line: Int64)

    /// No buffer pointer, for the reason given at `RecordBuilder.buffers`.
    private let workers: UnsafeMutablePointer<BlockWorker<Decoder>>
    private let readings: UnsafeMutablePointer<Reading>
    private let parallelism: Parallelism
    /// The 1-based line at which the next block starts.
    private var line: Int64
    /// A rejected record whose first line isn't over.
    private var rejectedLine: RejectedLine?
    /// In order, what was read and not yet taken.
    private var pending: [Result] = []

    private struct RejectedLine {
        var rule: RejectRule
        var offset: Int64
    }

    /// - Parameters:
    ///   - dialect: how records are told apart.
    ///   - firstLine: the line of the first byte that is to be parsed.
    ///   - parallelism: how many blocks and workers there are.
    ///   - makeDecoder: makes the decoder of a worker.
    init(
        _ dialect: Dialect,
        firstLine: Int64,
        _ parallelism: Parallelism,
        makeDecoder: () -> Decoder
    ) {
        line = firstLine
        self.parallelism = parallelism
        workers = .allocate(capacity: parallelism.workers)
        for index in 0..<parallelism.workers {
            (workers + index).initialize(to: BlockWorker(makeDecoder(), dialect))
        }
        readings = .allocate(capacity: parallelism.blocks)
        for index in 0..<parallelism.blocks { (readings + index).initialize(to: Reading()) }
    }

    deinit {
        workers.deinitialize(count: parallelism.workers)
        workers.deallocate()
        readings.deinitialize(count: parallelism.blocks)
        readings.deallocate()
    }

    /// Reads a stream to its end.
    ///
    /// - Parameters:
    ///   - window: what was read of the stream so far.
    ///   - position: where in it the first record may start.
    ///   - stream: what follows.
    ///   - take: takes the blocks' results in order, with the line their own lines count from; always on the calling
    ///     thread.
    mutating func run(
        _ window: inout ByteWindow,
        from position: Int,
        _ stream: inout some ByteStream,
        take: (Decoder.Output, Int64) throws(Failure) -> Void
    ) throws(Failure) {
        var position = position
        while true {
            if let rejected = rejectedLine { position = end(rejected, window.view, from: position) }
            if rejectedLine == nil { position = try parse(&window, from: position, &stream, take: take) }
            if window.isLast { return try takePending(take) }
            do throws(Failure) {
                try window.refill(from: position, &stream)
            } catch {
                // What is wrong with the rows before it weighs more.
                try takePending(take)
                throw error
            }
            position = 0
        }
    }

    private mutating func takePending(_ take: (Decoder.Output, Int64) throws(Failure) -> Void) throws(Failure) {
        var results: [Result] = []
        swap(&results, &pending)
        results.reverse()
        // Each is let go of before the next.
        while let result = results.popLast() { try take(result.output, result.line) }
        swap(&results, &pending)
    }

    /// Finds the end of a rejected record's first line; the rest of the window belongs to it where there is none.
    private mutating func end(_ rejected: RejectedLine, _ window: ByteWindow.View, from position: Int) -> Int {
        let end = LineEnd.first(in: window.base, from: position, to: window.count)
        var length = 0
        if end < window.count {
            guard
                let found = LineEnd.length(in: window.base, at: end, available: window.count, isLast: window.isLast)
            else { return end }
            length = found
        } else if !window.isLast {
            return end
        }
        rejectedLine = nil
        workers[0].decoder.reject(
            rejected.rule,
            line: 0,
            offset: rejected.offset,
            length: window.offset + Int64(end) - rejected.offset
        )
        pending.append((workers[0].decoder.finish(), line))
        if length > 0 { line += 1 }
        return end + length
    }

    /// Reads the records that are whole within the window and says where the next starts.
    private mutating func parse(
        _ moving: inout ByteWindow,
        from start: Int,
        _ stream: inout some ByteStream,
        take: (Decoder.Output, Int64) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        let window = moving.view
        let count = window.count
        // So many blocks, whatever length a cut-off record has given the window.
        let wanted = max(1, parallelism.blocks(of: count - start))
        let size = max(1, (count - start + wanted - 1) / wanted)
        let blocks = (count - start + size - 1) / size
        guard blocks > 0 else { return start }
        try guessAll(&moving, from: start, blocks: blocks, size: size, &stream, take: take)
        var position = start
        for index in 0..<blocks {
            let bound = min(count, start + (index + 1) * size)
            guard position < bound else { continue }
            if readings[index].start != position { readings[index] = workers[0].parse(position..<bound, in: window) }
            if let output = readings[index].takeOutput() { pending.append((output, line)) }
            let reading = readings[index]
            position = reading.end
            if case .rejectedLine(let rule, let start, let line) = reading.ending {
                rejectedLine = RejectedLine(rule: rule, offset: window.offset + Int64(start))
                self.line += line
                break
            }
            line += reading.lines
            if reading.ending == .incomplete { break }
        }
        // What was guessed wrongly is no use to anyone.
        for index in 0..<blocks { readings[index].output = nil }
        return position
    }

    /// Reads all blocks at once and meanwhile what follows the window, once what came before was taken.
    private mutating func guessAll(
        _ moving: inout ByteWindow,
        from start: Int,
        blocks: Int,
        size: Int,
        _ stream: inout some ByteStream,
        take: (Decoder.Output, Int64) throws(Failure) -> Void
    ) throws(Failure) {
        let window = moving.view
        let readsAhead = !window.isLast
        var failure: Failure?
        withUnsafeMutablePointer(to: &moving) { moving in
            withUnsafeMutablePointer(to: &stream) { stream in
                let tasks = Tasks(workers, readings, window, start, size, blocks, readsAhead: readsAhead) {
                    moving.pointee.readAhead(&stream.pointee)
                }
                let group = DispatchGroup()
                for worker in 1..<max(1, min(parallelism.workers, tasks.count)) {
                    DispatchQueue.global().async(group: group) { tasks.run(worker) }
                }
                do throws(Failure) {
                    try takePending(take)
                    tasks.run(0)
                } catch {
                    failure = error
                    tasks.stop()
                }
                group.wait()
            }
        }
        if let failure { throw failure }
    }

    /// What the threads do, each at a time a part of its own: one the stream and the window's spare buffer, the others a
    /// block.
    private final class Tasks: @unchecked Sendable {
        let count: Int
        private let workers: UnsafeMutablePointer<BlockWorker<Decoder>>
        private let readings: UnsafeMutablePointer<Reading>
        private let window: ByteWindow.View
        private let start: Int
        private let size: Int
        private let readsAhead: Bool
        private let readAhead: () -> Void
        private let next = Atomic<Int>(0)

        init(
            _ workers: UnsafeMutablePointer<BlockWorker<Decoder>>,
            _ readings: UnsafeMutablePointer<Reading>,
            _ window: ByteWindow.View,
            _ start: Int,
            _ size: Int,
            _ blocks: Int,
            readsAhead: Bool,
            _ readAhead: @escaping () -> Void
        ) {
            self.workers = workers
            self.readings = readings
            self.window = window
            self.start = start
            self.size = size
            self.readsAhead = readsAhead
            self.readAhead = readAhead
            count = blocks + (readsAhead ? 1 : 0)
        }

        /// Works until nothing is left.
        func run(_ worker: Int) {
            while true {
                var task = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard task < count else { return }
                // Reading comes first: it is what can't be divided.
                if readsAhead {
                    if task == 0 {
                        readAhead()
                        continue
                    }
                    task -= 1
                }
                let block = start + task * size..<min(window.count, start + (task + 1) * size)
                readings[task] =
                    task == 0 ? workers[worker].parse(block, in: window) : workers[worker].guess(block, in: window)
            }
        }

        /// Lets nobody begin anything more.
        func stop() {
            next.store(count, ordering: .relaxed)
        }
    }
}
