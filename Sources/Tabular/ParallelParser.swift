internal import Definitions
internal import Dispatch

/// Reads a stream's records on several cores, with the result of reading them on one.
///
/// The window is cut into blocks. Each is read at once from its first line start, which is nearly always where a record
/// starts. Then, in order, each block must start where the records of the one before it end; one that doesn't is read
/// again from there. What comes out is therefore what a single pass gives, whatever the size of blocks.
struct ParallelParser<Decoder: BlockDecoder & ~Copyable>: ~Copyable {
    /// No buffer pointer, for the reason given at `RecordBuilder.buffers`.
    private let workers: UnsafeMutablePointer<BlockWorker<Decoder>>
    private let workerCount: Int
    /// The 1-based line at which the next block starts.
    private var line: Int64
    /// A rejected record whose first line isn't over.
    private var rejectedLine: RejectedLine?

    private struct RejectedLine {
        var rule: RejectRule
        var offset: Int64
    }

    /// - Parameters:
    ///   - dialect: how records are told apart.
    ///   - firstLine: the line of the first byte that is to be parsed.
    ///   - parallelism: how many blocks there are.
    ///   - makeDecoder: makes the decoder of a worker.
    init(
        _ dialect: Dialect,
        firstLine: Int64,
        _ parallelism: Parallelism,
        makeDecoder: () -> Decoder
    ) {
        line = firstLine
        workerCount = parallelism.workers
        workers = .allocate(capacity: parallelism.workers)
        for index in 0..<parallelism.workers {
            (workers + index).initialize(to: BlockWorker(makeDecoder(), dialect))
        }
    }

    deinit {
        workers.deinitialize(count: workerCount)
        workers.deallocate()
    }

    /// Reads a stream to its end.
    ///
    /// - Parameters:
    ///   - window: what was read of the stream so far.
    ///   - position: where in it the first record may start.
    ///   - stream: what follows.
    ///   - take: takes the blocks' results in order, with the line their own lines count from.
    mutating func run(
        _ window: inout ByteWindow,
        from position: Int,
        _ stream: inout some ByteStream,
        take: (Decoder.Output, Int64) throws(Failure) -> Void
    ) throws(Failure) {
        var position = position
        while true {
            if let rejected = rejectedLine {
                position = try end(rejected, window.view, from: position, take: take)
            }
            if rejectedLine == nil { position = try parse(&window, from: position, &stream, take: take) }
            if window.isLast { return }
            try window.refill(from: position, &stream)
            position = 0
        }
    }

    /// Finds the end of a rejected record's first line; the rest of the window belongs to it where there is none.
    private mutating func end(
        _ rejected: RejectedLine,
        _ window: ByteWindow.View,
        from position: Int,
        take: (Decoder.Output, Int64) throws(Failure) -> Void
    ) throws(Failure) -> Int {
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
        try take(workers[0].decoder.finish(), line)
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
        // One block a worker, whatever length a cut-off record has given the window.
        let size = max(1, (count - start + workerCount - 1) / workerCount)
        let blocks = (count - start + size - 1) / size
        guard blocks > 0 else { return start }
        guessAll(&moving, from: start, blocks: blocks, size: size, &stream)
        var position = start
        for index in 0..<blocks {
            let bound = min(count, start + (index + 1) * size)
            guard position < bound else { continue }
            if workers[index].start != position { workers[index].parse(position..<bound, in: window) }
            let ending = workers[index].ending
            if let output = workers[index].takeOutput() { try take(output, line) }
            if case .rejectedLine(let rule, let start, let line) = ending {
                rejectedLine = RejectedLine(rule: rule, offset: window.offset + Int64(start))
                self.line += line
                return workers[index].end
            }
            line += workers[index].lines
            position = workers[index].end
            if ending == .incomplete { break }
        }
        return position
    }

    /// Reads all blocks at once, and meanwhile what follows the window.
    private func guessAll(
        _ moving: inout ByteWindow,
        from start: Int,
        blocks: Int,
        size: Int,
        _ stream: inout some ByteStream
    ) {
        let window = moving.view
        withUnsafeMutablePointer(to: &moving) { moving in
            withUnsafeMutablePointer(to: &stream) { stream in
                let shared = Shared(workers: workers) { moving.pointee.readAhead(&stream.pointee) }
                DispatchQueue.concurrentPerform(iterations: blocks + 1) { task in
                    // Reading comes first: it is what can't be divided.
                    guard task > 0 else { return shared.readAhead() }
                    let index = task - 1
                    let block = start + index * size..<min(window.count, start + (index + 1) * size)
                    if index == 0 {
                        shared.workers[0].parse(block, in: window)
                    } else {
                        shared.workers[index].guess(block, in: window)
                    }
                }
            }
        }
    }

    /// What the threads use, each a part of its own: one the stream and the window's spare buffer, each other a worker.
    private struct Shared: @unchecked Sendable {
        let workers: UnsafeMutablePointer<BlockWorker<Decoder>>
        let readAhead: () -> Void
    }
}
