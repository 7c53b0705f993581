import Definitions
import Dispatch

/// Makes blocks on a thread of its own, each while the one before is used.
struct BlockRelay<Block: Sendable> {
    private let blocks: [Block]

    /// - Parameter block: makes an empty block, of which there are two.
    init(_ block: () -> Block) {
        blocks = [block(), block()]
    }

    /// Makes and uses so many blocks, in order.
    ///
    /// - Parameters:
    ///   - make: makes the block of a number in place of what was in it; never at work twice at a time.
    ///   - use: uses it on the caller's thread.
    func run(
        _ count: Int, make: (_ number: Int, _ block: Block) throws(Failure) -> Void, use: (Block) throws -> Void
    ) throws {
        guard count > 0 else { return }
        try withoutActuallyEscaping(make) { make in
            // Of the queue until the block it makes is waited for.
            nonisolated(unsafe) let make = make
            nonisolated(unsafe) var failure: Failure?
            let queue = DispatchQueue(label: "throughline.relay")
            let made = DispatchGroup()
            func begin(_ number: Int) {
                let block = blocks[number % 2]
                queue.async(group: made) {
                    do throws(Failure) {
                        try make(number, block)
                    } catch {
                        failure = error
                    }
                }
            }
            begin(0)
            defer { made.wait() }
            for number in 0..<count {
                made.wait()
                if let failure { throw failure }
                if number + 1 < count { begin(number + 1) }
                try use(blocks[number % 2])
            }
        }
    }
}
