package import Definitions

/// Rows of a table made ready on any thread, for the thread that owns the connection to insert.
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
    private(set) var cells: [Cell] = []
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var used = 0
    private var textStart = 0

    /// - Parameter width: the number of values of a row.
    package init(width: Int) {
        self.width = width
        capacity = 1 << 12
        bytes = .allocate(capacity: capacity)
    }

    deinit {
        bytes.deallocate()
    }

    /// How many rows are whole.
    package var count: Int { cells.count / width }

    /// Forgets all rows and keeps their memory.
    package func removeAll() {
        cells.removeAll(keepingCapacity: true)
        used = 0
    }

    /// Adds the next value of a row.
    package func append(_ number: Int64) {
        cells.append(Cell(number: number, length: Cell.integer))
    }

    package func appendNull() {
        cells.append(Cell(number: 0, length: Cell.null))
    }

    package func append(_ text: String) {
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
        piece.withUTF8 { piece in
            guard let start = piece.baseAddress else { return }
            room(for: piece.count).update(from: start, count: piece.count)
            used += piece.count
        }
    }

    package func endText() {
        cells.append(Cell(number: Int64(textStart), length: Int32(used - textStart)))
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
