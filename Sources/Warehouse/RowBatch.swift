package import Definitions

/// Rows of a table made ready on any thread, for the thread that owns the connection to insert (`BulkInsertion`).
///
/// A class for its memory, which is used again for the next rows; it belongs to one thread at a time.
package final class RowBatch: @unchecked Sendable {
    /// A value: an integer, or where a text lies.
    struct Cell {
        static let integer: Int32 = -1
        static let null: Int32 = -2

        var number: Int64
        /// The length of a text, else one of the above.
        var length: Int32
    }

    /// The number of values of a row.
    let width: Int
    // Bare memory: each change of an array that a class holds is watched, and there are many a row.
    private var cells: UnsafeMutablePointer<Cell>
    private var cellCount = 0
    private var cellCapacity: Int
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var used = 0
    private var textStart = 0

    /// - Parameter width: the number of values of a row.
    package init(width: Int) {
        self.width = width
        cellCapacity = 64 * width
        cells = .allocate(capacity: cellCapacity)
        capacity = 1 << 12
        bytes = .allocate(capacity: capacity)
    }

    /// Rows of a number each.
    convenience init(integers: [Int64]) {
        self.init(width: 1)
        for number in integers { append(number) }
    }

    deinit {
        cells.deallocate()
        bytes.deallocate()
    }

    /// How many rows are whole.
    package var count: Int { cellCount / width }

    /// Forgets all rows and keeps their memory.
    package func removeAll() {
        cellCount = 0
        used = 0
    }

    /// The columns of the rows, which must not change meanwhile.
    func withColumns<Value>(_ body: ([RowFeed.Column]) throws -> Value) rethrows -> Value {
        try body((0..<width).map { .cells(cells + $0, every: width, bytes) })
    }

    /// An integer of a whole row.
    func integer(_ row: Int, _ column: Int) -> Int64 {
        cells[row * width + column].number
    }

    /// Binds a value of a whole row to a statement's next parameter.
    ///
    /// The rows must not change before the statement's step.
    func bind(_ row: Int, _ column: Int, to statement: inout BulkStatement) {
        let cell = cells[row * width + column]
        switch cell.length {
        case Cell.integer: statement.bind(cell.number)
        case Cell.null: statement.bindNull()
        default: statement.bind(text: UnsafeBufferPointer(start: bytes + Int(cell.number), count: Int(cell.length)))
        }
    }

    @inline(__always)
    private func append(_ cell: Cell) {
        if cellCount == cellCapacity { growCells() }
        (cells + cellCount).initialize(to: cell)
        cellCount += 1
    }

    private func growCells() {
        let larger = UnsafeMutablePointer<Cell>.allocate(capacity: cellCapacity * 2)
        larger.update(from: cells, count: cellCount)
        cells.deallocate()
        cells = larger
        cellCapacity *= 2
    }

    /// Adds the next value of a row.
    package func append(_ number: Int64) {
        append(Cell(number: number, length: Cell.integer))
    }

    package func appendNull() {
        append(Cell(number: 0, length: Cell.null))
    }

    package func append(_ text: String) {
        beginText()
        add(text)
        endText()
    }

    package func append(_ text: UnsafeBufferPointer<UInt8>) {
        beginText()
        add(text)
        endText()
    }

    /// Adds a day as the warehouse has it, NULL where there is none.
    package func append(_ day: Day?) {
        guard let day else { return appendNull() }
        guard day.write(to: room(for: Day.textLength)) else { return append(day.description) }
        endText(after: Day.textLength)
    }

    /// Adds an instant as the warehouse has it: in UTC, to the second.
    package func append(_ instant: Instant) {
        guard instant.write(to: room(for: Instant.textLength)) else { return append(instant.description) }
        endText(after: Instant.textLength)
    }

    private func endText(after count: Int) {
        beginText()
        used += count
        endText()
    }

    // MARK: Texts in pieces

    /// Begins a text that `add` makes piece by piece and `endText` makes the row's next value.
    package func beginText() {
        textStart = used
    }

    package func add(_ piece: String) {
        var piece = piece
        piece.withUTF8 { add($0) }
    }

    package func add(_ piece: UnsafeBufferPointer<UInt8>) {
        guard let start = piece.baseAddress else { return }
        room(for: piece.count).update(from: start, count: piece.count)
        used += piece.count
    }

    package func endText() {
        append(Cell(number: Int64(textStart), length: Int32(used - textStart)))
    }

    /// Where the next so many bytes may be written.
    private func room(for count: Int) -> UnsafeMutablePointer<UInt8> {
        if used + count > capacity {
            capacity = max(capacity * 2, used + count)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            larger.update(from: bytes, count: used)
            bytes.deallocate()
            bytes = larger
        }
        return bytes + used
    }
}
