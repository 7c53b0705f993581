/// Memory for one value at a time, kept from row to row; whoever owns it calls `deallocate`.
struct ByteScratch {
    private(set) var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int

    init(capacity: Int) {
        start = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    func deallocate() {
        start.deallocate()
    }

    /// Makes room for some bytes; the first `used` ones are kept.
    @inline(__always)
    mutating func reserve(_ count: Int, keeping used: Int = 0) {
        if count > capacity { grow(count, keeping: used) }
    }

    private mutating func grow(_ count: Int, keeping used: Int) {
        let larger = max(count, capacity * 2)
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        copy.update(from: start, count: used)
        start.deallocate()
        start = copy
        capacity = larger
    }

    /// Writes a value with every doubled quote once and returns its length; `reserve` comes first.
    func unescape(_ value: FieldBytes, quote: UInt8, at offset: Int = 0) -> Int {
        var length = offset
        var index = 0
        while index < Int(value.count) {
            let byte = value.start[index]
            start[length] = byte
            length += 1
            // The second of a pair is next, unless text after a closing quote holds a quote of its own.
            let isPair = byte == quote && index + 1 < Int(value.count) && value.start[index + 1] == quote
            index += isPair ? 2 : 1
        }
        return length - offset
    }
}
