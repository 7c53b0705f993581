/// Divides whole units in proportion to weights, to the last unit: by largest remainder (Hamilton's method), equal
/// remainders by position.
///
/// Its buffers are used again and again; keep one for all conversions.
package struct Apportionment: ~Copyable, Sendable {
    /// What each part lacked to be exact, in a common unit.
    private var remainders: [UInt128] = []
    /// The parts that lack something, as a heap: the one that lacks most is first.
    private var heap: [Int] = []

    package init() {}

    mutating func begin() {
        remainders.removeAll(keepingCapacity: true)
    }

    mutating func append(remainder: UInt128) {
        remainders.append(remainder)
    }

    /// Gives one unit more to so many of the last parts of a column, those that lacked most.
    ///
    /// There are always fewer units over than parts that lack something, so that a part without weight gets none.
    ///
    /// - Parameter parts: a column whose last parts, as many as there are remainders, are rounded down.
    /// - Complexity: O(*n* + *m* log *n*) for *m* units and *n* parts
    mutating func hand(out units: Int, to parts: inout [Int64]) {
        guard units > 0 else { return }
        heap.removeAll(keepingCapacity: true)
        for part in remainders.indices where remainders[part] > 0 {
            heap.append(part)
        }
        precondition(units < heap.count, "remainders make fewer units than there are of them")
        for root in stride(from: heap.count / 2 - 1, through: 0, by: -1) {
            sink(root)
        }
        let base = parts.count - remainders.count
        for _ in 0..<units {
            parts[base + heap[0]] += 1
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
            sink(0)
        }
    }

    /// Moves a part down the heap until none below lacks more.
    private mutating func sink(_ start: Int) {
        var root = start
        while true {
            var child = 2 * root + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, goesFirst(heap[child + 1], heap[child]) { child += 1 }
            guard goesFirst(heap[child], heap[root]) else { return }
            heap.swapAt(child, root)
            root = child
        }
    }

    private func goesFirst(_ part: Int, _ other: Int) -> Bool {
        remainders[part] == remainders[other] ? part < other : remainders[part] > remainders[other]
    }
}
